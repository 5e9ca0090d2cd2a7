import type { Appointment } from 'fhir/r3';
import type { Booking, Race, Recipe, Target } from '../../lib/target';
import { answerInShort, saysSlotIsGone } from '../../lib/target/answer';
import { broken, type Comparison, inconclusive } from '../../lib/verdict';
import { otherBooking } from './created';
import { answerOf, isJudgeable, type Recorded } from './exchange';
import { bodyOf, inShort, isSuccess, namesNoBooking, whereSlotIsGone } from './expectations';

/**
 * Findings that could have another cause than the one that the case is about — the slot was taken by somebody else
 * meanwhile, the patient is refused, the server is out of order — are compared with a plain booking before anybody is
 * accused.
 */

/** A booking, and where it was refused, a plain one of the same slot. */
export interface ComparedBooking extends Booking {
  readonly plain: Booking | null;
}

/**
 * Books in a certain way; when that is refused, books the same slot in the plain way. Where this is accepted, somebody
 * else may have held the slot for just that moment; where it is refused, too, and the slot is no longer offered, somebody
 * else may have it now: then both are done again with other slots, and the last ones count.
 */
export async function bookAndCompare(
  target: Target,
  plain: Recipe,
  book: (target: Target) => Promise<Booking>,
): Promise<ComparedBooking> {
  const compare = () => bookOnceAndCompare(target, plain, book);
  const isDoubtful = ({ plain: other, ...booking }: ComparedBooking): boolean =>
    isGone(booking) && other !== null && (isBooked(other) || other.slotIsGone === true);
  return repeated(compare, isDoubtful);
}

async function bookOnceAndCompare(
  target: Target,
  plain: Recipe,
  book: (target: Target) => Promise<Booking>,
): Promise<ComparedBooking> {
  const booking = await book(target);
  const status = booking.exchange.response?.status ?? 0;
  const compared = status >= 400 ? await target.prepareBooking(plain, { slot: booking.slot }) : null;
  return { ...booking, plain: compared };
}

/** It is accepted as a plain booking of the same slot is. */
export function expectAcceptedAsPlain(booked: Recorded<ComparedBooking>): void {
  const comparison = refusedUnlikePlain(booked);
  if (!comparison) return;
  const { status } = answerOf(booked);
  broken(`refuses it with ${status}, and takes a plain booking of the same slot`, comparison);
}

/**
 * What to tell of a refusal when a plain booking of the same slot was accepted; null when it was no refusal. Ends the
 * running check as inconclusive when the plain booking was refused, too, or when nothing shows that anything was booked.
 */
export function refusedUnlikePlain(booked: Recorded<ComparedBooking>): Comparison | null {
  const response = answerOf(booked);
  if (isSuccess(response.status)) {
    if (!showsBooking(booked.result)) inconclusive(`nothing shows that it was booked: ${inShort(response)}`);
    return null;
  }
  const { plain } = booked.result;
  if (!plain) return inconclusive(`it was neither accepted nor refused: ${inShort(response)}`);
  if (!isJudgeable(plain.exchange) || !isBooked(plain)) {
    const why = answerInShort(plain.exchange) + whereSlotIsGone(plain);
    inconclusive(
      `it was refused (${inShort(response)}), but a plain booking of the same slot was not accepted either: ${why}`,
    );
  }
  if (!showsBooking(plain)) {
    inconclusive(
      `nothing shows that a plain booking of the same slot was made: ${answerInShort(plain.exchange)}`,
    );
  }
  return { expected: 'the booking is made', actual: inShort(response) };
}

/** Whether the answer names an Appointment, and shows no other booking than the one that was asked for. */
export function showsBooking(booking: Booking): boolean {
  if (namesNoBooking(booking)) return false;
  const { exchange, sent } = booking;
  const got = exchange.response && (bodyOf(exchange.response) as Appointment | null | undefined);
  return sent === null || got?.resourceType !== 'Appointment' || !otherBooking(sent as Appointment, got);
}

/**
 * Asks for one slot many times at the same moment; for another one when nobody gets it, since a stranger may have been
 * quicker than all of ours.
 */
export function raceForSlot(target: Target, recipe: Recipe): Promise<Race> {
  const race = () => target.bookTogether(recipe, target.settings.raceRequests);
  return repeated(race, ({ bookings }) => bookings.every(isGone));
}

/** Sends something once, and a few times more while what came of it is in doubt and there are slots for it. */
async function repeated<T>(send: () => Promise<T>, isDoubtful: (sent: T) => boolean): Promise<T> {
  let latest = await send();
  for (let round = 1; round < ROUNDS && isDoubtful(latest); round++) {
    try {
      latest = await send();
    } catch (error) {
      // By name: the class of the process that runs Jest is not the class of this sandbox.
      if ((error as Error | null)?.name !== 'PreparationFailed') throw error;
      break;
    }
  }
  return latest;
}

/** What was tried to see whether a refusal left its slot free. */
export interface SlotProof extends Booking {
  /** When the slot seemed gone: the same again with other slots, until one was still free. */
  readonly again: ReadonlyArray<{ readonly refused: Booking; readonly proof: Booking }>;
  /** A plain booking after all that, to see that booking works at all; null when it was not needed. */
  readonly control: Booking | null;
}

const ROUNDS = 3;

const isGone = ({ exchange }: Booking): boolean => saysSlotIsGone(exchange);
const isBooked = (booking: Booking): boolean =>
  isSuccess(booking.exchange.response?.status ?? 0) && !namesNoBooking(booking);
/** What names no booking although it says so is neither booked nor refused. */
const isRefused = ({ exchange }: Booking): boolean =>
  isJudgeable(exchange) && !isSuccess(exchange.response?.status ?? 0);

/**
 * Books the slot of a refused request. When it seems gone, somebody else may have taken it: then the same is done again
 * with other slots, and a last one is booked to see that booking works at all.
 */
export async function proveSlotFree(
  target: Target,
  plain: Recipe,
  refusedBooking: Booking,
  refuse: (target: Target) => Promise<Booking>,
): Promise<SlotProof> {
  const first = await target.prepareBooking(plain, { slot: refusedBooking.slot });
  const again: Array<{ refused: Booking; proof: Booking }> = [];
  let latest = first;
  while (isGone(latest) && again.length < ROUNDS - 1) {
    const refused = await refuse(target);
    latest = await target.prepareBooking(plain, { slot: refused.slot });
    again.push({ refused, proof: latest });
  }
  return { ...first, again, control: again.length > 0 ? await target.prepareBooking(plain) : null };
}

/**
 * For `unless`: gives the reason why a refusal says nothing when the target, which booked before, then refused a plain
 * booking as well. A slot that seems gone has a reason of its own, unless no other slot can be booked either.
 */
export function refusesAll(proof: Recorded<SlotProof>): () => string | null {
  return () => {
    if (!proof.wasSent) return null;
    const last = proof.result.control ?? (isGone(proof.result) ? null : proof.result);
    if (last === null || !isJudgeable(last.exchange) || isBooked(last)) return null;
    return `the target then did not take a plain booking either: status ${last.exchange.response?.status}`;
  };
}

/** The slot of a refused request is as free as it was (`book.safety.no-side-effect`). */
export function expectSlotStillFree(proof: Recorded<SlotProof>): void {
  const first = answerOf(proof);
  const { again, control } = proof.result;
  if (isBooked(proof.result)) return;
  if (!isGone(proof.result)) inconclusive(`the slot could not be tried again: ${inShort(first)}`);
  for (const { refused, proof: later } of again) {
    if (!isRefused(refused)) {
      inconclusive(
        `the same request was not refused when it was sent again: ${answerInShort(refused.exchange)}`,
      );
    }
    if (isBooked(later)) return;
    if (!isGone(later)) inconclusive(`another slot could not be tried: ${answerInShort(later.exchange)}`);
  }
  if (!control || !isBooked(control)) {
    inconclusive(`a slot that nobody asked for cannot be booked either: ${inShort(first)}`);
  }
  broken('the slot can no longer be booked after a request that was refused', {
    expected: 'a valid request for the same slot is accepted',
    actual: `${inShort(first)} (and so for ${again.length} other slots)`,
  });
}
