import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { HttpClientOptions, RequestToSend } from '../../lib/http/client';
import { toCurl } from '../../lib/http/curl';
import type { Exchange } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';
import type { TlsSettings } from '../../lib/http/tls';
import { makeAuthority, pkcs12 } from '../support/certificates';
import { startHttpProxy } from '../support/http-proxy';
import { type ArrivedRequest, closeServers, OK, rawServer, testClient } from './raw-server';

const run = promisify(execFile);
const TOKEN = 'a token with \'quotes\' "and" $HOME';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('curl is not installed: the commands are not run');
/** A test that runs the command; skipped where there is no curl. */
const testWithCurl = hasCurl ? test : test.skip;

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'curl-'));
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(closeServers);

type Asked = Partial<RequestToSend> & { path?: string };

/** Sends a request, then runs the command made of its record: gives both as they arrived. */
async function sentTwice({
  path = '/x',
  ...request
}: Asked): Promise<[ArrivedRequest, ArrivedRequest] | null> {
  const server = await rawServer((socket) => socket.end(OK));
  const client = testClient({ redactor: createRedactor([TOKEN]) });
  const url = server.url + path;
  await client.send({ method: 'GET', headers: [], case: 'c', purpose: 'p', ...request, url });
  const recorded = client.recorded[0];
  if (!recorded) return null;
  const command = toCurl(recorded);
  if (command.startsWith('#')) await writeFile(join(directory, 'x0001.body'), recorded.request.body ?? '');
  await run('/bin/sh', ['-c', command], { cwd: directory, env: { ...process.env, TOKEN } });
  const [first, second] = server.arrived;
  return first && second ? [first, second] : null;
}

function sorted({ head, body }: ArrivedRequest) {
  const [line, ...fields] = head.split('\r\n');
  return { line, fields: fields.map((field) => field.replace(/: $/, ':')).toSorted(), body };
}

testWithCurl.each<[string, Asked]>([
  ['a search', { path: '/a/../b//c?d=ge2026-01-01T00:00:00+01:00&e=a|b&f={1,2}[3]$HOME`id`' }],
  ['an apostrophe in the URL', { path: "/it's?'" }],
  [
    'quotes, commands and variables in a header field',
    { headers: [['X-A', `'; touch evil; ' "$(id)" \`id\` $TOKEN \\n !! #`]] },
  ],
  [
    'an empty and a repeated header field',
    {
      headers: [
        ['X-A', ''],
        ['X-A', '1'],
        ['x-a', '1'],
      ],
    },
  ],
  ['Latin-1 and percent signs in a header field', { headers: [['X-A', '100%s caf\xe9\t\\x']] }],
  [
    'the usual fields',
    {
      headers: [
        ['Accept', 'application/fhir+json'],
        ['Content-Type', 'text/plain'],
      ],
    },
  ],
  ['another Host', { headers: [['Host', 'elsewhere.example']] }],
  ['text', { method: 'POST', body: Buffer.from(`{"a": 'b', "c": "$HOME \\n é"}\r\n\n`) }],
  ['a leading @', { method: 'POST', body: Buffer.from('@/etc/passwd') }],
  ['no body', { method: 'POST' }],
  ['an empty body', { method: 'PUT', body: Buffer.alloc(0) }],
  ['a body with DELETE', { method: 'DELETE', body: Buffer.from('x') }],
  ['HEAD', { method: 'HEAD' }],
  ['bytes', { method: 'POST', body: Buffer.from([0, 255, 64, 10, 13]) }],
  [
    'a packed body',
    {
      method: 'POST',
      headers: [['Content-Encoding', 'gzip']],
      body: gzipSync('{"resourceType":"Appointment"}'),
    },
  ],
  [
    'XML',
    {
      method: 'POST',
      headers: [['Content-Type', 'application/fhir+xml;charset=utf-8']],
      body: Buffer.from(
        `<?xml version="1.0"?>\n<Appointment xmlns='http://hl7.org/fhir'><!-- $HOME -->é</Appointment>`,
      ),
    },
  ],
  ['bytes too many for a command', { method: 'POST', body: Buffer.alloc(80_000, 255) }],
  ['a body too long for a command', { method: 'POST', body: Buffer.alloc(150_000, 97) }],
])('a command for %s sends the same again', async (_, request) => {
  const arrived = await sentTwice(request);
  expect(arrived).not.toBeNull();
  if (arrived) expect(sorted(arrived[1])).toEqual(sorted(arrived[0]));
});

testWithCurl('a secret is taken from the environment, wherever it was', async () => {
  const arrived = await sentTwice({
    method: 'POST',
    headers: [
      ['Authorization', `Bearer ${TOKEN}`],
      ['X-Other', `<${TOKEN}>`],
    ],
    body: Buffer.from(`${TOKEN} twice ${TOKEN}`),
  });
  expect(arrived).not.toBeNull();
  if (arrived) expect(sorted(arrived[1])).toEqual(sorted(arrived[0]));
});

test('the command shows no secret and is one a person can read', async () => {
  const server = await rawServer((socket) => socket.end(OK));
  const client = testClient({ redactor: createRedactor() });
  const headers = [
    ['Authorization', 'Bearer abcdefgh'],
    ['Accept', 'application/fhir+json'],
  ] as const;
  await client.send({ method: 'GET', url: `${server.url}/Slot?a=1`, headers, case: 'c', purpose: 'p' });
  const [recorded] = client.recorded;
  expect(recorded && toCurl(recorded).split(' \\\n  ')).toEqual([
    `curl --include --http1.1 --path-as-is --globoff --noproxy '*'`,
    `--request 'GET'`,
    `--url '${server.url}/Slot?a=1'`,
    `--header 'User-Agent: suite/1'`,
    `--header 'Authorization: Bearer '"$TOKEN"`,
    `--header 'Accept: application/fhir+json'`,
    `--header 'Connection: close'`,
    `--header 'Content-Type:'`,
  ]);
});

describe('The route', () => {
  /** What curl asked for with the command of a request that was sent by this route. */
  async function askedAgain(
    request: Partial<RequestToSend>,
    options: Partial<HttpClientOptions>,
    env: Record<string, string> = {},
  ): Promise<string> {
    const client = testClient({ redactor: createRedactor([CREDENTIALS]), ...options });
    const url = 'http://provider.example/STU3/metadata';
    await client.send({ method: 'GET', url, headers: [], case: 'c', purpose: 'p', ...request });
    const command = toCurl(client.recorded[0] as Exchange);
    const { stdout } = await run('/bin/sh', ['-c', command], {
      cwd: directory,
      env: { ...process.env, ...env },
    });
    expect(stdout).toMatch(/HTTP\/1\.1 200 OK/);
    return command;
  }
  const CREDENTIALS = 'consumer:open sesame';

  testWithCurl('by a gateway: the gateway is asked for the same again', async () => {
    const gateway = await rawServer((socket) => socket.end(OK));
    const url = 'https://provider.example/STU3/Slot?a=1';
    await askedAgain({ url, gatewayUrl: `${gateway.url}/${url}` }, {});
    const [first, second] = gateway.arrived;
    expect(first?.head.split('\r\n')[0]).toBe(`GET /${url} HTTP/1.1`);
    expect(second && sorted(second)).toEqual(first && sorted(first));
  });

  testWithCurl('by an HTTP proxy: its credentials come from a variable', async () => {
    const server = await rawServer((socket) => socket.end(OK));
    const proxy = await startHttpProxy(CREDENTIALS);
    const httpProxy = { url: proxy.url, credentials: CREDENTIALS };
    const env = { HTTP_PROXY_CREDENTIALS: CREDENTIALS, no_proxy: '127.0.0.1' };
    const command = await askedAgain({ url: `${server.url}/x` }, { httpProxy }, env);
    await proxy.close();
    expect(proxy.asked.map(({ line }) => line)).toEqual([`GET ${server.url}/x`, `GET ${server.url}/x`]);
    expect(command).not.toContain('sesame');
  });

  testWithCurl('by TLS: files are named, and passphrases come from a variable', async () => {
    const authority = await makeAuthority('Authority of a test');
    const client = authority.forClient({ name: 'made-up consumer' });
    const files = { ca: join(directory, 'authority.pem'), pfx: join(directory, 'client.pfx') };
    const pfx = pkcs12(client, 'open sesame');
    await Promise.all([writeFile(files.ca, authority.cert), writeFile(files.pfx, pfx)]);
    const options = { ...authority.forServer({ name: 'elsewhere.example' }), ca: authority.cert };
    const server = createTlsServer({ ...options, requestCert: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(OK));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}/x`;
    const tls: TlsSettings = {
      ca: authority.cert,
      pfx,
      passphrase: 'open sesame',
      minVersion: 'TLSv1.3',
      serverName: 'elsewhere.example',
      files,
    };
    const command = await askedAgain({ url }, { tls }, { TLS_KEY_PASSPHRASE: 'open sesame' });
    server.close();
    expect(command).not.toContain('sesame');
    expect(command).toContain(`--cert-type P12 --cert '${files.pfx}'`);
  });
});

test('a request that was never sent has a command, too', async () => {
  const client = testClient();
  const headers = [['X\nY', 'a\r\nb']] as const;
  await client.send({ method: 'GET', url: "no ' url", headers, case: 'c', purpose: 'p' });
  const [recorded] = client.recorded;
  const command = recorded ? toCurl(recorded) : '';
  await run('/bin/sh', ['-n', '-c', command]);
  expect(command).toContain(`--url 'no '\\'' url'`);
  expect(command).toContain('X\\012Y: a\\015\\012b');
});
