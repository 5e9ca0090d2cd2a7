import { type DefinitionFile, readDefinitions, validate } from '../../lib/fhir';
import { CARECONNECT_LIBRARY } from '../../lib/fhir/profile/careconnect';
import type { ProfileLibrary } from '../../lib/fhir/profile/model';
import { spoilAtRandom } from './mutants';
import { chanceOf } from './random';
import { aSearchset, type Json, type Resource } from './samples';

const SITE = 'https://example.org/fhir';
const NONE: ProfileLibrary = { profiles: new Map(), valueSets: new Map(), assumed: new Map() };

/** A StructureDefinition whose snapshot has these elements below its root, each by its id. */
function aProfile(type: string, elements: Record<string, Resource>, more: Resource = {}): Resource {
  const rows = Object.entries(elements).map(([id, asks]): Resource => {
    return { id: `${type}.${id}`, path: `${type}.${id.replace(/:[^.]+/g, '')}`, min: 0, max: '*', ...asks };
  });
  return {
    resourceType: 'StructureDefinition',
    url: `${SITE}/${type}-1`,
    type,
    derivation: 'constraint',
    snapshot: { element: [{ id: type, path: type, min: 0, max: '*' }, ...rows] },
    ...more,
  };
}

function anExtension(elements: Record<string, Resource>, max = '*'): Resource {
  const definition = aProfile('Extension', elements, { url: `${SITE}/Extension-1` });
  Object.assign((definition.snapshot as { element: Resource[] }).element[0] ?? {}, { max });
  return definition;
}

function filesOf(...contents: Json[]): DefinitionFile[] {
  return contents.map((content, index) => ({ file: `${index + 1}.json`, content }));
}

/** The rules that a resource breaks when it is judged by definitions alone. */
function broken(resource: Resource, ...definitions: Json[]): string[] {
  const { library } = readDefinitions(filesOf(...definitions), NONE);
  const assumed = new Map([...library.profiles.values()].map(({ type, url }) => [type, url]));
  const issues = validate(resource, { layers: ['profile'], library: { ...library, assumed } });
  return issues.map(({ severity, rule, path: at }) => `${severity} ${rule} ${at}`);
}

const aPatient = (elements: Resource): Resource => ({ resourceType: 'Patient', ...elements });

describe('What an element may ask', () => {
  test.each<[what: string, asks: Resource, good: Resource, bad: Resource, at: string]>([
    ['min', { min: 1 }, { name: [{ text: 'N' }] }, {}, ''],
    ['max', { max: '1' }, { name: [{}] }, { name: [{}, {}] }, ''],
    ['0..0', { max: '0' }, {}, { name: [{ text: 'N' }] }, ''],
    [
      'a fixed value',
      { fixedHumanName: { text: 'N' } },
      { name: [{ text: 'N' }] },
      { name: [{ text: 'M' }] },
      '[0]',
    ],
    [
      'a pattern',
      { patternHumanName: { given: ['A'], use: 'usual' } },
      { name: [{ given: ['B', 'A'], use: 'usual', text: 'more' }] },
      { name: [{ given: ['B'], use: 'usual' }] },
      '[0]',
    ],
  ])('%s', (_what, asks, good, bad, at) => {
    const profile = aProfile('Patient', { name: asks });
    expect(broken(aPatient(good), profile)).toEqual([]);
    expect(broken(aPatient(bad), profile)).toEqual([`error Patient-1:name Patient.name${at}`]);
  });

  test('nothing that base STU3 does not ask anyhow', () => {
    const elements = {
      active: { max: '1' },
      name: {},
      'link.other': { min: 1, max: '1' },
      extension: SLICED_BY_URL,
    };
    const { library } = readDefinitions(filesOf(aProfile('Patient', elements)), NONE);
    expect(library.profiles.get(`${SITE}/Patient-1`)?.elements).toEqual([]);
  });

  test('cardinalities below a type that the base table does not cover', () => {
    const profile = aProfile('Encounter', { status: { min: 1, max: '1' } });
    expect(broken({ resourceType: 'Encounter' }, profile)).toEqual([
      'error Encounter-1:status Encounter.status',
    ]);
  });

  test('the content of another element', () => {
    const profile = aProfile('Bundle', {
      link: {},
      'link.relation': { min: 1, max: '1', fixedString: 'self' },
      'entry.link': { contentReference: '#Bundle.link' },
    });
    const link = [{ relation: 'next', url: 'urn:x' }];
    expect(broken({ resourceType: 'Bundle', entry: [{ link }] }, profile)).toEqual([
      'error Bundle-1:entry.link.relation Bundle.entry[0].link[0].relation',
    ]);
  });
});

const SLICED_BY_URL: Resource = {
  slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
};

describe('Choices of types, however their ids are written', () => {
  const value = { path: 'Extension.valueCode', base: { path: 'Extension.value[x]' }, min: 1, max: '1' };

  test.each<[string, Record<string, Resource>]>([
    ['value[x] with one type', { 'value[x]': { min: 1, max: '1', type: [{ code: 'code' }] } }],
    ['valueCode:valueCode', { 'valueCode:valueCode': { ...value, type: [{ code: 'code' }] } }],
    ['valueCode', { valueCode: { ...value, type: [{ code: 'code' }] } }],
    ['value[x]:valueCode', { 'value[x]:valueCode': { ...value, type: [{ code: 'code' }] } }],
    [
      'value[x] sliced by its one type',
      {
        'value[x]': {
          max: '1',
          type: [{ code: 'code' }],
          slicing: { discriminator: [{ type: 'type', path: '$this' }], rules: 'closed' },
        },
        'value[x]:valueCode': { min: 1, max: '1', type: [{ code: 'code' }] },
      },
    ],
  ])('%s', (_what, elements) => {
    const url = `${SITE}/Extension-1`;
    const definition = anExtension(elements);
    expect(broken(aPatient({ extension: [{ url, valueCode: 'a' }] }), definition)).toEqual([]);
    expect(broken(aPatient({ extension: [{ url }] }), definition)).toEqual([
      'error Extension-1:value[x] Patient.extension[0].value[x]',
    ]);
    expect(broken(aPatient({ extension: [{ url, valueString: 'a' }] }), definition)).toEqual([
      'error Extension-1:value[x] Patient.extension[0].valueString',
    ]);
  });

  test('several types: what is asked of one is not asked of the others', () => {
    const url = `${SITE}/Extension-1`;
    const definition = anExtension({
      'value[x]': { max: '1', type: [{ code: 'Coding' }, { code: 'string' }] },
      'value[x]:valueCoding': { max: '1', type: [{ code: 'Coding' }] },
      'value[x]:valueCoding.code': { min: 1, max: '1' },
    });
    expect(broken(aPatient({ extension: [{ url, valueString: 'a' }] }), definition)).toEqual([]);
    expect(broken(aPatient({ extension: [{ url, valueCoding: { system: 'urn:a' } }] }), definition)).toEqual([
      'error Extension-1:valueCoding.code Patient.extension[0].valueCoding.code',
    ]);
    expect(broken(aPatient({ extension: [{ url, valueInteger: 1 }] }), definition)).toEqual([
      'error Extension-1:value[x] Patient.extension[0].valueInteger',
    ]);
  });

  test('several types with rows of their own, and none for the choice: no other type', () => {
    const row = (name: string, code: string): Resource => ({
      ...value,
      min: 0,
      path: `Extension.${name}`,
      type: [{ code }],
    });
    const definition = anExtension({
      'valueCode:valueCode': row('valueCode', 'code'),
      'valueString:valueString': row('valueString', 'string'),
    });
    const rules = (value: Resource) =>
      broken(aPatient({ extension: [{ url: `${SITE}/Extension-1`, ...value }] }), definition);
    expect(rules({ valueString: 'a' })).toEqual([]);
    expect(rules({ valueBoolean: true })).toEqual([
      'error Extension-1:value[x] Patient.extension[0].valueBoolean',
    ]);
  });
});

describe('Slices', () => {
  const slicing = (...discriminator: Resource[]): Resource => ({ slicing: { discriminator, rules: 'open' } });

  test.each<[string, Record<string, Resource>]>([
    [
      'by a fixed value below',
      {
        identifier: slicing({ type: 'value', path: 'system' }),
        'identifier:ward.system': { min: 1, fixedUri: 'urn:ward' },
      },
    ],
    [
      'by a pattern on the way',
      {
        identifier: slicing({ type: 'value', path: 'type.coding.code' }),
        'identifier:ward.type': { patternCodeableConcept: { coding: [{ code: 'W' }] } },
      },
    ],
    [
      'by several values',
      {
        identifier: slicing({ type: 'value', path: 'system' }, { type: 'pattern', path: 'use' }),
        'identifier:ward.system': { fixedUri: 'urn:ward' },
        'identifier:ward.use': { patternCode: 'usual' },
      },
    ],
    [
      'by the item itself',
      {
        identifier: slicing({ type: 'pattern', path: '$this' }),
        'identifier:ward': { patternIdentifier: { system: 'urn:ward' } },
      },
    ],
  ])('%s', (_what, elements) => {
    const profile = aProfile('Patient', {
      ...elements,
      'identifier:ward': { min: 1, max: '1', ...elements['identifier:ward'] },
      'identifier:ward.value': { min: 1, max: '1' },
    });
    const ward = { system: 'urn:ward', use: 'usual', type: { coding: [{ code: 'W' }] } };
    const other = { system: 'urn:other', use: 'official' };
    expect(broken(aPatient({ identifier: [{ ...ward, value: '1' }, other] }), profile)).toEqual([]);
    expect(broken(aPatient({ identifier: [other] }), profile)).toEqual([
      'error Patient-1:identifier:ward Patient.identifier',
    ]);
    expect(broken(aPatient({ identifier: [ward] }), profile)).toEqual([
      'error Patient-1:identifier:ward.value Patient.identifier[0].value',
    ]);
  });

  test.each<[string, Resource]>([
    ['by type', { type: 'type', path: '$this' }],
    ['by a path with functions', { type: 'value', path: 'assigner.resolve()' }],
    ['by a value that the profile does not fix', { type: 'value', path: 'use' }],
  ])('%s: not checked, and noted', (_what, discriminator) => {
    const profile = aProfile('Patient', {
      identifier: slicing(discriminator),
      'identifier:ward': { min: 1 },
      'identifier:ward.system': { fixedUri: 'urn:ward' },
    });
    expect(broken(aPatient({}), profile)).toEqual([]);
    expect(readDefinitions(filesOf(profile)).notes).toEqual([
      { file: '1.json', why: 'Its slices of identifier are not checked: no fixed value tells them apart.' },
    ]);
  });

  test('of slices: not checked, and noted', () => {
    const profile = aProfile('Patient', { 'identifier:ward/day': { min: 1 } });
    expect(broken(aPatient({}), profile)).toEqual([]);
    expect(readDefinitions(filesOf(profile)).notes).toEqual([
      { file: '1.json', why: 'Its slices of slices are not checked.' },
    ]);
  });

  test.each<[string, Json]>([
    ['STU3', `${SITE}/Extension-1`],
    ['R4', [`${SITE}/Extension-1|1.0`]],
  ])('of extensions, as often as the extension itself may occur (%s)', (_what, profile) => {
    const type = [{ code: 'Extension', profile }];
    const patient = aProfile('Patient', { extension: SLICED_BY_URL, 'extension:ward': { type } });
    const extension = { url: `${SITE}/Extension-1`, valueCode: 'a' };
    expect(broken(aPatient({ extension: [extension, extension] }), patient, anExtension({}, '1'))).toEqual([
      'error Patient-1:extension:ward Patient.extension',
    ]);
  });
});

describe('Codes', () => {
  const WARDS = `${SITE}/ValueSet/wards`;
  const system = `${SITE}/CodeSystem/wards`;
  const codeSystem: Resource = {
    resourceType: 'CodeSystem',
    url: system,
    content: 'complete',
    concept: [{ code: 'A', concept: [{ code: 'A1' }] }, { code: 'B' }],
  };
  const valueSet = (...include: Resource[]): Resource => ({
    resourceType: 'ValueSet',
    url: WARDS,
    compose: { include },
  });
  const patientWith = (code: string): Resource => aPatient({ maritalStatus: { coding: [{ system, code }] } });
  const STU3_BINDING = { strength: 'required', valueSetReference: { reference: WARDS } };
  const profile = aProfile('Patient', { maritalStatus: { max: '1', binding: STU3_BINDING } });

  test.each<[string, Resource]>([
    ['of STU3', STU3_BINDING],
    ['of STU3 by URI', { strength: 'required', valueSetUri: WARDS }],
    ['of R4', { strength: 'required', valueSet: `${WARDS}|2.0` }],
  ])('a binding %s', (_what, binding) => {
    const bound = aProfile('Patient', { maritalStatus: { max: '1', binding } });
    expect(broken(patientWith('A1'), bound, codeSystem, valueSet({ system }))).toEqual([]);
    expect(broken(patientWith('X'), bound, codeSystem, valueSet({ system }))).toEqual([
      'error Patient-1:maritalStatus Patient.maritalStatus',
    ]);
  });

  test.each<[what: string, definitions: Resource[], codes: string[]]>([
    ['a whole code system', [codeSystem, valueSet({ system })], ['A', 'A1', 'B']],
    ['a list', [valueSet({ system, concept: [{ code: 'A' }, { code: 'C' }] })], ['A', 'C']],
    [
      'another value set',
      [
        codeSystem,
        valueSet({ valueSet: [`${WARDS}-all`] }),
        { ...valueSet({ system }), url: `${WARDS}-all` },
      ],
      ['A', 'A1', 'B'],
    ],
    [
      'those of a system that are in another value set',
      [
        valueSet({ system, valueSet: `${WARDS}-all` }),
        { ...valueSet({ system, concept: [{ code: 'C' }] }), url: `${WARDS}-all` },
      ],
      ['C'],
    ],
    [
      'all but some',
      [
        codeSystem,
        {
          ...valueSet(),
          compose: { include: [{ system }], exclude: [{ system, concept: [{ code: 'A' }] }] },
        },
      ],
      ['A1', 'B'],
    ],
    [
      'an expansion',
      [
        {
          ...valueSet({ system, filter: [{ property: 'x' }] }),
          expansion: {
            contains: [{ system, code: 'A', abstract: true, contains: [{ system, code: 'A1' }] }],
          },
        },
      ],
      ['A1'],
    ],
  ])('from %s', (_what, definitions, codes) => {
    const { library, notes } = readDefinitions(filesOf(...definitions), NONE);
    expect({ notes, codes: [...(library.valueSets.get(WARDS)?.get(system) ?? [])].sort() }).toEqual({
      notes: [],
      codes,
    });
  });

  test.each<[what: string, definitions: Resource[], why: string]>([
    ['a filter', [valueSet({ system, filter: [{ property: 'concept' }] })], 'a filter chooses its codes'],
    ['a system that is not here', [valueSet({ system })], `the code system ${system} is not here`],
    [
      'a system in part',
      [valueSet({ system }), { ...codeSystem, content: 'fragment' }],
      `the code system ${system} is not complete`,
    ],
    [
      'a system without case',
      [valueSet({ system }), { ...codeSystem, caseSensitive: false }],
      `the code system ${system} ignores case`,
    ],
    ['itself', [valueSet({ valueSet: [WARDS] })], `${WARDS} includes itself`],
    ['several at once', [valueSet({ valueSet: [WARDS, SITE] })], 'it combines value sets'],
    ['nothing', [{ resourceType: 'ValueSet', url: WARDS }], 'it lists no codes'],
    [
      'a page of an expansion',
      [{ resourceType: 'ValueSet', url: WARDS, expansion: { total: 2, contains: [{ system, code: 'A' }] } }],
      'it lists no codes',
    ],
  ])('from %s: not checked, and noted', (_what, definitions, why) => {
    expect(readDefinitions(filesOf(...definitions)).notes).toEqual([
      { file: '1.json', why: `Its codes are not checked: ${why}.` },
    ]);
    expect(broken(patientWith('X'), profile, ...definitions)).toEqual([
      'information Patient-1:maritalStatus Patient.maritalStatus',
    ]);
  });

  test('a value set of FHIR itself that is not here is not told of', () => {
    const binding = {
      strength: 'extensible',
      valueSetReference: { reference: 'http://hl7.org/fhir/ValueSet/languages' },
    };
    expect(broken(aPatient({ language: 'en' }), aProfile('Patient', { language: { binding } }))).toEqual([]);
  });
});

describe('The library', () => {
  const url = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Slot-1';

  test('has a definition of the user in place of the built-in one, and all others', () => {
    const { library, profiles } = readDefinitions(
      filesOf(aProfile('Slot', { comment: { min: 1, max: '1' } }, { url }), aProfile('Patient', {})),
    );
    expect(profiles).toBe(2);
    expect(library.profiles.size).toBe(CARECONNECT_LIBRARY.profiles.size + 1);
    const rules = validate({ resourceType: 'Slot' }, { layers: ['profile'], library }).map(
      ({ rule }) => rule,
    );
    expect(rules).toEqual(['CareConnect-Slot-1:comment']);
  });

  test('judges by an added profile what claims it', () => {
    const { library } = readDefinitions(filesOf(aProfile('Slot', { comment: { min: 1, max: '1' } })));
    const meta = { profile: [`${SITE}/Slot-1`] };
    const rules = validate({ resourceType: 'Slot', meta }, { layers: ['profile'], library }).map(
      ({ rule }) => rule,
    );
    expect(rules).toEqual(['CareConnect-Slot-1:identifier', 'Slot-1:comment']);
  });

  test('is the built-in one for validate() unless another is given', () => {
    const rules = validate({ resourceType: 'Slot' }, { layers: ['profile'] }).map(({ rule }) => rule);
    expect(rules).toEqual(['CareConnect-Slot-1:identifier']);
  });
});

/** Many elements, each with the content of one that has many. */
const REFERRING: Record<string, Resource> = Object.fromEntries([
  ['link', {}],
  ...Array.from({ length: 1000 }, (_each, index) => [`link.x${index}`, {}]),
  ...Array.from({ length: 1000 }, (_each, index) => [`y${index}`, { contentReference: '#Bundle.link' }]),
]);

describe('What cannot be used has a note, and the rest is used', () => {
  const broken = (snapshot: Json): Resource => aProfile('Patient', {}, { snapshot });
  const root = { path: 'Patient' };

  test.each<[what: string, content: Json, why: string]>([
    ['an array', [], 'It holds no FHIR resource.'],
    ['null', null, 'It holds no FHIR resource.'],
    ['no URL', { resourceType: 'ValueSet' }, 'The ValueSet has no canonical URL.'],
    ['no type', aProfile('Patient', {}, { type: 7 }), 'It does not say which type it constrains.'],
    ['no snapshot', broken(null), 'It is a differential only, without a snapshot: left out.'],
    ['an empty snapshot', broken({}), 'Its snapshot has no elements.'],
    [
      'another type',
      broken({ element: [{ path: 'Slot' }] }),
      'Its snapshot does not begin with the element Patient.',
    ],
    [
      'no ids',
      broken({ element: [root, { path: 'Patient.name' }] }),
      'An element of its snapshot has no id or no path.',
    ],
    [
      'ids that are no paths',
      broken({ element: [root, { id: 'Patient.name', path: 'Patient.photo' }] }),
      'The id Patient.name and the path Patient.photo do not agree.',
    ],
    [
      'a min that is none',
      aProfile('Patient', { name: { min: -1 } }),
      'The min of Patient.name is not a whole number.',
    ],
    [
      'a max that is none',
      aProfile('Patient', { name: { max: 'many' } }),
      'The max of Patient.name is neither a whole number nor *.',
    ],
    [
      'a fixed value without end',
      aProfile('Patient', { name: { fixedHumanName: JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) } }),
      'The fixedHumanName of Patient.name is nested more than 16 deep.',
    ],
    [
      'content that refers to content without end',
      aProfile('Bundle', REFERRING),
      'Its snapshot has more than 20000 elements.',
    ],
    [
      'constraints in FHIRPath',
      aProfile('Patient', {}, { differential: { element: [{ constraint: [{ key: 'abc-1' }] }] } }),
      'Its constraints in FHIRPath are not checked: abc-1.',
    ],
  ])('%s', (_what, content, why) => {
    const { notes, library } = readDefinitions(filesOf(content, aProfile('Slot', {})));
    expect(notes).toEqual([{ file: '1.json', why }]);
    expect(library.profiles.has(`${SITE}/Slot-1`)).toBe(true);
  });

  const constrained = (...keys: Json[]): Resource =>
    aProfile(
      'Patient',
      {},
      { differential: { element: [{ constraint: keys.map((key) => ({ key })) }, null, {}] } },
    );

  test.each<[what: string, content: Json, why: string | null]>([
    ['a text for a type', { resourceType: 5, url: 'urn:x' }, 'It holds no FHIR resource.'],
    ['an empty URL', { resourceType: 'CodeSystem', url: '' }, 'The CodeSystem has no canonical URL.'],
    [
      'a URL that is none',
      { resourceType: 'ValueSet', url: ['urn:x'] },
      'The ValueSet has no canonical URL.',
    ],
    [
      'five constraints, one of them twice',
      constrained('a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-1'),
      'Its constraints in FHIRPath are not checked: a-1, a-2, a-3, a-4, a-5.',
    ],
    [
      'seven constraints',
      constrained('a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6', 'a-7'),
      'Its constraints in FHIRPath are not checked: a-1, a-2, a-3, a-4, a-5 and 2 more.',
    ],
    [
      'a constraint without key',
      constrained(5),
      'Its constraints in FHIRPath are not checked: one without a key.',
    ],
    [
      'a constraint that is none',
      aProfile('Patient', {}, { differential: { element: [{ constraint: [null, 'x'] }] } }),
      null,
    ],
    ['a differential that is none', aProfile('Patient', {}, { differential: 'x' }), null],
    [
      'slices that a fixed value tells apart',
      aProfile('Patient', {
        identifier: { slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' } },
        'identifier:a': { min: 1 },
        'identifier:a.system': { fixedUri: 'urn:a' },
      }),
      null,
    ],
  ])('%s', (_what, content, why) => {
    expect(readDefinitions(filesOf(content)).notes).toEqual(why === null ? [] : [{ file: '1.json', why }]);
  });

  test('how much was taken: value sets whose codes can be told, profiles that can be read', () => {
    const valueSet = (url: string, include: Json): Resource => ({
      resourceType: 'ValueSet',
      url,
      compose: { include },
    });
    const { profiles, valueSets, library } = readDefinitions(
      filesOf(
        valueSet('urn:a', [{ system: 'urn:s', concept: [{ code: 'A' }] }]),
        valueSet('urn:b', [{ system: 'urn:s' }]),
        valueSet('urn:c', []),
        aProfile('Slot', {}),
        aProfile('Patient', {}, { snapshot: 5 }),
      ),
    );
    expect({ profiles, valueSets }).toEqual({ profiles: 1, valueSets: 1 });
    expect(library.valueSets.size).toBe(CARECONNECT_LIBRARY.valueSets.size + 1);
  });

  test('a value set in place of a built-in one whose codes cannot be told leaves none', () => {
    const [url = ''] = CARECONNECT_LIBRARY.valueSets.keys();
    const { library } = readDefinitions(filesOf({ resourceType: 'ValueSet', url }));
    expect(library.valueSets.has(url)).toBe(false);
  });

  test('of two definitions with one URL, the first is used', () => {
    const { notes } = readDefinitions(filesOf(aProfile('Slot', {}), aProfile('Slot', {})));
    expect(notes).toEqual([
      { file: '2.json', why: `${SITE}/Slot-1 is defined in 1.json, too; that one is used.` },
    ]);
  });

  test.each<[string, Json]>([
    ['other resources', { resourceType: 'SearchParameter' }],
    ['what FHIR itself defines', aProfile('Patient', {}, { derivation: 'specialization' })],
  ])('%s are passed over', (_what, content) => {
    const { notes, profiles } = readDefinitions(filesOf(content));
    expect({ notes, profiles }).toEqual({ notes: [], profiles: 0 });
  });
});

test('No mutation of a definition makes reading it, or judging by it, throw', () => {
  const chance = chanceOf(20_310_507);
  const extension = { code: 'Extension', profile: `${SITE}/Extension-1` };
  const binding = { strength: 'required', valueSetReference: { reference: `${SITE}/ValueSet/a` } };
  const makers: (() => Resource)[] = [
    () =>
      aProfile('Slot', {
        extension: SLICED_BY_URL,
        'extension:ward': { min: 1, type: [extension] },
        identifier: { slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'closed' } },
        'identifier:uuid.system': { min: 1, fixedUri: 'https://tools.ietf.org/html/rfc4122' },
        serviceCategory: { max: '1', binding, patternCodeableConcept: { coding: [{ code: 'A' }] } },
      }),
    () => anExtension({ 'value[x]:valueCoding': { type: [{ code: 'Coding' }], binding } }),
    () => ({
      resourceType: 'ValueSet',
      url: `${SITE}/ValueSet/a`,
      compose: { include: [{ system: 'urn:a' }, { valueSet: [`${SITE}/ValueSet/b`] }], exclude: [] },
      expansion: { total: 1, contains: [{ system: 'urn:a', code: 'A', contains: [] }] },
    }),
    () => ({
      resourceType: 'CodeSystem',
      url: 'urn:a',
      content: 'complete',
      concept: [{ code: 'A', concept: [] }],
    }),
  ];
  const resource = aSearchset();
  for (let round = 0; round < 1500; round += 1) {
    const definitions = makers.map((make) =>
      chance.next() < 0.5 ? spoilAtRandom(make(), 1 + chance.below(4), chance) : make(),
    );
    const { library, notes } = readDefinitions(filesOf(...definitions));
    expect(notes.filter(({ file, why }) => file === '' || why === '')).toEqual([]);
    const assumed = new Map([['Slot', `${SITE}/Slot-1`]]);
    validate(resource, { library: { ...library, assumed } });
  }
});
