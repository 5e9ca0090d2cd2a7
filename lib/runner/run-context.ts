import type { Exchange, ExchangeRecord } from '../http';
import type { BookingLedger, Target } from '../target';
import type { Journal, JournalEntry } from '../verdict';
import type { RememberedBooking } from './session';

/** What one run holds in this process: shared by the runner and by the Jest environment of each suite. */
export interface RunContext {
  readonly target: Target;
  readonly ledger: BookingLedger;
  readonly journal: Journal;
  readonly selectedRules: ReadonlySet<string>;
  /** Every exchange so far, as it was, for judging. */
  readonly exchanges: Exchange[];
  /** Every exchange so far, redacted, for evidence. */
  readonly evidence: Map<string, ExchangeRecord>;
  /** What suites keep in mind for later suites. */
  readonly remembered: RememberedBooking[];
  /** Where Allure's results go; null leaves them out. */
  readonly allureResultsDir: string | null;
  /** Told of every entry of the journal, for live progress. */
  readonly watch: (entry: JournalEntry) => void;
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
