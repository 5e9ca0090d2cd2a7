import type { JudgedAgain } from '../runner/judge-again';
import type { Verdict } from '../verdict';
import type { Attested } from './attested';
import type { FileFindings } from './file-findings';
import type { Manifest } from './manifest';
import type { SignatureFinding } from './signature';

/** Whether what a pack says of its run is what the record in it gives. */
export interface ReportFindings {
  /** `unknown` where this version of the suite cannot make them again. */
  readonly state: 'same' | 'different' | 'unknown';
  /** Why it is not known; null where it is. */
  readonly why: string | null;
  /** How many files were made again, and are the same. */
  readonly same: number;
  /** Files that say something else than the record, or that no run leaves. */
  readonly different: readonly string[];
  /** What `report` would make, and is not there: pages that were left out, or what somebody took away. */
  readonly missing: readonly string[];
  /** What is not the same each time that it is made. */
  readonly notCompared: readonly string[];
}

/** Whether the verdict follows from the checks, and the checks from the evidence. */
export interface VerdictFindings extends Pick<JudgedAgain, 'judged' | 'same' | 'differences' | 'notJudged'> {
  /**
   * `partly` where some checks could not be judged again, and count as the journal has them; `unknown` where none could
   * be.
   */
  readonly state: 'follows' | 'partly' | 'contradicted' | 'unknown';
  /** Why it is not known; null where it is. */
  readonly why: string | null;
  /** As `conformance.json` says it; null when that cannot be read. */
  readonly reported: Verdict | null;
  /** As it follows from the checks in the journal; null when they cannot be read. */
  readonly byChecks: Verdict | null;
  /** As it follows from the recorded exchanges, judged again; null when none could be. */
  readonly byEvidence: Verdict | null;
  /** What of the record contradicts itself, each a sentence. */
  readonly contradictions: readonly string[];
}

/** What `verify` finds. */
export interface Verification {
  readonly schemaVersion: 1;
  /** Whether nothing is wrong with it, and all could be looked at. */
  readonly good: boolean;
  /** All that is not good, each a sentence. */
  readonly problems: readonly string[];
  readonly pack: string;
  /** As the manifest has it; null when there is none that can be read. */
  readonly run: Manifest['run'] | null;
  /** What a person says; null when nobody does, or it cannot be read. */
  readonly attested: Attested | null;
  /** Null without a manifest that can be read. */
  readonly files: FileFindings | null;
  readonly signature: SignatureFinding;
  readonly reports: ReportFindings;
  readonly verdict: VerdictFindings;
}
