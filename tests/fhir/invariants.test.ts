import { validate } from '../../lib/fhir';
import {
  ABSENT,
  aCapabilityStatement,
  anAppointment,
  aSearchset,
  change,
  type Json,
  type Resource,
} from './samples';

/** The invariants that are broken, each with its path. */
function broken(resource: Json): string[] {
  return validate(resource, { layers: ['invariant'] })
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, path }) => `${rule} ${path}`);
}

test.each<[string, string, Json, string]>([
  ['data without a media type', 'photo', [{ data: 'AAAA' }], 'att-1 Patient.photo[0]'],
  ['a contact of nothing', 'contact', [{ gender: 'male' }], 'pat-1 Patient.contact[0]'],
  [
    'a unit code without system',
    'extension',
    [{ url: 'urn:x', valueAge: { value: 3, code: 'a' } }],
    'qty-3 Patient.extension[0].valueAge',
  ],
  [
    'a range upside down',
    'extension',
    [{ url: 'urn:x', valueRange: { low: { value: 3 }, high: { value: 2 } } }],
    'rng-2 Patient.extension[0].valueRange',
  ],
  [
    'a range with a comparator',
    'extension',
    [{ url: 'urn:x', valueRange: { low: { value: 3, comparator: '<' } } }],
    'sqty-1 Patient.extension[0].valueRange',
  ],
  [
    'half a ratio',
    'extension',
    [{ url: 'urn:x', valueRatio: { numerator: { value: 1 } } }],
    'rat-1 Patient.extension[0].valueRatio',
  ],
  [
    'an event at a meal with offset',
    'extension',
    [{ url: 'urn:x', valueTiming: { repeat: { offset: 3, when: ['C'] } } }],
    'tim-9 Patient.extension[0].valueTiming.repeat',
  ],
  [
    'a duration without unit',
    'extension',
    [{ url: 'urn:x', valueTiming: { repeat: { duration: 3 } } }],
    'tim-1 Patient.extension[0].valueTiming.repeat',
  ],
  [
    'a negative period',
    'extension',
    [{ url: 'urn:x', valueTiming: { repeat: { period: -1, periodUnit: 'd' } } }],
    'tim-5 Patient.extension[0].valueTiming.repeat',
  ],
  [
    'timeOfDay and when',
    'extension',
    [{ url: 'urn:x', valueTiming: { repeat: { timeOfDay: ['08:00:00'], when: ['AC'] } } }],
    'tim-10 Patient.extension[0].valueTiming.repeat',
  ],
  [
    'an extension of a primitive',
    '_birthDate',
    { extension: [{ url: 'urn:x' }] },
    'ext-1 Patient._birthDate.extension[0]',
  ],
])('%s', (_what, name, value, expected) => {
  expect(broken({ resourceType: 'Patient', [name]: value })).toEqual([expected]);
});

test.each<[string, Resource, string[]]>([
  ['an organisation of no name', { active: true }, ['org-1 Organization']],
  ['an organisation at home', { name: 'X', address: [{ use: 'home' }] }, ['org-2 Organization']],
  ['an organisation called at home', { name: 'X', telecom: [{ use: 'home' }] }, ['org-3 Organization']],
  ['an organisation that is well', { name: 'X', address: [{ use: 'work' }] }, []],
])('%s', (_what, elements, expected) => {
  expect(broken({ resourceType: 'Organization', ...elements })).toEqual(expected);
});

test.each<[string, Json | typeof ABSENT, string[]]>([
  [
    'type',
    'collection',
    [
      'bdl-1 Bundle.total',
      'bdl-2 Bundle.entry[0].search',
      'bdl-2 Bundle.entry[1].search',
      'bdl-2 Bundle.entry[2].search',
    ],
  ],
  ['entry[0].request', { method: 'GET', url: 'Slot' }, ['bdl-3 Bundle.entry[0].request']],
  ['entry[0].response', { status: '200' }, ['bdl-4 Bundle.entry[0].response']],
  ['entry[0].resource', ABSENT, ['bdl-5 Bundle.entry[0]']],
  ['entry[1].fullUrl', 'https://provider.example/fhir/Slot/s1', ['bdl-7 Bundle.entry[1].fullUrl']],
  ['entry[0].fullUrl', 'https://provider.example/fhir/Slot/s1/_history/2', ['bdl-8 Bundle.entry[0].fullUrl']],
  [
    'entry[0].resource.contained',
    [{ resourceType: 'Location', id: 'l' }],
    ['dom-3 Bundle.entry[0].resource.contained[0]'],
  ],
])('Bundle: %s', (path, value, expected) => {
  expect(broken(change(aSearchset(), path, value))).toEqual(expected);
});

test('A document has an identifier', () => {
  expect(broken({ resourceType: 'Bundle', type: 'document' })).toEqual(['bdl-9 Bundle']);
});

test('A found resource without id is warned of', () => {
  const issues = validate(change(aSearchset(), 'entry[0].resource.id', ABSENT), { layers: ['invariant'] });
  expect(issues).toMatchObject([
    { severity: 'warning', rule: 'searchset-id', path: 'Bundle.entry[0].resource.id' },
  ]);
});

test.each<[string, Json | typeof ABSENT, string]>([
  ['rest', ABSENT, 'cpb-1 CapabilityStatement'],
  ['software', ABSENT, 'cpb-2 CapabilityStatement'],
  ['rest[1]', { mode: 'server' }, 'cpb-8 CapabilityStatement'],
  [
    'rest[0].resource[1]',
    { type: 'Slot', interaction: [{ code: 'read' }] },
    'cpb-9 CapabilityStatement.rest[0]',
  ],
  ['rest[0].resource[0].searchParam[1].name', 'start', 'cpb-12 CapabilityStatement.rest[0].resource[0]'],
  ['kind', 'requirements', 'cpb-14 CapabilityStatement'],
  [
    'document',
    ['a', 'a'].map((reference) => ({ mode: 'consumer', profile: { reference } })),
    'cpb-7 CapabilityStatement',
  ],
])('CapabilityStatement: %s', (path, value, expected) => {
  expect(broken(change(aCapabilityStatement(), path, value))).toEqual([expected]);
});

test('A reference to the container itself is warned of only: ref-1 says neither yes nor no', () => {
  const issues = validate(change(anAppointment(), 'incomingReferral', [{ reference: '#' }]));
  expect(issues).toMatchObject([{ severity: 'warning', rule: 'reference-form' }]);
});

test('Periods are compared as far as they are known', () => {
  const withPeriod = (start: string, end: string) =>
    change(anAppointment(), 'requestedPeriod', [{ start, end }]);
  expect(broken(withPeriod('2031-05', '2031-05-01'))).toEqual([]);
  expect(broken(withPeriod('2031-05-06T10:00:00+02:00', '2031-05-06T08:00:00Z'))).toEqual([]);
  expect(broken(withPeriod('2031-05-06T10:00:00+02:00', '2031-05-06T07:59:59.999Z'))).toEqual([
    'per-1 Appointment.requestedPeriod[0]',
  ]);
});
