import type { Appointment, Slot } from 'fhir/r3';
import type { Format, Issue } from '../lib/fhir';
import type { Answer, Refusal } from './answer';
import type { Version } from './appointments';
import type { OfferedSlot, SlotStatus } from './diary';
import type { Interaction, ProviderRequest, RequestHeaders } from './request';
import type { TokenPolicy } from './tokens';

/** A booking as it was asked for. */
export interface BookingAttempt {
  readonly request: ProviderRequest;
  /** The Appointment in the body, which base STU3 allows. */
  readonly appointment: Appointment;
}

/** The slot that was asked for, in the words of the client. */
export interface AskedSlot {
  readonly appointment: Appointment;
  /** The contained Slot of the Appointment. */
  readonly slot: Slot;
}

/** What becomes of the slot that was asked for when its booking is refused. */
export type SideEffect = 'none' | 'takes-slot' | 'frees-slot';

/** An update as it was asked for. */
export interface UpdateAttempt {
  readonly request: ProviderRequest;
  /** The Appointment in the body, which base STU3 allows. */
  readonly appointment: Appointment;
  readonly current: Version;
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
 * what it decided it from, and gives what is done. The provider lets every decision stand; a fault overturns one, and a manner
 * replaces one by another that is as right.
 */
export interface Behaviour {
  /** Whether a client that shows no certificate is turned away in the TLS handshake; asked when the server starts. */
  requiresClientCertificate(required: boolean): boolean;
  /** Whether the interaction is served at all; if not, 405. */
  serves(served: boolean, interaction: Interaction): boolean;
  /** Why the token of a request is refused; null when it is accepted. */
  tokenRefusal(refusal: Refusal | null, request: ProviderRequest, policy: TokenPolicy): Refusal | null;
  /** Whether a body with this Content-Type is read at all; if not, 415. */
  takesMediaType(taken: boolean, contentType: string | undefined): boolean;
  /** The bytes of a body, decoded, as the parser gets them. */
  bytesToRead(bytes: Buffer): Buffer;
  /** What the parser read, as it is taken for a resource. */
  valueToJudge(value: unknown): unknown;
  /** What is held against a body, among all that the validator found. */
  issuesThatCount(issues: readonly Issue[]): readonly Issue[];
  /** Whether a request id is one with which something was booked before; asked with the overlay `uec` only. */
  hasBookedBefore(booked: boolean, requestId: string): boolean;
  /** The slot of the diary that is asked for; undefined for none. */
  slotFound(slot: OfferedSlot | undefined, asked: Slot): OfferedSlot | undefined;
  /** Whether a slot may be booked. */
  isFree(free: boolean, slot: OfferedSlot, asked: AskedSlot): boolean;
  /** Why the booking of an Appointment into a known slot is refused; null when it may go ahead. */
  bookingRefusal(refusal: Refusal | null, attempt: BookingAttempt): Refusal | null;
  /** What the refusal of a booking does to its slot. */
  sideEffect(effect: SideEffect, refusal: Refusal): SideEffect;
  /** Milliseconds between finding a slot free and marking it busy; none makes it one step. */
  gapBeforeBooking(milliseconds: number): number;
  /** The id of a new Appointment. */
  idToAssign(id: string, sent: Appointment): string;
  /** The id of a new version; `current` is the version before it, null for the first. */
  versionIdToAssign(versionId: string, sent: Appointment, current: Version | null): string;
  /** The Appointment to store for the one that was sent. */
  appointmentToStore(stored: Appointment, sent: Appointment): Appointment;
  /** Why an update is refused; null when it may go ahead. */
  updateRefusal(refusal: Refusal | null, attempt: UpdateAttempt): Refusal | null;
  /** Whether an update that was refused is made all the same. */
  updateAfterRefusal(isMade: boolean, refusal: Refusal): boolean;
  /** Whether an update that was accepted is stored. */
  storesUpdate(stored: boolean): boolean;
  /** The version that a version read gets; undefined for 404. */
  versionToRead(version: Version | undefined, history: readonly Version[]): Version | undefined;
  /** The status that a search shows for a slot. */
  statusShown(status: SlotStatus, slot: OfferedSlot): SlotStatus;
  /** The last look at an answer before it is written, whatever it answers. */
  answer(answer: Answer, context: AnswerContext): Answer;
  /** How a resource is written. */
  text(text: string, format: Format): string;
}

/** The behaviour of a provider with the given overrides: at each point they take their turns, in order. */
export function behaviourWith(overrides: ReadonlyArray<Partial<Behaviour>>): Behaviour {
  return {
    requiresClientCertificate: inTurn(overrides.map((override) => override.requiresClientCertificate)),
    serves: inTurn(overrides.map((override) => override.serves)),
    tokenRefusal: inTurn(overrides.map((override) => override.tokenRefusal)),
    takesMediaType: inTurn(overrides.map((override) => override.takesMediaType)),
    bytesToRead: inTurn(overrides.map((override) => override.bytesToRead)),
    valueToJudge: inTurn(overrides.map((override) => override.valueToJudge)),
    issuesThatCount: inTurn(overrides.map((override) => override.issuesThatCount)),
    hasBookedBefore: inTurn(overrides.map((override) => override.hasBookedBefore)),
    slotFound: inTurn(overrides.map((override) => override.slotFound)),
    isFree: inTurn(overrides.map((override) => override.isFree)),
    bookingRefusal: inTurn(overrides.map((override) => override.bookingRefusal)),
    sideEffect: inTurn(overrides.map((override) => override.sideEffect)),
    gapBeforeBooking: inTurn(overrides.map((override) => override.gapBeforeBooking)),
    idToAssign: inTurn(overrides.map((override) => override.idToAssign)),
    versionIdToAssign: inTurn(overrides.map((override) => override.versionIdToAssign)),
    appointmentToStore: inTurn(overrides.map((override) => override.appointmentToStore)),
    updateRefusal: inTurn(overrides.map((override) => override.updateRefusal)),
    updateAfterRefusal: inTurn(overrides.map((override) => override.updateAfterRefusal)),
    storesUpdate: inTurn(overrides.map((override) => override.storesUpdate)),
    versionToRead: inTurn(overrides.map((override) => override.versionToRead)),
    statusShown: inTurn(overrides.map((override) => override.statusShown)),
    answer: inTurn(overrides.map((override) => override.answer)),
    text: inTurn(overrides.map((override) => override.text)),
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
