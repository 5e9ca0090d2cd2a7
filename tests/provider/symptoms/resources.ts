import type { Appointment } from 'fhir/r3';
import { readMessage } from '../../../lib/fhir';
import type { Received } from '../consumer';
import {
  bookWith,
  type Contained,
  hasErrorAt,
  patientIn,
  type Symptom,
  showsOnBooking,
  showsOnCancellation,
} from './steps';

/** How the faults in resources, and in how they are written, show on the wire. */
export const resourceSymptoms: Record<string, Symptom> = {
  'response-r4-element': showsOnBooking(hasErrorAt('Appointment.cancelationReason')),
  'response-r4-list': showsOnBooking(hasErrorAt('Appointment.serviceCategory')),
  'response-single-for-list': showsOnBooking(hasErrorAt('Appointment.participant')),
  'response-empty-list': showsOnBooking(hasErrorAt('Appointment.incomingReferral')),
  'response-empty-object': showsOnBooking(hasErrorAt('Appointment.appointmentType')),
  'response-empty-text': showsOnBooking(hasErrorAt('Appointment.comment')),
  'response-number-as-text': showsOnBooking(hasErrorAt('Appointment.minutesDuration')),
  'response-created-without-seconds': showsOnBooking(hasErrorAt('Appointment.created')),
  'response-created-as-number': showsOnBooking(hasErrorAt('Appointment.created')),
  'response-code-in-capitals': showsOnBooking(hasErrorAt('Appointment.participant[0].status')),
  'response-participant-without-status': showsOnBooking(hasErrorAt('Appointment.participant[0].status')),
  'response-contained-with-version': showsOnBooking(hasErrorAt('Appointment.contained[2].meta.versionId')),
  'response-contained-with-narrative': showsOnBooking(hasErrorAt('Appointment.contained[1].text')),
  'response-contained-unreferenced': showsOnBooking(hasErrorAt('Appointment.contained[3]')),
  'response-contained-id-underscore': showsOnBooking(hasErrorAt('Appointment.contained[0].id')),
  'response-verification-as-text': showsOnBooking(
    hasErrorAt('Appointment.contained[1].identifier[0].extension[0].valueString'),
  ),
  'response-name-without-use': showsOnBooking(hasErrorAt('Appointment.contained[1].name')),
  'response-document-identifier-bare': showsOnBooking(
    hasErrorAt('Appointment.contained[0].identifier[0].system'),
  ),
  'response-created-without-zone': showsOnBooking(hasErrorAt('Appointment.created')),
  'response-wrong-type': showsOnBooking(hasErrorAt('Appointment.participant[0].required')),
  'searchset-unknown-element': async (consumer) => {
    hasErrorAt('Bundle.count')(await consumer.search('status=free'));
  },
  'response-slot-without-identifier': showsOnBooking((booked) => {
    hasErrorAt('Appointment.contained[2].identifier')(booked);
    expect((booked.json<Appointment>().contained as Contained)[2].resourceType).toBe('Slot');
  }),
  'response-nhs-number-unverified': showsOnBooking((booked) => {
    hasErrorAt('Appointment.contained[1].identifier[0].extension')(booked);
    expect(patientIn(booked).identifier?.[0]?.value).toMatch(/^\d{10}$/);
  }),
  'response-null': showsOnBooking(hasErrorAt('Appointment.comment', 'Appointment.reason')),
  'response-reference-dangling': showsOnBooking(
    hasErrorAt('Appointment.contained[0]', 'Appointment.supportingInformation[0]'),
  ),
  'searchset-as-collection': async (consumer) => {
    const bundle = await consumer.search('status=free&_count=1');
    hasErrorAt('Bundle.total', 'Bundle.entry[0].search')(bundle);
  },
  'response-slot-of-no-profile': showsOnBooking((booked) => {
    hasErrorAt('Appointment.contained[2].identifier')(booked);
    expect((booked.json<Appointment>().contained as Contained)[2]).not.toHaveProperty('meta');
  }),
  'body-key-twice': showsOnBooking((booked) => {
    expect(problemOf(booked)).toMatch(/"resourceType" is given more than once/);
  }),
  'body-trailing-comma': showsOnCancellation((cancelled) => {
    expect(problemOf(cancelled)).toMatch(/not JSON/);
    expect(cancelled.text).toMatch(/,\}$/);
  }),
  'body-not-a-number': showsOnCancellation((cancelled) => {
    expect(problemOf(cancelled)).toMatch(/not JSON/);
    expect(cancelled.text).toContain(':NaN,');
  }),
  'body-line-break-in-text': showsOnCancellation((cancelled) => {
    expect(problemOf(cancelled)).toMatch(/not JSON/);
    expect(cancelled.text).toContain('line\nSecond');
  }),
  'body-cut-off': showsOnCancellation((cancelled) => {
    expect(problemOf(cancelled)).toMatch(/not JSON/);
    expect(cancelled.header('Content-Length')).toBe('1024');
  }),
  'body-in-latin-1': async (consumer) => {
    const booked = await bookWith(consumer, { description: 'Zoë' });
    expect(booked.text).toContain('Zo\uFFFD');
    expect((await consumer.read(booked.header('Location') ?? '')).text).toContain('Zoë');
  },
  'body-in-an-envelope': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toMatch(/^application\/fhir\+json/);
    expect(cancelled.json()).toHaveProperty('data.resourceType', 'Appointment');
  }),
  'body-in-a-list': showsOnCancellation((cancelled) => {
    expect(cancelled.json()).toEqual([expect.objectContaining({ resourceType: 'Appointment' })]);
  }),
  'body-of-one-word': showsOnCancellation((cancelled) => {
    expect(cancelled.text).toBe('OK');
    expect(cancelled.header('Content-Type')).toMatch(/^application\/fhir\+json/);
  }),
  'body-of-html': showsOnCancellation((cancelled) => {
    expect(cancelled.text).toMatch(/^<!DOCTYPE html>/);
    expect(cancelled.header('Content-Type')).toMatch(/^application\/fhir\+json/);
  }),
};

/** What is wrong with the text of a body. */
function problemOf({ text }: Received): string | undefined {
  return readMessage(Buffer.from(text), 'json').issues[0]?.message;
}
