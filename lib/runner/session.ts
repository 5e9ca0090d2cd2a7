import type { Appointment } from 'fhir/r3';
import type { Exchange } from '../http';
import type { BookingLedger, Target } from '../target';
import type { DefectEntry, VariantEntry } from '../verdict';

/** A booking whose Location must stay readable, whatever happens later. */
export interface RememberedBooking {
  readonly case: string;
  readonly location: string;
  /** The Appointment as the 201 returned it. */
  readonly created: Appointment;
}

/** What a run shares with all its suites; it lives outside of them, in the process that runs Jest. */
export interface Session {
  readonly target: Target;
  readonly ledger: BookingLedger;
  /** Every exchange of the run so far, as it was. */
  readonly exchanges: readonly Exchange[];
  /** What suites keep in mind for the closing ones. */
  readonly remembered: RememberedBooking[];
  /** Whether the rule is to be judged in the describe block that is being defined. */
  selected(ruleId: string): boolean;
  /** The describe block that is being defined takes a free slot of its own. */
  needSlot(): void;
  /** The describe block that is being defined needs the plain booking that is made once in a run. */
  needPlainBooking(): void;
  /** Lists what the target made of an invalid request. */
  listDefect(defect: Omit<DefectEntry, 'kind' | 'order'>): void;
  /** Lists what the target made of an unusual way to send a booking. */
  listVariant(variant: Omit<VariantEntry, 'kind' | 'order'>): void;
}

declare global {
  var bookingSession: Session | undefined;
}

/** @throws Error when the code runs outside `booking-conformance run` */
export function session(): Session {
  if (!globalThis.bookingSession)
    throw new Error('The suites are run by `booking-conformance run`, not by Jest alone.');
  return globalThis.bookingSession;
}
