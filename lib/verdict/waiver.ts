/** A failure that is known, and does not decide the verdict until a day: who answers for that, and why. */
export interface Waiver {
  /** The id of the rule. */
  readonly rule: string;
  /** The case as reports name it, or a glob; null: all cases of the rule. */
  readonly case: string | null;
  readonly reason: string;
  readonly owner: string;
  /** Where it is followed up, such as a ticket; null when that is not told. */
  readonly reference: string | null;
  /** The last day on which it holds, by the calendar of England: YYYY-MM-DD. */
  readonly expires: string;
}

/**
 * What became of a waiver in a run: it was used; its day is over, so that it covers nothing; it is stale, since the rule
 * holds now; or nothing shows whether it is still needed.
 */
export type WaiverState = 'used' | 'expired' | 'stale' | 'unjudged';

/** A waiver as `conformance.json` tells it. */
export interface WaiverResult extends Waiver {
  readonly state: WaiverState;
  /** How many checks of the run it covers. */
  readonly covers: number;
}

/** Whether a waiver has to be removed or renewed before a run can succeed. */
export const isOutdated = ({ state }: WaiverResult): boolean => state === 'expired' || state === 'stale';
