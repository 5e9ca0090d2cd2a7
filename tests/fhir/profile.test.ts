import { nodesOf } from '../../lib/fhir/base/nodes';
import { isXhtmlDiv } from '../../lib/fhir/base/xhtml';
import { CARECONNECT_LIBRARY } from '../../lib/fhir/profile/careconnect';
import { checkProfiles } from '../../lib/fhir/profile/check';
import type { ProfileLibrary } from '../../lib/fhir/profile/model';
import { parseProfiles, parseValueSets } from '../../lib/fhir/profile/rows';
import type { Finding } from '../../lib/fhir/report';
import type { Json, Resource } from './samples';

/** What the profile engine finds, in short. */
function found(resource: Json, library: ProfileLibrary = CARECONNECT_LIBRARY): string[] {
  const findings: Finding[] = [];
  checkProfiles(nodesOf(resource), library, (finding) => findings.push(finding));
  return findings.map(({ severity, rule, path }) => `${severity ?? 'error'} ${rule} ${path}`);
}

describe('The engine', () => {
  const library: ProfileLibrary = {
    profiles: parseProfiles(`
https://example.org/Clinic : Organization
  identifier                slices=type.coding.code/closed
  identifier:code     1..2
  identifier:code.type.coding.code  0..1  fixed=OC
  type                0..1  required=https://example.org/Types
  alias               1..1
  active              0..1  fixed=true
  name.extension            slices=url/open
  name.extension:old  0..1  is=https://example.org/Old

https://example.org/Old : Extension
  value[x]  1..1  types=string|Coding required=https://example.org/Types`),
    valueSets: parseValueSets(`
https://example.org/Types
  https://example.org/a  A B
  https://example.org/c  C`),
    assumed: new Map(),
  };
  const organization = (elements: Resource): Resource => ({
    resourceType: 'Organization',
    meta: { profile: ['https://example.org/Clinic|2.1'] },
    identifier: [{ type: { coding: [{ code: 'OC' }] } }],
    alias: ['A'],
    ...elements,
  });

  test('finds nothing wrong with what conforms', () => {
    const type = { coding: [{ system: 'https://example.org/c', code: 'C' }] };
    expect(
      found(
        organization({ type, _name: { extension: [{ url: 'https://example.org/Old', valueString: 'A' }] } }),
        library,
      ),
    ).toEqual([]);
  });

  test.each<[string, Resource, string[]]>([
    [
      'closed slices',
      { identifier: [{ type: { coding: { code: 'OC' } } }, { type: {} }] },
      ['error Clinic:identifier Organization.identifier[1]'],
    ],
    [
      'a value that must be that of all codings, in an item that one of them puts into the slice',
      { identifier: [{ type: { coding: [{ code: 'XX' }, { code: 'OC' }] } }] },
      ['error Clinic:identifier:code.type.coding.code Organization.identifier[0].type.coding[0].code'],
    ],
    ['a slice that is missing', { identifier: [] }, ['error Clinic:identifier:code Organization.identifier']],
    [
      'a slice too often',
      { identifier: ['1', '2', '3'].map((value) => ({ value, type: { coding: [{ code: 'OC' }] } })) },
      ['error Clinic:identifier:code Organization.identifier'],
    ],
    [
      'a code of another system',
      { type: { coding: [{ system: 'https://example.org/a', code: 'C' }] } },
      ['error Clinic:type Organization.type'],
    ],
    ['text in place of a code', { type: { text: 'C' } }, ['error Clinic:type Organization.type']],
    ['a primitive that repeats too often', { alias: ['A', 'B'] }, ['error Clinic:alias Organization.alias']],
    ['a primitive of which only the extensions are there', { alias: [null], _alias: [{ id: 'a' }] }, []],
    ['another value than the fixed one', { active: 'false' }, ['error Clinic:active Organization.active']],
    [
      'extensions of a primitive',
      {
        name: 'N',
        _name: {
          extension: ['1', '2'].map((valueString) => ({ url: 'https://example.org/Old', valueString })),
        },
      },
      [
        'error Clinic:name.extension:old Organization._name.extension',
        'error Old:value[x] Organization._name.extension[0].valueString',
        'error Old:value[x] Organization._name.extension[1].valueString',
      ],
    ],
    [
      'a value of another type',
      { extension: [{ url: 'https://example.org/Old', valueInteger: 1 }] },
      [
        'error Old:value[x] Organization.extension[0].valueInteger',
        'error Old:value[x] Organization.extension[0].valueInteger',
      ],
    ],
    [
      'a coding as value',
      {
        extension: [
          { url: 'https://example.org/Old', valueCoding: { system: 'https://example.org/a', code: 'B' } },
        ],
      },
      [],
    ],
    [
      'no value',
      { extension: [{ url: 'https://example.org/Old' }] },
      ['error Old:value[x] Organization.extension[0].value[x]'],
    ],
  ])('%s', (_what, elements, expected) => {
    expect(found(organization(elements), library)).toEqual(expected);
  });

  test.each([
    'https://example.org/P : Patient\n  name 1..1 loose',
    'https://example.org/P : Patient\n  name slices=use/sometimes',
  ])('refuses rows that it cannot read: %j', (text) => {
    expect(() => parseProfiles(text)).toThrow(/^Not a/);
  });
});

describe('What the engine says', () => {
  const library: ProfileLibrary = {
    profiles: parseProfiles(`
https://example.org/P : Patient
  name          2..3
  photo         0..0
  link.other    1..1
  identifier         slices=system/openAtEnd
  identifier:a  1..2
  identifier:a.system  0..1  fixed=urn:a
  identifier:b  0..0
  identifier:b.system  0..1  fixed=urn:b
  deceased[x]   0..1  types=boolean|dateTime
  multipleBirth[x]  0..0  types=integer
  gender        0..1  required=Nowhere
  maritalStatus 0..1  required=https://example.org/Types
  language      0..1  extensible=https://example.org/Types`),
    valueSets: parseValueSets('https://example.org/Types\n  https://example.org/a  A B'),
    assumed: new Map([['Patient', 'https://example.org/P']]),
  };
  const said = (elements: Resource) => {
    const good = { name: [{}, {}], identifier: [{ system: 'urn:a' }] };
    const findings: Finding[] = [];
    const nodes = nodesOf({ resourceType: 'Patient', ...good, ...elements });
    checkProfiles(nodes, library, (finding) => findings.push(finding));
    return findings.map(
      ({ severity, code, rule, path, message }) => `${severity} ${code} ${rule} ${path}: ${message}`,
    );
  };

  test.each<[Resource, ...expected: string[]]>([
    [{}],
    [{ name: [{}, {}, {}] }],
    [{ name: [{}] }, 'error required P:name Patient.name: Expected at least 2 of name, found 1.'],
    [{ name: [] }, 'error required P:name Patient.name: Expected at least 2 of name, found none.'],
    [{ name: [{}, {}, {}, {}] }, 'error structure P:name Patient.name: Expected at most 3 of name, found 4.'],
    [{ photo: [{}] }, 'error structure P:photo Patient.photo: Expected no photo, found 1.'],
    [{ link: [{ other: {} }] }],
    [
      { link: [{}] },
      'error required P:link.other Patient.link[0].other: Expected at least 1 of other, found none.',
    ],
    [
      { identifier: [{ system: 'urn:x' }] },
      'error required P:identifier:a Patient.identifier: Expected at least 1 of identifier:a, found none.',
    ],
    [
      { identifier: [{ system: 'urn:a' }, { system: 'urn:b' }] },
      'error structure P:identifier:b Patient.identifier: Expected no identifier:b, found 1.',
    ],
    [{ identifier: [{ system: 'urn:a' }, { system: 'urn:x' }] }],
    [
      { identifier: [{ system: 'urn:x' }, { system: 'urn:a' }] },
      'warning structure P:identifier:a Patient.identifier[1]: What the profile names comes before what it does not name.',
    ],
    [{ deceasedBoolean: true }],
    [{ deceasedDateTime: '2031' }],
    [{ _deceasedDateTime: { id: 'a' }, deceased: 1, deceasedx: 2, undeceasedString: 3, Deceased: 4 }],
    [
      { deceasedString: 'x' },
      'error structure P:deceased[x] Patient.deceasedString: Expected boolean or dateTime, found deceasedString.',
    ],
    [
      { deceasedBoolean: true, deceasedDateTime: '2031' },
      'error structure P:deceased[x] Patient.deceasedBoolean: Expected at most 1 of deceased[x], found 2.',
    ],
    [
      { multipleBirthInteger: 1 },
      'error structure P:multipleBirth[x] Patient.multipleBirthInteger: Expected no multipleBirth[x], found 1.',
    ],
    [
      { multipleBirthBoolean: true },
      'error structure P:multipleBirth[x] Patient.multipleBirthBoolean: Expected no multipleBirth[x], found 1.',
    ],
    [
      { gender: 'male' },
      'information informational P:gender Patient.gender: The codes of the value set Nowhere are not held here: not checked.',
    ],
    [{ maritalStatus: { coding: [{ system: 'https://example.org/a', code: 'A' }] } }],
    [
      { maritalStatus: { coding: [{ system: 'https://example.org/a', code: 'C' }] } },
      'error code-invalid P:maritalStatus Patient.maritalStatus: Has no code of the value set Types.',
    ],
    [{ language: 'B' }],
    [
      { language: 'C' },
      'warning code-invalid P:language Patient.language: Has no code of the value set Types.',
    ],
  ])('%j', (elements, ...expected) => {
    expect(said(elements)).toEqual(expected);
  });

  test('of values that are fixed, or have a pattern', () => {
    const elements = [
      { id: 'active', fixed: true },
      { id: 'maritalStatus', fixed: { text: 'M' } },
      { id: 'name', pattern: { use: 'usual' } },
    ];
    const profile = { url: 'urn:p/P', type: 'Patient', elements };
    const fixed = {
      ...library,
      profiles: new Map([['urn:p/P', profile]]),
      assumed: new Map([['Patient', 'urn:p/P']]),
    };
    const judged = (resource: Resource) => {
      const findings: Finding[] = [];
      checkProfiles(nodesOf({ resourceType: 'Patient', ...resource }), fixed, (finding) =>
        findings.push(finding),
      );
      return findings.map(({ code, rule, path, message }) => `${code} ${rule} ${path}: ${message}`);
    };
    expect(
      judged({ active: true, maritalStatus: { text: 'M' }, name: [{ use: 'usual', text: 'N' }] }),
    ).toEqual([]);
    expect(judged({ active: false, maritalStatus: { text: 'M', id: 'm' }, name: [{ text: 'N' }] })).toEqual([
      'value P:active Patient.active: Expected true, found false.',
      'value P:maritalStatus Patient.maritalStatus: Expected an object, found an object.',
      'value P:name Patient.name[0]: Expected what has an object, found an object.',
    ]);
  });

  test('of slices that several values, or whole items, tell apart', () => {
    const slicing = (...paths: string[]) => ({ paths, rules: 'closed' as const });
    const elements = [
      { id: 'identifier', slicing: slicing('system', 'use') },
      { id: 'identifier:a.system', fixed: 'urn:a' },
      { id: 'identifier:a.use', fixed: 'usual' },
      { id: 'name.given', slicing: slicing('$this') },
      { id: 'name.given:a', fixed: 'A' },
      { id: 'telecom', slicing: slicing('$this') },
      { id: 'telecom:a', pattern: { system: 'phone' } },
      { id: 'address', slicing: slicing('period') },
      { id: 'address:a.period', fixed: { start: '2031' } },
    ];
    const profile = { url: 'urn:p/P', type: 'Patient', elements };
    const sliced = {
      ...library,
      profiles: new Map([['urn:p/P', profile]]),
      assumed: new Map([['Patient', 'urn:p/P']]),
    };
    const resource = {
      resourceType: 'Patient',
      identifier: [{ system: 'urn:a', use: 'usual' }, { system: 'urn:a' }, { use: 'usual' }],
      name: [{ given: ['A', 'B'], _given: [{ id: 'g' }, { id: 'h' }] }],
      telecom: [{ system: 'phone', value: '1' }, { system: 'fax' }],
      address: [{ period: { start: '2031' } }, { period: { start: '2031', end: '2032' } }],
    };
    expect(found(resource, sliced)).toEqual([
      'error P:identifier Patient.identifier[1]',
      'error P:identifier Patient.identifier[2]',
      'error P:name.given Patient.name[0].given[1]',
      'error P:telecom Patient.telecom[1]',
      'error P:address Patient.address[1]',
    ]);
  });

  test('of profiles that are claimed', () => {
    const claims = (profile: Json, type = 'Patient') =>
      found({ resourceType: type, meta: { profile } }, { ...library, assumed: new Map() });
    const missing = ['error P:name Patient.name', 'error P:identifier:a Patient.identifier'];
    expect(claims(['https://example.org/P'])).toEqual(missing);
    expect(claims('https://example.org/P|1.0|2')).toEqual(missing);
    expect(claims(['https://example.org/P', 'https://example.org/P|2'])).toEqual(missing);
    expect(claims(['https://example.org/P'], 'Slot')).toEqual(['error P:type Slot.meta.profile[0]']);
    expect(claims(['https://example.org/Q', 5, null])).toEqual([
      'information unknown-profile Patient.meta.profile[0]',
    ]);
    expect(found({ resourceType: 'Patient', meta: 'P' }, { ...library, assumed: new Map() })).toEqual([]);
    expect(
      found(
        { resourceType: 'Patient', extension: [{ url: 5 }, { url: 'urn:x' }] },
        { ...library, assumed: new Map() },
      ),
    ).toEqual([]);
  });
});

test('Rows are read as they are written', () => {
  const profiles = parseProfiles(`
https://example.org/A : Patient
  name            2..12
  identifier  1..*  slices=system/closed


B : Extension
  value[x]  0..1  types=code|Coding extensible=http://example.org/V
  extension:x  is=C`);
  const SITE = 'https://fhir.hl7.org.uk/STU3';
  expect([...profiles]).toEqual([
    [
      'https://example.org/A',
      {
        url: 'https://example.org/A',
        type: 'Patient',
        elements: [
          { id: 'name', min: 2, max: 12 },
          {
            id: 'identifier',
            min: 1,
            max: Number.POSITIVE_INFINITY,
            slicing: { paths: ['system'], rules: 'closed' },
          },
        ],
      },
    ],
    [
      `${SITE}/StructureDefinition/B`,
      {
        url: `${SITE}/StructureDefinition/B`,
        type: 'Extension',
        elements: [
          { id: 'url', min: 1, max: 1, fixed: `${SITE}/StructureDefinition/B` },
          {
            id: 'value[x]',
            min: 0,
            max: 1,
            types: ['code', 'Coding'],
            binding: { strength: 'extensible', valueSet: 'http://example.org/V' },
          },
          { id: 'extension:x', extension: `${SITE}/StructureDefinition/C` },
        ],
      },
    ],
  ]);
  expect([...parseValueSets('\nV\n  S   A  B\n\nhttps://example.org/W\n  http://s C\n')]).toEqual([
    [`${SITE}/ValueSet/V`, new Map([[`${SITE}/CodeSystem/S`, new Set(['A', 'B'])]])],
    ['https://example.org/W', new Map([['http://s', new Set(['C'])]])],
  ]);
  for (const row of [
    'name 1..',
    'name x1..2',
    'name 1..2x',
    'name 1..2..3',
    'name =x',
    'name fixed=',
    'name slices=/open',
    'name slices=a/opened',
  ]) {
    expect(() => parseProfiles(`A : Patient\n  ${row}`)).toThrow(/^Not a/);
  }
});

describe('CareConnect profiles of what a search returns', () => {
  test.each<[string, Resource, string[]]>([
    [
      'HealthcareService',
      {},
      ['error CareConnect-HealthcareService-1:identifier HealthcareService.identifier'],
    ],
    [
      'Schedule',
      { identifier: [{ value: '1' }, { value: '2' }] },
      ['error CareConnect-Schedule-1:identifier Schedule.identifier'],
    ],
    [
      'Location',
      { identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-site-code' }] },
      ['error CareConnect-Location-1:identifier:odsSiteCode.value Location.identifier[0].value'],
    ],
    [
      'Organization',
      { name: 'X', contact: [{ name: { text: 'Y' } }] },
      ['error CareConnect-Organization-1:contact.name.family Organization.contact[0].name.family'],
    ],
    [
      'Practitioner',
      { communication: [{ text: 'Welsh' }] },
      ['error CareConnect-Practitioner-1:communication Practitioner.communication'],
    ],
    [
      'PractitionerRole',
      { identifier: [{ system: 'urn:x' }] },
      ['error CareConnect-PractitionerRole-1:identifier.value PractitionerRole.identifier[0].value'],
    ],
  ])('%s', (resourceType, elements, expected) => {
    expect(found({ resourceType, ...elements })).toEqual(expected);
  });

  test('a job role is told of, not judged: its codes are not held here', () => {
    const system = 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1';
    const code = [{ coding: [{ system, code: 'R0260', display: 'General Medical Practitioner' }] }];
    expect(found({ resourceType: 'PractitionerRole', code })).toEqual([
      'information CareConnect-PractitionerRole-1:code:sdsJobRoleName PractitionerRole.code[0]',
    ]);
  });

  test('an extension made of extensions', () => {
    const url = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSCommunication-1';
    const extension = [
      { url: 'preferred', valueString: 'yes' },
      { url: 'interpreterRequired', valueBoolean: false },
    ];
    expect(found({ resourceType: 'Practitioner', extension: [{ url, extension }] })).toEqual([
      'error Extension-CareConnect-NHSCommunication-1:extension:preferred.value[x] Practitioner.extension[0].extension[0].valueString',
      'error Extension-CareConnect-NHSCommunication-1:extension:language Practitioner.extension[0].extension',
    ]);
  });
});

describe('isXhtmlDiv', () => {
  const XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"';

  test.each([
    `<div ${XMLNS}/>`,
    ` <div ${XMLNS} lang='en'><p>One &amp; <b>two</b><br /></p><!-- a < b --></div>\n`,
    `<div ${XMLNS}><![CDATA[a < b]]></div>`,
  ])('takes %s', (text) => {
    expect(isXhtmlDiv(text)).toBe(true);
  });

  test.each([
    '',
    'text',
    '<div>no namespace</div>',
    `<p ${XMLNS}>no div</p>`,
    `<div ${XMLNS}>one</div><div ${XMLNS}>two</div>`,
    `<div ${XMLNS}>open`,
    `<div ${XMLNS}><b><i>crossed</b></i></div>`,
    `<div ${XMLNS}><br></div>`,
    `<div ${XMLNS}>a < b</div>`,
    `<div ${XMLNS} id="1" id="2">twice</div>`,
    `<div ${XMLNS} hidden>bare</div>`,
    `before<div ${XMLNS}/>`,
    `<div ${XMLNS}/>after`,
    `<div ${XMLNS}><!-- open</div>`,
  ])('refuses %s', (text) => {
    expect(isXhtmlDiv(text)).toBe(false);
  });
});
