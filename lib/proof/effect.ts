import type { Fault } from '../../provider';
import { ruleById } from '../rules';
import type { Outcome } from '../verdict';
import type { WarmRun } from './warm-run';

/** What became of every rule in a run, in the order of the rulebook. */
export type Verdicts = ReadonlyMap<string, Outcome>;

/** What a provider with a fault was flagged for, compared with one without. */
export interface Effect {
  /** The verdict of the rule that the fault breaks; null when the rule was not judged. */
  readonly verdict: Outcome | null;
  /** The rules that came out as broken or warned of, and do not without the fault. */
  readonly flagged: readonly string[];
  /** The rules, but for that of the fault, that came out otherwise than without it, whichever way. */
  readonly changed: readonly string[];
  /** What went wrong with the suite itself. */
  readonly problems: readonly string[];
}

/** How an effect compares with what the fault declares. */
export interface Comparison {
  /** Whether the rule of the fault has the verdict that the fault brings. */
  readonly caught: boolean;
  /** The rules that changed, though the fault does not declare them. */
  readonly undeclared: readonly string[];
  /** The couplings that the fault declares, though they did not change. */
  readonly unseen: readonly string[];
  readonly exact: boolean;
}

/** The verdicts of a run; none when it has no result. */
export function verdictsOf({ result }: WarmRun): Verdicts {
  return new Map(result?.rules.map(({ id, verdict }) => [id, verdict]));
}

/** What is wrong with a run itself, whatever it judged: no result, faults of the suite, an end before its end. */
export function problemsOf({ result, problem }: WarmRun): string[] {
  if (result === null) return [problem ?? 'the run has no result'];
  const { faults, stopped } = result.run;
  return stopped === null ? [...faults] : [...faults, `the run ended early: ${stopped}`];
}

/** The rules that are broken or warned of. */
export function findingsIn(verdicts: Verdicts): string[] {
  return [...verdicts].filter(([, verdict]) => isFinding(verdict)).map(([id]) => id);
}

const isFinding = (verdict: Outcome | undefined): boolean => verdict === 'fail' || verdict === 'warn';

/** What the fault changed: its run, compared with the run against the provider without it. */
export function effectOf({ rule }: Fault, run: WarmRun, faultless: Verdicts): Effect {
  const verdicts = verdictsOf(run);
  const changed = [...verdicts].filter(([id, verdict]) => id !== rule && verdict !== faultless.get(id));
  return {
    verdict: verdicts.get(rule) ?? null,
    flagged: findingsIn(verdicts).filter((id) => !isFinding(faultless.get(id))),
    changed: changed.map(([id]) => id),
    problems: problemsOf(run),
  };
}

/** The verdict that a fault brings upon its rule. */
export function verdictBrought({ rule, verdict }: Fault): Outcome {
  return verdict ?? (ruleById(rule).level === 'MUST' ? 'fail' : 'warn');
}

/** Compares what a fault did with what it declares: its rule is flagged, its couplings change, and nothing else does. */
export function compare(fault: Fault, { verdict, changed, problems }: Effect): Comparison {
  const caught = verdict === verdictBrought(fault);
  const undeclared = changed.filter((id) => !fault.couplings.includes(id));
  const unseen = fault.couplings.filter((id) => !changed.includes(id));
  const exact = caught && [undeclared, unseen, problems].every((list) => list.length === 0);
  return { caught, undeclared, unseen, exact };
}
