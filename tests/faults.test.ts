import { ruleById, rules } from '../lib/rules';
import { faults } from '../provider';
import { type WarmRun, warmRuns } from './support/warm-runs';

/**
 * The proof that the rules bite: the whole of the suites is run against the provider with each of its faults. The rule
 * that the fault breaks is flagged, and no other rule comes out differently than without the fault, but for those that
 * the fault declares.
 */

let clean: WarmRun;
const runs = new Map<string, WarmRun>();

beforeAll(async () => {
  const [first, ...rest] = await warmRuns([{}, ...faults.map((fault) => ({ faults: [fault.id] }))]);
  clean = first as WarmRun;
  for (const [index, fault] of faults.entries()) runs.set(fault.id, rest[index] as WarmRun);
}, 400_000);

const runOf = (id: string): WarmRun => runs.get(id) as WarmRun;
const verdictsOf = ({ result }: WarmRun): Map<string, string> =>
  new Map(result.rules.map(({ id, verdict }) => [id, verdict]));

describe.each(faults.map((fault) => [fault.id, fault] as const))('fault %s', (id, fault) => {
  test(`is flagged by ${fault.rule}`, () => {
    const expected = ruleById(fault.rule).level === 'MUST' ? 'fail' : 'warn';
    expect(verdictsOf(runOf(id)).get(fault.rule)).toBe(expected);
  });

  test('changes nothing else but what it declares', () => {
    const before = verdictsOf(clean);
    const changed = [...verdictsOf(runOf(id))]
      .filter(([rule, verdict]) => verdict !== before.get(rule) && rule !== fault.rule)
      .map(([rule]) => rule);
    expect(changed.sort()).toEqual([...fault.couplings].sort());
    expect(runOf(id).result.run.faults).toEqual([]);
  });
});

test('without a fault, nothing is flagged', () => {
  const flagged = [...verdictsOf(clean)].filter(
    ([, verdict]) => !['pass', 'not-applicable'].includes(verdict),
  );
  expect(flagged).toEqual([]);
});

test('every rule on a created booking, and those that a hurried developer breaks first, have a fault', () => {
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
