import { join } from 'node:path';
import { readJournal } from '../../lib/verdict/read-journal';
import { conformanceRun, type Run, removeOutputs } from '../support/command';

jest.setTimeout(120_000);
afterAll(removeOutputs);

const DYING_WORKER = join(__dirname, '..', 'support', 'dying-worker.cjs');
const CASES = ['--case', '*without*', '--case', '*time*'];

/** A run of two workers whose first one dies. */
const runWithDeath = (by: string): Promise<Run> =>
  conformanceRun(['--workers', '2', '--no-html', ...CASES], {
    NODE_OPTIONS: `--require ${JSON.stringify(DYING_WORKER)}`,
    DYING_WORKER: by,
  });

// Jest lets a signal be the end, but starts again what ended by itself.
describe.each(['SIGKILL', '3'])('A worker that dies by %s', (by) => {
  let run: Run;
  beforeAll(async () => {
    run = await runWithDeath(by);
  }, 120_000);

  test('is a fault of the suite, and the run no pass', () => {
    expect(run.code).toBe(70);
    expect(run.result?.verdict).toBe('incomplete');
    expect(run.result?.run.faults.join('\n')).toContain('worker 1 of 2 ended before its cases were done');
    expect(run.result?.run.stopped).toBeNull();
  });

  test('leaves what it saw until then, and the other worker goes on', () => {
    const casesOf = (lane: RegExp): Set<string> =>
      new Set(run.exchanges.filter(({ id }) => lane.test(id)).map((exchange) => exchange.case));
    expect(casesOf(/^x1\d{5}$/).size).toBeGreaterThan(1);
    expect(casesOf(/^x2\d{5}$/).size).toBeGreaterThan(casesOf(/^x1\d{5}$/).size);
    expect(new Set(run.exchanges.map(({ id }) => id)).size).toBe(run.exchanges.length);
  });

  test('has what it booked cancelled by the run', () => {
    const states = new Map<string, string[]>();
    for (const entry of readJournal(join(run.out, 'journal.ndjson')).entries) {
      if (entry.kind !== 'booking' || !entry.exchange.startsWith('x1')) continue;
      states.set(entry.exchange, [...(states.get(entry.exchange) ?? []), entry.state]);
    }
    expect([...states.values()].filter((told) => told.includes('booked'))).toHaveLength(5);
    for (const told of states.values())
      expect([['asked'], ['asked', 'booked', 'cancelled']]).toContainEqual(told);
    expect(run.result?.bookings.leftBehind).toEqual([]);
  });
});
