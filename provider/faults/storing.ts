import type { Appointment, DocumentReference, Patient } from 'fhir/r3';
import { refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import { isDocumentReference, isPatient } from '../contained';
import { edited, on, withoutElement } from './changes';
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
    id: 'create-keeps-client-id-in-resource',
    rule: 'fhir.create.ignores-id',
    description:
      'The id that the consumer sends stays in the resource, whose URL has one that the server made.',
    couplings: [],
    behaviour: {
      appointmentToStore: (stored, sent) => (sent.id === undefined ? stored : { ...stored, id: sent.id }),
    },
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
    id: 'create-keeps-client-last-updated-in-own-zone',
    rule: 'fhir.create.ignores-meta',
    description: 'The lastUpdated that the consumer sends is stored, in the zone of the server.',
    couplings: ['fhir.last-modified.meta'],
    behaviour: {
      appointmentToStore: (stored, sent) =>
        sent.meta?.lastUpdated === undefined
          ? stored
          : lastUpdated(stored, anHourEast(sent.meta.lastUpdated)),
    },
  },
  {
    id: 'create-stores-client-last-updated',
    rule: 'fhir.create.ignores-meta',
    description:
      'The answer to a booking has the right lastUpdated, and a read the one that the consumer sent.',
    couplings: ['fhir.last-modified.meta'],
    behaviour: {
      appointmentToStore: (stored, sent) =>
        sent.meta?.lastUpdated === undefined ? stored : lastUpdated(stored, sent.meta.lastUpdated),
      ...on(
        ['booked'],
        edited<Appointment>((appointment) => lastUpdated(appointment, new Date().toISOString())),
      ),
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
    id: 'create-last-updated-on-read-only',
    rule: 'fhir.create.last-updated',
    description:
      'The database sets lastUpdated, so that a read has it, and the answer to the booking has not.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(['booked'], withoutElement(['meta', 'lastUpdated'])),
  },
  {
    id: 'create-last-updated-without-zone',
    rule: 'fhir.create.last-updated',
    description: 'The answer to a booking has the time on the clock for lastUpdated, without its zone.',
    couplings: ['fhir.response.valid'],
    behaviour: on(
      ['booked'],
      edited<Appointment>((appointment) =>
        lastUpdated(appointment, appointment.meta?.lastUpdated?.slice(0, '2026-01-01T09:00:00'.length) ?? ''),
      ),
    ),
  },
  {
    id: 'create-last-updated-as-number',
    rule: 'fhir.create.last-updated',
    description: 'The answer to a booking has the milliseconds since 1970 for lastUpdated.',
    couplings: ['fhir.response.valid'],
    behaviour: on(
      ['booked'],
      edited<Appointment>(({ meta, ...appointment }) => ({
        ...appointment,
        meta: { ...meta, lastUpdated: Date.parse(meta?.lastUpdated ?? '') },
      })),
    ),
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
    behaviour: storedWithPatients(({ contact: _, ...patient }) => patient),
  },
  {
    id: 'create-extensions-dropped',
    rule: 'fhir.create.keeps-content',
    description: 'The diary has no place for extensions of a Patient, which are not stored.',
    couplings: [],
    behaviour: storedWithPatients(({ extension: _, ...patient }) => patient),
  },
  {
    id: 'create-one-given-name',
    rule: 'fhir.create.keeps-content',
    description: 'The diary has one column for the given name, which takes the first of them.',
    couplings: [],
    behaviour: storedWithPatients(({ name = [], ...patient }) => ({
      ...patient,
      name: name.map((each) => (each.given ? { ...each, given: each.given.slice(0, 1) } : each)),
    })),
  },
  {
    id: 'create-one-telecom',
    rule: 'fhir.create.keeps-content',
    description: 'The diary has one column for how to reach a Patient, which takes the first telecom.',
    couplings: [],
    behaviour: storedWithPatients((patient) =>
      patient.telecom ? { ...patient, telecom: patient.telecom.slice(0, 1) } : patient,
    ),
  },
  {
    id: 'create-address-without-postcode',
    rule: 'fhir.create.keeps-content',
    description:
      'The columns of the address are mapped by name, and that of the postcode is called otherwise.',
    couplings: [],
    behaviour: storedWithPatients((patient) =>
      patient.address
        ? { ...patient, address: patient.address.map(({ postalCode: _, ...others }) => others) }
        : patient,
    ),
  },
  {
    id: 'create-document-language-replaced',
    rule: 'fhir.create.keeps-content',
    description: 'The attachment of the contained DocumentReference is stored in the language of the server.',
    couplings: [],
    behaviour: {
      appointmentToStore: ({ contained = [], ...stored }) => ({
        ...stored,
        contained: contained.map((each) => (isDocumentReference(each) ? inEnglish(each) : each)),
      }),
    },
  },
  {
    id: 'create-document-dropped',
    rule: 'fhir.create.keeps-content',
    description: 'The DocumentReference and the reference to it are not stored.',
    couplings: [],
    behaviour: {
      appointmentToStore: ({ contained = [], supportingInformation: _, ...stored }) => ({
        ...stored,
        contained: contained.filter((each) => !isDocumentReference(each)),
      }),
    },
  },
  {
    id: 'create-description-escaped',
    rule: 'fhir.create.keeps-content',
    description: 'The description is made safe for HTML before it is stored.',
    couplings: [],
    behaviour: storedWithDescription((text) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;'),
    ),
  },
  {
    id: 'create-description-in-latin-1',
    rule: 'fhir.create.keeps-content',
    description: 'The description is sent in UTF-8, and read as though it were Latin-1.',
    couplings: [],
    behaviour: storedWithDescription((text) => Buffer.from(text).toString('latin1')),
  },
  {
    id: 'create-description-without-four-bytes',
    rule: 'fhir.create.keeps-content',
    description: 'The database stores no characters of four bytes: each becomes a question mark.',
    couplings: [],
    behaviour: storedWithDescription((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '?')),
  },
];

function idNotAllowed(): ReturnType<typeof refusal> {
  return refusal('bad-request', 'invalid', 'A new Appointment must not have an id.', 'Appointment.id');
}

/** The same moment in the zone +01:00. */
function anHourEast(instant: string): string {
  return new Date(Date.parse(instant) + HOUR_MS).toISOString().replace('Z', '+01:00');
}

function inEnglish({ content, ...document }: DocumentReference): DocumentReference {
  return {
    ...document,
    content: content.map(({ attachment, ...others }) => ({
      ...others,
      attachment: { ...attachment, language: 'en-GB' },
    })),
  };
}

function storedWithPatients(edit: (patient: Patient) => Patient): Partial<Behaviour> {
  return {
    appointmentToStore: ({ contained = [], ...stored }) => ({
      ...stored,
      contained: contained.map((resource) => (isPatient(resource) ? edit(resource) : resource)),
    }),
  };
}

function storedWithDescription(edit: (text: string) => string): Partial<Behaviour> {
  return {
    appointmentToStore: ({ description = '', ...stored }) => ({ ...stored, description: edit(description) }),
  };
}

function lastUpdated(stored: Appointment, instant: string): Appointment {
  return { ...stored, meta: { ...stored.meta, lastUpdated: instant } };
}
