import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { definitionOf, type ElementDefinition } from '../../lib/fhir/base/table';
import { CARECONNECT_LIBRARY } from '../../lib/fhir/profile/careconnect';
import type { ProfileElement } from '../../lib/fhir/profile/model';
import { CARECONNECT } from '../../lib/fhir/systems';

/**
 * The hand-written CareConnect rows against the StructureDefinitions, code systems and value sets as published, which
 * are not part of this repository: they are looked for beside it, and without them these tests are skipped.
 */

interface SnapshotElement {
  readonly id: string;
  readonly min: number;
  readonly max: string;
  readonly type?: { readonly code: string; readonly profile?: string }[];
  readonly slicing?: { readonly discriminator?: { readonly path: string }[]; readonly rules: string };
  readonly binding?: {
    readonly strength: string;
    readonly valueSetReference?: { readonly reference: string };
  };
  readonly [fixed: `fixed${string}`]: unknown;
}

interface Definition {
  readonly resourceType: string;
  readonly url: string;
  readonly type?: string;
  readonly snapshot?: { readonly element: SnapshotElement[] };
  readonly compose?: {
    readonly include: { readonly system: string; readonly concept?: { readonly code: string }[] }[];
  };
  readonly concept?: { readonly code: string }[];
}

const directory = path.join(__dirname, '../../../shared/careconnect');
const published = existsSync(directory) ? readPublished() : new Map<string, Definition>();
const whenPublished = published.size > 0 ? describe : describe.skip;

function readPublished(): Map<string, Definition> {
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  const definitions = files.map(
    (file): Definition => JSON.parse(readFileSync(path.join(directory, file), 'utf8')),
  );
  return new Map(definitions.map((definition) => [definition.url, definition]));
}

test('Every CareConnect profile and value set that is named is there', () => {
  const { profiles, valueSets } = CARECONNECT_LIBRARY;
  for (const [type, url] of Object.entries(CARECONNECT)) expect(profiles.get(url)?.type).toBe(type);
  const elements = [...profiles.values()].flatMap((profile) => profile.elements);
  const named = elements.flatMap(({ binding }) => binding?.valueSet.split('/').at(-1) ?? []);
  const held = new Set([...valueSets.keys()].map((url) => url.split('/').at(-1)));
  expect(new Set(named.filter((name) => !held.has(name)))).toEqual(
    new Set([
      'CareConnect-ReligiousAffiliation-1',
      'CareConnect-HumanLanguage-1',
      'CareConnect-SDSJobRoleName-1',
    ]),
  );
});

whenPublished('The rows say what the published profiles say (skipped without ../shared/careconnect)', () => {
  const profiles = [...CARECONNECT_LIBRARY.profiles.values()].map((profile) => ({
    ...profile,
    name: profile.url.slice(profile.url.lastIndexOf('/') + 1),
  }));

  test.each(profiles)('$name', ({ url, type, elements }) => {
    const snapshot = constraintsOf(published.get(url));
    const rows = new Map(elements.map((element) => [element.id, element]));
    for (const [id, row] of rows) expect([id, effective(row)]).toEqual([id, snapshot.get(id)]);
    const unwritten = [...snapshot].filter(
      ([id, theirs]) => !rows.has(id) && asksMoreThanBase(type, id, theirs),
    );
    expect(unwritten).toEqual([]);
  });

  test.each([...CARECONNECT_LIBRARY.valueSets])('%s', (url, systems) => {
    const theirs = (published.get(url)?.compose?.include ?? []).map(({ system, concept }) => [
      system,
      new Set((concept ?? published.get(system)?.concept ?? []).map(({ code }) => code)),
    ]);
    expect([...systems]).toEqual(theirs);
  });
});

/** The constraints of an element in a form in which rows and snapshots can be compared. */
interface Constraints {
  readonly min: number;
  readonly max: number;
  readonly fixed?: unknown;
  readonly types?: readonly string[] | undefined;
  readonly valueSet?: string | undefined;
  readonly slices?: string | undefined;
}

/** A row without cardinality only tells slices apart. */
function effective({
  min = 0,
  max = Number.POSITIVE_INFINITY,
  fixed,
  types,
  binding,
  slicing,
}: ProfileElement): Constraints {
  return {
    min,
    max,
    fixed,
    types,
    valueSet: binding?.valueSet,
    slices: slicing && `${slicing.paths}/${slicing.rules}`,
  };
}

/** The elements of a snapshot by their id in our form: without the type, a choice as `value[x]`. */
function constraintsOf(definition: Definition | undefined): Map<string, Constraints> {
  const constraints = new Map<string, Constraints>();
  for (const element of definition?.snapshot?.element.slice(1) ?? []) {
    const id = element.id
      .slice(element.id.indexOf('.') + 1)
      .replace(/\bvalue(?:\[x\]|[A-Z]\w*)(?::\w+)?/g, 'value[x]');
    const extension = element.type?.find(
      ({ code, profile }) => code === 'Extension' && profile !== undefined,
    );
    const root = published.get(extension?.profile ?? '')?.snapshot?.element[0];
    const isChoice = id.endsWith('value[x]') && element.max !== '0';
    const valueSet = element.binding?.valueSetReference?.reference;
    const slicing = element.slicing?.discriminator?.map(({ path: at }) => at).join();
    constraints.set(id, {
      min: element.min,
      max: Math.min(numberOf(element.max), numberOf(root?.max ?? '*')),
      fixed: Object.entries(element).find(([name]) => /^fixed[A-Z]/.test(name))?.[1],
      types: isChoice ? element.type?.map(({ code }) => code) : undefined,
      valueSet: isJudged(element) ? valueSet : undefined,
      slices: slicing && `${slicing}/${element.slicing?.rules}`,
    });
  }
  return constraints;
}

/** Value sets of HL7 UK that bind, and that have other codes than the base binding of the element. */
function isJudged({ binding }: SnapshotElement): boolean {
  const valueSet = binding?.valueSetReference?.reference ?? '';
  const isBinding = binding?.strength === 'required' || binding?.strength === 'extensible';
  const hasBaseCodes = /CareConnect-(?:NameUse|AdministrativeGender)-1$/.test(valueSet);
  return isBinding && !hasBaseCodes && valueSet.startsWith('https://fhir.hl7.org.uk/');
}

function numberOf(max: string): number {
  return max === '*' ? Number.POSITIVE_INFINITY : Number(max);
}

/** Whether the published constraints of an element go beyond what base STU3 asks of it. */
function asksMoreThanBase(type: string, id: string, { min, max, fixed }: Constraints): boolean {
  const base = baseElement(type, id);
  // A snapshot also tells of the value of a primitive, which is no element.
  if (base === undefined && id.endsWith('.value')) return false;
  const baseMax = base?.repeats === false ? 1 : Number.POSITIVE_INFINITY;
  return min > (base?.min ?? 0) || max < baseMax || fixed !== undefined;
}

/** The row of the base table for an element; below a choice, that of the first type which has it. */
function baseElement(type: string, id: string): ElementDefinition | undefined {
  let definitions = [definitionOf(type)];
  let element: ElementDefinition | undefined;
  for (const segment of id.split('.')) {
    const elements = definitions.flatMap((definition) => definition?.elements ?? []);
    element = elements.find(({ name }) => name === segment.replace(/:.*/, ''));
    definitions = (element?.types ?? []).map(({ code }) => definitionOf(code) ?? definitionOf('Element'));
  }
  return element;
}
