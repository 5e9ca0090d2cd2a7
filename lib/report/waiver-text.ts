import { isOutdated, type Waiver, type WaiverResult } from '../verdict';
import type { ConformanceResult } from './conformance-result';

/** Until when a waiver holds, who answers for it, why, and where it is followed up. */
export function waiverText({ expires, owner, reason, reference }: Waiver): string {
  return `until ${expires}, by ${owner}: ${reason}${reference === null ? '' : ` (${reference})`}`;
}

/** The verdict as people read it: who is conformant but for what is waived is never called just conformant. */
export function verdictText({ verdict, waivers }: Pick<ConformanceResult, 'verdict' | 'waivers'>): string {
  const used = waivers.filter(({ state }) => state === 'used').length;
  if (verdict !== 'conformant' || used === 0) return verdict.toUpperCase();
  return `CONFORMANT WITH ${used} WAIVER${used === 1 ? '' : 'S'}`;
}

/** What a person has to do about a waiver, or may want to know of it; null for one that was used. */
export function waiverNote({ state, rule, case: name, expires }: WaiverResult): string | null {
  const about = name === null ? rule : `${rule} in ${name}`;
  switch (state) {
    case 'expired':
      return `${about}: expired, its last day was ${expires}; mend what it waives and remove it, or renew it`;
    case 'stale':
      return `${about}: stale, what it waives does not fail any more; remove it`;
    case 'unjudged':
      return `${about}: not judged in this run, which says nothing about it`;
    default:
      return null;
  }
}

/** The waivers of a result that fail the run. */
export const outdatedWaivers = ({ waivers }: Pick<ConformanceResult, 'waivers'>): WaiverResult[] =>
  waivers.filter(isOutdated);
