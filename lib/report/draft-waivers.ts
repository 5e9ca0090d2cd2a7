import type { Waiver } from '../verdict';
import { waivableFailuresOf } from './failures';
import type { StoredResult } from './read-result';

/** What a person says of waivers: an empty text where that is still to be filled in. */
export type Said = Pick<Waiver, 'reason' | 'owner' | 'expires'> & { readonly reference: string };

/** A waiver to be filled in, its members in the order in which the file has them. */
export interface DraftWaiver extends Said {
  readonly rule: string;
  /** Left out where the rule fails in all its cases. */
  readonly case?: string;
}

/** A draft, and how the failure was told that it covers. */
export interface Draft {
  readonly waiver: DraftWaiver;
  readonly message: string | null;
}

/**
 * The waivers that a result needs to be conformant: one for each rule and case, or for a rule as a whole where it fails
 * in all of several cases.
 */
export function draftWaivers(result: StoredResult, said: Said): Draft[] {
  const isWholeRun = result.run.selection.cases.length === 0;
  return waivableFailuresOf(result).flatMap(({ rule, checks }) => {
    const judged = rule.checks.filter(({ outcome }) => ['pass', 'warn', 'fail'].includes(outcome));
    const isEverywhere = isWholeRun && checks.length > 1 && judged.every((check) => checks.includes(check));
    const drafts = isEverywhere ? checks.slice(0, 1) : checks;
    return drafts.map((check) => ({
      waiver: { rule: rule.id, ...(isEverywhere ? {} : { case: check.case }), ...said },
      message: check.message,
    }));
  });
}
