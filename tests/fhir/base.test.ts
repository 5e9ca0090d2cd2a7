import { validate } from '../../lib/fhir';
import { nodesOf } from '../../lib/fhir/base/nodes';
import type { Json, Resource } from './samples';

/** The base layer by itself: all that it has to say, whatever its severity, in its own words where they help. */

function issuesOf(resource: Json) {
  return validate(resource, { layers: ['base'] });
}

function told(resource: Json): string[] {
  return issuesOf(resource).map(
    ({ severity, rule, path }) => `${severity} ${rule.replace('stu3:', '')} ${path}`,
  );
}

const toldOfPatient = (elements: Resource) => told({ resourceType: 'Patient', ...elements });

describe('Bounds', () => {
  /** A Patient whose innermost extension lies this many levels below it. */
  const nested = (levels: number): Json => {
    let extension: Json = { url: 'urn:x', valueBoolean: 'no' };
    for (let level = 1; level < levels; level += 1) extension = { url: 'urn:x', extension: [extension] };
    return { resourceType: 'Patient', extension: [extension] };
  };
  const pathAt = (levels: number): string => `Patient${'.extension[0]'.repeat(levels)}`;

  test('elements are looked at down to 63 levels below the resource, and not further', () => {
    expect(told(nested(63))).toEqual([`error boolean ${pathAt(63)}.valueBoolean`]);
    expect(told(nested(64))).toEqual([`error depth ${pathAt(64)}`]);
    expect(nodesOf(nested(63))).toHaveLength(64);
    expect(nodesOf(nested(64))).toHaveLength(64);
  });

  test('any number of elements may lie beside each other', () => {
    const name = Array.from({ length: 200 }, () => ({ family: 'F' }));
    expect(told({ resourceType: 'Patient', name, contact: [{ name: { text: 'C' } }] })).toEqual([]);
  });

  test('what lies beside something deep is looked at', () => {
    const patient = { ...(nested(64) as Resource), gender: 'x', foo: 1 };
    expect(told(patient)).toEqual([
      `error depth ${pathAt(64)}`,
      'error binding Patient.gender',
      'error unknown-element Patient.foo',
    ]);
  });

  test('500 issues of a layer are told, and then that there are more', () => {
    const withFaults = (count: number): Json => ({
      resourceType: 'Patient',
      ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1])),
    });
    expect(issuesOf(withFaults(500)).filter(({ severity }) => severity === 'error')).toHaveLength(500);
    expect(issuesOf(withFaults(500))).toHaveLength(500);
    for (const count of [501, 502]) {
      const issues = issuesOf(withFaults(count));
      expect(issues).toHaveLength(501);
      expect(issues.at(-1)).toMatchObject({
        severity: 'information',
        layer: 'base',
        rule: 'too-many-issues',
        path: '',
      });
    }
  });
});

const AN_EXTENSION = { extension: [{ url: 'urn:x', valueCode: 'c' }] };

describe('Choices and required elements', () => {
  test.each<[Resource, ...expected: string[]]>([
    [{ deceasedBoolean: true }],
    [{ deceasedBoolean: true, _deceasedBoolean: { id: 'a' } }],
    [{ _deceasedBoolean: { id: 'a' }, deceasedBoolean: true }],
    [{ _deceasedBoolean: AN_EXTENSION }],
    [{ deceasedBoolean: true, multipleBirthInteger: 2 }],
    [{ deceasedBoolean: true, deceasedDateTime: '2031' }, 'error choice Patient.deceased[x]'],
    [{ deceasedBoolean: true, _deceasedDateTime: AN_EXTENSION }, 'error choice Patient.deceased[x]'],
    [{ deceasedString: 'a' }, 'error unknown-element Patient.deceasedString'],
    [{ deceased: true }, 'error unknown-element Patient.deceased'],
    [{ link: [{ other: { reference: 'Patient/1' }, type: 'refer' }] }],
    [{ link: [{ other: { display: 'a' }, _type: AN_EXTENSION }] }],
    [{ link: [{ id: 'l', type: 'refer' }] }, 'error min Patient.link[0].other'],
    [{ link: [AN_EXTENSION] }, 'error min Patient.link[0].other', 'error min Patient.link[0].type'],
  ])('%j', (elements, ...expected) => {
    expect(toldOfPatient(elements)).toEqual(expected);
  });
});

describe('What stands beside values', () => {
  test.each<[Resource, ...expected: string[]]>([
    [{ given: ['A', 'B'], _given: [{ id: 'a' }, null] }],
    [{ given: ['A', null], _given: [null, AN_EXTENSION] }],
    [{ _given: [AN_EXTENSION] }],
    [{ given: ['A', null], _given: [null, { id: 'a' }] }, 'error ele-1 _given[1]'],
    [{ given: [null, 'A'], _given: [null, { id: 'a' }] }, 'error null given[0]', 'error null _given[0]'],
    [{ given: [null], _given: [5] }, 'error type _given[0]'],
    [{ given: ['A'], _given: [{ id: 'a' }, AN_EXTENSION] }, 'error padding _given'],
    [{ given: ['A', 'B'], _given: [{ id: 'a' }] }, 'error padding _given'],
    [{ _given: [{ id: 'a' }] }, 'error ele-1 _given[0]'],
    [{ _given: [] }, 'error empty _given'],
    [{ given: 'A', _given: { id: 'a' } }, 'error array given', 'error array _given'],
    [{ family: 'A', _family: { id: 'a' } }],
    [{ _family: AN_EXTENSION }],
    [{ _family: { id: 'a' } }, 'error ele-1 _family'],
    [{ family: 'A', _family: {} }, 'error ele-1 _family'],
    [{ family: 'A', _family: { id: 'a', value: 'B' } }, 'error unknown-element _family.value'],
    [{ _family: [{ id: 'a' }] }, 'error single _family'],
    [{ _family: 'a' }, 'error type _family'],
    [{ _family: null }, 'error null _family'],
    [{ family: null, _family: AN_EXTENSION }, 'error null family'],
  ])('%j', (name, ...expected) => {
    const told = toldOfPatient({ name: [{ text: 'N', ...name }] });
    expect(told.map((each) => each.replace('Patient.name[0].', ''))).toEqual(expected);
  });

  test('what has no id and no extensions has nothing beside it, which is a warning', () => {
    const patient = { extension: [{ url: 'urn:x', valueCode: 'c', _url: { id: 'a' } }] };
    expect(toldOfPatient(patient)).toEqual(['warning sibling Patient.extension[0]._url']);
    expect(toldOfPatient({ _name: [{ id: 'a' }] })).toEqual(['error unknown-element Patient._name']);
    expect(toldOfPatient({ _foo: { id: 'a' } })).toEqual(['error unknown-element Patient._foo']);
    expect(toldOfPatient({ _birthdate: { id: 'a' } })).toEqual(['error unknown-element Patient._birthdate']);
  });
});

describe('Shapes', () => {
  test.each<[Resource, ...expected: string[]]>([
    [{ active: null }, 'error null Patient.active'],
    [{ active: [true] }, 'error single Patient.active'],
    [{ active: [] }, 'error single Patient.active'],
    [{ link: [] }, 'error empty Patient.link'],
    [{ link: null }, 'error null Patient.link'],
    [{ name: { family: 'A' } }, 'error array Patient.name'],
    [{ name: { use: 'x' } }, 'error array Patient.name', 'error binding Patient.name.use'],
    [{ name: [null] }, 'error null Patient.name[0]'],
    [{ name: [[{ family: 'A' }]] }, 'error type Patient.name[0]'],
    [{ name: [{}] }, 'error ele-1 Patient.name[0]'],
    [{ name: [{ id: 'a' }] }, 'error ele-1 Patient.name[0]'],
    [{ name: [{ id: 'a', text: 'N' }] }],
    [{ maritalStatus: 'M' }, 'error type Patient.maritalStatus'],
    [{ contained: ['Slot'] }, 'error type Patient.contained[0]'],
    [
      { contained: [null, { resourceType: 'Slots' }], managingOrganization: { reference: '#a' } },
      'error null Patient.contained[0]',
      'error resource-type Patient.contained[1].resourceType',
    ],
    [{ contained: [{ id: 'a' }] }, 'error resource-type Patient.contained[0].resourceType'],
    [{ contained: [{ resourceType: 'Slots' }] }, 'error resource-type Patient.contained[0].resourceType'],
    [
      { name: [{ resourceType: 'HumanName', text: 'N' }] },
      'error unknown-element Patient.name[0].resourceType',
    ],
    [{ language: ' ' }, 'error code Patient.language'],
    [{ name: [{ text: '\t ' }] }, 'warning string Patient.name[0].text'],
    [{ name: [{ given: ['A', ' '] }] }, 'warning string Patient.name[0].given[1]'],
  ])('%j', (elements, ...expected) => {
    expect(toldOfPatient(elements)).toEqual(expected);
  });
});

describe('References', () => {
  const contained = [
    { resourceType: 'Organization', id: 'o', name: 'O' },
    { resourceType: 'Location', id: 'l', name: 'L', managingOrganization: { reference: '#o' } },
    { resourceType: 'Location', id: 'twice' },
    { resourceType: 'Organization', id: 'twice', name: 'T' },
  ];

  test.each<[string, boolean]>([
    ['#o', true],
    ['#l', false],
    ['#twice', true],
    ['#nowhere', true],
    ['#', true],
    ['Organization/1', true],
    ['Location/1', false],
    ['Location/1/_history/2', false],
    ['http://example.org/Location/1', false],
    ['https://example.org/a/b/Location/1', false],
    ['http://Location/1', true],
    ['https://example.org/Location?id=1', true],
    ['https://example.org/a b/Location/1', true],
    ['Location', true],
    ['Location/', true],
    ['Location/1/2', true],
    ['Location/1/_history/', true],
    ['location/1', true],
    ['Locations/1', true],
    ['x/Location/1', true],
    ['urn:uuid:1', true],
    [`Location/${'a'.repeat(64)}`, false],
    [`Location/${'a'.repeat(65)}`, true],
    [`Location/1/_history/${'a'.repeat(64)}`, false],
    [`Location/1/_history/${'a'.repeat(65)}`, true],
  ])('an Organization at %s: %p', (reference, isAllowed) => {
    expect(toldOfPatient({ contained, managingOrganization: { reference } })).toEqual(
      isAllowed ? [] : ['error reference-target Patient.managingOrganization.reference'],
    );
  });

  test('a contained resource is looked for in the resource that it is in, in a Bundle too', () => {
    const patient = (...references: string[]): Json => ({
      resourceType: 'Patient',
      contained: [
        { resourceType: 'Location', id: 'l', managingOrganization: { reference: references[0] ?? '' } },
      ],
      managingOrganization: { reference: references[1] ?? '' },
    });
    const other = { resourceType: 'Patient', contained: [{ resourceType: 'Location', id: 'x' }] };
    const entry = [{ resource: other }, { resource: patient('#l', '#x') }, { resource: patient('#x', '#l') }];
    expect(told({ resourceType: 'Bundle', type: 'collection', entry })).toEqual([
      'error reference-target Bundle.entry[1].resource.contained[0].managingOrganization.reference',
      'error reference-target Bundle.entry[2].resource.managingOrganization.reference',
    ]);
  });
});

describe('A type that the table does not cover', () => {
  test.each<[Resource, ...expected: string[]]>([
    [{ anything: null, goes: [[]] }],
    [{ id: 'a b' }, 'error id Encounter.id'],
    [{ text: { status: 'generated' } }, 'error min Encounter.text.div'],
    [{ contained: [{ resourceType: 'Slots' }] }, 'error resource-type Encounter.contained[0].resourceType'],
    [{ meta: { foo: 1 } }, 'error unknown-element Encounter.meta.foo'],
  ])('%j', (elements, ...expected) => {
    expect(told({ resourceType: 'Encounter', ...elements })).toEqual([
      'information not-covered Encounter',
      ...expected,
    ]);
  });
});

test.each<[Resource, string]>([
  [{ foo: 1 }, 'Patient has no element "foo".'],
  [{ BIRTHDATE: 1 }, 'Patient has no element "BIRTHDATE". Is birthDate meant? Names are case-sensitive.'],
  [{ gender: 'F' }, 'Expected one of male, female, other, unknown, found "F".'],
  [{ active: 'x'.repeat(80) }, `Expected true or false, found "${'x'.repeat(80)}".`],
  [{ active: 'x'.repeat(81) }, `Expected true or false, found "${'x'.repeat(80)}…".`],
  [
    { extension: [{ url: 'urn:x', valueCode: 'c', _url: { id: 'a' } }] },
    'url has neither id nor extensions, so that _url means nothing.',
  ],
  [{ active: {} }, 'Expected true or false, found an object.'],
  [{ active: 5 }, 'Expected true or false, found 5.'],
  [{ name: ['N'] }, 'Expected an object (HumanName), found "N".'],
  [{ name: [['N']] }, 'Expected an object (HumanName), found an array.'],
  [{ managingOrganization: { reference: 'Slot/1' } }, 'Leads to a Slot; expected Organization.'],
  [
    { generalPractitioner: [{ reference: 'Slot/1' }] },
    'Leads to a Slot; expected Organization or Practitioner.',
  ],
  [
    { name: [{ given: ['A'], _given: [{ id: 'a' }, AN_EXTENSION] }] },
    '1 values, but 2 entries beside them: the two arrays go in step.',
  ],
])('The message on %j', (elements, message) => {
  expect(issuesOf({ resourceType: 'Patient', ...elements }).map((issue) => issue.message)).toEqual([message]);
});

test('Of a list of codes that is long, the message says no more than where it is from', () => {
  const outcome = (code: string) => ({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code }],
  });
  expect(issuesOf(outcome('conflict'))).toEqual([]);
  expect(issuesOf(outcome('deleted'))).toMatchObject([
    { code: 'code-invalid', message: 'Expected a code that STU3 lists, found "deleted".' },
  ]);
});

describe('Nodes', () => {
  const pathsOf = (resource: Json) => nodesOf(resource).map(({ type, path }) => `${type.name} ${path}`);

  test('are all elements of known types, with what stands beside values, from the outside in', () => {
    const patient = {
      resourceType: 'Patient',
      contained: [
        { resourceType: 'Encounter', meta: { tag: [{}] }, period: {} },
        { resourceType: 'Slots' },
        'x',
      ],
      name: [{ _given: [null, { extension: [{ url: 'u' }] }] }, 'x'],
      active: {},
      maritalStatus: [{}],
      link: { other: {} },
      foo: {},
    };
    expect(pathsOf(patient)).toEqual([
      'Patient Patient',
      'DomainResource Patient.contained[0]',
      'Meta Patient.contained[0].meta',
      'Coding Patient.contained[0].meta.tag[0]',
      'HumanName Patient.name[0]',
      'Element Patient.name[0]._given[1]',
      'Extension Patient.name[0]._given[1].extension[0]',
      'Patient.link Patient.link',
      'Reference Patient.link.other',
    ]);
  });

  test('know the resource that they are in: the outer one for what is contained', () => {
    const slot = { resourceType: 'Slot', schedule: {} };
    const patient = { resourceType: 'Patient', contained: [slot], name: [{}] };
    const nodes = nodesOf({ resourceType: 'Bundle', entry: [{ resource: patient }] });
    expect(nodes.map(({ container }) => container.resource.resourceType)).toEqual([
      'Bundle',
      'Bundle',
      'Patient',
      'Patient',
      'Patient',
      'Patient',
    ]);
  });

  test.each<[Json]>([
    [null],
    ['Patient'],
    [[]],
    [{}],
    [{ resourceType: 'Slots' }],
    [{ resourceType: ['Slot'] }],
  ])('%j has none', (value) => {
    expect(nodesOf(value)).toEqual([]);
  });
});
