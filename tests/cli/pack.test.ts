import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicKeyIn, type Verification, verifyPack } from '../../lib/pack';
import { type RunningProvider, startProvider } from '../../provider';
import { accessibilityProblems, launchBrowser, openFile } from '../support/browser';
import { command, conformanceRun, type Ended, removeOutputs, temporaryFolder } from '../support/command';
import { asRecorded, edit, newKeys, unpacked } from '../support/packs';
import { rawZip } from '../support/raw-zip';

/** A supplier hands in a pack, and a reviewer who was not there verifies it: both as they meet it. */

jest.setTimeout(600_000);

const SELECTION = [
  ...['--only', 'book.created.status', '--only', 'book.profile.status', '--only', 'book.created.location'],
  ...['--case', 'Booking a free slot', '--case', 'Booking with the status pending'],
];
const ATTESTED = ['--product', 'Booking Hub', '--product-version', '4.2.0', '--environment', 'integration'];
const SIGNATORY = ['--signatory', 'Jo Bloggs', '--role', 'Head of Clinical Safety'];
const PASSPHRASE = 'a-passphrase-of-ours';

let provider: RunningProvider;
/** The reports of a run that found a MUST broken. */
let out: string;
/** A folder with keys in it. */
let keys: string;
const keyFile = (name: string): string => join(keys, name);

beforeAll(async () => {
  provider = await startProvider({ faults: ['profile-400'] });
  out = (await conformanceRun(SELECTION, provider.env)).out;
  keys = temporaryFolder();
  const { privateKey, publicKey } = newKeys();
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  const spki = { type: 'spki', format: 'pem' } as const;
  writeFileSync(keyFile('key.pem'), privateKey.export(pkcs8));
  writeFileSync(keyFile('key.pub.pem'), publicKey.export(spki));
  const encrypted = privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: PASSPHRASE });
  writeFileSync(keyFile('encrypted.pem'), encrypted);
  writeFileSync(keyFile('other.pub.pem'), newKeys().publicKey.export(spki));
  writeFileSync(
    keyFile('rsa.pem'),
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8),
  );
  writeFileSync(keyFile('no-key.pem'), 'no key');
});
beforeAll(async () => {
  signed = await packed(['--key', keyFile('key.pem'), ...ATTESTED, ...SIGNATORY]);
});
afterAll(async () => {
  await provider.close();
  removeOutputs();
});

const fresh = (): string => join(temporaryFolder(), 'pack.zip');

/** Packs the run, and gives where the pack is. */
async function packed(args: readonly string[] = [], env: Record<string, string> = {}): Promise<string> {
  const to = fresh();
  const { code, stderr } = await command(['pack', out, '--to', to, ...args], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return to;
}

/** A signed pack, which no test changes. */
let signed: string;

const verificationIn = ({ stdout }: Ended): Verification => JSON.parse(stdout) as Verification;

test('A signed pack is handed in, verified by the public key, and good', async () => {
  const to = fresh();
  const pack = await command([
    'pack',
    out,
    '--to',
    to,
    '--key',
    keyFile('key.pem'),
    ...ATTESTED,
    ...SIGNATORY,
  ]);
  expect(pack.code).toBe(0);
  expect(pack.stdout).toMatch(/^The run [\da-f-]{36} against http:.*: non-conformant\n/);
  expect(pack.stdout).toContain('such a run certifies nothing');
  expect(pack.stdout).toMatch(/signed by the key with the fingerprint sha256:[\da-f]{64}\n/);
  expect(pack.stdout).toContain(`pack: ${to} (`);

  const verify = await command(['verify', to, '--key', keyFile('key.pub.pem')]);
  expect({ code: verify.code, stderr: verify.stderr }).toEqual({ code: 0, stderr: '' });
  expect(verify.stdout).toContain(
    'attested by Jo Bloggs, Head of Clinical Safety: Booking Hub 4.2.0, in integration',
  );
  expect(verify.stdout).toMatch(/✓ files +all \d+ are as the manifest lists them/);
  expect(verify.stdout).toMatch(/✓ signature +by the key that was given, sha256:/);
  expect(verify.stdout).toMatch(/✓ reports +\d+ files say what the record of the run gives/);
  expect(verify.stdout).toMatch(
    /✓ verdict +NON-CONFORMANT: all \d+ checks judged again, with the same outcomes/,
  );
  expect(verify.stdout).toMatch(/\nGOOD\n$/);
});

test('OpenSSL finds the signature good, and that of a changed manifest not', async () => {
  if (spawnSync('openssl', ['version']).status !== 0)
    return console.warn('openssl is not installed: that it verifies the signature is not tested');
  const root = await unpacked(signed);
  const args = ['-verify', '-pubin', '-inkey', keyFile('key.pub.pem'), '-rawin'];
  const ask = () =>
    spawnSync('openssl', ['pkeyutl', ...args, '-in', 'manifest.json', '-sigfile', 'manifest.sig'], {
      cwd: root,
    });
  expect(ask()).toMatchObject({ status: 0 });
  const der = spawnSync('openssl', ['pkey', '-pubin', '-in', 'manifest.pub.pem', '-outform', 'DER'], {
    cwd: root,
  });
  const sum = spawnSync('openssl', ['dgst', '-sha256', '-r'], { input: der.stdout });
  expect(readFileSync(join(root, 'manifest.json'), 'utf8')).toContain(
    `sha256:${String(sum.stdout).slice(0, 64)}"`,
  );
  edit(root, 'manifest.json', '"non-conformant"', '"conformant"');
  expect(ask().status).not.toBe(0);
});

test('One changed byte is told with the name of the file', async () => {
  const root = await unpacked(signed);
  edit(root, 'reports/exchanges.ndjson', '"status":201', '"status":200');
  const { code, stdout } = await command(['verify', root, '--key', keyFile('key.pub.pem')]);
  expect(code).toBe(1);
  expect(stdout).toContain('✗ reports/exchanges.ndjson was changed since the pack was made.');
  expect(stdout).toMatch(/NOT GOOD: \d+ problems?\n$/);
});

test('A failure that was made a pass in the journal is found, though all reports, and the pack, were made again of it', async () => {
  const root = await unpacked(await packed());
  const folder = join(root, 'reports');
  edit(folder, 'journal.ndjson', /("rule":"book\.profile\.status".*?"outcome":)"fail"/, '$1"pass"');
  expect((await command(['report', folder])).code).toBe(0);
  const to = fresh();
  const pack = await command(['pack', folder, '--to', to]);
  expect(pack.stdout).toMatch(/^The run .*: conformant\n/);

  const verify = await command(['verify', to, '--json']);
  const { good, files, reports, verdict, problems } = verificationIn(verify);
  expect({ code: verify.code, good }).toEqual({ code: 1, good: false });
  // All that a sum, or the making of reports, can show is as it should be.
  expect({ ...files, state: reports.state }).toMatchObject({
    changed: [],
    missing: [],
    added: [],
    state: 'same',
  });
  expect(verdict).toMatchObject({
    state: 'contradicted',
    reported: 'conformant',
    byChecks: 'conformant',
    byEvidence: 'non-conformant',
  });
  expect(problems.join()).toContain(
    'book.profile.status in “Booking with the status pending”: the journal says pass, and the evidence gives fail',
  );
});

test.each([1280, 375])(
  'The attestation opens from disk, %i pixels wide, asks nothing, and can be read by all',
  async (width) => {
    const browser = await launchBrowser();
    if (browser === null) return;
    try {
      const file = join(await unpacked(signed), 'attestation.html');
      const { page, problems } = await openFile(browser, file, { viewport: { width, height: 900 } });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(problems).toEqual([]);
      expect(await page.locator('main').textContent()).toContain(
        'Jo Bloggs, Head of Clinical Safety, attests that',
      );
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
    } finally {
      await browser.close();
    }
  },
);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'A verify that gets %s says so, and leaves nothing of what it unpacked',
  async (signal) => {
    const TMPDIR = temporaryFolder();
    const watcher = watch(TMPDIR);
    const unpacking = once(watcher, 'change');
    const { code, stdout, stderr } = await command(['verify', signed], {
      env: { TMPDIR },
      onStart: (kill) => void unpacking.then(() => kill(signal)),
    });
    watcher.close();
    expect({ code, stdout, left: readdirSync(TMPDIR) }).toEqual({ code: 130, stdout: '', left: [] });
    expect(stderr).toBe('\nInterrupted: nothing is said of the pack. Verify it again.\n');
  },
);

test('The pack is the same wherever and whenever it is made', async () => {
  const packs = [await packed([], { TZ: 'Asia/Kathmandu' }), await packed([], { TZ: 'America/New_York' })];
  const [one, other] = packs.map((file) => readFileSync(file));
  expect(one?.equals(other as Buffer)).toBe(true);
});

test('Without --to, the pack lies among the reports, until the next run', async () => {
  const { out: folder } = await conformanceRun([...SELECTION, '--no-html'], provider.env);
  const pack = await command(['pack', '--json'], { env: { REPORTS_DIR: folder } });
  const { file, fingerprint } = JSON.parse(pack.stdout) as { file: string; fingerprint: string | null };
  expect({ file, fingerprint }).toEqual({ file: join(folder, 'conformance-pack.zip'), fingerprint: null });
  const verify = await command(['verify', file]);
  expect(verify.code).toBe(0);
  expect(verify.stdout).toContain('nobody attests to it');
  expect(verify.stdout).toContain('The pack is not signed: whoever had it could change it');
  expect(verify.stdout).toContain('Not in the pack: reports/conformance.html.');
  await command(['run', '--out', folder, '--no-html', ...SELECTION], { env: provider.env });
  expect(existsSync(file)).toBe(false);
});

test('What a reviewer must know of a run that was killed, of a shard and of a masked run is told, and packed', async () => {
  const told = async (folder: string): Promise<string> => {
    const { code, stdout } = await command(['pack', folder, '--to', fresh()]);
    expect(code).toBe(0);
    return stdout;
  };
  const killed = await conformanceRun([...SELECTION, '--no-html'], provider.env);
  edit(killed.out, 'journal.ndjson', /\{"kind":"end".*\n$/, '');
  await command(['report', killed.out, '--no-html']);
  expect(await told(killed.out)).toContain('! The run ended early: the run was killed');

  const shard = await conformanceRun([...SELECTION, '--no-html', '--shard', '1/2'], provider.env);
  expect(await told(shard.out)).toMatch(/! This is part 1 of 2 of a run/);

  const masked = await conformanceRun([...SELECTION, '--no-html', '--mask-patients'], provider.env);
  expect(await told(masked.out)).toContain('! Data of patients is masked in the evidence');
  const names = ['exchanges.ndjson', 'journal.ndjson'].map((name) =>
    readFileSync(join(masked.out, name), 'utf8'),
  );
  expect(names.join()).toContain('[masked]');
});

describe('The key', () => {
  test('may be encrypted, with a passphrase that is set', async () => {
    const to = await packed(['--key', keyFile('encrypted.pem')], { PACK_KEY_PASSPHRASE: PASSPHRASE });
    const key = publicKeyIn(keyFile('key.pub.pem'));
    const { signature } = await verifyPack(to, { key, judgeAgain: asRecorded });
    expect(signature).toMatchObject({ state: 'good', keyGiven: true });
  });

  test.each([
    [
      'encrypted, without the passphrase',
      'encrypted.pem',
      {},
      'encrypted; name its passphrase in PACK_KEY_PASSPHRASE',
    ],
    [
      'encrypted otherwise',
      'encrypted.pem',
      { PACK_KEY_PASSPHRASE: 'another-passphrase' },
      'PACK_KEY_PASSPHRASE does not open',
    ],
    ['of another kind', 'rsa.pem', {}, 'the key is of the kind rsa; packs are signed with Ed25519'],
    ['public', 'key.pub.pem', {}, 'the file holds no private key'],
    ['none', 'no-key.pem', {}, 'the file holds no private key'],
    ['not there', 'nowhere.pem', {}, 'there is no such file'],
  ])('that is %s is told as that', async (_, name, env: Record<string, string>, problem) => {
    const { code, stderr } = await command(['pack', out, '--to', fresh(), '--key', keyFile(name)], { env });
    expect(code).toBe(64);
    expect(stderr).toContain(`--key: ${keyFile(name)}\n    `);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('openssl genpkey -algorithm ed25519');
    expect(stderr).not.toContain('another-passphrase');
  });

  test.each([
    ['another one', 'other.pub.pem', 1, 'It was not signed by the key that was given'],
    ['a private one', 'key.pem', 64, 'a signature is judged by the public one'],
    ['none', 'no-key.pem', 64, 'the file holds no public key'],
    ['not there', 'nowhere.pem', 64, 'there is no such file'],
  ])('by which a pack is verified, and that is %s, is told as that', async (_, name, exit, problem) => {
    const { code, stdout, stderr } = await command(['verify', signed, '--key', keyFile(name)]);
    expect(code).toBe(exit);
    expect(stdout + stderr).toContain(problem);
  });
});

describe('Wrong usage of pack is told:', () => {
  test('an attestation that lacks something', async () => {
    const { code, stderr } = await command(['pack', out, '--to', fresh(), ...ATTESTED]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/ {2}--signatory\n {4}missing; --product is given/);
    const byVariable = await command(['pack', out], { env: { ATTEST_SIGNATORY: 'Jo Bloggs' } });
    expect(byVariable.code).toBe(64);
    expect(byVariable.stderr).toMatch(/ {2}ATTEST_PRODUCT\n {4}missing; ATTEST_SIGNATORY is given/);
  });

  test('what is no line of text', async () => {
    const args = [...ATTESTED, '--signatory', 'Jo\nBloggs'];
    const { code, stderr } = await command(['pack', out, '--to', fresh(), ...args]);
    expect(code).toBe(64);
    expect(stderr).toContain('one line of at most 300 characters');
  });

  test('a folder without a run', async () => {
    const { code, stderr } = await command(['pack', temporaryFolder()]);
    expect(code).toBe(64);
    expect(stderr).toContain('There is no journal.ndjson in ');
  });

  test('reports that are not those of the journal, with 1', async () => {
    const { out: folder } = await conformanceRun([...SELECTION, '--no-html'], provider.env);
    edit(folder, 'conformance.json', '"non-conformant"', '"conformant"');
    const { code, stderr } = await command(['pack', folder]);
    expect(code).toBe(1);
    expect(stderr).toContain(`booking-conformance report ${folder}`);
  });
});

describe('Wrong usage of verify is told:', () => {
  test.each([
    ['no pack', []],
    ['two packs', ['one.zip', 'other.zip']],
    ['one that is not there', ['nowhere.zip']],
    ['one that is no zip', [__filename]],
    ['an option that there is not', ['pack.zip', '--strict']],
  ])('%s', async (_, args) => {
    const { code, stdout, stderr } = await command(['verify', ...args]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).not.toBe('');
  });

  test('the reports of a run, which are no pack', async () => {
    const { code, stderr } = await command(['verify', out]);
    expect(code).toBe(64);
    expect(stderr).toContain('A pack is made by `booking-conformance pack`');
  });

  test('a zip that may do harm, with 1', async () => {
    const to = fresh();
    writeFileSync(to, rawZip([{ name: '../outside.txt', content: 'x' }]));
    const { code, stderr } = await command(['verify', to]);
    expect(code).toBe(1);
    expect(stderr).toContain('The zip is not unpacked: ../outside.txt leads out of the pack.');
    const json = await command(['verify', to, '--json']);
    expect(json.code).toBe(1);
    expect(verificationIn(json)).toMatchObject({
      good: false,
      problems: [expect.stringContaining('leads out')],
    });
  });
});
