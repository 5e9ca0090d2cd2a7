/** Why a rule could not be judged on a case: another rule, which it needs there, does not hold. */

const NEEDS = 'needs ';

/** The reason where the needed rule was judged, and is broken. */
export const needsBroken = (needed: string): string => `${NEEDS}${needed}, which is broken`;

/** The reason where the needed rule could not be judged itself. */
export const needsUnjudged = (needed: string, why: string): string =>
  `${NEEDS}${needed}, which could not be judged: ${why}`;

/** The reason where a look at many exchanges found none to judge: it adds nothing to other reasons of the same rule. */
export const NOTHING_SHOWS_IT = 'no exchange of this run shows it';

/** Whether this is the reason that a needed rule does not hold. */
export function isUnmetNeed(reason: string | null): reason is string {
  return reason?.startsWith(NEEDS) === true;
}

/** Whether this is the reason that a needed rule is broken: what cannot be judged then is a consequence of that. */
export function isBrokenNeed(reason: string | null): boolean {
  return reason !== null && /^needs [a-z0-9.-]+, which is broken$/.test(reason);
}
