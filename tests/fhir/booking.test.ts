import { type BookingUse, validate } from '../../lib/fhir';
import { SYSTEMS } from '../../lib/fhir/systems';
import { ABSENT, aBookedAppointment, anAppointment, change, type Json, type Resource } from './samples';

/** The tables of the booking pages, by themselves: all that they have to say, whatever its severity. */

function told(resource: Json, as: BookingUse): string[] {
  return validate(resource, { as, layers: ['booking'] }).map(
    ({ severity, rule, path }) => `${severity} ${rule.replace('booking:', '')} ${path}`,
  );
}

const aCancelledAppointment = () => change(aBookedAppointment(), 'status', 'cancelled');
const UUID = '1b671a64-40d5-491e-99b0-da01ff1f3341';

test('A good booking, its answer and its cancellation: nothing to say', () => {
  expect(told(anAppointment(), 'request')).toEqual([]);
  expect(told(aBookedAppointment(), 'response')).toEqual([]);
  expect(told(aCancelledAppointment(), 'cancel')).toEqual([]);
});

describe('A request', () => {
  const DOCUMENT = 'Appointment.contained[0]';
  const PATIENT = 'Appointment.contained[1]';
  const SLOT = 'Appointment.contained[2]';

  test.each<[path: string, value: Json | typeof ABSENT, ...expected: string[]]>([
    ['id', 'a', 'warning id Appointment.id'],
    ['meta', 'a', 'information profile Appointment.meta.profile'],
    ['meta.profile', 'urn:other', 'information profile Appointment.meta.profile'],
    ['meta.profile', ['urn:other', ...profilesOf(anAppointment())]],
    ['meta.profile', profilesOf(anAppointment())[0] ?? null],
    ['status', ['booked'], 'error status Appointment.status'],
    ['status', 'cancelled', 'error status Appointment.status'],
    ['status', 'entered-in-error', 'error status Appointment.status'],
    ['start', ABSENT, 'error start Appointment.start'],
    ['end', ABSENT, 'error end Appointment.end'],
    ['end', '2031-05-06T08:20:00Z'],
    ['end', '2031-05-06T08:19:59.999Z', 'warning end-after-start Appointment.end'],
    ['end', '2031-05-06T09:20:00+01:00'],
    ['end', '2030'],
    ['start', '2032'],
    ['description', ABSENT, 'error description Appointment.description'],
    ['slot', ABSENT, 'error slot Appointment.slot'],
    ['slot', [], 'error slot Appointment.slot'],
    ['slot', { reference: '#slot' }],
    ['slot', [{}, {}], 'error slot Appointment.slot'],
    ['incomingReferral', [{}]],
    ['incomingReferral', [{}, {}], 'error incoming-referral Appointment.incomingReferral'],
    ['supportingInformation', ABSENT, 'information document Appointment.supportingInformation'],
    ['participant', ABSENT],
    ['participant', [], 'error participant Appointment.participant'],
    ['participant', [{ actor: 'patient' }, 'x', {}], 'error participant Appointment.participant'],
    ['participant[0].actor.reference', 'Patient/1', 'error participant Appointment.participant'],
    ['participant[1]', { actor: { reference: 'Practitioner/1' } }],
    ['contained[1].id', ABSENT, 'error participant Appointment.participant'],
    ['contained[3]', { ...containedOf(anAppointment())[1], id: 'another' }],
    ['contained[1]', 'Patient', 'error contained-patient Appointment.contained'],
    ['contained[2]', {}, 'error contained-slot Appointment.contained'],
    [
      'contained',
      ABSENT,
      'error contained-patient Appointment.contained',
      'error contained-slot Appointment.contained',
    ],
    // The document
    ['contained[0].status', ABSENT, `error document.status ${DOCUMENT}.status`],
    ['contained[0].identifier', ABSENT, `error document.identifier ${DOCUMENT}.identifier`],
    ['contained[0].identifier', ['x'], `error document.identifier ${DOCUMENT}.identifier`],
    [
      'contained[0].identifier',
      ['x', { value: UUID }],
      `error document.identifier-system ${DOCUMENT}.identifier[1].system`,
    ],
    [
      'contained[0].identifier',
      [
        { system: 'urn:x', value: 'x' },
        { system: SYSTEMS.uuid, value: UUID },
      ],
    ],
    ['contained[0].identifier', [{ system: SYSTEMS.uuid }]],
    [
      'contained[0].identifier',
      [
        { system: SYSTEMS.uuid, value: `urn:uuid:${UUID.toUpperCase()}` },
        { system: SYSTEMS.uuid, value: `${UUID}0` },
        { system: SYSTEMS.uuid, value: `0${UUID}` },
        { system: SYSTEMS.uuid, value: UUID.replace('-', '') },
        { system: SYSTEMS.uuid, value: UUID.replace('1', 'g') },
        { system: SYSTEMS.uuid, value: 5 },
      ],
      ...[1, 2, 3, 4, 5].map((n) => `error document.identifier-value ${DOCUMENT}.identifier[${n}].value`),
    ],
    ['contained[0].type', ABSENT],
    ['contained[0].type', { text: 'Letter' }, `error document.type ${DOCUMENT}.type.coding`],
    [
      'contained[0].type.coding',
      [{ system: 'urn:x' }],
      `error document.type ${DOCUMENT}.type.coding[0].system`,
    ],
    ['contained[0].type.coding[1]', { system: 'urn:x' }],
    ['contained[0].content', ABSENT],
    ['contained[0].content', [{ attachment: 'x' }, 'x']],
    [
      'contained[0].content[1]',
      { attachment: {} },
      `error document.content-type ${DOCUMENT}.content[1].attachment.contentType`,
      `error document.language ${DOCUMENT}.content[1].attachment.language`,
    ],
    ['contained[0].content[0].attachment.contentType', 5],
    ['contained[0].content[0].attachment.contentType', 'text/plain; charset=utf-8'],
    ['contained[0].content[0].attachment.language', 5],
    ['contained[0].content[0].attachment.language', 'EN'],
    ['contained[0].content[0].attachment.language', 'en-GB-oed'],
    ...['eng', 'en-', 'en-G B', 'xen', 'en GB'].map((language): [string, Json, string] => [
      'contained[0].content[0].attachment.language',
      language,
      `error document.language ${DOCUMENT}.content[0].attachment.language`,
    ]),
    // The Patient
    ...['name', 'gender', 'birthDate', 'address'].map((name): [string, typeof ABSENT, string] => [
      `contained[1].${name}`,
      ABSENT,
      `error patient.${name} ${PATIENT}.${name}`,
    ]),
    ['contained[1].address[1]', {}, `warning patient.address ${PATIENT}.address`],
    ['contained[1].name[1]', {}, `warning patient.name ${PATIENT}.name`],
    ['contained[1].contact', ABSENT, `information patient.contact ${PATIENT}.contact`],
    ['contained[1].telecom', ABSENT],
    ['contained[1].identifier', ABSENT],
    ['contained[1].identifier', [{ system: 'urn:x' }], `error patient.identifier ${PATIENT}.identifier`],
    ['contained[1].identifier[1]', {}, `warning patient.identifier ${PATIENT}.identifier`],
    ['contained[1].identifier[0].value', 5],
    ['contained[1].identifier[0].use', ABSENT],
    ['contained[1].identifier[0].use', 'usual', `error patient.nhs-number-use ${PATIENT}.identifier[0].use`],
    // The Slot
    ['contained[2].status', 'free'],
    ['contained[2].status', 'busy'],
    ['contained[2].status', ABSENT, `error slot.status ${SLOT}.status`],
    ['contained[2].identifier', ABSENT],
    ['contained[2].identifier', [{ value: UUID }], `warning slot.identifier ${SLOT}.identifier[0].system`],
    [
      'contained[2].identifier',
      [{ system: SYSTEMS.uuid }],
      `warning slot.identifier ${SLOT}.identifier[0].value`,
    ],
    ['contained[2].identifier', [{ system: SYSTEMS.uuid, value: UUID }]],
  ])('%s = %p', (path, value, ...expected) => {
    expect(told(change(anAppointment(), path, value), 'request')).toEqual(expected);
  });

  test('a Patient without telecom needs no contact', () => {
    const appointment = change(anAppointment(), 'contained[1].telecom', ABSENT);
    expect(told(change(appointment, 'contained[1].contact', ABSENT), 'request')).toEqual([]);
  });

  test('a Patient without id is nobody who takes part', () => {
    const appointment = change(anAppointment(), 'contained[1].id', ABSENT);
    const expected = ['error participant Appointment.participant'];
    expect(told(change(appointment, 'participant[0].actor.reference', '#undefined'), 'request')).toEqual(
      expected,
    );
  });

  test.each(['participant', 'contained', 'slot', 'incomingReferral'])('null among those of %s', (name) => {
    const appointment = anAppointment();
    const items = appointment[name] ?? [];
    expect(told(change(appointment, name, [null, ...(items as Json[])].slice(0, 4)), 'request')).toEqual(
      name === 'slot' ? ['error slot Appointment.slot'] : [],
    );
  });

  test('elements of which only the extensions are there are there', () => {
    const appointment = change(anAppointment(), 'contained[1].birthDate', ABSENT);
    expect(told(change(appointment, 'contained[1]._birthDate', { id: 'b' }), 'request')).toEqual([]);
  });
});

describe('What comes back, and is sent back', () => {
  const MISSING = {
    response: ['error id Appointment.id', 'error version Appointment.meta.versionId'],
    cancel: ['error id Appointment.id', 'warning version Appointment.meta.versionId'],
  };

  test.each(['response', 'cancel'] as const)('%s: id and version are those that the provider gave', (use) => {
    const status = use === 'cancel' ? 'cancelled' : 'booked';
    const appointment = change(change(anAppointment(), 'status', status), 'created', ABSENT);
    const created = 'warning created Appointment.created';
    expect(told(appointment, use)).toEqual([...MISSING[use], created]);
    const noMeta = change(change(appointment, 'created', '2031'), 'meta', 'x');
    expect(told(noMeta, use)).toEqual([...MISSING[use], 'information profile Appointment.meta.profile']);
  });

  test.each<[string, BookingUse, boolean]>([
    ['booked', 'response', true],
    ['cancelled', 'response', true],
    ['entered-in-error', 'response', true],
    ['pending', 'response', false],
    ['booked', 'cancel', false],
    ['entered-in-error', 'cancel', false],
  ])('the status %s in a %s: %p', (status, use, isAllowed) => {
    const expected = isAllowed ? [] : ['error status Appointment.status'];
    expect(told(change(aBookedAppointment(), 'status', status), use)).toEqual(expected);
  });

  test.each(['response', 'cancel'] as const)(
    '%s: may do without contained resources, with a warning',
    (use) => {
      const appointment = use === 'cancel' ? aCancelledAppointment() : aBookedAppointment();
      expect(told(change(appointment, 'contained', ABSENT), use)).toEqual([
        'warning contained-patient Appointment.contained',
        'warning contained-slot Appointment.contained',
      ]);
    },
  );

  test('a Patient has an identifier, of whatever system', () => {
    const withIdentifier = (value: Json | typeof ABSENT) =>
      told(change(aBookedAppointment(), 'contained[1].identifier', value), 'response');
    expect(withIdentifier(ABSENT)).toEqual([
      'warning patient.identifier Appointment.contained[1].identifier',
    ]);
    expect(withIdentifier([{ system: 'urn:x' }, {}])).toEqual([]);
  });
});

test('What is no Appointment is told of by its type, and what is no object by the base layer', () => {
  expect(told({ resourceType: 'Slot' }, 'request')).toEqual(['error resource-type resourceType']);
  expect(told(['Appointment'], 'request')).toEqual([]);
});

test.each<[string, Json | typeof ABSENT, string]>([
  ['status', 'pending', 'Expected booked, found "pending".'],
  ['slot', [{}, {}], 'One Slot is booked, not 2.'],
  ['contained', ABSENT, 'Contains the Patient.'],
  ['contained[1].identifier[0].use', 'old', 'The use of an NHS number is official, not "old".'],
])('The message on %s = %p', (path, value, message) => {
  const [issue] = validate(change(anAppointment(), path, value), { as: 'request', layers: ['booking'] });
  expect(issue?.message).toBe(message);
});

function profilesOf({ meta }: Resource): Json[] {
  return (meta as { profile: Json[] }).profile;
}

function containedOf({ contained }: Resource): Resource[] {
  return contained as Resource[];
}
