/**
 * Book an appointment, section Headers:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#headers
 *
 * What holds for every answer (X-Request-Id returned, unique, correlated) is judged on all of them, in
 * `suites/closing/every-booking.ts`.
 */
import { anAppointment } from '../../fixtures/appointment';
import { requestsJudgedBy } from '../../fixtures/requests';
import {
  bookAndCompare,
  bookAs,
  expectAcceptedAsPlain,
  listVariant,
  notApplicable,
  onOwnSlot,
  rule,
} from '../vocabulary';

describe.each(requestsJudgedBy('book.request-id.optional'))('Booking $name', (request) => {
  const booked = onOwnSlot((target) =>
    bookAndCompare(target, anAppointment(), () => bookAs(target, request)),
  );
  listVariant(request, true, booked);

  rule('book.request-id.optional', () => expectAcceptedAsPlain(booked));
});

/** Whether the id comes back as it was sent, shows best in such a case; it is judged on every answer. */
describe.each(requestsJudgedBy('book.correlation-id.exact'))('Booking $name', (request) => {
  const booked = onOwnSlot((target) => bookAs(target, request));
  listVariant(request, true, booked);
});

describe('What the page says of request ids beside', () => {
  rule('book.request-id.purpose', () =>
    notApplicable(
      'describes what the id is for; the suite never uses one twice, so that no server is accused for it',
    ),
  );
});
