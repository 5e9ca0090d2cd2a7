/**
 * What Book an appointment asks of the client, which here is this suite.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure
 */
import { notApplicable, rule } from '../vocabulary';

describe('Retrying after a failure', () => {
  rule('book.retry.client-error', () =>
    notApplicable(
      'binds the client; the suite never repeats a request that was refused with a 4xx unchanged',
    ),
  );
  rule('book.retry.server-error', () =>
    notApplicable('allows the client something; the suite never repeats a booking by itself'),
  );
});
