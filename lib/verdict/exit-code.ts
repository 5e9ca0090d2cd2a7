import type { Verdict } from './assess';

/** What the process that ran the suites tells its caller. */
export const EXIT = {
  conformant: 0,
  nonConformant: 1,
  incomplete: 2,
  /** Wrong usage or settings, or nothing selected. */
  usage: 64,
  /** No FHIR answer could be had from the target. */
  unavailable: 69,
  /** The suite itself is at fault. */
  fault: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * The exit code of a finished run: an interruption or a fault of the suite outweighs what was found until then. A waiver
 * that is expired or stale fails the run, too, though it says nothing of the target.
 */
export function exitCodeOf(run: {
  readonly verdict: Verdict;
  readonly faults: number;
  readonly interrupted: boolean;
  readonly outdatedWaivers?: number;
}): ExitCode {
  if (run.interrupted) return EXIT.interrupted;
  if (run.faults > 0) return EXIT.fault;
  if (run.verdict === 'non-conformant' || (run.outdatedWaivers ?? 0) > 0) return EXIT.nonConformant;
  return run.verdict === 'incomplete' ? EXIT.incomplete : EXIT.conformant;
}
