import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceResult } from '../../lib/report';
import { startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs } from '../support/command';

/** Several processes at the same time, and single cases. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const judged = ({ result }: Run): unknown =>
  (result as ConformanceResult).rules.map(({ id, verdict, checks }) => ({
    id,
    verdict,
    checks: checks.map((check) => [check.case, check.outcome]),
  }));

describe('Any number of workers', () => {
  const cases = ['--case', '*without*', '--case', '*taken*', '--case', '*Location*', '--case', '*time*'];
  let runs: Run[];

  beforeAll(async () => {
    runs = [];
    for (const workers of ['1', '2', '5']) runs.push(await conformanceRun([...cases, '--workers', workers]));
  }, 600_000);

  test('gives the same verdicts, case by case and in the same order', () => {
    const [alone, ...more] = runs as [Run, ...Run[]];
    expect((alone.result as ConformanceResult).rules.some(({ cases: count }) => count > 5)).toBe(true);
    for (const run of more) expect(judged(run)).toEqual(judged(alone));
    for (const run of runs) expect(run.result?.run.faults).toEqual([]);
  });

  test('sends from several processes, and numbers no exchange twice', () => {
    const lanesOf = (run: Run): Set<string> => new Set(run.exchanges.map(({ id }) => id.slice(0, -4)));
    expect(runs.map((run) => lanesOf(run).size)).toEqual([1, 3, 6]);
    for (const { exchanges, result } of runs) {
      expect(new Set(exchanges.map(({ id }) => id)).size).toBe(exchanges.length);
      expect(result?.run.exchanges).toBe(exchanges.length);
    }
  });

  test('leaves no booking behind, and nothing of the lanes', () => {
    for (const { result, out } of runs) {
      expect(result?.bookings.leftBehind).toEqual([]);
      expect(result?.bookings.made).toBeGreaterThan(5);
      expect(existsSync(join(out, 'lanes'))).toBe(false);
    }
  });
});

test('a target with too few slots for all workers is tested by fewer, and completely', async () => {
  const provider = await startProvider({ slots: 10 });
  const { result, exchanges } = await conformanceRun(['--workers', '4', '--case', '*without*'], provider.env);
  await provider.close();
  expect(exchanges.every(({ id }) => id.length === 5)).toBe(true);
  expect(result?.rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
});

test('a run that is interrupted stops all its workers, and leaves no booking behind', async () => {
  const provider = await startProvider();
  const run = await conformanceRun(['--workers', '2'], provider.env, {
    onStderr: (text, kill) => {
      if (/exchanges: \d{3}/.test(text) && !text.includes('Interrupted')) kill('SIGINT');
    },
  });
  await provider.close();
  expect(run.code).toBe(130);
  expect(run.result?.run.stopped).toBe('the run was interrupted');
  expect(run.result?.bookings.made).toBeGreaterThan(0);
  expect(run.result?.bookings.leftBehind).toEqual([]);
});

describe('One case alone', () => {
  test('by workers that find nothing to do is no fault of theirs', async () => {
    const { code, result } = await conformanceRun([
      '--case',
      'Booking in the plainest way',
      '--workers',
      '2',
    ]);
    expect({ code, faults: result?.run.faults }).toEqual({ code: 2, faults: [] });
  });

  test('with a rule that is not judged on it is wrong usage', async () => {
    const { code, stderr } = await conformanceRun([
      ...['--case', 'Booking in the plainest way'],
      ...['--only', 'book.created.status'],
    ]);
    expect(code).toBe(64);
    expect(stderr).toContain('none of the rules');
  });

  test('is judged by all its rules, and nothing else is sent', async () => {
    const { result, exchanges } = await conformanceRun(['--case', 'Booking with the status pending']);
    const names = new Set(exchanges.map((exchange) => exchange.case));
    // And what every refusal is compared with.
    const served = ['(a plain booking to compare with)', '(finding free slots)', '(preflight)'];
    expect([...names].sort()).toEqual([...served, 'Booking with the status pending']);
    const rule = result?.rules.find(({ id }) => id === 'book.profile.status');
    expect(rule?.checks.map((check) => [check.case, check.outcome])).toEqual([
      ['Booking with the status pending', 'pass'],
    ]);
    expect(result?.run.selection.cases).toEqual(['Booking with the status pending']);
  });

  test('with a rule that is judged on every answer, sends just what that rule looks at', async () => {
    const { result, exchanges } = await conformanceRun([
      ...['--only', 'http.date'],
      ...['--case', 'Booking with the status pending'],
    ]);
    expect(result?.rules.map(({ id, verdict, checks }) => [id, verdict, checks.length])).toEqual([
      ['http.date', 'pass', 1],
    ]);
    expect(exchanges.some(({ request }) => request.method === 'POST')).toBe(true);
  });

  test('that does not exist is refused, with those that may have been meant, before anything is booked', async () => {
    const run = await conformanceRun(['--case', 'the STATUS', '--case', 'Booking with the status pending']);
    expect(run.code).toBe(64);
    expect(run.stderr).toContain('the STATUS');
    expect(run.stderr).toMatch(/did you mean: .*Booking with the status pending/);
    expect(run.exchanges.filter(({ request }) => request.method !== 'GET')).toEqual([]);
  });
});
