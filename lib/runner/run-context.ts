import type { Exchange, ExchangeRecord } from '../http';
import type { AllureOutput } from '../report';
import type { BookingLedger, Target } from '../target';
import type { CheckEntry, JournalEntry, Waiver } from '../verdict';
import type { ListedCase, Selection } from './selection';
import type { RememberedBooking } from './session';

/** Notes where what is judged is not what was on the wire: of a recorded run that is judged again. */
export interface GapWatch {
  /** Begins to note it; gives what ends that, and tells. */
  watch(): () => readonly string[];
  /** Takes what was noted while this check was judged. */
  found(check: CheckEntry, gaps: readonly string[]): void;
}

/** What one lane of a run holds in its process: shared by the runner and by the Jest environment of the suites. */
export interface RunContext {
  readonly target: Target;
  readonly ledger: BookingLedger;
  /** Takes every entry of the journal, in the order in which things happen. */
  readonly write: (entry: JournalEntry) => void;
  /** Takes the secrets out of a text that may quote what the target wrote. */
  readonly redact: (text: string) => string;
  readonly selection: Selection;
  /** Every exchange so far, as it was, for judging. */
  readonly exchanges: Exchange[];
  /** Every exchange so far, redacted, for evidence. */
  readonly evidence: Map<string, ExchangeRecord>;
  /** What suites keep in mind for the closing ones. */
  readonly remembered: RememberedBooking[];
  /** The waivers in force. */
  readonly waivers: readonly Waiver[];
  /** Takes the cases that would be run, none of which is then; where it is missing, they are run. */
  readonly list?: (cases: readonly ListedCase[]) => void;
  /** There only where a recorded run is judged again. */
  readonly gaps?: GapWatch;
  /** Where Allure's results go; null leaves them out. */
  readonly allure: AllureOutput | null;
}

let current: RunContext | null = null;

/** Makes the context that the environments of this process use; null when the run is over. */
export function setRunContext(context: RunContext | null): void {
  current = context;
}

/** @throws Error when no run is going on in this process */
export function runContext(): RunContext {
  if (!current) throw new Error('No run is going on: the suites are run by `booking-conformance run`.');
  return current;
}
