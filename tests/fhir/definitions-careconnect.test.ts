import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CARECONNECT,
  type DefinitionFile,
  EXTENSIONS,
  readDefinitions,
  SYSTEMS,
  validate,
} from '../../lib/fhir';
import { CARECONNECT_LIBRARY } from '../../lib/fhir/profile/careconnect';
import type { ProfileLibrary } from '../../lib/fhir/profile/model';
import { pathsOf, spoilAtRandom } from './mutants';
import { type Chance, chanceOf } from './random';
import { anAppointment, change, type Json, type Resource } from './samples';

/**
 * The CareConnect StructureDefinitions as published, read as a user's, against the built-in rows. They are not part of
 * this repository: they are looked for beside it, and without them these tests are skipped.
 */

const directory = path.join(__dirname, '../../../shared/careconnect');
const files = existsSync(directory) ? readFiles() : [];
const whenPublished = files.length > 0 ? describe : describe.skip;

function readFiles(): DefinitionFile[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return names.map((file) => {
    return { file, content: JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as unknown };
  });
}

const CODES_NOT_HELD = 'the rows hold no code lists as long as this one';
const CODES_OF_BASE = 'the codes are those of base STU3; where an array is at fault, base tells of the array';

/** Errors that only the published definitions find, and why the rows leave them out. */
const ONLY_PUBLISHED: Readonly<Record<string, string>> = {
  'CareConnect-PractitionerRole-1:code:sdsJobRoleName': CODES_NOT_HELD,
  'Extension-CareConnect-NHSCommunication-1:extension:language.value[x]': CODES_NOT_HELD,
  'CareConnect-Patient-1:gender': CODES_OF_BASE,
  'CareConnect-Patient-1:contact.gender': CODES_OF_BASE,
  'CareConnect-Practitioner-1:gender': CODES_OF_BASE,
};

const { ethnicCategory, nhsCommunication } = EXTENSIONS;
const SITE = 'https://fhir.hl7.org.uk/STU3';

const coded = (system: string, code: string): Resource => ({ coding: [{ system, code, display: code }] });
const codedByName = (name: string, code: string): Resource =>
  coded(`${SITE}/CodeSystem/CareConnect-${name}-1`, code);

/** Resources in which much of what the profiles constrain is there. */
const SAMPLES: Readonly<Record<string, () => Resource>> = {
  'a booking': anAppointment,
  'a patient': () => ({
    resourceType: 'Patient',
    meta: { profile: [CARECONNECT.Patient] },
    extension: [
      { url: ethnicCategory, valueCodeableConcept: codedByName('EthnicCategory', 'A') },
      {
        url: nhsCommunication,
        extension: [
          { url: 'language', valueCodeableConcept: codedByName('HumanLanguage', 'cy') },
          { url: 'preferred', valueBoolean: true },
          { url: 'modeOfCommunication', valueCodeableConcept: codedByName('LanguageAbilityMode', 'RSP') },
        ],
      },
      {
        url: `${SITE}/StructureDefinition/Extension-CareConnect-DeathNotificationStatus-1`,
        extension: [
          {
            url: 'deathNotificationStatus',
            valueCodeableConcept: codedByName('DeathNotificationStatus', '1'),
          },
          { url: 'systemEffectiveDate', valueDateTime: '2031-05-06' },
        ],
      },
    ],
    name: [
      { use: 'official', family: 'Okafor' },
      { use: 'usual', text: 'Zoë' },
    ],
    telecom: [{ system: 'phone', value: '01632 960001' }],
    gender: 'female',
    birthDate: '1988-02-29',
    maritalStatus: coded('http://hl7.org/fhir/v3/MaritalStatus', 'M'),
    contact: [{ name: { use: 'official', family: 'Hughes' }, gender: 'male' }],
  }),
  'a clinic': () => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: (
      [
        {
          resourceType: 'Organization',
          identifier: [
            { system: SYSTEMS.odsOrganisation, value: 'A1' },
            { system: SYSTEMS.odsSite, value: 'A1B' },
          ],
          name: 'Clinic',
          contact: [{ name: { family: 'Hughes' } }],
        },
        {
          resourceType: 'Location',
          identifier: [{ system: SYSTEMS.odsSite, value: 'A1B' }],
          status: 'active',
        },
        {
          resourceType: 'Practitioner',
          identifier: [
            { system: SYSTEMS.sdsUser, value: '1' },
            { system: SYSTEMS.sdsRoleProfile, value: '2' },
          ],
          name: [{ family: 'Rees' }],
          gender: 'female',
        },
        {
          resourceType: 'PractitionerRole',
          identifier: [{ system: SYSTEMS.sdsRoleProfile, value: '2' }],
          code: [codedByName('SDSJobRoleName', 'R0260')],
        },
        {
          resourceType: 'Schedule',
          identifier: [{ system: 'urn:x', value: '4' }],
          actor: [{ display: 'Rees' }],
        },
        { resourceType: 'HealthcareService', identifier: [{ system: 'urn:x', value: '3' }], active: true },
      ] satisfies Resource[]
    ).map((resource, index) => ({ fullUrl: `urn:uuid:${ID}${index}`, resource })),
  }),
};

const ID = '0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a6';

/** The resource with one of its texts that stand for something (codes, systems, uses, URLs) given to another element. */
function miscoded(resource: Resource, chance: Chance): Resource {
  const texts = pathsOf(resource).filter((at) => typeof valueAt(resource, at) === 'string');
  const telling = texts.filter((at) => /(?:code|system|use|url|Code|value|reference)$/.test(at));
  return change(resource, chance.pick(telling), valueAt(resource, chance.pick(texts)));
}

function valueAt(resource: Resource, at: string): Json {
  return at.split('.').reduce((value: Json, name) => (value as Resource)[name] as Json, resource);
}

whenPublished('Published definitions and built-in rows (skipped without ../shared/careconnect)', () => {
  const empty = { ...CARECONNECT_LIBRARY, profiles: new Map(), valueSets: new Map() };
  const { library, notes, profiles } = readDefinitions(files, empty);
  const errorsBy = (resource: Json, judge = library): string[] => {
    const errors = validate(resource, { library: judge }).filter(({ severity }) => severity === 'error');
    return errors.map(({ rule, path: at }) => `${rule} ${at}`);
  };

  test('all definitions are read; of value sets, all but those of SNOMED CT', () => {
    expect(profiles).toBe(files.filter(({ file }) => /^(CareConnect|Extension)-/.test(file)).length);
    expect(notes).toEqual(
      ['CareSettingType', 'DocumentType', 'ReligiousAffiliation'].map((name) => ({
        file: `ValueSet-CareConnect-${name}-1.json`,
        why: 'Its codes are not checked: a filter chooses its codes.',
      })),
    );
  });

  test.each(Object.entries(SAMPLES))('%s: good is good for both', (_name, make) => {
    expect([errorsBy(make()), errorsBy(make(), CARECONNECT_LIBRARY)]).toEqual([[], []]);
  });

  /** What only one of the two finds in 300 mutants, and how many of these break a profile at all. */
  const compared = (make: () => Resource, rows: ProfileLibrary) => {
    const chance = chanceOf(20_310_508);
    const differences: string[] = [];
    let spoilt = 0;
    for (let round = 0; round < 300; round += 1) {
      const mutant =
        chance.next() < 0.5 ? spoilAtRandom(make(), 1 + chance.below(4), chance) : miscoded(make(), chance);
      const published = errorsBy(mutant);
      const builtIn = errorsBy(mutant, rows);
      const more = published.filter((error) => !builtIn.includes(error));
      const fewer = builtIn.filter((error) => !published.includes(error));
      const unexplained = more.filter((error) => ONLY_PUBLISHED[error.split(' ')[0] ?? ''] === undefined);
      differences.push(...unexplained.map((error) => `only published: ${error}`));
      differences.push(...fewer.map((error) => `only built in: ${error}`));
      if (published.some((error) => error.includes('CareConnect-'))) spoilt += 1;
    }
    return { differences, spoilt };
  };

  test.each(Object.entries(SAMPLES))('%s: both find the same in its mutants', (_name, make) => {
    const { differences, spoilt } = compared(make, CARECONNECT_LIBRARY);
    expect(differences).toEqual([]);
    expect(spoilt).toBeGreaterThan(20);
  });

  test('a row that is missing shows', () => {
    const patient = CARECONNECT_LIBRARY.profiles.get(CARECONNECT.Patient);
    const elements = (patient?.elements ?? []).filter(({ id }) => id !== 'telecom.value');
    const url = CARECONNECT.Patient;
    const without = new Map([...CARECONNECT_LIBRARY.profiles, [url, { url, type: 'Patient', elements }]]);
    const { differences } = compared(anAppointment, { ...CARECONNECT_LIBRARY, profiles: without });
    expect(new Set(differences.map((difference) => difference.replace(/ \S+$/, '')))).toEqual(
      new Set(['only published: CareConnect-Patient-1:telecom.value']),
    );
  });
});
