import type { Appointment } from 'fhir/r3';
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
