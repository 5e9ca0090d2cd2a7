import type { Appointment, DocumentReference, Patient } from 'fhir/r3';
import { lossOf } from '../../suites/vocabulary/kept';

const PATIENT: Patient = {
  resourceType: 'Patient',
  id: 'patient',
  meta: { profile: ['https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1'] },
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/birthPlace',
      valueAddress: { city: 'Testville' },
    },
  ],
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
  name: [{ use: 'official', family: 'XXTESTPATIENT-00001', given: ['Alder', 'Zoë'] }],
  telecom: [
    { system: 'phone', value: '01632 960001', rank: 1 },
    { system: 'email', value: 'made-up@conformance.example', rank: 2 },
  ],
};

const DOCUMENT: DocumentReference = {
  resourceType: 'DocumentReference',
  id: 'document',
  status: 'current',
  type: { coding: [{ system: 'urn:oid:1.2.3', code: 'A', display: 'A report' }] },
  indexed: '2026-03-02T08:30:00.789Z',
  content: [{ attachment: { contentType: 'application/hl7-v3+xml', language: 'en' } }],
};

/** A booking as it is sent, and as a conformant server stores it. */
function booking(): Appointment {
  return structuredClone<Appointment>({
    resourceType: 'Appointment',
    contained: [DOCUMENT, PATIENT],
    status: 'booked',
    description: 'A made-up booking',
    supportingInformation: [{ reference: '#document' }],
    participant: [{ actor: { reference: '#patient' }, status: 'accepted' }],
  });
}

/** The booking with one thing done to it on the way back. */
function returned(
  change: (parts: { appointment: Appointment; patient: Patient; document: DocumentReference }) => void,
) {
  const appointment = booking();
  const [document, patient] = appointment.contained as [DocumentReference, Patient];
  change({ appointment, document, patient });
  return appointment;
}

describe('nothing is lost', () => {
  test('when all comes back as it was sent', () => {
    expect(lossOf(booking(), booking())).toBeNull();
  });

  test.each<[string, Parameters<typeof returned>[0]]>([
    [
      'lists come in another order',
      ({ appointment, patient }) => {
        appointment.contained?.reverse();
        patient.telecom?.reverse();
        for (const name of patient.name ?? []) name.given?.reverse();
      },
    ],
    [
      'the server adds elements and items',
      ({ appointment, patient }) => {
        appointment.comment = 'Added';
        appointment.participant.push({ actor: { display: 'A clinician' }, status: 'accepted' });
        patient.gender = 'unknown';
        patient.name?.unshift({ use: 'usual', text: 'Added' });
      },
    ],
    [
      'the server sets what is its own',
      ({ appointment, patient, document }) => {
        Object.assign(appointment, { id: '1', meta: { versionId: '1' }, created: '2026-03-02T08:30:00Z' });
        Object.assign(patient, { meta: {}, identifier: [], text: { status: 'generated', div: '<div/>' } });
        document.identifier = [{ value: 'of the server' }];
      },
    ],
    [
      'contained resources get other ids',
      ({ appointment, patient }) => {
        patient.id = 'p1';
        appointment.participant = [{ actor: { reference: '#p1' }, status: 'accepted' }];
      },
    ],
    [
      'contained ids are written with the sign of a reference',
      ({ patient }) => {
        patient.id = '#patient';
      },
    ],
    [
      'a reference leads to the same kind of resource elsewhere',
      ({ appointment }) => {
        appointment.participant = [
          { actor: { reference: 'https://server.example/Patient/7/_history/2' }, status: 'accepted' },
        ];
      },
    ],
    [
      'the server adds contained resources of the same types',
      ({ appointment }) => {
        appointment.contained?.unshift(
          { resourceType: 'Patient', id: 'p2' } as Patient,
          { resourceType: 'DocumentReference', id: 'd2' } as DocumentReference,
        );
      },
    ],
    [
      'a time is told in another zone',
      ({ document }) => {
        document.indexed = '2026-03-02T09:30:00.789+01:00';
      },
    ],
    [
      'a time has lost its fraction of a second',
      ({ document }) => {
        document.indexed = '2026-03-02T08:30:00Z';
      },
    ],
  ])('when %s', (_, change) => {
    expect(lossOf(booking(), returned(change))).toBeNull();
  });
});

test('what was not sent cannot be lost', () => {
  const { description: _, supportingInformation: __, ...sent } = booking();
  const bare = { ...sent, contained: [PATIENT] };
  expect(lossOf(bare, structuredClone(bare))).toBeNull();
});

test('of a loss it is told what was sent, and what is there instead', () => {
  const other = returned(({ patient }) => Object.assign(patient, { telecom: [{ system: 'fax' }, null] }));
  expect(lossOf(booking(), other)).toEqual({
    path: 'Patient.telecom[0]',
    sent: '{"system":"phone","value":"01632 960001","rank":1}',
    got: '[{"system":"fax"},null]',
  });
  const one = returned(({ patient }) => Object.assign(patient, { extension: [{ url: 'urn:other' }] }));
  expect(lossOf(booking(), one)).toEqual({
    path: 'Patient.extension[0].url',
    sent: '"http://hl7.org/fhir/StructureDefinition/birthPlace"',
    got: '"urn:other"',
  });
  const none = returned(({ patient }) => delete patient.name);
  expect(lossOf(booking(), none)).toEqual({
    path: 'Patient.name[0]',
    sent: JSON.stringify(PATIENT.name?.[0]),
    got: '[]',
  });
});

describe('a reference is kept', () => {
  /** Whether the reference to the patient is kept when it comes back so. */
  const keeps = (reference: unknown): boolean => {
    const participant = [{ actor: { reference }, status: 'accepted' }];
    return lossOf(booking(), { ...booking(), participant } as unknown as Appointment) === null;
  };

  test.each([
    '#patient',
    'Patient/1',
    '/Patient/1',
    'https://server.example/STU3/Patient/1',
    'Patient/12/_history/34',
  ])('when it is %s', (reference) => expect(keeps(reference)).toBe(true));

  test.each([
    '#document',
    '#slot',
    '#',
    'patient',
    'patient/1',
    'Patient',
    'Patient/',
    'Practitioner/1',
    'OldPatient/1',
    'https://server.example/Patient/1/more',
    'Patient/1/_history/',
    7,
    null,
    undefined,
  ])('but not when it is %j', (reference) => expect(keeps(reference)).toBe(false));

  test('but what stands beside it can be lost', () => {
    const named = { ...booking(), participant: [{ actor: { reference: '#patient', display: 'Alder' } }] };
    const nameless = { ...booking(), participant: [{ actor: { reference: 'Patient/1' } }] };
    expect(lossOf(named as Appointment, nameless as Appointment)).toMatchObject({
      path: 'Appointment.participant[0].actor.display',
      sent: '"Alder"',
      got: 'nothing',
    });
  });

  test('but not one to nowhere by another one', () => {
    const to = (reference: string) =>
      ({ ...booking(), supportingInformation: [{ reference }] }) as Appointment;
    expect(lossOf(to('#nowhere'), to('#nowhere'))).toBeNull();
    expect(lossOf(to('#nowhere'), to('#elsewhere'))?.sent).toBe('"#nowhere"');
  });
});

test.each<[string, string, Parameters<typeof returned>[0]]>([
  ['a description', 'Appointment.description', ({ appointment }) => delete appointment.description],
  [
    'the end of a description',
    'Appointment.description',
    ({ appointment }) => Object.assign(appointment, { description: 'A made-up' }),
  ],
  [
    'the supporting information',
    'Appointment.supportingInformation[0]',
    ({ appointment }) => delete appointment.supportingInformation,
  ],
  [
    'the status of a participant',
    'Appointment.participant[0].status',
    ({ appointment }) => {
      appointment.participant = [{ actor: { reference: '#patient' }, status: 'tentative' }];
    },
  ],
  [
    'who participates',
    'Appointment.participant[0].actor',
    ({ appointment }) => Object.assign(appointment, { participant: [{ status: 'accepted' }] }),
  ],
  [
    'the kind of resource that a reference leads to',
    'Appointment.participant[0].actor.reference',
    ({ appointment }) => {
      appointment.participant = [{ actor: { reference: '#document' }, status: 'accepted' }];
    },
  ],
  ['the Patient', 'Patient', ({ appointment }) => appointment.contained?.pop()],
  ['the DocumentReference', 'DocumentReference', ({ appointment }) => appointment.contained?.shift()],
  ['an extension', 'Patient.extension[0]', ({ patient }) => delete patient.extension],
  [
    'the value of an extension',
    'Patient.extension[0].valueAddress.city',
    ({ patient }) => {
      patient.extension = [{ url: String(PATIENT.extension?.[0]?.url), valueAddress: { city: 'Elsewhere' } }];
    },
  ],
  [
    'the characters of a name',
    'Patient.name[0].given[1]',
    ({ patient }) => {
      patient.name = [{ use: 'official', family: 'XXTESTPATIENT-00001', given: ['Alder', 'ZoÃ«'] }];
    },
  ],
  ['one of several telecoms', 'Patient.telecom[1]', ({ patient }) => patient.telecom?.splice(1, 1, {})],
  [
    'a moment',
    'DocumentReference.indexed',
    ({ document }) => Object.assign(document, { indexed: '2026-03-02T09:30:00Z' }),
  ],
  [
    'a second',
    'DocumentReference.indexed',
    ({ document }) => Object.assign(document, { indexed: '2026-03-02T08:30:01.790Z' }),
  ],
])('%s is missed at %s', (_, path, change) => {
  expect(lossOf(booking(), returned(change))?.path).toBe(path);
});

describe('whatever a server returns, it is compared', () => {
  const odd: unknown[] = [null, 0, '', [], [null], {}, { reference: 1 }, [[]], [{ actor: null }]];

  test.each(odd)('%j in place of each element', (value) => {
    for (const element of ['contained', 'description', 'participant', 'supportingInformation']) {
      expect(lossOf(booking(), { ...booking(), [element]: value } as Appointment)).not.toBeNull();
    }
  });

  test.each<unknown>([
    { toString: 1 },
    { id: { toString: 1 }, resourceType: 'Patient' },
    { id: '#patient', resourceType: { toString: 1 } },
    7,
  ])('%j among the contained resources', (value) => {
    const contained = booking().contained ?? [];
    for (const odd of [
      [value, ...contained],
      [...contained, value],
    ]) {
      expect(lossOf(booking(), { ...booking(), contained: odd } as unknown as Appointment)).toBeNull();
    }
  });

  test('something nested too deeply to be written', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const loss = lossOf(booking(), { ...booking(), description: deep } as unknown as Appointment);
    expect(loss).toMatchObject({
      path: 'Appointment.description',
      got: expect.stringContaining('too deeply'),
    });
  });
});
