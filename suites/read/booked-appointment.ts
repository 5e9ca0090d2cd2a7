/**
 * What the API's other pages say of an Appointment that was booked:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/get_an_appointment.html and
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/appointment.html
 */
import type { Appointment, Patient } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { changed } from '../../fixtures/change';
import { variants } from '../../fixtures/variants';
import { timeRangeOf } from '../../lib/fhir/instant';
import {
  answerOf,
  appointmentIn,
  bodyOf,
  broken,
  containedIn,
  exchange,
  identifiersOf,
  inconclusive,
  onOwnSlot,
  rule,
  warned,
} from '../vocabulary';

const withoutNhsNumber = variants.find((variant) => variant.name === 'for a patient without NHS number');

describe('Reading a booking that was made without NHS number', () => {
  const booked = onOwnSlot((target) =>
    target.prepareBooking((withoutNhsNumber as (typeof variants)[number]).applyTo(anAppointment())),
  );
  const read = exchange((target) => target.readBack(booked.result));

  rule('read.patient.local-identifier', () => {
    const patient = containedIn<Patient>(appointmentIn(read), 'Patient');
    if (!patient) inconclusive('the Appointment that was read contains no Patient');
    if (!hasIdentifier(patient)) {
      broken('gives a Patient without NHS number no identifier of its own', {
        expected: 'a local identifier in the contained Patient',
        actual: 'no identifier',
      });
    }
    const created = bodyOf(answerOf(booked)) as Appointment | null | undefined;
    const patientThen =
      created?.resourceType === 'Appointment' ? containedIn<Patient>(created, 'Patient') : undefined;
    if (patientThen && !hasIdentifier(patientThen)) {
      warned('shows the identifier when the booking is read, but not in the answer to the booking', {
        expected: 'a local identifier in the contained Patient',
        actual: 'no identifier',
      });
    }
  });
});

describe('Reading when a booking was created', () => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const read = exchange((target) => target.readBack(booked.result));

  rule('read.created', () => expectCreatedByProvider(appointmentIn(read), null));
});

const LONG_AGO = '1999-12-31T23:59:59+00:00';

describe('Reading a booking for which the client claimed another time of creation', () => {
  const booked = onOwnSlot((target) =>
    target.prepareBooking(
      changed(anAppointment(), ({ appointment }) => void Object.assign(appointment, { created: LONG_AGO })),
    ),
  );
  const read = exchange((target) => target.readBack(booked.result));

  rule('read.created', () => expectCreatedByProvider(appointmentIn(read), LONG_AGO));
});

const DAY_MS = 86_400_000;

const hasIdentifier = (patient: Patient): boolean =>
  identifiersOf(patient).some((identifier) => typeof identifier.value === 'string');

function isAbout(dateTime: string, moment: number): boolean {
  const range = timeRangeOf(dateTime);
  return range !== null && range.earliest <= moment + DAY_MS && range.latest >= moment - DAY_MS;
}

/** `created` is there, and is not what the client made up. */
function expectCreatedByProvider({ created }: Appointment, claimed: string | null): void {
  if (typeof created !== 'string') {
    broken('does not say when the Appointment was created', { expected: 'created', actual: 'no created' });
  }
  // The day alone would still be the client's, and so would the same moment in another zone.
  if (claimed !== null && isAbout(created, Date.parse(claimed))) {
    broken("keeps the client's time of creation", { expected: 'the time of the booking', actual: created });
  }
}
