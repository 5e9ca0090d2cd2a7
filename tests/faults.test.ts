import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ruleById, rules } from '../lib/rules';
import { faults } from '../provider';

/**
 * The proof that the rules bite: the whole of the suites is run against the provider with each of its faults. The rule
 * that the fault breaks is flagged, and no other rule comes out differently than without the fault, but for those that
 * the fault declares.
 */

interface RuleVerdict {
  readonly verdict: string;
  readonly reason: string | null;
}

interface FaultRun {
  readonly fault: string;
  readonly faults: readonly string[];
  readonly rules: Readonly<Record<string, RuleVerdict>>;
}

const SCRIPT = join(__dirname, 'support', 'run-faults.cjs');
const known = new Set(rules.map((rule) => rule.id));
const runs = new Map<string, FaultRun>();

async function runAll(ids: readonly string[]): Promise<void> {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...ids], options);
  for (const line of stdout.trim().split('\n')) {
    const run = JSON.parse(line) as FaultRun;
    runs.set(run.fault, run);
  }
}

beforeAll(async () => {
  const ids = ['', ...faults.map((fault) => fault.id)];
  const even = ids.filter((_, index) => index % 2 === 0);
  const odd = ids.filter((_, index) => index % 2 === 1);
  await Promise.all([runAll(even), runAll(odd)]);
}, 400_000);

const runOf = (id: string): FaultRun => runs.get(id) as FaultRun;

describe.each(faults.map((fault) => [fault.id, fault] as const))('fault %s', (id, fault) => {
  test(`is flagged by ${fault.rule}`, () => {
    const expected = ruleById(fault.rule).level === 'MUST' ? 'fail' : 'warn';
    expect(runOf(id).rules[fault.rule]).toMatchObject({ verdict: expected });
  });

  test('changes nothing else but what it declares', () => {
    const clean = runOf('').rules;
    const changed = Object.entries(runOf(id).rules)
      .filter(([rule, { verdict }]) => verdict !== clean[rule]?.verdict && rule !== fault.rule)
      .map(([rule]) => rule);
    const declared = fault.couplings.filter((rule) => known.has(rule));
    expect(changed.sort()).toEqual([...declared].sort());
    expect(runOf(id).faults).toEqual([]);
  });
});

test('without a fault, nothing is flagged', () => {
  const flagged = Object.entries(runOf('').rules).filter(
    ([, { verdict }]) => !['pass', 'not-applicable'].includes(verdict),
  );
  expect(flagged).toEqual([]);
});

test('the rules that the first faults must cover have one', () => {
  const covered = new Set(faults.map((fault) => fault.rule));
  const wanted = rules.filter((rule) => rule.id.startsWith('book.created.')).map((rule) => rule.id);
  const further = [
    'book.business-rule.status',
    'book.profile.status',
    'book.jwt-missing.status',
    'book.invalid-body.status',
    'book.safety.no-double-booking',
    'book.safety.race',
  ];
  expect([...wanted, ...further].filter((rule) => !covered.has(rule))).toEqual([]);
});
