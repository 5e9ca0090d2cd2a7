import type { Finding } from './outcome';

/** One rule judged on one case, on its way to the journal and the reports. */
export interface Report {
  readonly rule: string;
  /** The case; by default the describe blocks around the running test. */
  readonly case?: string;
  readonly finding: Finding;
  /** Ids of the exchanges that the check looked at. */
  readonly exchanges: readonly string[];
  /** Why it may have seen something else than what was on the wire; missing where it has not. */
  readonly gaps?: readonly string[];
}

/** What `rule()` needs of the Jest environment that runs it. */
export interface VerdictHost {
  /** Ids of the describe blocks that are being defined, outermost first. */
  blocks(): readonly string[];
  /** Whether the rule is to be judged in the describe block that is being defined. */
  selected(ruleId: string): boolean;
  /** Whether the case is one that this run is about. */
  caseSelected(name: string): boolean;
  /** Whether the describe block that is being defined is run here at all, whichever of its rules were selected. */
  runs(): boolean;
  /** Says that the rule is judged on the exchanges of all cases, so that they are sent when it is selected. */
  judgedOnEveryCase(ruleId: string): void;
  /**
   * Says that the describe block that is being defined is for the end of the run, when all else is done: that it judges
   * what was sent by then, or sends something itself.
   */
  closes(how: 'judges' | 'sends'): void;
  /** Takes what a check found; the last report of a test decides how Jest and Allure show the test. */
  report(report: Report): void;
  /** Takes a fault of the suite itself. */
  fault(message: string): void;
  /**
   * Begins to note what is read that the evidence does not have as it was; gives what ends that, and tells. There only
   * where a recorded run is judged again.
   */
  watchGaps?(): () => readonly string[];
}

declare global {
  var bookingVerdictHost: VerdictHost | undefined;
}

/** @throws Error when the code runs outside `booking-conformance run` */
export function verdictHost(): VerdictHost {
  const host = globalThis.bookingVerdictHost;
  if (!host) throw new Error('The suites are run by `booking-conformance run`, not by Jest alone.');
  return host;
}
