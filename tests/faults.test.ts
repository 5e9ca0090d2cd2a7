import { ruleById, rules } from '../lib/rules';
import { faults } from '../provider';
import { representativeCases } from './support/representative-cases';
import { type WarmRun, type WarmRunOptions, warmRuns } from './support/warm-runs';

/**
 * The proof that the rules bite: the suites are run against the provider with each of its faults. The rule that the fault
 * breaks is flagged, and no other rule comes out differently than without the fault, but for those that the fault
 * declares. All rules are judged each time, on cases that stand for all; a fault that concerns a case beside them is
 * looked for once more by its rule alone, in every case.
 */

type Kind = 'plain' | 'uec';

const clean = new Map<Kind, WarmRun>();
const runs = new Map<string, WarmRun>();

const kindOf = ({ overlay }: { overlay?: string }): Kind => (overlay === 'uec' ? 'uec' : 'plain');
const overlayOf = (kind: Kind) => (kind === 'uec' ? { overlay: 'uec' as const } : {});

beforeAll(async () => {
  const kinds: readonly Kind[] = ['plain', 'uec'];
  const whole = await warmRuns(kinds.map((kind) => ({ provider: overlayOf(kind) })));
  const cases = whole.map(({ result }) => representativeCases(result));
  const options = (kind: Kind, fault?: string): WarmRunOptions => ({
    provider: { ...overlayOf(kind), ...(fault ? { faults: [fault] } : {}) },
    settings: { CASES: cases[kinds.indexOf(kind)] as string },
  });
  const results = await warmRuns([
    ...kinds.map((kind) => options(kind)),
    ...faults.map((fault) => options(kindOf(fault), fault.id)),
  ]);
  for (const kind of kinds) clean.set(kind, results.shift() as WarmRun);
  for (const fault of faults) runs.set(fault.id, results.shift() as WarmRun);
}, 900_000);

const runOf = (id: string): WarmRun => runs.get(id) as WarmRun;
const verdictsOf = ({ result }: WarmRun): Map<string, string> =>
  new Map(result.rules.map(({ id, verdict }) => [id, verdict]));

describe.each(faults.map((fault) => [fault.id, fault] as const))('fault %s', (id, fault) => {
  test(`is flagged by ${fault.rule}`, async () => {
    const expected = ruleById(fault.rule).level === 'MUST' ? 'fail' : 'warn';
    let verdict = verdictsOf(runOf(id)).get(fault.rule);
    if (verdict !== expected) {
      const provider = { ...overlayOf(kindOf(fault)), faults: [id] };
      const [alone] = await warmRuns([{ provider, settings: { ONLY: fault.rule } }]);
      verdict = verdictsOf(alone as WarmRun).get(fault.rule);
    }
    expect(verdict).toBe(expected);
  }, 60_000);

  test('changes nothing else but what it declares', () => {
    const before = verdictsOf(clean.get(kindOf(fault)) as WarmRun);
    const changed = [...verdictsOf(runOf(id))]
      .filter(([rule, verdict]) => verdict !== before.get(rule) && rule !== fault.rule)
      .map(([rule]) => rule);
    expect(changed.sort()).toEqual([...fault.couplings].sort());
    expect(runOf(id).result.run.faults).toEqual([]);
  });
});

test.each(['plain', 'uec'] as const)('without a fault, nothing is flagged (%s)', (kind) => {
  const flagged = [...verdictsOf(clean.get(kind) as WarmRun)].filter(
    ([, verdict]) => !['pass', 'not-applicable'].includes(verdict),
  );
  expect(flagged).toEqual([]);
});

/** No fault of the embedded provider can show it: it is reached by http. */
const SHOWN_ELSEWHERE = ['book.security.mutual-tls'];

test('every rule that binds a server has a fault', () => {
  const covered = new Set(faults.map((fault) => fault.rule));
  const without = rules.filter(({ binds, id }) => binds === 'server' && !covered.has(id)).map(({ id }) => id);
  expect(without).toEqual(SHOWN_ELSEWHERE);
});
