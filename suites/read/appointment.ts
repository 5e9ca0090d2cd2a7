/**
 * FHIR STU3, RESTful API, read and vread:
 * http://hl7.org/fhir/STU3/http.html#read and http://hl7.org/fhir/STU3/http.html#vread
 */
import { randomUUID } from 'node:crypto';
import { anAppointment } from '../../fixtures/appointment';
import {
  askedFor,
  broken,
  exchange,
  expectIdAskedFor,
  expectOneHeader,
  expectVersionAskedFor,
  inShort,
  neverGivenVersion,
  onOwnSlot,
  rule,
  servedAnswerOf,
  unreadable,
  versionIn,
  warned,
} from '../vocabulary';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

describe('Reading a booking', () => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const read = exchange((target) => target.readBack(booked.result));

  rule('fhir.read.id', () => expectIdAskedFor(read));

  rule('fhir.read.headers', { unless: unreadable(read) }, () => {
    expectOneHeader(read, 'ETag');
    expectOneHeader(read, 'Last-Modified');
  });

  describe('and then that version of it', () => {
    const version = exchange((target) => target.vread(askedFor(read).id, versionIn(read)));
    rule('fhir.vread.version', () => expectVersionAskedFor(version));
  });

  describe('and then a version that it never had', () => {
    const version = exchange((target) => target.vread(askedFor(read).id, neverGivenVersion(versionIn(read))));
    rule('fhir.vread.unknown', { unless: unreadable(read) }, () => {
      const response = servedAnswerOf(version);
      if (response.status === 404) return;
      broken('does not answer 404 for a version that does not exist', {
        expected: 'status 404',
        actual: inShort(response),
      });
    });
  });

  describe('and then an Appointment that does not exist', () => {
    const unknown = exchange((target) => target.read(randomUUID()));
    rule('fhir.read.unknown', { unless: unreadable(read) }, () => {
      const response = servedAnswerOf(unknown);
      if (response.status === 404 || response.status === 410) return;
      const comparison = { expected: 'status 404', actual: inShort(response) };
      // The id that was asked for is a UUID, which a server that numbers its Appointments may take for no id at all.
      if (response.status === 400 && !UUID.test(askedFor(read).id)) {
        warned('answers 400, and not 404, for an id of another form than its own', comparison);
      }
      broken('does not answer 404 for an Appointment that does not exist', comparison);
    });
  });
});
