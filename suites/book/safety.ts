/**
 * What Book an appointment implies for the safety of the diary: many who want one slot at the same moment.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure
 *
 * That a taken slot is never booked again, that a refusal changes nothing, and that nobody books without a JWT is
 * judged on the exchanges of the other suites of this folder.
 */
import { anAppointment } from '../../fixtures/appointment';
import { broken, exchange, inconclusive, isSuccess, lookAt, rule } from '../vocabulary';

describe('Booking one slot many times at the same moment', () => {
  const race = exchange((target) => target.bookTogether(anAppointment(), target.settings.raceRequests));

  rule('book.safety.race', () => {
    const { bookings } = race.result;
    for (const { exchange: sent } of bookings) lookAt(sent.id);
    const statuses = bookings.map(({ exchange: sent }) => sent.response?.status ?? 0);
    const winners = statuses.filter(isSuccess).length;
    if (winners > 1) {
      broken(`books one slot ${winners} times when asked ${bookings.length} times at the same moment`, {
        expected: 'at most one booking',
        actual: `statuses ${statuses.join(', ')}`,
      });
    }
    if (winners === 0)
      inconclusive(`none of ${bookings.length} requests booked: statuses ${statuses.join(', ')}`);
    const unanswered = statuses.filter((status) => status === 0).length;
    if (unanswered > 0)
      inconclusive(`${unanswered} of ${bookings.length} requests got no answer and may have booked`);
  });
});
