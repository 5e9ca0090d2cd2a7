/**
 * The last look at what was booked: after all other suites, and after the clean-up cancelled every booking.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success
 */
import { exchange, expectSameVersion, rule, session } from '../vocabulary';

describe.each([...session().remembered])(
  'Reading the Location of "$case" when the run is over',
  ({ location, created }) => {
    const read = exchange((target) => target.readVersion(location));

    rule('book.created.url-stable', () => expectSameVersion(read, created, location));
  },
);
