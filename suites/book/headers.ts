/**
 * Book an appointment, section Headers:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#headers
 *
 * What holds for every answer (X-Request-Id returned, unique, correlated) is judged on all of them, in
 * `suites/closing/every-booking.ts`.
 */
import { randomUUID } from 'node:crypto';
import { anAppointment } from '../../fixtures/appointment';
import {
  bookAndCompare,
  exchange,
  expectAcceptedAsPlain,
  expectEchoedExactly,
  notApplicable,
  rule,
} from '../vocabulary';

describe('Booking without an X-Request-Id', () => {
  const booked = exchange((target) =>
    bookAndCompare(target, anAppointment(), () => target.book(anAppointment(), { requestId: null })),
  );

  rule('book.request-id.optional', () => expectAcceptedAsPlain(booked));
});

describe('Booking with an X-Request-Id in mixed case', () => {
  const booked = exchange((target) => target.book(anAppointment(), { requestId: inMixedCase(randomUUID()) }));

  rule('book.correlation-id.exact', () => expectEchoedExactly(booked.result));
});

describe('What the page says of request ids beside', () => {
  rule('book.request-id.purpose', () =>
    notApplicable(
      'describes what the id is for; the suite never uses one twice, so that no server is accused for it',
    ),
  );
});

/** The same UUID with every other letter in upper case, to see whether it comes back as it was sent. */
function inMixedCase(uuid: string): string {
  let upper = false;
  return uuid.replace(/[a-f]/g, (letter) => {
    upper = !upper;
    return upper ? letter.toUpperCase() : letter;
  });
}
