import type { Appointment } from 'fhir/r3';
import type { Answer, Refusal } from './answer';
import type { Version } from './appointments';
import type { OfferedSlot, SlotStatus } from './diary';
import type { Interaction, ProviderRequest, RequestHeaders } from './request';

/** A booking as it was asked for. */
export interface BookingAttempt {
  readonly request: ProviderRequest;
  /** The Appointment in the body, which base STU3 allows. */
  readonly appointment: Appointment;
}

/** What an answer belongs to. */
export interface AnswerContext {
  /** Null for a request that is none of the API's interactions. */
  readonly interaction: Interaction | null;
  readonly requestHeaders: RequestHeaders;
  /** Id of the Appointment that had been booked last when the request came; null before the first booking. */
  readonly previousBooking: string | null;
}

/**
 * The points at which the provider asks itself what to do. Each is handed what the conformant provider has decided and
 * what it decided it from, and gives what is done. The conformant provider lets every decision stand; a fault overturns
 * one.
 */
export interface Behaviour {
  /** Whether the interaction is served at all; if not, 405. */
  serves(served: boolean, interaction: Interaction): boolean;
  /** Why the token of a request is refused; null when it is accepted. */
  tokenRefusal(refusal: Refusal | null, request: ProviderRequest): Refusal | null;
  /** Whether a slot may be booked. */
  isFree(free: boolean, slot: OfferedSlot): boolean;
  /** Why the booking of an Appointment into a known slot is refused; null when it may go ahead. */
  bookingRefusal(refusal: Refusal | null, attempt: BookingAttempt): Refusal | null;
  /** Whether a booking that was refused takes its slot all the same. */
  bookAfterRefusal(takesSlot: boolean, refusal: Refusal): boolean;
  /** Milliseconds between finding a slot free and marking it busy; none makes it one step. */
  gapBeforeBooking(milliseconds: number): number;
  /** The Appointment to store for the one that was sent. */
  appointmentToStore(stored: Appointment, sent: Appointment): Appointment;
  /** The version that a version read gets; undefined for 404. */
  versionToRead(version: Version | undefined, history: readonly Version[]): Version | undefined;
  /** The status that a search shows for a slot. */
  statusShown(status: SlotStatus, slot: OfferedSlot): SlotStatus;
  /** The last look at an answer before it is sent, whatever it answers. */
  answer(answer: Answer, context: AnswerContext): Answer;
}

/** The behaviour of a provider with the given overrides: at each point they take their turns, in order. */
export function behaviourWith(overrides: ReadonlyArray<Partial<Behaviour>>): Behaviour {
  return {
    serves: inTurn(overrides.map((override) => override.serves)),
    tokenRefusal: inTurn(overrides.map((override) => override.tokenRefusal)),
    isFree: inTurn(overrides.map((override) => override.isFree)),
    bookingRefusal: inTurn(overrides.map((override) => override.bookingRefusal)),
    bookAfterRefusal: inTurn(overrides.map((override) => override.bookAfterRefusal)),
    gapBeforeBooking: inTurn(overrides.map((override) => override.gapBeforeBooking)),
    appointmentToStore: inTurn(overrides.map((override) => override.appointmentToStore)),
    versionToRead: inTurn(overrides.map((override) => override.versionToRead)),
    statusShown: inTurn(overrides.map((override) => override.statusShown)),
    answer: inTurn(overrides.map((override) => override.answer)),
  };
}

type DecisionPoint<Decision, Grounds extends unknown[]> = (
  decided: Decision,
  ...grounds: Grounds
) => Decision;

/** One decision point out of many: each hands its decision to the next. */
function inTurn<Decision, Grounds extends unknown[]>(
  points: ReadonlyArray<DecisionPoint<Decision, Grounds> | undefined>,
): DecisionPoint<Decision, Grounds> {
  return (decided, ...grounds) =>
    points.reduce((decision, point) => (point ? point(decision, ...grounds) : decision), decided);
}
