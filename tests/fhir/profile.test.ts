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
