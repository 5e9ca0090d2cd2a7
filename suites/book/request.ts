/**
 * Book an appointment, section Request, and the Appointment page that it refers to:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#request
 */
import { anAppointment } from '../../fixtures/appointment';
import { variants } from '../../fixtures/variants';
import { hasErrors, validate } from '../../lib/fhir';
import type { Booking } from '../../lib/target';
import {
  exchange,
  expectBooked,
  inconclusive,
  notApplicable,
  type Recorded,
  refused,
  rule,
} from '../vocabulary';

describe('Booking in the plainest way', () => {
  const plain = exchange((target) => target.book(anAppointment()));
  whatWeSendConforms(plain);

  describe.each(variants)('Booking $name', (variant) => {
    const booked = exchange((target) => target.book(variant.applyTo(anAppointment())));
    whatWeSendConforms(booked);
    rule(variant.rule, { unless: refused(plain) }, () => expectBooked(booked));
  });
});

/** The page binds the client to a valid body; the client is this suite, so it looks at what it sent. */
function whatWeSendConforms(booked: Recorded<Booking>): void {
  rule('book.request.conforms', () => {
    const issues = validate(booked.result.sent, { as: 'request' });
    const first = issues.find((issue) => issue.severity === 'error');
    if (first && hasErrors(issues))
      inconclusive(`the suite sent an invalid body: ${first.path}: ${first.message}`);
    notApplicable(
      'binds the client; the body that the suite sent here was validated, and nothing is wrong with it',
    );
  });
}
