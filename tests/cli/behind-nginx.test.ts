import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerValues } from '../../lib/http';
import type { ConformanceResult } from '../../lib/report';
import { startProvider } from '../../provider';
import { type Authority, type Certificate, makeAuthority, pkcs12 } from '../support/certificates';
import { command, conformanceRun, removeOutputs, temporaryFolder } from '../support/command';
import {
  hasNginx,
  type Nginx,
  type NginxServer,
  spineProxyTo,
  startNginx,
  terminatorBefore,
} from '../support/nginx';

/** Conformant servers behind nginx: as the Spine proxy, and as what terminates TLS. */

jest.setTimeout(180_000);
if (!hasNginx) console.warn('nginx is not installed: servers behind it are not tested');
const withNginx = hasNginx ? describe : describe.skip;

let provider: Awaited<ReturnType<typeof startProvider>>;
let authority: Authority;
let folder: string;
const running: Nginx[] = [];

beforeAll(async () => {
  [provider, authority] = await Promise.all([startProvider(), makeAuthority('Authority of a test')]);
  folder = temporaryFolder();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((nginx) => nginx.close()));
});
afterAll(async () => {
  await provider.close();
  removeOutputs();
});

async function nginx(server: NginxServer): Promise<number> {
  const started = await startNginx(server);
  running.push(started);
  return started.port;
}

function fileWith(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Some rules, and a handful of cases on which they can all be judged. */
const SELECTION = [
  ...[
    'fhir.error.outcome',
    'book.created.status',
    'book.created.location*',
    'book.safety.race',
    'book.security.*',
  ].flatMap((rule) => ['--only', rule]),
  ...['Booking a free slot', 'Booking one slot many times*', 'How requests*', 'Connecting*'].flatMap(
    (name) => ['--case', name],
  ),
];

const verdictsOf = (result: ConformanceResult | null): Record<string, string> =>
  Object.fromEntries((result?.rules ?? []).map(({ id, verdict }) => [id, verdict]));

withNginx('Behind the Spine proxy', () => {
  const asids = { SSP_FROM: '200000000115', SSP_TO: '918999198993' };

  test('a conformant server is judged as such, with every request through the proxy', async () => {
    const port = await nginx({ location: spineProxyTo(provider.baseUrl) });
    const { code, result, exchanges } = await conformanceRun(['--no-html', ...SELECTION], {
      ...provider.env,
      ...asids,
      SSP_BASE_URL: `http://127.0.0.1:${port}/`,
    });
    expect(verdictsOf(result)).toMatchObject({
      'book.created.status': 'pass',
      'book.created.location-base': 'pass',
      'book.safety.race': 'pass',
      'book.security.proxy': 'pass',
      'book.security.mutual-tls': 'not-applicable',
    });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'conformant' });
    expect(result?.bookings.leftBehind).toEqual([]);
    const traces = exchanges.map(({ request }) => headerValues(request.headers, 'Ssp-TraceID').join());
    expect(new Set(traces).size).toBe(exchanges.length);
    for (const { request } of exchanges) {
      expect(request.url.startsWith(provider.baseUrl)).toBe(true);
      expect(request.route).toEqual({ gatewayUrl: `http://127.0.0.1:${port}/${request.url}` });
      expect(headerValues(request.headers, 'Ssp-From')).toEqual([asids.SSP_FROM]);
      expect(headerValues(request.headers, 'Ssp-To')).toEqual([asids.SSP_TO]);
      expect(headerValues(request.headers, 'Host')).toEqual([`127.0.0.1:${port}`]);
    }
    const ids = new Set(
      exchanges.map(
        ({ request }) => headerValues(request.headers, 'Ssp-InteractionID').join().split(':rest:')[1],
      ),
    );
    expect([...ids].sort()).toEqual([
      'create:appointment',
      'read:appointment',
      'read:metadata',
      'search:slot',
      'update:appointment',
    ]);
  });

  test('a provider that the proxy does not know is told as what it is', async () => {
    const port = await nginx({ location: spineProxyTo('http://provider.example') });
    const { code, stdout } = await command(['doctor'], {
      env: { ...provider.env, ...asids, SSP_BASE_URL: `http://127.0.0.1:${port}` },
    });
    expect(code).toBe(69);
    expect(stdout).toMatch(/too busy to answer.* 502\b/);
  });

  test('a proxy that is not there is named, not the provider', async () => {
    const env = { ...provider.env, ...asids, SSP_BASE_URL: 'http://127.0.0.1:1' };
    const { code, stdout } = await command(['doctor'], { env });
    expect(code).toBe(69);
    expect(stdout).toContain('Nothing accepts connections at 127.0.0.1:1:');
  });
});

withNginx('Behind what terminates TLS', () => {
  let stranger: Authority;
  let caFile: string;
  beforeAll(async () => {
    stranger = await makeAuthority('Another authority');
    caFile = fileWith('authority.pem', authority.cert);
  });

  /** The settings for a terminator that shows this certificate, and asks for one of the client where it is told to. */
  async function behind(
    shown: Certificate,
    asksForOne: boolean,
    versions?: string,
  ): Promise<Record<string, string>> {
    const { origin, pathname } = new URL(provider.baseUrl);
    const tls = {
      server: shown,
      ...(asksForOne ? { clientAuthority: authority.cert } : {}),
      ...(versions === undefined ? {} : { versions }),
    };
    const port = await nginx({ location: terminatorBefore(origin), tls });
    return {
      ...provider.env,
      TARGET_BASE_URL: `https://localhost:${port}${pathname}`,
      LOCATION_BASE_URLS: provider.baseUrl,
      JWT_AUDIENCE: provider.baseUrl,
      TLS_CA_FILE: caFile,
    };
  }

  const localhost = (): Certificate => authority.forServer({ name: 'localhost' });
  const pem = ({ cert, key }: Certificate, name = 'client'): Record<string, string> => ({
    TLS_CERT_FILE: fileWith(`${name}.pem`, cert),
    TLS_KEY_FILE: fileWith(`${name}-key.pem`, key),
  });

  test('a conformant server is judged as such, and refuses who shows no certificate', async () => {
    const client = authority.forClient({ name: 'made-up consumer' });
    const env = {
      ...(await behind(localhost(), true)),
      TLS_PFX_FILE: fileWith('client.pfx', pkcs12(client, 'open sesame')),
      TLS_KEY_PASSPHRASE: 'open sesame',
      TLS_MIN_VERSION: 'TLSv1.3',
    };
    const { code, result, exchanges, out } = await conformanceRun(['--no-html', ...SELECTION], env);
    expect(verdictsOf(result)).toMatchObject({
      'book.created.status': 'pass',
      'book.created.location-base': 'pass',
      'book.safety.race': 'pass',
      'book.security.proxy': 'not-applicable',
      'book.security.mutual-tls': 'pass',
      'fhir.error.outcome': 'pass',
    });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'conformant' });
    const anonymous = exchanges.filter(({ request }) => request.route?.tls?.files.pfx === undefined);
    expect(anonymous.map(({ response, purpose }) => [purpose, response?.status])).toEqual([['connect', 400]]);
    expect(readFileSync(join(out, 'journal.ndjson'), 'utf8')).not.toContain('open sesame');
  });

  test.each<[what: string, env: () => Promise<Record<string, string>>, told: RegExp]>([
    [
      'an expired certificate',
      () => behind(authority.forServer({ name: 'localhost', valid: [-9, -1] }), false),
      /The certificate of localhost:\d+ has expired: renew it/,
    ],
    [
      'a certificate for another name',
      () => behind(authority.forServer({ name: 'booking.example' }), false),
      /The certificate of localhost:\d+ is for another name: .*TLS_SERVER_NAME/,
    ],
    [
      'a certificate of an unknown authority',
      () => behind(stranger.forServer({ name: 'localhost' }), false),
      /was issued by an authority this machine does not trust: .*TLS_CA_FILE/,
    ],
    [
      'a client certificate that is missing',
      () => behind(localhost(), true),
      /asks for a client certificate, and got none: name one in TLS_CERT_FILE and TLS_KEY_FILE, or in TLS_PFX_FILE/,
    ],
    [
      'a client certificate of another authority',
      async () => ({
        ...(await behind(localhost(), true)),
        ...pem(stranger.forClient({ name: 'made-up consumer' }), 'strange'),
      }),
      /does not accept the client certificate in .*strange\.pem: check which one it expects/,
    ],
    [
      'a version of TLS that is too old',
      async () => ({ ...(await behind(localhost(), false, 'TLSv1.2')), TLS_MIN_VERSION: 'TLSv1.3' }),
      /speaks no version of TLS that this machine takes: .*TLS_MIN_VERSION/,
    ],
  ])('%s is told plainly by doctor and run', async (_what, settings, told) => {
    const env = await settings();
    const diagnosed = await command(['doctor'], { env });
    expect({ code: diagnosed.code, stdout: diagnosed.stdout }).toEqual({
      code: 69,
      stdout: expect.stringMatching(told),
    });
    const run = await conformanceRun(['--no-html'], env);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 69, stderr: expect.stringMatching(told) });
  });

  test('a server that goes by another name is asked by that', async () => {
    const env = {
      ...(await behind(authority.forServer({ name: 'booking.example' }), true)),
      ...pem(authority.forClient({ name: 'made-up consumer' })),
      TLS_SERVER_NAME: 'booking.example',
    };
    expect(await command(['doctor'], { env })).toMatchObject({ code: 0 });
  });
});
