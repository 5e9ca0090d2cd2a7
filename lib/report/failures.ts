import type { Source } from '../rules';
import { brokenOutcome, decisiveChecks, type Gate, isDeciding, isWaivable } from '../verdict';
import type { StoredCheck, StoredResult, StoredRule } from './read-result';

/** What of a rule an earlier run found broken. */
export interface RuleFailure {
  readonly rule: StoredRule;
  /** The checks that show it. */
  readonly checks: readonly StoredCheck[];
}

/** Which rules decide, or decided, the verdict of a run. */
export const gateOf = ({ run }: { readonly run: Pick<StoredResult['run'], 'gate' | 'strict'> }): Gate => ({
  sources: run.gate as readonly Source[],
  strict: run.strict,
});

/**
 * What failed in a run: every MUST that is broken, whether it decides or not, and every SHOULD that is broken where
 * `STRICT` lets it decide. A failure that is waived is one.
 */
export function failuresOf(result: StoredResult): RuleFailure[] {
  const counts = (rule: StoredRule): boolean => rule.level === 'MUST' || isDeciding(rule, gateOf(result));
  return result.rules.filter(counts).flatMap((rule) => {
    const broken = brokenOutcome(rule.level);
    const checks = rule.checks.filter(({ outcome }) => outcome === broken);
    return checks.length > 0 ? [{ rule, checks }] : [];
  });
}

/**
 * What kept a run from being conformant, or would have without its waivers, and a waiver can cover: of the rules that
 * decide, those that are broken, and those that could not be judged anywhere since a rule that they need is broken.
 */
export function waivableFailuresOf(result: StoredResult): RuleFailure[] {
  const deciding = result.rules.filter((rule) => isDeciding(rule, gateOf(result)));
  return deciding.flatMap((rule) => {
    if (rule.verdict !== brokenOutcome(rule.level) && rule.verdict !== 'inconclusive') return [];
    const checks = decisiveChecks(rule.verdict, rule.checks);
    // A rule that is unjudged for another reason as well stays unjudged, whatever is waived.
    const isCovered = checks.length > 0 && checks.every((check) => isWaivable(rule.level, check));
    return isCovered ? [{ rule, checks }] : [];
  });
}
