import type { Resource } from '../samples';
import {
  aHealthcareService,
  aLocation,
  anOrganization,
  aPatient,
  aPractitioner,
  aPractitionerRole,
} from './people-and-places';
import {
  aCoding,
  aConcept,
  aNarrative,
  aNote,
  anAttachment,
  anIdentifier,
  aPeriod,
  aReference,
  PROFILE,
} from './values';

/** Appointments with all that goes into them: valid on every layer, with every element that the type has. */

/** A resource as it stands in another one: without what only a resource of its own has. */
function contained({ text: _, meta: __, ...resource }: Resource, id: string): Resource {
  return { ...resource, id };
}

export function aDocumentReference(): Resource {
  return {
    resourceType: 'DocumentReference',
    id: 'letter',
    meta: { profile: [`${PROFILE}/CareConnect-DocumentReference-1`] },
    language: 'en',
    extension: [aNote()],
    modifierExtension: [aNote()],
    masterIdentifier: anIdentifier('https://provider.example/letters', '1'),
    identifier: [
      { system: 'https://tools.ietf.org/html/rfc4122', value: '0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a60' },
    ],
    status: 'current',
    docStatus: 'final',
    type: {
      coding: [
        {
          system: 'urn:oid:2.16.840.1.113883.2.1.3.2.4.18.17',
          code: 'POCD_MT200001GB02',
          display: 'Integrated Urgent Care Report',
        },
      ],
    },
    class: aConcept('LP1', 'Letter'),
    subject: aReference('#patient'),
    created: '2031-05-05',
    indexed: '2031-05-05T18:40:00Z',
    author: [aReference('Organization/o1'), { reference: 'RelatedPerson/r1' }],
    authenticator: aReference('Practitioner/p1'),
    custodian: aReference('#surgery'),
    relatesTo: [{ code: 'replaces', target: aReference('DocumentReference/d0') }],
    description: 'What the caller said',
    securityLabel: [aConcept('N', 'Normal')],
    content: [
      { attachment: anAttachment(), format: aCoding('urn:x', 'urn:nhs-itk:ns:201005', 'Report') },
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: 'en',
          url: 'https://provider.example/2',
        },
      },
    ],
    context: {
      encounter: aReference('Encounter/e1'),
      event: [aConcept('1', 'Call')],
      period: aPeriod(),
      facilityType: aConcept('2', 'Call centre'),
      practiceSetting: aConcept('3', 'Urgent care'),
      sourcePatientInfo: aReference('#patient'),
      related: [{ identifier: anIdentifier('urn:x', '1'), ref: aReference('Communication/c1') }],
    },
  };
}

export function aSlot(): Resource {
  return {
    resourceType: 'Slot',
    id: 'slot',
    meta: { profile: [`${PROFILE}/CareConnect-Slot-1`] },
    extension: [{ url: `${PROFILE}/Extension-CareConnect-DeliveryChannel-1`, ...videoCall() }],
    identifier: [
      { system: 'https://tools.ietf.org/html/rfc4122', value: '6d2f0c1a-7b3e-4f58-8a9d-b0c1d2e3f405' },
    ],
    serviceCategory: aConcept('8', 'Counselling'),
    serviceType: [aConcept('57', 'Immunization')],
    specialty: [aConcept('394802001', 'General medicine')],
    appointmentType: aConcept('ROUTINE', 'Routine'),
    schedule: aReference('#diary'),
    status: 'free',
    start: '2031-05-06T09:20:00+01:00',
    end: '2031-05-06T09:30:00+01:00',
    overbooked: false,
    comment: 'Bring the letter',
  };
}

export function aSchedule(): Resource {
  return {
    resourceType: 'Schedule',
    id: 'diary',
    extension: [aNote()],
    identifier: [anIdentifier('https://tools.ietf.org/html/rfc4122', '11111111-2222-4333-8444-555555555555')],
    active: true,
    serviceCategory: aConcept('8', 'Counselling'),
    serviceType: [aConcept('57', 'Immunization')],
    specialty: [aConcept('394802001', 'General medicine')],
    actor: [
      { reference: 'Location/l1' },
      { reference: 'PractitionerRole/r1' },
      { reference: 'Practitioner/p1' },
      { reference: 'HealthcareService/h1' },
    ],
    planningHorizon: aPeriod(),
    comment: 'Mornings only',
  };
}

function videoCall(): Resource {
  return { valueCode: 'Video' };
}

/** The body of a booking. The Patient has one name, one address and the NHS number only, as the booking pages ask. */
export function aFullBooking(): Resource {
  const { identifier, name, address, ...patient } = contained(aPatient(), 'patient');
  const first = (items: typeof identifier) => (Array.isArray(items) ? items.slice(0, 1) : []);
  return {
    resourceType: 'Appointment',
    meta: {
      profile: [`${PROFILE}/CareConnect-Appointment-1`],
      security: [{ system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'N' }],
      tag: [{ code: 'demo' }],
    },
    implicitRules: 'https://provider.example/rules',
    language: 'en-GB',
    text: aNarrative('Appointment'),
    contained: [
      aDocumentReference(),
      { ...patient, identifier: first(identifier), name: first(name), address: first(address) },
      aSlot(),
      aSchedule(),
      contained(anOrganization(), 'surgery'),
      contained(aPractitioner(), 'gp'),
      contained(aLocation(), 'room'),
      contained(aHealthcareService(), 'clinic'),
      contained(aPractitionerRole(), 'role'),
    ],
    extension: [
      { url: `${PROFILE}/Extension-CareConnect-DeliveryChannel-1`, ...videoCall() },
      {
        url: `${PROFILE}/Extension-CareConnect-BookingOrganisation-1`,
        valueReference: aReference('#surgery'),
      },
      { url: 'https://vendor.example/role', valueReference: { reference: '#role' } },
    ],
    modifierExtension: [aNote()],
    identifier: [anIdentifier('https://consumer.example/bookings', 'B-1')],
    status: 'booked',
    _status: { id: 'status', extension: [aNote()] },
    serviceCategory: aConcept('8', 'Counselling'),
    serviceType: [aConcept('57', 'Immunization')],
    specialty: [aConcept('394802001', 'General medicine')],
    appointmentType: aConcept('ROUTINE', 'Routine'),
    reason: [aConcept('267102003', 'Sore throat')],
    indication: [aReference('Condition/c1'), { reference: 'Procedure/p1' }],
    priority: 0,
    description: 'Sore throat for a week',
    supportingInformation: [aReference('#letter')],
    start: '2031-05-06T09:20:00+01:00',
    end: '2031-05-06T09:30:00+01:00',
    minutesDuration: 10,
    slot: [aReference('#slot')],
    created: '2031-05-05T18:41:07.250Z',
    comment: 'Speaks Welsh',
    incomingReferral: [aReference('ReferralRequest/r1')],
    participant: [
      {
        id: 'participant',
        extension: [aNote()],
        modifierExtension: [aNote()],
        type: [aConcept('PART', 'Participation')],
        actor: aReference('#patient'),
        required: 'required',
        status: 'accepted',
      },
      { actor: { reference: '#gp' }, required: 'optional', status: 'tentative' },
      { actor: { reference: '#room' }, status: 'needs-action' },
      { actor: { reference: '#clinic' }, required: 'information-only', status: 'declined' },
      { type: [{ text: 'Interpreter' }], status: 'needs-action' },
    ],
    requestedPeriod: [aPeriod(), { start: '2031-05-06', end: '2031-05-06' }],
  };
}

/** As a provider returns it. */
export function aFullBookedAppointment(): Resource {
  const { meta, ...booking } = aFullBooking();
  const version = { versionId: '1', lastUpdated: '2031-05-05T18:41:08Z' };
  return { ...booking, id: 'a-17', meta: typeof meta === 'object' ? { ...version, ...meta } : version };
}

/** As a consumer sends it back to cancel it. */
export function aFullCancellation(): Resource {
  const appointment = aFullBookedAppointment();
  const reason = {
    url: `${PROFILE}/Extension-CareConnect-AppointmentCancellationReason-1`,
    valueString: 'Feels better',
  };
  const { extension } = appointment;
  return {
    ...appointment,
    status: 'cancelled',
    extension: [...(Array.isArray(extension) ? extension : []), reason],
  };
}
