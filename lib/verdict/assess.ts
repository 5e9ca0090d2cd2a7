import type { Level, Rule, Source } from '../rules';
import type { CheckEntry } from './journal';
import { type Outcome, rollUp } from './outcome';

export type Verdict = 'conformant' | 'non-conformant' | 'incomplete';

/** Which rules decide the verdict. */
export interface Gate {
  /** The sources whose MUST rules decide. */
  readonly sources: readonly Source[];
  /** Whether a broken SHOULD that a sentence of a gated source states decides too. */
  readonly strict: boolean;
}

/** One check as `conformance.json` tells it. */
export type CheckResult = Pick<
  CheckEntry,
  'case' | 'outcome' | 'message' | 'expected' | 'actual' | 'exchanges'
>;

/** One rule as `conformance.json` tells it. */
export interface RuleResult {
  readonly id: string;
  readonly level: Level;
  readonly basis: string;
  readonly source: Source;
  readonly section: string;
  readonly title: string;
  readonly link: string;
  readonly verdict: Outcome;
  /** How many of its cases could be judged. */
  readonly exercised: number;
  readonly cases: number;
  readonly reason: string | null;
  readonly waiver: null;
  readonly checks: readonly CheckResult[];
}

export type Totals = Record<Outcome | 'waived', number>;

/** What became of every selected rule, in the order of the rulebook; its checks in the order of their cases. */
export function judgeRules(selected: readonly Rule[], checks: readonly CheckEntry[]): RuleResult[] {
  // Lanes that run at the same time write as they come; the report is the same whatever their number.
  const ordered = inOrder(checks);
  return selected.map((rule) =>
    judgeRule(
      rule,
      ordered.filter((check) => check.rule === rule.id),
    ),
  );
}

/** The entries in the order of their cases; those of one case as they were written. */
export function inOrder<T extends { readonly order: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((one, other) => one.order - other.order);
}

function judgeRule(rule: Rule, checks: readonly CheckEntry[]): RuleResult {
  // A rule that nothing exercised is never a pass, nor silently dropped.
  const verdict = checks.length === 0 ? 'inconclusive' : rollUp(checks.map((check) => check.outcome));
  const decisive = checks.find((check) => check.outcome === verdict);
  const reason = decisive?.message ?? (verdict === 'pass' ? null : 'no check of this run exercised it');
  return {
    id: rule.id,
    level: rule.level,
    basis: rule.basis,
    source: rule.source,
    section: rule.section,
    title: rule.title,
    link: rule.link,
    verdict,
    exercised: checks.filter((check) => ['pass', 'warn', 'fail'].includes(check.outcome)).length,
    cases: checks.length,
    reason,
    waiver: null,
    checks: checks.map(checkResult),
  };
}

function checkResult({ case: name, outcome, message, expected, actual, exchanges }: CheckEntry): CheckResult {
  return { case: name, outcome, message, expected, actual, exchanges };
}

/**
 * The verdict on the target: a gated MUST that failed makes it `non-conformant`, else a gated MUST that could not be
 * judged makes it `incomplete`, and so does a selection of rules none of which decides: nothing was seen then. Strict, a
 * gated and stated SHOULD decides as a MUST does. Where the suite itself failed, or the run ended before its end, not all
 * was seen: what is not `non-conformant` is `incomplete` then.
 *
 * @param gaps how many such reasons there are: also, that bookings were asked for and nothing shows that any was made
 */
export function decide(rules: readonly RuleResult[], gate: Gate, gaps = 0): Verdict {
  const gated = rules.filter((rule) => gate.sources.includes(rule.source));
  const musts = gated.filter((rule) => rule.level === 'MUST');
  const strictShoulds = gated.filter(
    (rule) => gate.strict && rule.level === 'SHOULD' && rule.basis === 'stated',
  );
  if (musts.some((rule) => rule.verdict === 'fail')) return 'non-conformant';
  if (strictShoulds.some((rule) => rule.verdict === 'warn')) return 'non-conformant';
  const deciding = [...musts, ...strictShoulds];
  if (gaps > 0 || deciding.some((rule) => rule.verdict === 'inconclusive')) return 'incomplete';
  return deciding.some((rule) => rule.verdict === 'pass' || rule.verdict === 'warn')
    ? 'conformant'
    : 'incomplete';
}

/** How many rules ended in each outcome. */
export function totalsOf(rules: readonly RuleResult[]): Totals {
  const totals: Totals = { pass: 0, warn: 0, fail: 0, inconclusive: 0, 'not-applicable': 0, waived: 0 };
  for (const rule of rules) totals[rule.verdict] += 1;
  return totals;
}
