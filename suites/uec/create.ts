/**
 * The urgent-care implementation guide, on what is booked and how it is answered:
 * https://developer.nhs.uk/apis/uec-appointments/er_errorhandling.html, fs_times.html and fs_patientcontact.html
 *
 * That invalid bodies are refused at all is judged where they are sent, in `suites/book/failure.ts`.
 */
import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import {
  withTimesIn,
  withTwoFirstTelecoms,
  withUnknownParticipant,
  withUnknownSlot,
  withUnknownSlotReference,
  withWrongCheckDigit,
} from '../../fixtures/urgent-care';
import { instantOf } from '../../lib/fhir/instant';
import type { Recipe } from '../../lib/target';
import {
  answerOf,
  bodyOf,
  bookAndCompare,
  broken,
  expectAcceptedAsPlain,
  expectNotBooked,
  expectOneHeader,
  expectStatus,
  inShort,
  notBooked,
  onOwnSlot,
  overlayIsChosen,
  plainBooking,
  refused,
  returned,
  rule,
  warned,
} from '../vocabulary';

const guideHolds = overlayIsChosen('uec');

if (guideHolds) {
  describe('Booking as the urgent-care guide describes it', () => {
    const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));

    rule('uec.create.etag', { unless: refused(booked) }, () => {
      expectOneHeader(booked, 'ETag');
      if (returned(booked.result.exchange, 'Content-Location').length > 0) return;
      warned('sends no Content-Location, which the guide lists and STU3 does not know', {
        expected: 'a Content-Location header',
        actual: 'no Content-Location header',
      });
    });
  });

  describe.each([
    { offset: '-05:00', minutes: -300 },
    { offset: '+05:30', minutes: 330 },
  ])('Booking with times at $offset', ({ minutes }) => {
    const booked = onOwnSlot((target) =>
      bookAndCompare(target, anAppointment(), () => target.book(withTimesIn(minutes)(anAppointment()))),
    );

    rule('uec.times.offset', () => {
      const { start: asked } = booked.result.sent as Appointment;
      const start: unknown = (bodyOf(answerOf(booked)) as Partial<Appointment> | null | undefined)?.start;
      // Whether the times are there, and well formed, is for `book.created.body` and `fhir.response.valid`.
      if (instantOf(start) !== null && instantOf(start) !== instantOf(asked)) {
        broken('books another time than was asked for', {
          expected: `the moment ${asked}`,
          actual: String(start),
        });
      }
      expectAcceptedAsPlain(booked);
    });
  });

  describe('Booking for a patient with two telecoms of rank 1', () => {
    const { sent, unless } = refusal(withTwoFirstTelecoms(anAppointment()));

    rule('uec.telecom.rank', { unless }, () => {
      expectNotBooked(sent);
      expectStatus(sent, 400, 422);
    });
  });

  describe('Booking for an NHS number whose check digit is wrong', () => {
    const { sent, unless } = refusal(withWrongCheckDigit(anAppointment()));

    rule('uec.nhs-number.checked', { unless }, () => {
      expectNotBooked(sent);
      const response = answerOf(sent);
      if (response.status === 400) {
        warned('refuses it with 400; the guide lists 422', {
          expected: 'status 422',
          actual: inShort(response),
        });
      }
      expectStatus(sent, 422);
    });
  });

  describe.each([
    { name: 'a reference to a Slot that does not exist', recipe: withUnknownSlotReference(anAppointment()) },
    { name: 'a contained Slot that does not exist', recipe: withUnknownSlot(anAppointment()) },
    { name: 'a participant who does not exist', recipe: withUnknownParticipant(anAppointment()) },
  ])('Booking with $name', ({ recipe }) => {
    const { sent, unless } = refusal(recipe);

    rule('uec.create.references', { unless }, () => expectNotBooked(sent));
  });
}

/** Sends what is to be refused, beside a plain booking: a target that refuses both says nothing by refusing. */
function refusal(recipe: Recipe) {
  const control = plainBooking();
  const sent = onOwnSlot((target) => target.book(recipe));
  return { sent, unless: notBooked(control) };
}
