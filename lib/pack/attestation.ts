import { type ConformanceResult, conclusionOf } from '../report';
import { verdictText } from '../report/waiver-text';
import type { Attested } from './attested';

/** `attestation.json`: which run it is, and who answers for what is handed in of it. */
export interface Attestation {
  readonly schemaVersion: 1;
  /** What a person says of the run; null when nobody does. */
  readonly attested: Attested | null;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly target: string;
    readonly software: string | null;
    readonly suite: string;
    readonly rulebook: string;
    readonly gate: readonly string[];
    /** The verdict as reports have it, and in one sentence. */
    readonly verdict: string;
    readonly sentence: string;
    /** What a reader must know so as not to make more of the verdict than it is, each a sentence. */
    readonly caveats: readonly string[];
  };
  /** The fingerprint of the key that signs the manifest; null when none does. */
  readonly signedBy: string | null;
}

/** What is attested of a run: the words of the signatory, and what the run itself says of it. */
export function attestationOf(
  result: ConformanceResult,
  attested: Attested | null,
  signedBy: string | null,
): Attestation {
  const { run, suite, target } = result;
  return {
    schemaVersion: 1,
    attested,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      target: target.baseUrl,
      software: target.software,
      suite: `${suite.name} ${suite.version}${suite.commit === null ? '' : ` (commit ${suite.commit})`}`,
      rulebook: suite.rulebook,
      gate: run.gate,
      verdict: verdictText(result),
      sentence: conclusionOf(result).sentence,
      caveats: caveatsOf(result),
    },
    signedBy,
  };
}

/** The caveats of the verdict, and of the evidence. */
function caveatsOf(result: ConformanceResult): string[] {
  const { bookings, run } = result;
  const left = bookings.leftBehind.length;
  return [
    ...conclusionOf(result).caveats,
    ...(run.shard === null
      ? []
      : [`This is part ${run.shard.number} of ${run.shard.of} of a run, which certifies nothing alone.`]),
    ...(run.settings.MASK_PATIENTS === 'true'
      ? ['Data of patients is masked in the evidence: what is masked cannot be judged again.']
      : []),
    ...(left === 0
      ? []
      : [`${left} ${left === 1 ? 'booking' : 'bookings'} may still be in the diary of the server.`]),
  ];
}
