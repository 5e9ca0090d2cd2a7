import type { Appointment } from 'fhir/r3';
import {
  containedIn,
  expectThisBooking,
  FHIR_ID,
  identifiersOf,
  otherBooking,
  otherContent,
} from '../../suites/vocabulary/created';
import {
  aBooking,
  ended,
  judged,
  type MadeUp,
  PASSES,
  type Parts,
  recorded,
  sentAppointment,
  storedAppointment,
} from './made-up';

/** How `expectThisBooking` judges this answer to the booking that was sent. */
async function judgedAnswer(madeUp: MadeUp) {
  const booked = await recorded(aBooking({ status: 201, ...madeUp }, sentAppointment()));
  return judged(() => expectThisBooking(booked));
}

describe('the Appointment in the answer is the one that was made', () => {
  test('when it comes back as it was sent, and it is given', async () => {
    const stored = storedAppointment();
    const booked = await recorded(aBooking({ status: 201, body: stored }, sentAppointment()));
    expect(expectThisBooking(booked)).toEqual(stored);
  });

  test.each<[string, (parts: Parts) => void]>([
    [
      'its times are told in another zone',
      ({ appointment }) => {
        appointment.start = '2099-01-01T10:00:00.000+01:00';
      },
    ],
    ['it shows neither patient nor slot', ({ appointment }) => delete appointment.contained],
    ['its contained resources come in another order', ({ appointment }) => appointment.contained?.reverse()],
    [
      'the server holds another name for the NHS number',
      ({ patient }) => {
        Object.assign(patient, { name: [{ family: 'OTHER' }], birthDate: '1971-01-31' });
      },
    ],
    [
      'the slot has an identifier of the server beside',
      ({ slot }) => {
        slot.identifier?.unshift({ value: 'of the server' });
      },
    ],
    [
      'another slot is shown beside',
      ({ appointment, slot }) => {
        const other = { ...slot, identifier: [{ value: 'other' }], start: '2099-01-01T09:10:00Z' };
        appointment.contained?.unshift(other);
      },
    ],
    ['the slot has no identifier', ({ slot }) => delete slot.identifier],
    [
      'the NHS number stands beside one of the hospital',
      ({ patient }) => {
        patient.identifier?.unshift({ system: 'urn:hospital', value: '1' });
      },
    ],
    [
      'a name without a family name is shown',
      ({ patient }) => {
        Object.assign(patient, { identifier: [], name: [{ text: 'Alder' }] });
      },
    ],
    [
      'another name stands beside the one that was sent',
      ({ patient }) => {
        delete patient.identifier;
        patient.name?.unshift({ use: 'nickname', family: 'OTHER' });
      },
    ],
    [
      'the references lead elsewhere',
      ({ appointment }) => {
        appointment.slot = [{ reference: 'https://server.example/Slot/9' }];
      },
    ],
  ])('when %s', async (_, change) => {
    expect(await judgedAnswer({ body: storedAppointment(change) })).toEqual(PASSES);
  });

  test('when it comes in XML', async () => {
    const body = `<Appointment xmlns="http://hl7.org/fhir"><id value="a1"/><status value="booked"/>
      <start value="2099-01-01T09:00:00+00:00"/><end value="2099-01-01T09:10:00Z"/></Appointment>`;
    expect(await judgedAnswer({ body })).toEqual(PASSES);
  });
});

test.each<[name: string, wanted: string, got: string, change: (parts: Parts) => void]>([
  [
    'start',
    '2099-01-01T09:00:00.000Z',
    '2099-01-01T08:00:00.000Z',
    ({ appointment }) => {
      appointment.start = '2099-01-01T09:00:00+01:00';
    },
  ],
  [
    'end',
    '2099-01-01T09:10:00.000Z',
    '2099-01-01T09:10:00.001Z',
    ({ appointment }) => {
      appointment.end = '2099-01-01T09:10:00.001Z';
    },
  ],
  [
    'identifier of the slot',
    'slot-1',
    'SLOT-1 or 2',
    ({ slot }) => {
      slot.identifier = [{ value: 'SLOT-1' }, { value: '2' }];
    },
  ],
  [
    'start of the slot',
    '2099-01-01T09:00:00.000Z',
    '2099-01-01T09:01:00.000Z',
    ({ slot }) => {
      slot.start = '2099-01-01T09:01:00Z';
    },
  ],
  [
    'NHS number of the patient',
    '9990000018',
    '9990000026',
    ({ patient }) => {
      patient.identifier = [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }];
    },
  ],
  [
    'family name of the patient',
    'XXTESTPATIENT-00001',
    'XXTESTPATIENT-00002',
    ({ patient }) => {
      Object.assign(patient, { identifier: [], name: [{ family: 'XXTESTPATIENT-00002' }] });
    },
  ],
  [
    'birth date of the patient',
    '1970-01-31',
    '1970-01-30',
    ({ patient }) => {
      Object.assign(patient, { birthDate: '1970-01-30', identifier: [{ value: '9990000026' }] });
    },
  ],
])('another %s is another booking', async (name, wanted, got, change) => {
  const body = storedAppointment(change);
  expect(await judgedAnswer({ body })).toEqual({
    outcome: 'broken',
    message: `returns another booking than the one that was made: ${name} differs`,
    expected: `${name}: ${wanted}`,
    actual: `${name}: ${got}`,
  });
  expect(otherContent(sentAppointment(), body)).toEqual([name, wanted, got]);
});

test('of several identifiers that were sent, one that comes back is enough', () => {
  const sent = storedAppointment(({ slot }) => slot.identifier?.push({ value: 'of the booking system' }));
  expect(otherBooking(sent, storedAppointment())).toBeNull();
});

test('where no NHS number was sent, one that the server found says nothing, and demographics count', () => {
  const sent = storedAppointment(({ patient }) => delete patient.identifier);
  expect(otherBooking(sent, storedAppointment())).toBeNull();
  const other = storedAppointment(({ patient }) => Object.assign(patient, { birthDate: '1970-01-30' }));
  expect(otherBooking(sent, other)).toEqual(['birth date of the patient', '1970-01-31', '1970-01-30']);
});

test('what the first of two answers does not show is not compared', () => {
  const bare = storedAppointment(({ appointment }) => delete appointment.contained);
  expect(otherContent(bare, storedAppointment())).toBeNull();
});

test('demographics count between two answers of one server, where the NHS number is the same', () => {
  const now = storedAppointment(({ patient }) => {
    patient.birthDate = '1970-01-30';
  });
  expect(otherContent(storedAppointment(), now)).toEqual([
    'birth date of the patient',
    '1970-01-31',
    '1970-01-30',
  ]);
  expect(otherBooking(storedAppointment(), now)).toBeNull();
  expect(otherContent(storedAppointment(), storedAppointment())).toBeNull();
});

describe('an answer without the Appointment', () => {
  test.each<[string, MadeUp, string, object]>([
    ['an empty body', {}, 'returns no body', { actual: 'an empty body' }],
    ['a page', { body: '<html/>' }, 'returns something else', { actual: 'status 201: <html/>' }],
    ['null', { body: 'null' }, 'returns something else', { actual: 'status 201: null' }],
    [
      'an OperationOutcome',
      { body: { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'Booked' }] } },
      'returns something else than the created Appointment',
      { actual: 'status 201: Booked' },
    ],
    ['another type', { body: { ...storedAppointment(), resourceType: 'appointment' } }, 'something else', {}],
  ])('%s', async (_, madeUp, message, more) => {
    const comparison = { expected: 'the created Appointment', actual: expect.any(String), ...more };
    expect(await judgedAnswer(madeUp)).toEqual(ended('broken', message, comparison));
  });

  test.each<[string, (parts: Parts) => void]>([
    ['no start', ({ appointment }) => delete appointment.start],
    ['no end', ({ appointment }) => delete appointment.end],
    [
      'a start without a zone',
      ({ appointment }) => Object.assign(appointment, { start: '2099-01-01T09:00:00' }),
    ],
    ['an end that is a day', ({ appointment }) => Object.assign(appointment, { end: '2099-01-01' })],
  ])('%s', async (_, change) => {
    expect(await judgedAnswer({ body: storedAppointment(change) })).toEqual({
      outcome: 'broken',
      message: 'returns an Appointment without its times',
      expected: 'start and end',
      actual: expect.stringContaining('status 201: {"resourceType":"Appointment"'),
    });
  });
});

describe('of what cannot be compared, nobody is accused, and nothing crashes', () => {
  test.each<unknown>([null, 0, [], [null], [7], {}, [{}], [{ value: 1 }], { toString: 1 }])('%j', (odd) => {
    const inEveryPlace = [
      storedAppointment(({ appointment }) => Object.assign(appointment, { contained: odd })),
      storedAppointment(({ patient }) =>
        Object.assign(patient, { identifier: odd, name: odd, birthDate: odd }),
      ),
      storedAppointment(({ slot }) => Object.assign(slot, { identifier: odd, start: odd })),
    ];
    for (const got of inEveryPlace) expect(otherBooking(sentAppointment(), got)).toBeNull();
  });
});

test('the first contained resource of a type is found, whatever stands around it', () => {
  const contained = [
    null,
    'Slot',
    { resourceType: 'slot' },
    { resourceType: 'Slot', id: 's' },
    { resourceType: 'Slot' },
  ];
  const appointment = { ...sentAppointment(), contained } as unknown as Appointment;
  expect(containedIn(appointment, 'Slot')).toEqual({ resourceType: 'Slot', id: 's' });
  expect(containedIn(appointment, 'Patient')).toBeUndefined();
  expect(containedIn({ ...appointment, contained: {} } as unknown as Appointment, 'Slot')).toBeUndefined();
});

test('identifiers are objects in a list; anything else is none', () => {
  const identifier = [null, 'x', { value: '1' }, 3];
  expect(identifiersOf({ identifier } as never)).toEqual([{ value: '1' }]);
  expect(identifiersOf({ identifier: { value: '1' } } as never)).toEqual([]);
  expect(identifiersOf(undefined)).toEqual([]);
});

test.each([
  ['a', true],
  ['A-Z.0-9', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['a_b', false],
  ['a b', false],
  ['a\n', false],
])('%j is a FHIR id: %j', (id, expected) => expect(FHIR_ID.test(id)).toBe(expected));
