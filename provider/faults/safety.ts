import type { Ground } from '../answer';
import type { Behaviour, SideEffect } from '../behaviour';
import type { OfferedSlot } from '../diary';
import { claimsIn } from '../tokens';
import { on, status, TOKEN_GROUNDS, tokensDespite } from './changes';
import type { Fault } from './fault';

/** Long enough for every booking of a burst to find the slot free before the first takes it. */
const RACE_GAP_MS = 50;

/** How far the copy of the database lags behind; longer than it takes to ask for a slot twice. */
const COPY_LAG_MS = 5_000;
/** Longer than the suite waits for a search to catch up. */
const INDEX_LAG_MS = 30_000;

/** Faults by which a booking goes wrong though every answer looks right: what the page implies. */
export const safetyFaults: readonly Fault[] = [
  {
    id: 'double-booking',
    rule: 'book.safety.no-double-booking',
    description: 'A slot is booked without looking whether it is still free.',
    couplings: ['book.safety.race'],
    behaviour: { isFree: () => true },
  },
  {
    id: 'slot-taken-200',
    rule: 'book.safety.no-double-booking',
    description: 'That a slot has gone is told in an OperationOutcome with status 200.',
    couplings: ['book.safety.race'],
    behaviour: on(['slot-taken'], status(200)),
  },
  {
    id: 'double-booking-after-refusal',
    rule: 'book.safety.no-double-booking',
    description: 'The refusal of a booking rolls too much back: it frees the slot, whoever has it.',
    couplings: ['book.safety.race'],
    behaviour: afterRefusalOn(['slot-taken'], 'frees-slot'),
  },
  {
    id: 'double-booking-stale-copy',
    rule: 'book.safety.no-double-booking',
    description: 'Whether a slot is free is asked of a copy of the database that lags behind.',
    couplings: ['book.safety.race'],
    behaviour: {
      isFree: (free, { lastUpdated }) => free || Date.now() - lastUpdated.getTime() < COPY_LAG_MS,
    },
  },
  {
    id: 'double-booking-in-another-zone',
    rule: 'book.safety.no-double-booking',
    description: 'A slot counts as taken when the start of an Appointment is the same, compared as text.',
    couplings: [],
    behaviour: {
      isFree: (free, { start }, { appointment }) =>
        free || appointment.start !== new Date(start).toISOString(),
    },
  },
  {
    id: 'double-booking-by-contained-id',
    rule: 'book.safety.no-double-booking',
    description:
      'A slot counts as taken by its id alone, which is for the client to choose in a contained resource.',
    couplings: [],
    behaviour: { isFree: (free, { id }, { slot }) => free || slot.id !== id },
  },
  {
    id: 'double-booking-race',
    rule: 'book.safety.race',
    description:
      'Looking whether a slot is free and taking it are two steps, and other bookings get in between.',
    couplings: [],
    behaviour: { gapBeforeBooking: () => RACE_GAP_MS },
  },
  {
    id: 'double-booking-race-last',
    rule: 'book.safety.race',
    description:
      'Eight bookings wait for the lock of a slot; the next one does not get in line, and books without it.',
    couplings: [],
    behaviour: { isFree: (free, slot) => free || isNinthInLine(slot) },
  },
  {
    id: 'refusal-takes-slot',
    rule: 'book.safety.no-side-effect',
    description:
      'The slot is reserved before the profile is checked, and stays reserved when the booking is refused.',
    couplings: [],
    behaviour: afterRefusalOn(['profile-invalid'], 'takes-slot'),
  },
  {
    id: 'invalid-body-takes-slot',
    rule: 'book.safety.no-side-effect',
    description: 'The slot is reserved by its id before the rest of the body is looked at.',
    couplings: [],
    slots: 700,
    behaviour: afterRefusalOn(['base-invalid'], 'takes-slot'),
  },
  {
    id: 'business-refusal-takes-slot',
    rule: 'book.safety.no-side-effect',
    description: 'The slot is reserved before it is compared with what was offered.',
    couplings: [],
    behaviour: afterRefusalOn(['slot-unknown'], 'takes-slot'),
  },
  {
    id: 'token-refusal-takes-slot',
    rule: 'book.safety.no-side-effect',
    description: 'The token is checked when the booking is made already.',
    couplings: [],
    behaviour: afterRefusalOn(TOKEN_GROUNDS, 'takes-slot'),
  },
  {
    id: 'token-not-required',
    rule: 'book.safety.jwt-enforced',
    description: 'A token is checked if there is one; a request without Authorization passes.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) => (headers.authorization === undefined ? null : refused),
    },
  },
  {
    id: 'token-not-read',
    rule: 'book.safety.jwt-enforced',
    description: 'Any text passes for a bearer token.',
    couplings: [],
    behaviour: tokensDespite('token-malformed'),
  },
  {
    id: 'token-scheme-not-read',
    rule: 'book.safety.jwt-enforced',
    description:
      'An Authorization header has to be there; what it holds is not looked at unless it is a bearer token.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-missing' && headers.authorization !== undefined ? null : refused,
    },
  },
  {
    id: 'token-empty-accepted',
    rule: 'book.safety.jwt-enforced',
    description: 'A bearer token is checked unless it is empty.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) => (headers.authorization === 'Bearer' ? null : refused),
    },
  },
  {
    id: 'token-expiry-ignored',
    rule: 'book.safety.jwt-enforced',
    description: 'The expiry of a token is not looked at.',
    couplings: [],
    behaviour: tokensDespite('token-expired'),
  },
  {
    id: 'token-expiry-of-zero-ignored',
    rule: 'book.safety.jwt-enforced',
    description: 'The expiry of a token is compared if it is truthy, so that one of zero never ends.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-expired' && claimsIn(headers.authorization)?.exp === 0 ? null : refused,
    },
  },
  {
    id: 'slot-still-offered',
    rule: 'book.safety.slot-consumed',
    description: 'Searches are served from a copy of the diary that bookings never reach.',
    couplings: [],
    behaviour: { statusShown: () => 'free' },
  },
  {
    id: 'slot-offered-too-long',
    rule: 'book.safety.slot-consumed',
    description: 'Searches are served from an index that is half a minute behind.',
    couplings: [],
    behaviour: {
      statusShown: (status, { lastUpdated }) =>
        Date.now() - lastUpdated.getTime() < INDEX_LAG_MS ? 'free' : status,
    },
  },
];

/** The behaviour of touching the slot of a booking that is refused on one of these grounds. */
function afterRefusalOn(grounds: readonly Ground[], done: SideEffect): Partial<Behaviour> {
  return { sideEffect: (effect, { ground }) => (grounds.includes(ground) ? done : effect) };
}

const PLACES_IN_LINE = 8;
/** How many have asked for a slot since it was booked. */
const inLine = new WeakMap<OfferedSlot, number>();

function isNinthInLine(taken: OfferedSlot): boolean {
  const waiting = inLine.get(taken) ?? 0;
  inLine.set(taken, waiting + 1);
  return waiting === PLACES_IN_LINE;
}
