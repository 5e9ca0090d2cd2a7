import type { Resource } from '../samples';
import { aSchedule, aSlot } from './bookings';
import {
  aHealthcareService,
  aLocation,
  anOrganization,
  aPractitioner,
  aPractitionerRole,
} from './people-and-places';
import { aCoding, aConcept, aNarrative, aNote, anIdentifier, aPhone, aReference } from './values';

/** The resources of the exchange itself: valid on every layer, with every element that the type has. */

const BASE = 'https://provider.example/fhir';

/** The answer to a search for slots, with all that a slot leads to. */
export function aFullSearchset(): Resource {
  const included = [
    { ...aSchedule(), id: 'diary' },
    aHealthcareService(),
    aPractitioner(),
    aPractitionerRole(),
    anOrganization(),
    aLocation(),
  ];
  return {
    resourceType: 'Bundle',
    id: 'b1',
    meta: { lastUpdated: '2031-05-05T18:41:08Z' },
    implicitRules: 'https://provider.example/rules',
    language: 'en-GB',
    identifier: anIdentifier('urn:ietf:rfc:3986', 'urn:uuid:0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a60'),
    type: 'searchset',
    total: 1,
    link: [
      {
        id: 'self',
        extension: [aNote()],
        modifierExtension: [aNote()],
        relation: 'self',
        url: `${BASE}/Slot`,
      },
      { relation: 'next', url: `${BASE}/Slot?page=2` },
    ],
    entry: [
      {
        id: 'first',
        extension: [aNote()],
        link: [{ relation: 'alternate', url: `${BASE}/Slot/slot?_format=xml` }],
        fullUrl: `${BASE}/Slot/slot`,
        resource: { ...aSlot(), schedule: { reference: 'Schedule/diary' } },
        search: { mode: 'match', score: 0.5 },
      },
      ...included.map((resource) => ({
        fullUrl: `${BASE}/${resource.resourceType}/${resource.id}`,
        resource,
        search: { mode: 'include' },
      })),
      { resource: anOutcome(), search: { mode: 'outcome' } },
    ],
    signature: {
      type: [{ code: '1.2.840.10065.1.12.1.1' }],
      when: '2031-05-05T18:40:00Z',
      whoUri: 'https://provider.example',
    },
  };
}

/** The versions of a Slot, with the requests that made them. */
export function aHistory(): Resource {
  const slot = aSlot();
  const version = (versionId: string, status: string): Resource => ({
    ...slot,
    meta: { versionId, lastUpdated: '2031-05-05T18:41:08Z' },
    schedule: { reference: 'Schedule/diary' },
    status,
  });
  return {
    resourceType: 'Bundle',
    type: 'history',
    total: 2,
    entry: [
      {
        fullUrl: `${BASE}/Slot/slot`,
        resource: version('2', 'busy'),
        request: {
          method: 'PUT',
          url: 'Slot/slot',
          ifNoneMatch: 'W/"3"',
          ifModifiedSince: '2031-05-05T18:41:08Z',
          ifMatch: 'W/"1"',
        },
      },
      {
        fullUrl: `${BASE}/Slot/slot`,
        resource: version('1', 'free'),
        request: { method: 'POST', url: 'Slot', ifNoneExist: 'identifier=1' },
      },
    ],
  };
}

/** The answer to a batch. */
export function aBatchResponse(): Resource {
  return {
    resourceType: 'Bundle',
    type: 'batch-response',
    entry: [
      {
        response: {
          status: '201 Created',
          location: `${BASE}/Slot/slot/_history/1`,
          etag: 'W/"1"',
          lastModified: '2031-05-05T18:41:08Z',
          outcome: anOutcome(),
        },
      },
    ],
  };
}

export function anOutcome(): Resource {
  return {
    resourceType: 'OperationOutcome',
    id: 'outcome',
    meta: { profile: ['http://hl7.org/fhir/StructureDefinition/OperationOutcome'] },
    text: aNarrative('The slot is taken'),
    extension: [aNote()],
    modifierExtension: [aNote()],
    issue: [
      {
        id: 'issue',
        extension: [aNote()],
        modifierExtension: [aNote()],
        severity: 'error',
        code: 'business-rule',
        details: aConcept('SLOT_TAKEN', 'The slot is taken'),
        diagnostics: 'Slot/slot is busy',
        location: ['/f:Appointment/f:slot'],
        expression: ['Appointment.slot'],
      },
      { severity: 'information', code: 'informational' },
    ],
  };
}

export function aFullCapabilityStatement(): Resource {
  return {
    resourceType: 'CapabilityStatement',
    id: 'metadata',
    meta: { versionId: '1' },
    text: aNarrative('What this server can do'),
    contained: [{ resourceType: 'Organization', id: 'publisher', name: 'Example Ltd' }],
    extension: [{ url: 'https://vendor.example/publisher', valueReference: { reference: '#publisher' } }],
    url: `${BASE}/metadata`,
    version: '1.0',
    name: 'Booking',
    title: 'Booking server',
    status: 'active',
    experimental: false,
    date: '2031-01',
    publisher: 'Example Ltd',
    contact: [{ name: 'Support', telecom: [aPhone('01632 960010')] }],
    description: '**Books** appointments',
    useContext: [
      { code: { code: 'venue' }, valueCodeableConcept: aConcept('1', 'Urgent care') },
      { code: { code: 'age' }, valueRange: { low: { value: 0 }, high: { value: 120 } } },
      { code: { code: 'age' }, valueQuantity: { value: 18, comparator: '>=' } },
    ],
    jurisdiction: [{ coding: [{ system: 'urn:iso:std:iso:3166', code: 'GB' }] }],
    purpose: 'To book',
    copyright: 'Example Ltd',
    kind: 'instance',
    instantiates: ['https://developer.nhs.uk/booking'],
    software: { name: 'Booker', version: '7', releaseDate: '2030-12-01' },
    implementation: { description: 'Anytown', url: BASE },
    fhirVersion: '3.0.1',
    acceptUnknown: 'extensions',
    format: ['application/fhir+json', 'xml'],
    patchFormat: ['application/json-patch+json'],
    implementationGuide: ['https://developer.nhs.uk/apis/nhsbooking-2.0.4'],
    profile: [aReference('StructureDefinition/s1')],
    rest: [
      {
        mode: 'server',
        documentation: 'Everything',
        security: {
          cors: true,
          service: [aConcept('OAuth', 'OAuth')],
          description: 'A token',
          certificate: [{ type: 'application/x-pem-file', blob: 'AAAA' }],
        },
        resource: [
          {
            type: 'Appointment',
            profile: aReference('https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Appointment-1'),
            documentation: 'Book and cancel',
            interaction: [{ code: 'create', documentation: 'Book' }, { code: 'update' }, { code: 'read' }],
            versioning: 'versioned',
            readHistory: true,
            updateCreate: false,
            conditionalCreate: false,
            conditionalRead: 'not-supported',
            conditionalUpdate: false,
            conditionalDelete: 'not-supported',
            referencePolicy: ['literal', 'local'],
            searchInclude: ['Appointment:slot'],
            searchRevInclude: ['Provenance:target'],
            searchParam: [
              { name: 'patient', definition: 'urn:x', type: 'reference', documentation: 'Whose' },
              { name: 'date', type: 'date' },
            ],
          },
          { type: 'Slot', interaction: [{ code: 'search-type' }] },
        ],
        interaction: [{ code: 'batch', documentation: 'Rarely' }],
        searchParam: [{ name: '_lastUpdated', definition: 'urn:x', type: 'date', documentation: 'When' }],
        operation: [{ name: 'validate', definition: aReference('OperationDefinition/o1') }],
        compartment: ['http://hl7.org/fhir/CompartmentDefinition/patient'],
      },
      { mode: 'client' },
    ],
    messaging: [
      {
        endpoint: [
          {
            protocol: aCoding('http://hl7.org/fhir/message-transport', 'http', 'HTTP'),
            address: 'https://provider.example/messages',
          },
        ],
        reliableCache: 10,
        documentation: 'None yet',
        supportedMessage: [{ mode: 'sender', definition: aReference('MessageDefinition/m1') }],
        event: [
          {
            code: { system: 'http://hl7.org/fhir/message-events', code: 'admin-notify' },
            category: 'Notification',
            mode: 'receiver',
            focus: 'Appointment',
            request: aReference('StructureDefinition/s1'),
            response: aReference('StructureDefinition/s2'),
            documentation: 'None yet',
          },
        ],
      },
    ],
    document: [
      { mode: 'consumer', documentation: 'Letters', profile: aReference('StructureDefinition/s1') },
      { mode: 'producer', profile: aReference('StructureDefinition/s1') },
    ],
  };
}

export function aTestReport(): Resource {
  return {
    resourceType: 'TestReport',
    id: 'report',
    text: aNarrative('Passed'),
    identifier: anIdentifier('https://suite.example/runs', '1'),
    name: 'Booking a free slot',
    status: 'completed',
    testScript: aReference('TestScript/booking'),
    result: 'pass',
    score: 100,
    tester: 'Example Ltd',
    issued: '2031-05-05T18:41:08Z',
    participant: [{ type: 'test-engine', uri: 'https://suite.example', display: 'The suite' }],
    setup: {
      action: [
        { operation: { result: 'pass', message: 'Searched', detail: 'https://suite.example/1' } },
        { assert: { result: 'skip', message: 'No slots', detail: 'none' } },
      ],
    },
    test: [
      {
        name: 'booked',
        description: 'Books one slot',
        action: [
          { operation: { result: 'warning', message: 'Slow' } },
          { assert: { result: 'fail', message: 'Expected 201', detail: 'got 200' } },
        ],
      },
    ],
    teardown: { action: [{ operation: { result: 'error' } }] },
  };
}
