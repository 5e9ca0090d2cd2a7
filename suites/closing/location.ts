/**
 * The last look at what was booked: after all other suites, and after the clean-up cancelled every booking.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success
 */
import { exchange, expectSameVersion, inconclusive, rule, session } from '../vocabulary';

const { remembered } = session();

describe('Reading every Location when the run is over', () => {
  if (remembered.length > 0) return;
  rule('book.created.url-stable', () =>
    inconclusive('no booking of this run has a Location that could be read again'),
  );
});

for (const { case: name, location, created } of remembered) {
  describe(`Reading the Location of "${name}" when the run is over`, () => {
    const read = exchange((target) => target.readVersion(location));

    rule('book.created.url-stable', () => expectSameVersion(read, created, location));
  });
}
