/**
 * Book an appointment, section Request, and the Appointment page that it refers to:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#request
 */

import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { variantsJudged, variantsNeverJudged } from '../../fixtures/variants';
import { validate } from '../../lib/fhir';
import type { Booking } from '../../lib/target';
import {
  answerOf,
  bodyOf,
  bookAndCompare,
  broken,
  expectAcceptedAsPlain,
  inconclusive,
  isSuccess,
  listVariant,
  notApplicable,
  onOwnSlot,
  otherBooking,
  type Recorded,
  rule,
  session,
  warned,
} from '../vocabulary';

const { format } = session().target.settings;

describe('Booking in the plainest way', () => {
  const plain = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  whatWeSendConforms(plain);
});

describe.each(variantsJudged(format))('Booking $name', (variant) => {
  const booked = onOwnSlot((target) =>
    bookAndCompare(target, anAppointment(), () => target.book(variant.applyTo(anAppointment()))),
  );
  whatWeSendConforms(booked);
  listVariant(variant, true, booked);

  rule(variant.rule, () => {
    expectBookedAsSent(booked);
    expectAcceptedAsPlain(booked);
  });
});

describe.each(variantsNeverJudged(format))('Booking $name', (variant) => {
  const booked = onOwnSlot((target) => target.book(variant.applyTo(anAppointment())));
  whatWeSendConforms(booked);
  listVariant(variant, true, booked);
});

/** What was accepted is what was asked for, as far as the answer shows it. */
function expectBookedAsSent(booked: Recorded<Booking>): void {
  const response = answerOf(booked);
  if (!isSuccess(response.status)) return;
  const got = bodyOf(response) as Appointment | null | undefined;
  // Whether the booking is in the body at all is for `book.created.body`.
  if (got?.resourceType !== 'Appointment') return;
  const differs = otherBooking(booked.result.sent as Appointment, got);
  if (!differs) return;
  const [name, wanted, shown] = differs;
  const comparison = { expected: `${name}: ${wanted}`, actual: `${name}: ${shown}` };
  if (name.startsWith('family')) warned(`accepts it, and returns another ${name}`, comparison);
  broken(`accepts it, and books something else: ${name} differs`, comparison);
}

/** The page binds the client to a valid body; the client is this suite, so it looks at what it sent. */
function whatWeSendConforms(booked: Recorded<Booking>): void {
  rule('book.request.conforms', () => {
    const { sent, slot } = booked.result;
    if (sent === null)
      notApplicable('binds the client; it sent the body of a plain booking in another notation');
    const errors = validate(sent, { as: 'request' }).filter((issue) => issue.severity === 'error');
    const inSlot = `Appointment.contained[${indexOfSlot(sent as Appointment)}]`;
    const ours = errors.find((issue) => !issue.path.startsWith(inSlot));
    if (ours) inconclusive(`the suite sent an invalid body: ${ours.path}: ${ours.message}`);
    const theirs = errors[0];
    if (theirs) {
      notApplicable(
        `binds the client; it sent the slot ${slot.key} as it was found, which is invalid: ${theirs.message}`,
      );
    }
    notApplicable(
      'binds the client; the body that the suite sent here was validated, and nothing is wrong with it',
    );
  });
}

const indexOfSlot = ({ contained = [] }: Appointment): number =>
  contained.findIndex((resource) => resource.resourceType === 'Slot');
