import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from 'fhir/r3';
import type { ConformanceResult } from '../../lib/report';
import { entriesOf } from '../../lib/verdict';
import { readJournal } from '../../lib/verdict/read-journal';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer } from '../provider/consumer';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';
import { isBooking, type ProxiedRequest, proxyTo } from '../support/proxy';

/** A run that ends before its end, whatever ends it: what it saw can be reported, and what it booked be cancelled. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const CASES = ['--case', 'Booking without a d*', '--case', 'Booking a free slot', '--case', '*same moment*'];

let provider: RunningProvider;
beforeEach(async () => {
  provider = await startProvider({ slots: 120 });
});
const proxies: Array<{ close: () => Promise<void> }> = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  await provider.close();
});

/** How many slots of the diary are booked. */
async function booked(): Promise<number> {
  const answer = await new Consumer(provider).search('status=busy&_count=1');
  return answer.resource<Bundle>().total as number;
}

/** When a run is ended: at the so-many-th request of a kind, before or after the provider had it. */
interface Moment {
  readonly name: string;
  readonly at: (request: ProxiedRequest) => boolean;
  readonly count: number;
  readonly when: 'before' | 'after';
  readonly args: readonly string[];
}

const isSearch = ({ path }: ProxiedRequest): boolean => path.includes('/Slot?');
const isCancellation = ({ method }: ProxiedRequest): boolean => method === 'PUT';

const MOMENTS: readonly Moment[] = [
  { name: 'after the preflight', at: isSearch, count: 2, when: 'before', args: CASES },
  { name: 'before a booking arrives', at: isBooking, count: 3, when: 'before', args: CASES },
  { name: 'before the answer to a booking', at: isBooking, count: 3, when: 'after', args: CASES },
  { name: 'before a cancellation arrives', at: isCancellation, count: 2, when: 'before', args: CASES },
  { name: 'in a race', at: isBooking, count: 1, when: 'after', args: CASES.slice(4) },
  { name: 'with three workers', at: isBooking, count: 9, when: 'after', args: [...CASES, '--workers', '3'] },
];

/** A run that gets a signal at a moment; by SIGKILL, what is under way is cut off with it. */
async function endedRun(moment: Moment, signal: NodeJS.Signals): Promise<Run> {
  let kill: (signal: NodeJS.Signals) => void = () => {};
  let count = 0;
  let isOver = false;
  const strike = (request: ProxiedRequest): boolean => {
    if (isOver || !moment.at(request)) return false;
    count += 1;
    if (count < moment.count) return false;
    isOver = true;
    kill(signal);
    return true;
  };
  const proxy = await proxyTo(provider.baseUrl, {
    before: (request) =>
      moment.when === 'before' && strike(request) && signal === 'SIGKILL'
        ? { status: 503, headers: {}, body: '' }
        : undefined,
    after: (request, answer) =>
      moment.when === 'after' && strike(request) && signal === 'SIGKILL' ? null : answer,
  });
  proxies.push(proxy);
  const args = ['--target', proxy.baseUrl, '--no-html', ...moment.args];
  const run = await conformanceRun(
    args,
    { ...provider.env, LOCATION_BASE_URLS: provider.baseUrl },
    {
      onStart: (end) => {
        kill = end;
      },
    },
  );
  return run;
}

const resultIn = (out: string): ConformanceResult =>
  JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8')) as ConformanceResult;

const journalOf = (out: string) => readJournal(join(out, 'journal.ndjson'));

test.each(MOMENTS)('A run that is killed $name: what it booked is cancelled or told', async (moment) => {
  const run = await endedRun(moment, 'SIGKILL');
  expect({ signal: run.signal, result: run.result }).toEqual({ signal: 'SIGKILL', result: null });
  expect(journalOf(run.out).damaged).toEqual([]);

  const cleanup = await command(['cleanup', run.out]);
  const lines = cleanup.stdout.split('\n');
  const left = lines.filter((line) => line.startsWith('  LEFT'));
  // What is left is what nobody can know of: a booking whose answer was lost.
  for (const line of left) expect(line).toContain('a booking whose id is not known');
  expect(left.length).toBeGreaterThanOrEqual(await booked());
  expect(cleanup.code).toBe(left.length === 0 ? 0 : 1);
  const marks = lines.filter((line) => line.includes('X-Request-Id'));
  expect(marks).toHaveLength(left.length);
  for (const line of marks)
    expect(line).toMatch(/patient .*XXTESTPATIENT-\d{5}.*, X-Request-Id [\w-]{36}, exchange x\d+/);
  expect(existsSync(join(run.out, 'lanes'))).toBe(false);

  const report = await command(['report', run.out, '--no-html']);
  expect({ code: report.code, told: report.stdout.includes('INCOMPLETE') }).toEqual({ code: 0, told: true });
  const { verdict, run: told, bookings } = resultIn(run.out);
  expect({ verdict, stopped: told.stopped }).toEqual({
    verdict: 'incomplete',
    stopped: 'the run was killed: its journal has no end',
  });
  expect(bookings.leftBehind).toHaveLength(left.length);
});

test('A second cleanup finds nothing more, and a report tells the same of the run before and after', async () => {
  const moment = MOMENTS.find(({ name }) => name.includes('cancellation')) as Moment;
  const run = await endedRun(moment, 'SIGKILL');
  const report = async (): Promise<ConformanceResult> => {
    expect((await command(['report', run.out, '--no-html'])).code).toBe(0);
    return resultIn(run.out);
  };
  const before = await report();
  expect(before.bookings.leftBehind.length).toBeGreaterThan(0);
  const outputs = [await command(['cleanup', run.out]), await command(['cleanup', run.out])];
  expect(outputs.map(({ code }) => code)).toEqual([0, 0]);
  expect(outputs.map(({ stdout }) => stdout.includes('  cancelled  Appointment'))).toEqual([true, false]);
  expect(await report()).toEqual({ ...before, bookings: { ...before.bookings, leftBehind: [] } });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('A run that gets %s', (signal) => {
  const moments = MOMENTS.filter(({ name }) => (signal === 'SIGINT' ? /answer|race/ : /workers/).test(name));

  test.each(moments)('$name ends in good order, and leaves nothing', async (moment) => {
    const run = await endedRun(moment, signal);
    expect({ code: run.code, stopped: run.result?.run.stopped }).toEqual({
      code: 130,
      stopped: 'the run was interrupted',
    });
    expect(run.result?.verdict).not.toBe('conformant');
    expect({ left: run.result?.bookings.leftBehind, booked: await booked() }).toEqual({
      left: [],
      booked: 0,
    });
    const before = readFileSync(join(run.out, 'conformance.json'));
    expect((await command(['report', run.out, '--no-html'])).code).toBe(0);
    expect(readFileSync(join(run.out, 'conformance.json')).equals(before)).toBe(true);
  });
});

test('A run that is killed while it writes its reports has them made again', async () => {
  const out = temporaryFolder();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  const watcher = watch(out, (_event, name) => {
    if (name?.endsWith('.new')) kill('SIGKILL');
  });
  const ended = await command(['run', '--target', provider.baseUrl, '--out', out, ...CASES], {
    onStart: (end) => {
      kill = end;
    },
  });
  watcher.close();
  expect(ended.signal).toBe('SIGKILL');
  expect(entriesOf('end', journalOf(out).entries)).toHaveLength(1);
  const report = await command(['report', out]);
  expect({ code: report.code, stderr: report.stderr }).toEqual({ code: 0, stderr: '' });
  expect(resultIn(out).run.stopped).toBeNull();
  expect(resultIn(out).rules.find(({ id }) => id === 'book.safety.race')?.verdict).toBe('pass');
  expect(existsSync(join(out, 'allure-report', 'index.html'))).toBe(true);
  expect(readdirSync(out).filter((name) => name.endsWith('.new'))).toEqual([]);
  expect(await booked()).toBe(0);
});

test('A new run in the folder of one that was killed keeps what that one left, and says so', async () => {
  const moment = MOMENTS.find(({ name }) => name.includes('cancellation')) as Moment;
  const run = await endedRun(moment, 'SIGKILL');
  expect(await booked()).toBeGreaterThan(0);
  const { id } = entriesOf('run', journalOf(run.out).entries)[0] ?? { id: '' };
  const kept = join(run.out, 'unfinished', id);

  const next = await command(['run', '--no-html', '--out', run.out, '--only', 'book.created.status']);
  expect(next.code).toBe(0);
  expect(next.stderr).toContain(`booking-conformance cleanup --out ${kept}`);
  const asked = await command(['cleanup', '--out', run.out]);
  expect(asked.code).toBe(1);
  expect(asked.stdout).toContain(`  booking-conformance cleanup ${kept}`);

  const cleanup = await command(['cleanup', '--out', kept]);
  expect({ code: cleanup.code, booked: await booked() }).toEqual({ code: 0, booked: 0 });
  expect((await command(['cleanup', '--out', run.out])).code).toBe(0);
});

describe('cleanup', () => {
  const moment = MOMENTS.find(({ name }) => name.includes('cancellation')) as Moment;

  test('refuses another server than that of the run', async () => {
    const run = await endedRun(moment, 'SIGKILL');
    const { code, stderr } = await command(['cleanup', run.out, '--target', 'https://other.example/STU3']);
    expect({ code, booked: (await booked()) > 0 }).toEqual({ code: 64, booked: true });
    expect(stderr).toContain('is not the server of the run');
  });

  test('says of a server that is gone what is left there', async () => {
    const run = await endedRun(moment, 'SIGKILL');
    for (const proxy of proxies.splice(0)) await proxy.close();
    const { code, stdout } = await command(['cleanup', run.out]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/LEFT +Appointment .*ECONNREFUSED/);
  });

  test('does not touch what is not ours', async () => {
    const run = await endedRun(moment, 'SIGKILL');
    const journal = journalOf(run.out).entries;
    const ids = new Set(
      entriesOf('booking', journal).flatMap((entry) => ('id' in entry ? (entry.id ?? []) : [])),
    );
    const stranger = await new Consumer(provider).bookAny();
    const before = await booked();
    const { code } = await command(['cleanup', run.out]);
    expect(code).toBe(0);
    expect(ids.size).toBeGreaterThan(0);
    expect([before > 1, await booked()]).toEqual([true, 1]);
    expect(stranger.status).toBe(201);
  });
});
