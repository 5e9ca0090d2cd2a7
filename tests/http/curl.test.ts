import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { RequestToSend } from '../../lib/http/client';
import { toCurl } from '../../lib/http/curl';
import { createRedactor } from '../../lib/http/redact';
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
