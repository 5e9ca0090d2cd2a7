/** Resources that are valid on every layer, made anew for each test; and the means to spoil them. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Resource = { [name: string]: Json };

const PROFILE = 'https://fhir.hl7.org.uk/STU3/StructureDefinition';

/** The body of a booking: every table of the booking pages met, and a contact beside the telecom. */
export function anAppointment(): Resource {
  return {
    resourceType: 'Appointment',
    meta: { profile: [`${PROFILE}/CareConnect-Appointment-1`] },
    contained: [aDocumentReference(), aPatient(), aSlot()],
    extension: [{ url: `${PROFILE}/Extension-CareConnect-DeliveryChannel-1`, valueCode: 'In-person' }],
    status: 'booked',
    description: 'Sore throat for a week',
    supportingInformation: [{ reference: '#letter' }],
    start: '2031-05-06T09:20:00+01:00',
    end: '2031-05-06T09:30:00+01:00',
    slot: [{ reference: '#slot' }],
    created: '2031-05-05T18:41:07.250Z',
    participant: [{ actor: { reference: '#patient' }, status: 'accepted' }],
  };
}

/** As a provider returns it. */
export function aBookedAppointment(): Resource {
  return {
    ...anAppointment(),
    id: 'a-17',
    meta: {
      versionId: '1',
      lastUpdated: '2031-05-05T18:41:08Z',
      profile: [`${PROFILE}/CareConnect-Appointment-1`],
    },
  };
}

function aDocumentReference(): Resource {
  return {
    resourceType: 'DocumentReference',
    id: 'letter',
    meta: { profile: [`${PROFILE}/CareConnect-DocumentReference-1`] },
    identifier: [
      { system: 'https://tools.ietf.org/html/rfc4122', value: '0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a60' },
    ],
    status: 'current',
    type: {
      coding: [
        {
          system: 'urn:oid:2.16.840.1.113883.2.1.3.2.4.18.17',
          code: 'POCD_MT200001GB02',
          display: 'Integrated Urgent Care Report',
        },
      ],
    },
    indexed: '2031-05-05T18:40:00Z',
    content: [{ attachment: { contentType: 'application/pdf', language: 'en' } }],
  };
}

function aPatient(): Resource {
  return {
    resourceType: 'Patient',
    id: 'patient',
    meta: { profile: [`${PROFILE}/CareConnect-Patient-1`] },
    identifier: [
      {
        extension: [
          {
            url: `${PROFILE}/Extension-CareConnect-NHSNumberVerificationStatus-1`,
            valueCodeableConcept: {
              coding: [
                {
                  system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1',
                  code: '01',
                },
              ],
            },
          },
        ],
        use: 'official',
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: '9990548609',
      },
    ],
    name: [{ use: 'official', family: 'Okafor-Hughes', given: ['Zoë', 'Anne'], prefix: ['Dr'] }],
    telecom: [{ system: 'phone', value: '01632 960001', use: 'mobile', rank: 1 }],
    gender: 'female',
    birthDate: '1988-02-29',
    address: [{ use: 'home', line: ['7 Example Row'], city: 'Anytown', postalCode: 'ZZ99 3WZ' }],
    contact: [
      {
        name: { use: 'official', family: 'Hughes', given: ['Idris'] },
        telecom: [{ system: 'phone', value: '01632 960002' }],
      },
    ],
  };
}

function aSlot(): Resource {
  return {
    resourceType: 'Slot',
    id: 'slot',
    identifier: [
      { system: 'https://tools.ietf.org/html/rfc4122', value: '6d2f0c1a-7b3e-4f58-8a9d-b0c1d2e3f405' },
    ],
    schedule: { reference: 'Schedule/clinic-2' },
    status: 'free',
    start: '2031-05-06T09:20:00+01:00',
    end: '2031-05-06T09:30:00+01:00',
  };
}

/** The answer to a search for slots. */
export function aSearchset(): Resource {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 1,
    link: [{ relation: 'self', url: 'https://provider.example/fhir/Slot?status=free' }],
    entry: [
      {
        fullUrl: 'https://provider.example/fhir/Slot/s1',
        resource: { ...aSlot(), id: 's1' },
        search: { mode: 'match' },
      },
      {
        fullUrl: 'https://provider.example/fhir/Schedule/clinic-2',
        resource: {
          resourceType: 'Schedule',
          id: 'clinic-2',
          identifier: [{ system: 'https://provider.example/schedules', value: '2' }],
          actor: [{ reference: 'HealthcareService/h1' }, { reference: 'PractitionerRole/r1' }],
        },
        search: { mode: 'include' },
      },
      {
        fullUrl: 'https://provider.example/fhir/PractitionerRole/r1',
        resource: {
          resourceType: 'PractitionerRole',
          id: 'r1',
          identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: '4387293874928' }],
          practitioner: { reference: 'Practitioner/p1' },
          availableTime: [{ daysOfWeek: ['mon', 'tue'], availableStartTime: '09:00:00' }],
        },
        search: { mode: 'include' },
      },
    ],
  };
}

export function anOperationOutcome(): Resource {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'business-rule', details: { text: 'The slot is taken.' } }],
  };
}

export function aCapabilityStatement(): Resource {
  return {
    resourceType: 'CapabilityStatement',
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>What this server<br/>can do</p></div>',
    },
    status: 'active',
    date: '2031-01',
    kind: 'instance',
    software: { name: 'Example' },
    fhirVersion: '3.0.1',
    acceptUnknown: 'no',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: [
          {
            type: 'Slot',
            interaction: [{ code: 'search-type' }],
            searchParam: [
              { name: 'start', type: 'date' },
              { name: 'status', type: 'token' },
            ],
          },
        ],
      },
    ],
  };
}

/** Stands for "take the element away". */
export const ABSENT = Symbol('absent');

/** Changes the element at `path`, such as `contained[1].name[0].family`, in place; makes it if it is not there. */
export function change<T extends Json>(resource: T, path: string, value: Json | typeof ABSENT): T {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let owner: Json | undefined = resource;
  for (const step of steps) owner = memberOf(owner, step);
  if (typeof owner !== 'object' || owner === null) throw new Error(`There is nothing at ${path}`);
  if (value !== ABSENT) Object.assign(owner, { [last]: value });
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
  return resource;
}

function memberOf(owner: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(owner)) return owner[Number(name)];
  return typeof owner === 'object' && owner !== null ? owner[name] : undefined;
}
