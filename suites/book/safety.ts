/**
 * What Book an appointment implies for the safety of the diary: many who want one slot at the same moment, and a slot
 * that is gone once it is booked.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure
 *
 * That a taken slot is never booked again, that a refusal changes nothing, and that nobody books without a JWT is
 * judged on the exchanges of the other suites of this folder.
 */
import { anAppointment } from '../../fixtures/appointment';
import {
  broken,
  exchange,
  inconclusive,
  isSuccess,
  lookAt,
  namesNoBooking,
  notApplicable,
  notBooked,
  onOwnSlot,
  raceForSlot,
  rule,
  session,
} from '../vocabulary';

describe('Booking one slot many times at the same moment', () => {
  const race = onOwnSlot((target) => raceForSlot(target, anAppointment()));

  rule('book.safety.race', () => {
    const { bookings } = race.result;
    for (const { exchange: sent } of bookings) lookAt(sent.id);
    const statuses = bookings.map(({ exchange: sent }) => sent.response?.status ?? 0);
    const winners = statuses.filter(isSuccess).length;
    const told = `statuses ${statuses.join(', ')}`;
    if (winners > 1) {
      broken(`books one slot ${winners} times when asked ${bookings.length} times at the same moment`, {
        expected: 'at most one booking',
        actual: told,
      });
    }
    if (winners === 0) inconclusive(`none of ${bookings.length} requests booked: ${told}`);
    // A request that was turned away at the door took no part in the race.
    const losers = statuses.filter(
      (status) => status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status),
    );
    if (losers.length === 0) inconclusive(`only one of ${bookings.length} requests was decided on: ${told}`);
    const winner = bookings.find(({ exchange: sent }) => isSuccess(sent.response?.status ?? 0));
    if (winner && namesNoBooking(winner)) inconclusive(`nothing shows that one of them was booked: ${told}`);
    if (statuses.includes(0)) inconclusive(`some of ${bookings.length} requests got no answer: ${told}`);
  });
});

describe('Searching a slot before and after it is booked', () => {
  if (session().target.settings.slots) {
    rule('book.safety.slot-consumed', () =>
      notApplicable('slots come from SLOTS_FILE or SLOTS_COMMAND; none are searched'),
    );
    return;
  }
  const before = onOwnSlot((target) => target.searchFreshSlot());
  const booked = exchange((target) => target.prepareBooking(anAppointment(), { slot: before.result.slot }));
  const search = exchange(async (target) => {
    const reason = notBooked(booked)();
    if (reason) inconclusive(reason);
    return target.searchUntilGone(before.result.slot);
  });

  rule('book.safety.slot-consumed', { unless: notBooked(booked) }, () => {
    if (!before.result.offered)
      inconclusive('a search for this slot alone did not find it before it was booked');
    if (!search.result.offered) return;
    broken('a search still offers the slot as free after it was booked', {
      expected: `the slot is gone within ${session().target.settings.slotGraceMs} ms`,
      actual: 'the slot is still listed as free',
    });
  });
});
