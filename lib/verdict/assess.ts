import type { Level, Rule, Source } from '../rules';
import type { CheckEntry } from './journal';
import { waiverFor } from './judge-waivers';
import { NOTHING_SHOWS_IT } from './need';
import { brokenOutcome, type Outcome, rollUp } from './outcome';
import type { Waiver } from './waiver';

export type Verdict = 'conformant' | 'non-conformant' | 'incomplete';

/** Which rules decide the verdict. */
export interface Gate {
  /** The sources whose MUST rules decide. */
  readonly sources: readonly Source[];
  /** Whether a broken SHOULD that a sentence of a gated source states decides too. */
  readonly strict: boolean;
}

/** One check as `conformance.json` tells it. */
export interface CheckResult
  extends Pick<CheckEntry, 'case' | 'outcome' | 'message' | 'expected' | 'actual' | 'exchanges'> {
  /** What waives it; it stays what it is. */
  readonly waiver: Waiver | null;
}

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
  /**
   * Where every check that makes it broken is waived, the waiver among them that ends first: then the rule decides
   * nothing. Its verdict stays what it is.
   */
  readonly waiver: Waiver | null;
  readonly checks: readonly CheckResult[];
}

export type Totals = Record<Outcome | 'waived', number>;

/**
 * What became of every selected rule, in the order of the rulebook; its checks in the order of their cases.
 *
 * @param waivers those in force
 */
export function judgeRules(
  selected: readonly Rule[],
  checks: readonly CheckEntry[],
  waivers: readonly Waiver[] = [],
): RuleResult[] {
  // Lanes that run at the same time write as they come; the report is the same whatever their number.
  const ordered = inOrder(checks);
  return selected.map((rule) =>
    judgeRule(
      rule,
      ordered.filter((check) => check.rule === rule.id),
      waivers,
    ),
  );
}

/** The entries in the order of their cases; those of one case as they were written. */
export function inOrder<T extends { readonly order: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((one, other) => one.order - other.order);
}

function judgeRule(rule: Rule, entries: readonly CheckEntry[], waivers: readonly Waiver[]): RuleResult {
  const checks = entries.map((entry) => checkResult(entry, waiverFor(rule, entry, waivers)));
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
    waiver: waiverOfRule(verdict, checks),
    checks,
  };
}

function checkResult(
  { case: name, outcome, message, expected, actual, exchanges }: CheckEntry,
  waiver: Waiver | null,
): CheckResult {
  return { case: name, outcome, message, expected, actual, exchanges, waiver };
}

/** The waiver that ends first of those of a rule whose every decisive check is waived; null when one is not. */
function waiverOfRule(verdict: Outcome, checks: readonly CheckResult[]): Waiver | null {
  const decisive = decisiveChecks(verdict, checks);
  const waivers = decisive.flatMap(({ waiver }) => waiver ?? []);
  if (waivers.length === 0 || waivers.length < decisive.length) return null;
  return waivers.reduce((first, next) => (next.expires < first.expires ? next : first));
}

/** The checks that make a rule what it is; that a look at all exchanges found none is one only where it is alone. */
export function decisiveChecks<T extends Pick<CheckResult, 'outcome' | 'message'>>(
  verdict: Outcome,
  checks: readonly T[],
): readonly T[] {
  const decisive = checks.filter(({ outcome }) => outcome === verdict);
  const telling = decisive.filter(({ message }) => message !== NOTHING_SHOWS_IT);
  return telling.length > 0 ? telling : decisive;
}

/** Whether a rule decides by the gate: a gated MUST does and, strict, a gated SHOULD that a sentence states. */
export function isDeciding(
  { level, basis, source }: Pick<RuleResult, 'level' | 'basis' | 'source'>,
  { sources, strict }: Gate,
): boolean {
  return (
    sources.includes(source) && (level === 'MUST' || (strict && level === 'SHOULD' && basis === 'stated'))
  );
}

/**
 * The verdict on the target: a deciding rule that is broken makes it `non-conformant`, else one that could not be judged
 * makes it `incomplete`, and so does a selection of rules none of which decides: nothing was seen then. Where the suite
 * itself failed, or the run ended before its end, not all was seen: what is not `non-conformant` is `incomplete` then. A
 * rule that is waived was seen, and is neither.
 *
 * @param gaps how many such reasons there are: also, that bookings were asked for and nothing shows that any was made
 */
export function decide(rules: readonly RuleResult[], gate: Gate, gaps = 0): Verdict {
  const deciding = rules.filter((rule) => isDeciding(rule, gate));
  const open = deciding.filter((rule) => rule.waiver === null);
  if (open.some((rule) => rule.verdict === brokenOutcome(rule.level))) return 'non-conformant';
  if (gaps > 0 || open.some((rule) => rule.verdict === 'inconclusive')) return 'incomplete';
  return deciding.some(isSeen) ? 'conformant' : 'incomplete';
}

/** Whether a run shows what the target makes of a rule. */
const isSeen = ({ verdict }: RuleResult): boolean => ['pass', 'warn', 'fail'].includes(verdict);

/** How many rules ended in each outcome; a rule that is waived counts as that alone. */
export function totalsOf(rules: readonly RuleResult[]): Totals {
  const totals: Totals = { pass: 0, warn: 0, fail: 0, inconclusive: 0, 'not-applicable': 0, waived: 0 };
  for (const { verdict, waiver } of rules) totals[waiver === null ? verdict : 'waived'] += 1;
  return totals;
}
