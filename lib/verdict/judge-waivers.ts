import type { Level, Rule } from '../rules';
import { dayInEngland } from './calendar';
import { comparable, namesCase } from './case-name';
import type { CheckEntry, RunEntry } from './journal';
import { isBrokenNeed } from './need';
import { brokenOutcome, rollUp } from './outcome';
import type { Waiver, WaiverResult, WaiverState } from './waiver';

/** What of a run tells whether its waivers are still needed. */
export interface WaivedRun {
  readonly run: RunEntry;
  readonly rules: readonly Rule[];
  readonly checks: readonly CheckEntry[];
  /** Whether the run saw all that it was to see: it was neither ended early nor at fault itself. */
  readonly isWhole: boolean;
}

/** Whether a waiver can cover a check: the rule is broken, or cannot be judged since one that it needs is broken. */
export function isWaivable(
  level: Level,
  { outcome, message }: Pick<CheckEntry, 'outcome' | 'message'>,
): boolean {
  return outcome === brokenOutcome(level) || (outcome === 'inconclusive' && isBrokenNeed(message));
}

/** The waivers of a run that had not expired on the day it began. */
export function waiversInForce({ waivers = [], startedAt }: RunEntry): readonly Waiver[] {
  const day = dayInEngland(new Date(startedAt));
  return waivers.filter((waiver) => waiver.expires >= day);
}

/** The first of these waivers that covers a check of a rule; null when none does, or it needs none. */
export function waiverFor(
  { id, level }: Pick<Rule, 'id' | 'level'>,
  check: Pick<CheckEntry, 'case' | 'outcome' | 'message'>,
  waivers: readonly Waiver[],
): Waiver | null {
  if (!isWaivable(level, check)) return null;
  return waivers.find((waiver) => waiver.rule === id && isAbout(waiver, check.case)) ?? null;
}

/** What became of every waiver of a run, in the order of its file. */
export function judgeWaivers(waived: WaivedRun): WaiverResult[] {
  const inForce = waiversInForce(waived.run);
  return (waived.run.waivers ?? []).map((waiver) => judgeWaiver(waiver, inForce.includes(waiver), waived));
}

function judgeWaiver(
  waiver: Waiver,
  isInForce: boolean,
  { run, rules, checks, isWhole }: WaivedRun,
): WaiverResult {
  const rule = rules.find(({ id }) => id === waiver.rule);
  const matching = checks.filter((check) => check.rule === waiver.rule && isAbout(waiver, check.case));
  const result = (state: WaiverState, covers = 0): WaiverResult => ({ ...waiver, state, covers });
  // What was not selected says nothing about a waiver, not even that it has to be renewed.
  if (!rule || (run.cases.length > 0 && matching.length === 0)) return result('unjudged');
  if (!isInForce) return result('expired');
  const covered = matching.filter((check) => isWaivable(rule.level, check));
  const together = rollUp(matching.map(({ outcome }) => outcome));
  if (together === brokenOutcome(rule.level) || (together === 'inconclusive' && covered.length > 0))
    return result('used', covered.length);
  const isKept = together === 'pass' || together === 'warn';
  // Where only some cases were selected, the failure may be in another one that the waiver is about.
  const isSeen = isWhole && (run.cases.length === 0 || matching.every((check) => isOnly(waiver, check.case)));
  return result(isKept && isSeen ? 'stale' : 'unjudged');
}

const isAbout = (waiver: Waiver, name: string): boolean =>
  waiver.case === null || namesCase(waiver.case, name);
const isOnly = (waiver: Waiver, name: string): boolean =>
  waiver.case !== null && comparable(waiver.case) === comparable(name);
