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

test.each<[string, Resource, string[]]>([
  ['without identifier', {}, ['bdl-9 Bundle']],
  ['whose identifier has no value', { identifier: { system: 'urn:x' } }, ['bdl-9 Bundle']],
  ['whose identifier has no system', { identifier: { value: '1' } }, ['bdl-9 Bundle']],
  ['whose identifier is a text', { identifier: '1' }, ['bdl-9 Bundle']],
  ['with a whole identifier', { identifier: { system: 'urn:x', value: '1' } }, []],
])('A document %s', (_what, elements, expected) => {
  expect(broken({ resourceType: 'Bundle', type: 'document', ...elements })).toEqual(expected);
});

/** What a member of an entry is allowed in, and the invariant that says so. */
const ALLOWED_IN: [string, Json, string, string[]][] = [
  ['search', { mode: 'match' }, 'bdl-2', ['searchset']],
  ['request', { method: 'GET', url: 'Slot' }, 'bdl-3', ['batch', 'transaction', 'history']],
  ['response', { status: '200' }, 'bdl-4', ['batch-response', 'transaction-response']],
];

const BUNDLE_TYPES =
  'message transaction transaction-response batch batch-response history searchset collection'.split(' ');

describe.each(BUNDLE_TYPES)('A Bundle of the type %s', (type) => {
  test.each(ALLOWED_IN)('%s in an entry', (member, value, rule, types) => {
    const resource = { resourceType: 'Slot', id: 's' };
    const bundle = { resourceType: 'Bundle', type, entry: [{ resource, [member]: value }] };
    expect(broken(bundle)).toEqual(types.includes(type) ? [] : [`${rule} Bundle.entry[0].${member}`]);
  });

  test('a total', () => {
    const isAllowed = type === 'searchset' || type === 'history';
    expect(broken({ resourceType: 'Bundle', type, total: 0 })).toEqual(
      isAllowed ? [] : ['bdl-1 Bundle.total'],
    );
  });
});

test('Of a Bundle without type, nobody can say what its type forbids', () => {
  const entry = Object.fromEntries(ALLOWED_IN.map(([member, value]) => [member, value]));
  expect(broken({ resourceType: 'Bundle', total: 1, entry: [entry] })).toEqual([]);
});

test.each<[string, Resource, string[]]>([
  ['a request only', { request: { method: 'GET', url: 'Slot' } }, []],
  ['a response only', { response: { status: '200' } }, []],
  ['a resource only', { resource: { resourceType: 'Slot' } }, []],
  ['a link only', { link: [{ relation: 'self', url: 'urn:x' }] }, ['bdl-5 Bundle.entry[0]']],
])('An entry with %s', (_what, entry, expected) => {
  expect(broken({ resourceType: 'Bundle', entry: [entry] })).toEqual(expected);
});

test('Entries with one fullUrl hold different versions', () => {
  const entry = (resource: Json) => ({ fullUrl: 'urn:x', resource });
  const version = (versionId: Json) => entry({ resourceType: 'Slot', meta: { versionId } });
  const bundle = (...entries: Json[]) => ({ resourceType: 'Bundle', entry: entries });
  const twice = ['bdl-7 Bundle.entry[1].fullUrl'];
  expect(broken(bundle(version('1'), version('2'), entry({ resourceType: 'Slot' })))).toEqual([]);
  expect(broken(bundle(version('1'), version('1')))).toEqual(twice);
  expect(broken(bundle(entry({ resourceType: 'Slot' }), entry('Slot')))).toEqual(twice);
  expect(broken(bundle(version({}), entry({ resourceType: 'Slot', meta: 'x' })))).toEqual(twice);
});

test('A found resource without id is warned of, but neither an outcome nor one that was not found', () => {
  const warned = (bundle: Json) => validate(bundle, { layers: ['invariant'] });
  expect(warned(change(aSearchset(), 'entry[0].resource.id', ABSENT))).toMatchObject([
    { severity: 'warning', rule: 'searchset-id', path: 'Bundle.entry[0].resource.id' },
  ]);
  const bundleOf = (type: string, resource: Json) => ({
    resourceType: 'Bundle',
    type,
    entry: [{ resource }],
  });
  expect(warned(bundleOf('searchset', { resourceType: 'OperationOutcome' }))).toEqual([]);
  expect(warned(bundleOf('searchset', 'Slot'))).toEqual([]);
  expect(warned(bundleOf('collection', { resourceType: 'Slot' }))).toEqual([]);
});

test('What holds for Bundles, identifiers and references holds for nothing else that looks like them', () => {
  const foreign = { type: 'document', total: 1, reference: '#nowhere', system: 'relative' };
  expect(validate({ resourceType: 'Encounter', ...foreign }, { layers: ['invariant'] })).toEqual([]);
});

/** What is wrong with the value of an extension, by the keys of the invariants. */
function brokenIn(member: string, value: Json): string[] {
  const resource = { resourceType: 'Patient', extension: [{ url: 'urn:x', [member]: value }] };
  return broken(resource).map((each) => each.replace(/ .*/, ''));
}

test.each<[string, Json, string[]]>([
  ['valueAttachment', { data: 'AAAA', contentType: 'text/plain' }, []],
  ['valueAttachment', { title: 'T' }, []],
  ['valueContactPoint', { value: '1' }, ['cpt-2']],
  ['valueContactPoint', { value: '1', system: 'phone' }, []],
  ['valueContactPoint', { use: 'home' }, []],
  ['valueQuantity', { code: 'a', system: 'urn:x' }, []],
  ['valueQuantity', { value: 1 }, []],
  ['valuePeriod', { start: '2031', end: '2030' }, ['per-1']],
  ['valuePeriod', { start: '2031', end: '2031' }, []],
  ['valuePeriod', { start: '2031' }, []],
  ['valuePeriod', { end: '2031' }, []],
  ['valueRange', { low: { value: 2 }, high: { value: 2 } }, []],
  ['valueRange', { low: { value: 3, unit: 'a' }, high: { value: 2, unit: 'a' } }, ['rng-2']],
  ['valueRange', { low: { value: 3, unit: 'a' }, high: { value: 2, unit: 'b' } }, []],
  [
    'valueRange',
    { low: { value: 3, code: 'a', system: 'u' }, high: { value: 2, code: 'b', system: 'u' } },
    [],
  ],
  ['valueRange', { low: { value: '3' }, high: { value: 2 } }, []],
  ['valueRange', { low: { value: 3 }, high: { value: '2' } }, []],
  ['valueRange', { low: { value: 3 } }, []],
  ['valueRange', { high: { value: 3 } }, []],
  ['valueRange', { high: { value: 3, comparator: '<' } }, ['sqty-1']],
  ['valueRatio', { numerator: { value: 1 }, denominator: { value: 2 } }, []],
  ['valueRatio', { denominator: { value: 1 } }, ['rat-1']],
  ['valueRatio', { id: 'r' }, ['rat-1']],
  ['valueRatio', { extension: [{ url: 'urn:x', valueCode: 'c' }] }, []],
  ['valueSampledData', { origin: { value: 1 } }, []],
  ['valueSampledData', { origin: { value: 1, comparator: '<' } }, ['sqty-1']],
  ['valueSampledData', { data: 'E' }, []],
])('%s %j', (member, value, expected) => {
  expect(brokenIn(member, value)).toEqual(expected);
});

test.each<[Json, string[]]>([
  [{ duration: 3, durationUnit: 'h' }, []],
  [{ durationUnit: 'h' }, []],
  [{ period: 1 }, ['tim-2']],
  [{ period: 1, periodUnit: 'd' }, []],
  [{ duration: 0, durationUnit: 'h', period: 0, periodUnit: 'd' }, []],
  [{ duration: -0.1, durationUnit: 'h' }, ['tim-4']],
  [{ duration: '-1', durationUnit: 'h', period: '-1', periodUnit: 'd' }, []],
  [{ periodMax: 2 }, ['tim-6']],
  [{ periodMax: 2, period: 1, periodUnit: 'd' }, []],
  [{ durationMax: 2 }, ['tim-7']],
  [{ durationMax: 2, duration: 1, durationUnit: 'h' }, []],
  [{ countMax: 2 }, ['tim-8']],
  [{ countMax: 2, count: 1 }, []],
  [{ offset: 3 }, ['tim-9']],
  [{ offset: 3, when: ['AC', 'HS'] }, []],
  [{ offset: 3, when: ['AC', 'C'] }, ['tim-9']],
  [{ offset: 3, when: ['CM'] }, ['tim-9']],
  [{ offset: 3, when: ['CD'] }, ['tim-9']],
  [{ offset: 3, when: ['CV'] }, ['tim-9']],
  [{ offset: 3, when: [{}] }, []],
  [{ when: ['C'] }, []],
  [{ timeOfDay: ['08:00:00'] }, []],
])('Timing.repeat %j', (repeat, expected) => {
  expect(brokenIn('valueTiming', { repeat })).toEqual(expected);
});

test.each<[string, Resource, boolean]>([
  ['a value', { valueString: 'a' }, true],
  ['a value of extensions only', { _valueString: { extension: [{ url: 'u', valueCode: 'c' }] } }, true],
  ['extensions', { extension: [{ url: 'u', valueCode: 'c' }] }, true],
  ['both', { valueString: 'a', extension: [{ url: 'u', valueCode: 'c' }] }, false],
  ['neither', { id: 'e' }, false],
  ['null for a value', { valueString: null }, false],
  ['no extensions in an array', { extension: [] }, false],
  ['null for extensions', { extension: null, valueString: 'a' }, true],
  ['what only looks like a value', { value: 'a', values: 'b', myvalueString: 'c' }, false],
])('An extension with %s', (_what, elements, isKept) => {
  const patient = { resourceType: 'Patient', extension: [{ url: 'urn:x', ...elements }] };
  expect(broken(patient)).toEqual(isKept ? [] : ['ext-1 Patient.extension[0]']);
});

test.each<[Resource, string[]]>([
  [{ status: 'booked', start: 's', end: 'e' }, []],
  [{ status: 'booked' }, ['app-3']],
  [{ status: 'proposed' }, []],
  [{ status: 'cancelled' }, []],
  [{ status: ['proposed'] }, ['app-3']],
  [{ status: 'booked', start: 's' }, ['app-2', 'app-3']],
  [{ status: 'booked', end: 'e' }, ['app-2', 'app-3']],
  [{ status: 'proposed', end: 'e' }, ['app-2']],
  [{ status: 'booked', start: 's', _end: { id: 'e' } }, []],
  [{ status: 'proposed', participant: [{ type: [{ text: 't' }] }, { actor: { display: 'a' } }] }, []],
  [{ status: 'proposed', participant: [{ status: 'accepted', type: [] }] }, ['app-1']],
])('Appointment %j', (elements, expected) => {
  const rules = broken({ resourceType: 'Appointment', ...elements }).map((each) => each.replace(/ .*/, ''));
  expect(rules).toEqual(expected);
});

test.each<[Resource, string[]]>([
  [{ software: { name: 'S' }, rest: [{}] }, []],
  [{ description: 'D', messaging: [{}] }, []],
  [{ implementation: { description: 'I' }, document: [{}] }, []],
  [{ id: 'c' }, ['cpb-1', 'cpb-2']],
  [{ kind: 'capability', description: 'D', messaging: [{ endpoint: [{}] }] }, ['cpb-3']],
  [{ kind: 'capability', description: 'D', messaging: [{ reliableCache: 1 }, 'x'] }, []],
  [{ kind: 'instance', description: 'D', messaging: [{ endpoint: [{}] }] }, []],
  [{ kind: 'capability', implementation: { description: 'I' }, rest: [{}] }, ['cpb-15']],
  [{ kind: 'capability', software: { name: 'S' }, rest: [{}] }, []],
  [{ kind: 'instance', implementation: { description: 'I' }, rest: [{}] }, []],
  [{ kind: 'requirements', description: 'D', rest: [{}] }, []],
  [{ kind: 'requirements', implementation: { description: 'I' }, rest: [{}] }, ['cpb-14']],
  [{ kind: 'requirements', software: { name: 'S' }, rest: [{}] }, ['cpb-14']],
  [
    { description: 'D', rest: [{ mode: 'client' }, { mode: 'server' }, {}, {}, { mode: 1 }, { mode: 1 }] },
    [],
  ],
  [
    {
      description: 'D',
      document: ['producer', 'consumer'].map((mode) => ({ mode, profile: { reference: 'a' } })),
    },
    [],
  ],
  [
    {
      description: 'D',
      document: ['a', 'b'].map((reference) => ({ mode: 'producer', profile: { reference } })),
    },
    [],
  ],
  [{ description: 'D', document: [{ profile: { reference: 'a' } }, { profile: { reference: 'a' } }] }, []],
  [{ description: 'D', document: [{ mode: 'producer' }, { mode: 'producer' }] }, []],
  [
    {
      description: 'D',
      document: [
        { mode: 'producer', profile: 'a' },
        { mode: 'producer', profile: 'a' },
      ],
    },
    [],
  ],
])('CapabilityStatement %j', (elements, expected) => {
  const rules = broken({ resourceType: 'CapabilityStatement', ...elements }).map((each) =>
    each.replace(/ .*/, ''),
  );
  expect(rules).toEqual(expected);
});

test.each<[string, Resource, string[]]>([
  ['Organization', { identifier: [{ value: '1' }] }, []],
  ['Organization', { name: 'N', address: [{ use: 'work' }, 'x', { use: 'home' }] }, ['org-2']],
  ['Organization', { name: 'N', telecom: [{ use: 'work' }, 'x', { use: 'home' }] }, ['org-3']],
  ['Organization', { name: 'N', telecom: [{ use: 'work' }, 'x'] }, []],
  [
    'Patient',
    { contact: [{ name: { text: 'N' } }, { telecom: [{}] }, { address: {} }, { organization: {} }] },
    [],
  ],
  ['TestReport', { setup: { action: [{ operation: {} }, { assert: {} }] } }, []],
  ['TestReport', { setup: { action: [{ operation: {}, assert: {} }, {}] } }, ['inv-1', 'inv-1']],
  ['TestReport', { test: [{ action: [{ operation: {} }, { assert: {} }] }] }, []],
  ['TestReport', { test: [{ action: [{ operation: {}, assert: {} }, {}] }] }, ['inv-2', 'inv-2']],
])('%s %j', (resourceType, elements, expected) => {
  expect(broken({ resourceType, ...elements }).map((each) => each.replace(/ .*/, ''))).toEqual(expected);
});

test.each<[string, Resource[], Json, string[]]>([
  ['that is referred to', [{ resourceType: 'Slot', id: 'a' }], [{ reference: '#a' }], []],
  [
    'that nothing refers to',
    [{ resourceType: 'Slot', id: 'b' }],
    [{ display: 'a' }],
    ['dom-3 Patient.contained[0]'],
  ],
  [
    'without id',
    [{ resourceType: 'Slot' }],
    [{ reference: '#undefined' }],
    ['dom-3 Patient.contained[0]', 'ref-1 Patient.link[0].other'],
  ],
  [
    'with what only a resource by itself has',
    [{ resourceType: 'Slot', id: 'a', text: {}, contained: [], meta: { versionId: '1', lastUpdated: 'x' } }],
    [{ reference: '#a' }],
    ['text', 'contained', 'meta.versionId', 'meta.lastUpdated'].map(
      (name, index) => `dom-${[1, 2, 4, 4][index]} Patient.contained[0].${name}`,
    ),
  ],
  [
    'with a profile',
    [{ resourceType: 'Slot', id: 'a', meta: { profile: ['urn:x'] } }],
    [{ reference: '#a' }],
    [],
  ],
  [
    'with a meta that is none',
    [{ resourceType: 'Slot', id: 'a', meta: 'versionId' }],
    [{ reference: '#a' }],
    [],
  ],
])('A contained resource %s', (_what, contained, references, expected) => {
  const link = (references as Json[]).map((other) => ({ other, type: 'seealso' }));
  expect(broken({ resourceType: 'Patient', contained, link })).toEqual(expected);
});

test('A reference to what is contained may go over several lines, and one without text is none', () => {
  const link = ['#\nx', '', 'Patient/#1', 5].map((reference) => ({ other: { reference }, type: 'seealso' }));
  expect(broken({ resourceType: 'Patient', link })).toEqual(['ref-1 Patient.link[0].other']);
});

test.each<[Json, boolean]>([
  ['https://example.org', false],
  ['urn:oid:1.2', false],
  ['A+.-1:', false],
  ['example.org', true],
  ['1a:b', true],
  ['/urn:x', true],
  [' urn:x', true],
  [5, false],
])('The system %j of an identifier is warned of: %p', (system, isWarned) => {
  const issues = validate({ resourceType: 'Patient', identifier: [{ system }] }, { layers: ['invariant'] });
  expect(issues.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`)).toEqual(
    isWarned ? ['warning identifier-system Patient.identifier[0].system'] : [],
  );
});

test.each<[Json, boolean]>([
  ['Patient/1', false],
  ['Patient/1/_history/2', false],
  ['https://example.org/fhir/Patient/1', false],
  ['http://example.org/anything', false],
  ['urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341', false],
  ['urn:oid:1.2', false],
  ['#a', false],
  [`Patient/${'a'.repeat(64)}`, false],
  [`Patient/1/_history/${'a'.repeat(64)}`, false],
  [`Patient/${'a'.repeat(65)}`, true],
  [`Patient/1/_history/${'a'.repeat(65)}`, true],
  ['Patient/1/_history/', true],
  ['Patient', true],
  ['patient/1', true],
  ['Patient/a_b', true],
  ['Patient/1?x=1', true],
  ['x Patient/1', true],
  ['urn:isbn:1', true],
  ['https://', true],
  ['https://example.org/a b', true],
  ['x#a', true],
  ['', true],
  [5, false],
])('The form of the reference %j is warned of: %p', (reference, isWarned) => {
  const contained = [{ resourceType: 'Slot', id: 'a' }];
  const patient = {
    resourceType: 'Patient',
    contained,
    link: [{ other: { reference } }, { other: { reference: '#a' } }],
  };
  const issues = validate(patient, { layers: ['invariant'] });
  expect(issues.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`)).toEqual(
    isWarned ? ['warning reference-form Patient.link[0].other.reference'] : [],
  );
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
