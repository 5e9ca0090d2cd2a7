import type { Fault } from './fault';

/** Long enough for every booking of a burst to find the slot free before the first takes it. */
const RACE_GAP_MS = 50;

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
    id: 'double-booking-race',
    rule: 'book.safety.race',
    description:
      'Looking whether a slot is free and taking it are two steps, and other bookings get in between.',
    couplings: [],
    behaviour: { gapBeforeBooking: () => RACE_GAP_MS },
  },
  {
    id: 'refusal-takes-slot',
    rule: 'book.safety.no-side-effect',
    description:
      'The slot is reserved before the profile is checked, and stays reserved when the booking is refused.',
    couplings: [],
    behaviour: { bookAfterRefusal: (takesSlot, { ground }) => takesSlot || ground === 'profile-invalid' },
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
    id: 'token-expiry-ignored',
    rule: 'book.safety.jwt-enforced',
    description: 'The expiry of a token is not looked at.',
    couplings: [],
    behaviour: { tokenRefusal: (refused) => (refused?.ground === 'token-expired' ? null : refused) },
  },
  {
    id: 'slot-still-offered',
    rule: 'book.safety.slot-consumed',
    description: 'Searches are served from a copy of the diary that bookings never reach.',
    couplings: [],
    behaviour: { statusShown: () => 'free' },
  },
];
