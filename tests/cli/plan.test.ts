import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ExchangeRecord } from '../../lib/http';
import type { Plan } from '../../lib/runner/plan';
import { startProvider } from '../../provider';
import { command, conformanceRun, removeOutputs } from '../support/command';

/** What `run --plan` lists is what a run sends, and it sends none of it. */

jest.setTimeout(120_000);
afterAll(removeOutputs);

let silent: Server;
let connections = 0;
let target: string;
beforeAll(async () => {
  silent = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  target = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/STU3`;
});
afterEach(() => expect(connections).toBe(0));
afterAll(() => silent.close());

const CASES = [
  'Booking a free slot',
  'Sending a DELETE*',
  'Booking with the status pending',
  'Booking while*',
];
const SELECTION = CASES.flatMap((name) => ['--case', name]);

async function planned(args: readonly string[], env: Record<string, string> = {}): Promise<Plan> {
  const { code, stdout, stderr } = await command(['run', '--plan', '--json', ...args], { env });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^Planning a run against .*; nothing is sent there\n$/),
  ]);
  return JSON.parse(stdout) as Plan;
}

/** A request without what differs from run to run, and from server to server. */
const inShort = (name: string, method: string, url: string, base: string): string =>
  `${name}: ${method} ${url
    .slice(base.length)
    .replace(/\/Appointment\/[^/]+/, '/Appointment/ID')
    .replace(/_history\/.+/, 'VERSION')
    .replace(/\?.*/, '?')}`;

test('it lists the requests that a run sends to a conformant server, case by case', async () => {
  const provider = await startProvider();
  const { TARGET_BASE_URL, ...env } = provider.env;
  const run = await conformanceRun(['--no-html', '--target', provider.baseUrl, ...SELECTION], env);
  await provider.close();
  const { requests, slots } = await planned(['--target', target, ...SELECTION], env);

  const sent = run.exchanges.map(({ case: name, request }: ExchangeRecord) =>
    inShort(name, request.method, request.url, provider.baseUrl),
  );
  expect(requests.length).toBeGreaterThan(20);
  expect(requests.map(({ case: name, method, url }) => inShort(name, method, url, target))).toEqual(sent);
  expect(slots).toEqual({ atOnce: run.result?.run.slots.atOnce, inAll: run.result?.run.slots.inAll });
  expect(run.exchanges.map(({ request }) => request.headers.map(([field]) => field))).toEqual(
    requests.map(({ headers }) => headers),
  );
});

test('what only the target can tell has a name, and what the user set is as it was set', async () => {
  const env = { SLOT_SERVICE_ID: 'clinic/7', SERVER_ERROR_TRIGGER: 'header:X-Break=now', FORMAT: 'xml' };
  const { requests } = await planned(['--target', target, ...SELECTION], env);
  const urls = requests.map(({ method, url }) => `${method} ${url.slice(target.length)}`);
  expect(urls).toContain('GET /Slot?service=clinic%2F7&status=free&start=ge{from}&start=le{to}');
  expect(urls).toContain('GET /Slot?{next page}');
  expect(urls).toContain('PUT /Appointment/{id}');
  expect(urls).toContain('GET /Appointment/{id}/_history/{version}');
  expect(urls).toContain('DELETE /Appointment/{unknown id}');
  expect(requests.filter(({ headers }) => headers.includes('X-Break'))).toHaveLength(1);
  expect(requests.find(({ purpose }) => purpose === 'book')?.body).toMatch(/^<\?xml|^<Appointment/);
});

test('it is told in lines, by case', async () => {
  const { code, stdout } = await command([
    'run',
    '--plan',
    '--target',
    'https://booking.nhs.uk/STU3',
    ...SELECTION,
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^\d+ requests to https:\/\/booking\.nhs\.uk\/STU3, \d+ of them to book; free slots: 2 at the same time/,
  );
  expect(stdout).toMatch(
    /^Booking with the status pending\n {2}POST https:\/\/booking\.nhs\.uk\/STU3\/Appointment {2}\(.*\d+ bytes\)$/m,
  );
});

test.each([
  [['run', '--plan', '--case', 'No such case'], 'No such case\n    names no case'],
  [['run', '--plan', '--only', 'no.such.rule'], 'names no rule'],
  [['run', '--json'], '--json goes with --list or --plan'],
])('%j is refused', async (args, words) => {
  const { code, stderr, stdout } = await command([...args, '--target', target]);
  expect([code, stdout]).toEqual([64, '']);
  expect(stderr).toContain(words);
});
