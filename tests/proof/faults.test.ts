import { ruleById, rules } from '../../lib/rules';
import { type Fault, faults } from '../../provider';
import { representativeCases } from '../support/representative-cases';
import { type WarmRun, type WarmRunOptions, warmRuns } from '../support/warm-runs';

/**
 * The proof that the rules bite: the suites are run against the provider with each of its faults. The rule that the fault
 * breaks is flagged, and no other rule comes out differently than without the fault, but for those that the fault
 * declares. All rules are judged each time, on cases that stand for all; a fault that does not show there as it declares,
 * since it concerns one case among hundreds, is judged by a whole run.
 */

const KINDS = ['plain', 'uec'] as const;
type Kind = (typeof KINDS)[number];
type Verdicts = ReadonlyMap<string, string>;

const kindOf = ({ overlay }: Fault): Kind => overlay ?? 'plain';
const providerOf = (kind: Kind) => (kind === 'uec' ? { overlay: 'uec' as const } : {});
const withFault = (fault: Fault) => ({ ...providerOf(kindOf(fault)), faults: [fault.id] });
const verdictsOf = ({ result }: WarmRun): Verdicts =>
  new Map(result.rules.map(({ id, verdict }) => [id, verdict]));

/** The verdict that a fault brings upon its rule. */
const brought = ({ rule, verdict }: Fault): string =>
  verdict ?? (ruleById(rule).level === 'MUST' ? 'fail' : 'warn');

/** How a run with a fault came out: the verdict of its rule, and the other rules that came out otherwise than without. */
interface Effect {
  readonly verdict: string | undefined;
  readonly others: readonly string[];
  /** Faults of the suite itself. */
  readonly broken: readonly string[];
}

function effectOf({ rule }: Fault, run: WarmRun, clean: WarmRun): Effect {
  const before = verdictsOf(clean);
  const after = verdictsOf(run);
  const others = [...after].filter(([id, verdict]) => id !== rule && verdict !== before.get(id));
  return {
    verdict: after.get(rule),
    others: others.map(([id]) => id).sort(),
    broken: run.result.run.faults,
  };
}

const declared = (fault: Fault): Effect => ({
  verdict: brought(fault),
  others: [...fault.couplings].sort(),
  broken: [],
});

let clean: Readonly<Record<Kind, WarmRun>>;
const effects = new Map<string, Effect>();

beforeAll(async () => {
  const whole = await warmRuns(KINDS.map((kind) => ({ provider: providerOf(kind) })));
  clean = { plain: whole[0] as WarmRun, uec: whole[1] as WarmRun };

  // What a rule comes out as in its few representative cases, it does in all: so one clean run serves for all.
  const options = (fault: Fault): WarmRunOptions => ({
    provider: withFault(fault),
    settings: {
      CASES: representativeCases(clean[kindOf(fault)].result, fault.rule, ...fault.couplings),
    },
  });
  const runs = await warmRuns(faults.map(options));
  for (const [index, fault] of faults.entries())
    effects.set(fault.id, effectOf(fault, runs[index] as WarmRun, clean[kindOf(fault)]));

  const unclear = faults.filter((fault) => !isAsDeclared(fault));
  const again = await warmRuns(unclear.map((fault) => ({ provider: withFault(fault) })));
  for (const [index, fault] of unclear.entries())
    effects.set(fault.id, effectOf(fault, again[index] as WarmRun, clean[kindOf(fault)]));
}, 1_200_000);

function isAsDeclared(fault: Fault): boolean {
  return JSON.stringify(effects.get(fault.id)) === JSON.stringify(declared(fault));
}

test.each(faults.map((fault) => [fault.id, fault.rule, fault] as const))(
  'fault %s is flagged by %s, and changes nothing else but what it declares',
  (id, _rule, fault) => expect(effects.get(id)).toEqual(declared(fault)),
);

test.each(KINDS)('without a fault, nothing is flagged (%s)', (kind) => {
  const flagged = [...verdictsOf(clean[kind])].filter(
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
