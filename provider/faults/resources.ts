import type { Appointment, DocumentReference, Patient, Resource, Slot } from 'fhir/r3';
import { isDocumentReference, isPatient, isSlot } from '../contained';
import { type Change, edited, inAnswersTo, on } from './changes';
import type { Fault } from './fault';

/** Faults in the resources that the provider returns: FHIR STU3 resource.html, the profiles of CareConnect. */
export const resourceFaults: readonly Fault[] = [
  {
    id: 'response-r4-element',
    rule: 'fhir.response.valid',
    description: 'The booked Appointment has an element that only later FHIR releases know.',
    couplings: [],
    behaviour: inBookings((appointment) => ({
      ...appointment,
      cancelationReason: { text: 'Not cancelled' },
    })),
  },
  {
    id: 'response-r4-list',
    rule: 'fhir.response.valid',
    description: 'The category of the service is a list, as it is from R4 on.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, serviceCategory: [{ text: 'Out of hours' }] })),
  },
  {
    id: 'response-single-for-list',
    rule: 'fhir.response.valid',
    description: 'The JSON is converted from XML: a list of one participant is written without its brackets.',
    couplings: [],
    behaviour: inBookings(({ participant, ...others }) => ({ ...others, participant: participant[0] })),
  },
  {
    id: 'response-null',
    rule: 'fhir.response.valid',
    description: 'The serialiser writes null for what is not there.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, comment: null, reason: null })),
  },
  {
    id: 'response-empty-list',
    rule: 'fhir.response.valid',
    description: 'A list without items is written as one.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, incomingReferral: [] })),
  },
  {
    id: 'response-empty-object',
    rule: 'fhir.response.valid',
    description: 'A concept that nobody has filled in is written as an object without members.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, appointmentType: {} })),
  },
  {
    id: 'response-empty-text',
    rule: 'fhir.response.valid',
    description: 'The database has an empty text for a comment that nobody made, and so has the Appointment.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, comment: '' })),
  },
  {
    id: 'response-number-as-text',
    rule: 'fhir.response.valid',
    description: 'The length of the booked Appointment is a number in quotes.',
    couplings: [],
    behaviour: inBookings((appointment) => ({ ...appointment, minutesDuration: '10' })),
  },
  {
    id: 'response-created-without-zone',
    rule: 'fhir.response.valid',
    description: 'The time at which the booked Appointment was created comes without its zone.',
    couplings: [],
    behaviour: inBookings(({ created = '', ...appointment }) => ({
      ...appointment,
      created: created.slice(0, '2026-01-01T09:00:00'.length),
    })),
  },
  {
    id: 'response-created-without-seconds',
    rule: 'fhir.response.valid',
    description: 'The time library leaves out the seconds of a time at the full minute.',
    couplings: [],
    behaviour: inBookings(({ created = '', ...appointment }) => ({
      ...appointment,
      created: `${created.slice(0, '2026-01-01T09:00'.length)}Z`,
    })),
  },
  {
    id: 'response-created-as-number',
    rule: 'fhir.response.valid',
    description: 'The serialiser writes dates as milliseconds since 1970, as it does by default.',
    couplings: [],
    behaviour: inBookings(({ created = '', ...appointment }) => ({
      ...appointment,
      created: Date.parse(created),
    })),
  },
  {
    id: 'response-wrong-type',
    rule: 'fhir.response.valid',
    description: 'Whether a participant is required is told by a boolean instead of a code.',
    couplings: [],
    behaviour: inBookings(({ participant, ...appointment }) => ({
      ...appointment,
      participant: participant.map((each) => ({ ...each, required: true })),
    })),
  },
  {
    id: 'response-code-in-capitals',
    rule: 'fhir.response.valid',
    description: 'The status of a participant is written as the constant is named in the program.',
    couplings: [],
    behaviour: inBookings(({ participant, ...appointment }) => ({
      ...appointment,
      participant: participant.map((each) => ({ ...each, status: each.status.toUpperCase() })),
    })),
  },
  {
    id: 'response-participant-without-status',
    rule: 'fhir.response.valid',
    description: 'A participant has no status, as in the example of the booking page.',
    couplings: [],
    behaviour: inBookings(({ participant, ...appointment }) => ({
      ...appointment,
      participant: participant.map(({ status: _, ...others }) => others),
    })),
  },
  {
    id: 'response-contained-with-version',
    rule: 'fhir.response.valid',
    description: 'The contained Slot is a copy of the one in the diary, its version included.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isSlot, (slot) => ({ ...slot, meta: { ...slot.meta, versionId: '2' } })),
    ),
  },
  {
    id: 'response-contained-with-narrative',
    rule: 'fhir.response.valid',
    description: 'A narrative is made for every resource, contained ones too.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isPatient, (patient) => ({
        ...patient,
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">A patient</div>' },
      })),
    ),
  },
  {
    id: 'response-contained-unreferenced',
    rule: 'fhir.response.valid',
    description: 'The booked Appointment contains the system that made it, and does not refer to it.',
    couplings: [],
    verdict: 'warn',
    behaviour: inBookings(({ contained = [], ...appointment }) => ({
      ...appointment,
      contained: [...contained, { resourceType: 'Device', id: 'booking-system', status: 'active' }],
    })),
  },
  {
    id: 'response-reference-dangling',
    rule: 'fhir.response.valid',
    description: 'Contained resources get ids of the database, and references keep the old ones.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isDocumentReference, (document) => ({ ...document, id: 'd1' })),
    ),
  },
  {
    id: 'response-contained-id-underscore',
    rule: 'fhir.response.valid',
    description: 'The contained DocumentReference gets an id with an underscore.',
    couplings: [],
    behaviour: inBookings(({ contained = [], ...appointment }) => ({
      ...appointment,
      contained: contained.map((each) => (isDocumentReference(each) ? { ...each, id: 'document_1' } : each)),
      supportingInformation: [{ reference: '#document_1' }],
    })),
  },
  {
    id: 'searchset-unknown-element',
    rule: 'fhir.response.valid',
    description: 'The Bundle of a search for slots tells the number of its entries in an element of its own.',
    couplings: [],
    behaviour: on(
      ['searched'],
      edited((bundle) => ({ ...bundle, count: 1 })),
    ),
  },
  {
    id: 'searchset-as-collection',
    rule: 'fhir.response.valid',
    description:
      'The Bundle of a search says that it is a collection, which has no total and no search modes.',
    couplings: [],
    behaviour: on(
      ['searched'],
      edited((bundle) => ({ ...bundle, type: 'collection' })),
    ),
  },
  {
    id: 'response-slot-without-identifier',
    rule: 'fhir.response.profile',
    description: 'The Slot in the booked Appointment has lost the identifier that its profile wants.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isSlot, ({ identifier: _, ...slot }) => slot),
    ),
  },
  {
    id: 'response-slot-of-no-profile',
    rule: 'fhir.response.profile',
    description:
      'The Slot in the booked Appointment has lost its identifier, and claims no profile any more.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(
      ['booked'],
      editedContained(isSlot, ({ identifier: _, meta: __, ...slot }) => slot),
    ),
  },
  {
    id: 'response-nhs-number-unverified',
    rule: 'fhir.response.profile',
    description: 'Extensions are not stored: the NHS number comes back without its verification status.',
    couplings: [],
    behaviour: on(['booked'], editedContained(isPatient, withUnverifiedIdentifiers)),
  },
  {
    id: 'response-verification-as-text',
    rule: 'fhir.response.profile',
    description: 'The verification status of the NHS number is a text, where the extension has a concept.',
    couplings: [],
    behaviour: on(['booked'], editedContained(isPatient, withVerificationAsText)),
  },
  {
    id: 'response-name-without-use',
    rule: 'fhir.response.profile',
    description: 'The diary knows one name of a Patient, and does not say that it is the official one.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isPatient, ({ name = [], ...patient }) => ({
        ...patient,
        name: name.map(({ use: _, ...others }) => others),
      })),
    ),
  },
  {
    id: 'response-document-identifier-bare',
    rule: 'fhir.response.profile',
    description: 'The identifier of the contained DocumentReference has lost its system.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isDocumentReference, ({ identifier = [], ...document }: DocumentReference) => ({
        ...document,
        identifier: identifier.map(({ system: _, ...others }) => others),
      })),
    ),
  },
];

/** Changes the Appointment in the answer to a booking. */
function inBookings(edit: (appointment: Appointment) => object): Fault['behaviour'] {
  return inAnswersTo('book', ['booked'], edited(edit));
}

/** Changes the contained resources of one type in an Appointment. */
function editedContained<T extends Patient | Slot | DocumentReference>(
  isOfType: (resource: Resource) => resource is T,
  edit: (resource: T) => object,
): Change {
  return edited<Appointment>(({ contained = [], ...appointment }) => ({
    ...appointment,
    contained: contained.map((each) => (isOfType(each) ? edit(each) : each)),
  }));
}

function withUnverifiedIdentifiers({ identifier = [], ...patient }: Patient): object {
  return { ...patient, identifier: identifier.map(({ extension: _, ...others }) => others) };
}

function withVerificationAsText({ identifier = [], ...patient }: Patient): object {
  const asText = ({ url }: { url: string }): object => ({ url, valueString: '01' });
  return {
    ...patient,
    identifier: identifier.map(({ extension, ...others }) =>
      extension ? { ...others, extension: extension.map(asText) } : others,
    ),
  };
}
