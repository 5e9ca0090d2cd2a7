import type { Appointment } from 'fhir/r3';
import { refusal } from '../answer';
import { isPatient } from '../contained';
import type { Fault } from './fault';

const HOUR_MS = 3_600_000;
/** What the database has room for. */
const LONGEST_DESCRIPTION = 20;

/** Faults in what becomes of the content that a consumer sends: FHIR STU3 http.html#create. */
export const storingFaults: readonly Fault[] = [
  {
    id: 'create-keeps-client-id',
    rule: 'fhir.create.ignores-id',
    description: 'An Appointment that comes with an id is stored under that id.',
    couplings: [],
    behaviour: { idToAssign: (id, sent) => sent.id ?? id },
  },
  {
    id: 'create-client-id-400',
    rule: 'fhir.create.ignores-id',
    description: 'An Appointment that comes with an id is answered with 400, as later FHIR releases allow.',
    couplings: [],
    verdict: 'warn',
    behaviour: {
      bookingRefusal: (refused, { appointment }) =>
        refused ?? (appointment.id === undefined ? null : idNotAllowed()),
    },
  },
  {
    id: 'create-keeps-client-version',
    rule: 'fhir.create.ignores-meta',
    description: 'The versionId that the consumer sends becomes that of the first version.',
    couplings: [],
    behaviour: {
      versionIdToAssign: (versionId, sent, current) =>
        current === null ? (sent.meta?.versionId ?? versionId) : versionId,
    },
  },
  {
    id: 'create-keeps-client-last-updated',
    rule: 'fhir.create.ignores-meta',
    description: 'The lastUpdated that the consumer sends is stored as it came.',
    couplings: ['fhir.last-modified.meta'],
    behaviour: {
      appointmentToStore: (stored, sent) =>
        sent.meta?.lastUpdated === undefined ? stored : lastUpdated(stored, sent.meta.lastUpdated),
    },
  },
  {
    id: 'create-last-updated-missing',
    rule: 'fhir.create.last-updated',
    description: 'A new Appointment gets a versionId, but no lastUpdated.',
    couplings: [],
    behaviour: {
      appointmentToStore: ({ meta, ...stored }) => {
        const { lastUpdated: _, ...others } = meta ?? {};
        return { ...stored, meta: others };
      },
    },
  },
  {
    id: 'create-last-updated-summer-time',
    rule: 'fhir.create.last-updated',
    description: 'The time of the last update is that of British summer, labelled as UTC.',
    couplings: ['fhir.last-modified.meta'],
    verdict: 'warn',
    behaviour: {
      appointmentToStore: (stored) =>
        lastUpdated(stored, new Date(Date.parse(stored.meta?.lastUpdated ?? '') + HOUR_MS).toISOString()),
    },
  },
  {
    id: 'create-description-cut-off',
    rule: 'fhir.create.keeps-content',
    description: 'The column of the database is too short for the description, which is cut off.',
    couplings: [],
    behaviour: {
      appointmentToStore: (stored) => ({
        ...stored,
        description: (stored.description ?? '').slice(0, LONGEST_DESCRIPTION).trim(),
      }),
    },
  },
  {
    id: 'create-contact-dropped',
    rule: 'fhir.create.keeps-content',
    description: 'The diary has no place for the next of kin of a Patient, who is not stored.',
    couplings: [],
    behaviour: { appointmentToStore: withoutContacts },
  },
];

function idNotAllowed(): ReturnType<typeof refusal> {
  return refusal('bad-request', 'invalid', 'A new Appointment must not have an id.', 'Appointment.id');
}

function lastUpdated(stored: Appointment, instant: string): Appointment {
  return { ...stored, meta: { ...stored.meta, lastUpdated: instant } };
}

function withoutContacts(stored: Appointment): Appointment {
  const contained = stored.contained?.map((resource) => {
    if (!isPatient(resource)) return resource;
    const { contact: _, ...patient } = resource;
    return patient;
  });
  return contained ? { ...stored, contained } : stored;
}
