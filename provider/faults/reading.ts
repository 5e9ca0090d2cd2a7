import type { Appointment, Identifier, Patient } from 'fhir/r3';
import { isPatient } from '../contained';
import { LOCAL_SYSTEMS } from '../directory';
import { edited, on } from './changes';
import type { Fault } from './fault';

/** Faults in what the provider makes its own of an Appointment: "Get a specific appointment", "Appointment". */
export const readingFaults: readonly Fault[] = [
  {
    id: 'local-identifier-missing',
    rule: 'read.patient.local-identifier',
    description: 'A Patient without NHS number is booked without any identifier.',
    couplings: [],
    behaviour: { appointmentToStore: withPatientsAsSent },
  },
  {
    id: 'local-identifier-without-value',
    rule: 'read.patient.local-identifier',
    description: 'A Patient without NHS number gets an identifier whose number is filled in later.',
    couplings: [],
    behaviour: {
      appointmentToStore: withPatients(({ identifier = [], ...patient }) => ({
        ...patient,
        identifier: identifier.map((each) => (isLocal(each) ? withoutValue(each) : each)),
      })),
    },
  },
  {
    id: 'local-identifier-not-stored',
    rule: 'read.patient.local-identifier',
    description: 'The answer to a booking shows the local identifier of the Patient, and a read does not.',
    couplings: [],
    behaviour: on(['read'], edited(withPatients(withoutLocalIdentifier))),
  },
  {
    id: 'local-identifier-on-read-only',
    rule: 'read.patient.local-identifier',
    description: 'The local identifier of the Patient is made after the booking was answered.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(['booked'], edited(withPatients(withoutLocalIdentifier))),
  },
  {
    id: 'created-as-sent',
    rule: 'read.created',
    description: "The consumer's value of created is kept, and none is set where it sent none.",
    couplings: [],
    behaviour: {
      appointmentToStore: ({ created: _, ...stored }, sent) =>
        sent.created === undefined ? stored : { ...stored, created: sent.created },
    },
  },
  {
    id: 'created-not-shown',
    rule: 'read.created',
    description: 'When an Appointment was created is known to the database, and not shown.',
    couplings: [],
    behaviour: { appointmentToStore: ({ created: _, ...stored }) => stored },
  },
  {
    id: 'created-as-sent-by-the-day',
    rule: 'read.created',
    description: "The consumer's value of created is kept in a column for days.",
    couplings: [],
    behaviour: {
      appointmentToStore: (stored, { created }) =>
        created === undefined ? stored : { ...stored, created: created.slice(0, 'YYYY-MM-DD'.length) },
    },
  },
  {
    id: 'created-as-sent-in-own-zone',
    rule: 'read.created',
    description: "The consumer's value of created is kept, written in the zone of the provider's clock.",
    couplings: [],
    behaviour: {
      appointmentToStore: (stored, { created }) =>
        created === undefined ? stored : { ...stored, created: anHourAhead(created) },
    },
  },
];

/** The same moment in the zone +01:00. */
function anHourAhead(dateTime: string): string {
  const there = new Date(Date.parse(dateTime) + 3_600_000);
  return there.toISOString().replace(/\.\d+Z$/, '+01:00');
}

function withPatientsAsSent(stored: Appointment, sent: Appointment): Appointment {
  const contained = stored.contained?.map((resource, index) =>
    resource.resourceType === 'Patient' ? (sent.contained?.[index] ?? resource) : resource,
  );
  return contained ? { ...stored, contained } : stored;
}

/** To change the Patients that an Appointment contains. */
function withPatients(change: (patient: Patient) => Patient): (appointment: Appointment) => Appointment {
  return (appointment) => {
    const contained = appointment.contained?.map((each) => (isPatient(each) ? change(each) : each));
    return contained ? { ...appointment, contained } : appointment;
  };
}

function withoutLocalIdentifier({ identifier = [], ...patient }: Patient): Patient {
  const others = identifier.filter((each) => !isLocal(each));
  return others.length === 0 ? patient : { ...patient, identifier: others };
}

const isLocal = ({ system }: Identifier): boolean => system === LOCAL_SYSTEMS.patient;

function withoutValue({ value: _, ...identifier }: Identifier): Identifier {
  return identifier;
}
