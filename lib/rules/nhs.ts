import { appointmentResource, getAnAppointment } from './documents';
import type { Rule } from './rule';

const readingAnAppointment = { source: 'nhs', section: 'Reading an appointment', binds: 'server' } as const;

/** What the API's other pages ask, as far as a booking, and reading it back, shows it. */
export const nhs: readonly Rule[] = [
  {
    ...readingAnAppointment,
    ...getAnAppointment('patient'),
    id: 'read.patient.local-identifier',
    level: 'MUST',
    basis: 'stated',
    title: 'Adds an identifier of its own to a patient who was booked without one',
    requirement:
      'When a booking names a patient without any identifier, the server adds one of its own, which is there in the contained Patient when the Appointment is read. If it is only missing from the answer to the booking, that gives a warning.',
  },
  {
    ...readingAnAppointment,
    ...appointmentResource('key-fhir-elements-for-booking'),
    id: 'read.created',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Shows when the booking was made, by its own clock',
    requirement:
      'The Appointment that the server gives back has a created date, set by the server. A missing date, or an absurd one kept from the client, gives a warning.',
  },
];
