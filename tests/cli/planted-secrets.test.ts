import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_NAMES, settingSpec } from '../../lib/target';
import { type ProviderOptions, type RunningProvider, startProvider } from '../../provider';
import { claims, signedHs256 } from '../provider/consumer';
import { authorizationServer, closeAuthorizationServers } from '../support/authorization-server';
import { makeAuthority, pkcs12 } from '../support/certificates';
import { command, conformanceRun, type Ended, removeOutputs, temporaryFolder } from '../support/command';
import { newKeys, unpacked } from '../support/packs';
import {
  filesBelow,
  hasProcessList,
  JEST_CACHE,
  leaksIn,
  plantedSecret,
  processList,
  SPELLINGS,
} from '../support/planted';
import { startTellingServer, type TellingServer } from '../support/telling-server';

/**
 * Secrets are never in output, reports, journal, evidence or lists of processes: each is planted as a text that occurs
 * nowhere else, a server repeats all that it is shown of them, in every spelling, and every byte that the commands leave
 * is searched.
 */

jest.setTimeout(600_000);
afterAll(removeOutputs);

/** What stands in each secret setting, by its marker. A setting without an entry fails the first test. */
const PLANTED: Readonly<Record<string, (marker: string) => string>> = {
  HTTP_PROXY_CREDENTIALS: (marker) => `consumer:${marker}`,
  EXTRA_HEADERS: (marker) => `X-Api-Key=${marker};X-Environment=int`,
  JWT_SECRET: (marker) => marker,
  OAUTH2_CLIENT_SECRET: (marker) => marker,
  BEARER_TOKEN: (marker) => marker,
  TLS_KEY_PASSPHRASE: (marker) => marker,
  PACK_KEY_PASSPHRASE: (marker) => marker,
  SLOTS_COMMAND: (marker) => `cat ${SLOTS} # '${marker}'`,
};
const SLOTS = 'slots.json';

const secretSettings = SETTING_NAMES.filter((name) => settingSpec(name).secret === true);
const markers = Object.fromEntries(secretSettings.map((name) => [name, plantedSecret('&"<+/=%~')]));
/** That of the manner `audience-fixed`. */
const AUDIENCE = 'https://provider.example/audience/booking';
const OF_HS256: ProviderOptions = {
  jwt: 'hs256',
  secret: markers.JWT_SECRET as string,
  manners: ['audience-fixed'],
};
const COOKIE = plantedSecret();
const GIVEN_TOKEN = plantedSecret('~+/=');

/** Lines of private keys, which is what would be seen of them. */
const keyLines: Record<string, string> = {};

const CASES = [
  'Booking a free slot',
  'Booking with the status pending',
  'Booking without created',
  'Booking without a document',
  'Booking without an Authorization header',
  'Booking with a JWT that another key signed',
  'Searching*',
].flatMap((name) => ['--case', name]);

let cwd: string;
let files: Record<string, string>;

beforeAll(async () => {
  cwd = temporaryFolder();
  const authority = await makeAuthority('authority.test');
  const client = authority.forClient({ name: 'consumer' });
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  files = { JWT_KEY_FILE: 'jwt.pem', TLS_PFX_FILE: 'client.pfx', PACK_KEY_FILE: 'pack.pem' };
  writeFileSync(join(cwd, 'jwt.pem'), privateKey);
  writeFileSync(join(cwd, 'client.pfx'), pkcs12(client, markers.TLS_KEY_PASSPHRASE as string));
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  const packKey = newKeys().privateKey;
  const passphrase = markers.PACK_KEY_PASSPHRASE as string;
  writeFileSync(join(cwd, 'pack.pem'), packKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase }));
  // What stands before is alike in all keys of the kind.
  keyLines['the key of packs'] = String(packKey.export(pkcs8)).split('\n')[1]?.slice(24) as string;
  for (const [name, key] of Object.entries({ JWT_KEY_FILE: privateKey, TLS_PFX_FILE: client.key })) {
    // The first line is alike in all keys.
    const lines = key.split('\n').filter((line) => /^[\w+/]{64}$/.test(line));
    for (const index of [1, 8, 15]) keyLines[`line ${index + 2} of ${name}`] = lines[index] as string;
  }
}, 120_000);

/** A provider, before it a server that tells, and all secrets there are: what a run has to keep. */
interface Scene {
  readonly provider: RunningProvider;
  readonly server: TellingServer;
  readonly env: Readonly<Record<string, string>>;
  /** The secrets by what they are called: also those that only the server and the suite know. */
  secrets(): Record<string, string>;
  /** Every list of processes that was seen while the server was asked. */
  readonly processes: string[];
}

const scenes: Scene[] = [];
afterEach(async () => {
  await closeAuthorizationServers();
  for (const { server, provider } of scenes.splice(0)) {
    await server.close();
    await provider.close();
  }
});

async function scene(options: ProviderOptions, more: Record<string, string>): Promise<Scene> {
  const provider = await startProvider(options);
  const slots = await (await fetch(`${provider.baseUrl}/Slot?status=free`, withToken(options))).text();
  writeFileSync(join(cwd, SLOTS), slots);
  const processes: string[] = [];
  let asked = 0;
  const server = await startTellingServer(provider.baseUrl, COOKIE, () => {
    asked += 1;
    if (hasProcessList && asked % 10 === 1) processes.push(processList());
  });
  const planted = secretSettings.map((name) => [name, PLANTED[name]?.(markers[name] as string)]);
  const made: Scene = {
    provider,
    server,
    processes,
    env: {
      ...provider.env,
      ...Object.fromEntries(planted),
      ...files,
      TARGET_BASE_URL: server.baseUrl,
      HTTP_PROXY_URL: server.url,
      GATE: 'booking,nhs,fhir,http',
      SLOT_GRACE_MS: '0',
      ...more,
    },
    secrets: () => ({
      ...markers,
      ...keyLines,
      'the cookie of the server': COOKIE,
      'the token that is given': GIVEN_TOKEN,
      ...Object.fromEntries(
        signaturesIn(server).map((signature, index) => [`signature ${index}`, signature]),
      ),
    }),
  };
  scenes.push(made);
  return made;
}

/** As who looks for slots by hand. */
function withToken({ jwt, secret = '' }: ProviderOptions): RequestInit {
  const token = jwt === 'static' ? secret : signedHs256(claims(AUDIENCE, 'organization/slot.read'), secret);
  return { headers: { Authorization: `Bearer ${token}` } };
}

/** Without its signature, a token opens nothing. */
function signaturesIn({ seen }: TellingServer): string[] {
  const signatures = [...seen].flatMap(
    (credential) => /^eyJ[\w-]+\.[\w-]+\.([\w-]{32,})$/.exec(credential)?.[1] ?? [],
  );
  return signatures.slice(0, 10);
}

/** Searches all that a command left and wrote, and that could be seen of it. */
function expectNoLeak({ secrets, processes }: Scene, ended: Ended, ...folders: string[]): void {
  const texts = {
    ...Object.assign({}, ...folders.map(filesBelow)),
    ...filesBelow(JEST_CACHE),
    stdout: ended.stdout,
    stderr: ended.stderr,
    'the list of processes': processes.join('\n'),
  };
  expect(leaksIn(secrets(), texts)).toEqual([]);
}

test('every secret setting is planted', () => {
  expect(Object.keys(PLANTED).sort()).toEqual([...secretSettings].sort());
});

describe('The search', () => {
  const secret = plantedSecret();

  test.each(Object.entries(SPELLINGS))('finds a secret %s', (_, spell) => {
    expect(leaksIn({ secret }, { text: `<${spell(secret)}>` })).toHaveLength(1);
    expect(leaksIn({ secret: plantedSecret() }, { text: `<${spell(secret)}>` })).toEqual([]);
  });

  test('finds parts of a secret', () => {
    for (const part of [secret.slice(0, 8), secret.slice(10, 30), secret.slice(-20)])
      expect(
        leaksIn({ secret }, { text: part, other: Buffer.from(`--${part}`).toString('base64') }),
      ).not.toEqual([]);
  });

  const onLinux = hasProcessList ? test : test.skip;
  onLinux(
    'finds what a run leaks: a setting that is no secret, in files and in the list of processes',
    async () => {
      const { env } = await scene(OF_HS256, {});
      const shown = plantedSecret('');
      let list = '';
      const args = [
        '--no-html',
        '--only',
        'book.created.status',
        '--case',
        shown,
        '--case',
        'Booking a free slot',
      ];
      const run = await conformanceRun(
        args,
        { ...env, JWT_ISSUER: shown },
        {
          cwd,
          onStart: () => {
            list = processList();
          },
        },
      );
      const found = leaksIn({ shown }, { ...filesBelow(run.out), stderr: run.stderr, list });
      expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/ in list/)]));
      expect(run.code).toBe(64);
    },
  );
});

describe('Nothing of a secret is left by', () => {
  test('a run with two workers, its page, its reports made again, and its pack', async () => {
    const at = await scene(OF_HS256, {});
    const run = await conformanceRun([...CASES, '--workers', '2'], at.env, { cwd });
    // The server refuses every other booking: which of two workers meets that, and whether any is judged, is chance.
    expect([1, 2]).toContain(run.code);
    expect(run.exchanges.length).toBeGreaterThan(20);
    expect(signaturesIn(at.server).length).toBeGreaterThan(3);
    expect(Object.keys(filesBelow(run.out)).some((file) => file.endsWith('index.html'))).toBe(true);
    expectNoLeak(at, run, run.out);
    // What was told was taken down, without the secrets.
    expect(JSON.stringify(run.exchanges).match(/\[redacted\]/g)?.length).toBeGreaterThan(100);
    expectNoLeak(at, await command(['report', run.out], { env: at.env, cwd }), run.out);
    const to = join(temporaryFolder(), 'pack.zip');
    const attested = [
      '--product',
      'Hub',
      '--product-version',
      '1',
      '--environment',
      'int',
      '--signatory',
      'Jo',
    ];
    const pack = await command(['pack', run.out, '--to', to, ...attested], { env: at.env, cwd });
    expect({ code: pack.code, stderr: pack.stderr }).toEqual({ code: 0, stderr: '' });
    const unzipped = await unpacked(to);
    expect(Object.keys(filesBelow(unzipped)).some((file) => file.endsWith('manifest.sig'))).toBe(true);
    expectNoLeak(at, pack, unzipped);
    expectNoLeak(at, await command(['cleanup', run.out], { env: at.env, cwd }), run.out);
  });

  test('a run with the tokens of an authorization server, and its doctor', async () => {
    const at = await scene(
      { jwt: 'static', secret: GIVEN_TOKEN },
      {
        JWT_REGIME: 'oauth2',
        OAUTH2_CLIENT_ID: 'suite',
        OAUTH2_CLIENT_AUTH: 'post',
      },
    );
    const { tokenUrl } = await authorizationServer(() => ({
      body: { access_token: GIVEN_TOKEN, token_type: 'Bearer' },
    }));
    const env = { ...at.env, OAUTH2_TOKEN_URL: tokenUrl, HTTP_PROXY_URL: '', HTTP_PROXY_CREDENTIALS: '' };
    const run = await conformanceRun(CASES, env, { cwd });
    expect(run.exchanges.length).toBeGreaterThan(10);
    expectNoLeak(at, run, run.out);
    const doctor = await command(['doctor', '--json'], { env, cwd });
    expect(doctor.stdout).toContain('Seen: [redacted]');
    expectNoLeak(at, doctor);
  });

  test('shards of a run, and what puts them together', async () => {
    const at = await scene({ jwt: 'static', secret: markers.BEARER_TOKEN as string }, {});
    const shards = [];
    for (const shard of ['1/2', '2/2'])
      shards.push(await conformanceRun(['--no-html', ...CASES, '--shard', shard], at.env, { cwd }));
    for (const shard of shards) expectNoLeak(at, shard, shard.out);
    const out = temporaryFolder();
    const merged = await command(['merge', ...shards.map((shard) => shard.out), '--out', out], {
      env: at.env,
      cwd,
    });
    expect(merged.stderr).toBe('');
    expectNoLeak(at, merged, out);
  });

  test('a run at a wrong address, and a doctor that says so', async () => {
    const at = await scene(OF_HS256, {});
    const elsewhere = { ...at.env, TARGET_BASE_URL: `${at.server.baseUrl}/not-here` };
    const run = await conformanceRun(['--no-html', ...CASES], elsewhere, { cwd });
    expectNoLeak(at, run, run.out);
    expectNoLeak(at, await command(['doctor'], { env: elsewhere, cwd }));
  });

  test.each(secretSettings)('the message that %s is wrong', async (name) => {
    const at = await scene(OF_HS256, {});
    const wrong = `\u0001${markers[name]}`;
    const run = await conformanceRun(['--no-html'], { ...at.env, [name]: wrong, GATE: 'none' }, { cwd });
    expect(run.code).toBe(64);
    expectNoLeak(at, run, run.out);
  });
});
