import { isObject, type JsonObject, listOf } from '../json';
import { CARECONNECT_LIBRARY } from './careconnect';
import type { Binding, Profile, ProfileElement, ProfileLibrary, ValueSet } from './model';
import { elementsOfSnapshot, isSliceOfSlice, rootMaxOf, UnreadableDefinition } from './snapshot';
import { type Constraint, treeOf } from './tree';
import { Terminology } from './value-sets';

/** A parsed file, and where it comes from. */
export interface DefinitionFile {
  readonly file: string;
  readonly content: unknown;
}

/** What of a file is left out, and why. */
export interface DefinitionNote {
  readonly file: string;
  readonly why: string;
}

/** What was read from files. */
export interface Definitions {
  /** The built-in library with what the files define in place of what has the same canonical URL, and beside it. */
  readonly library: ProfileLibrary;
  readonly notes: readonly DefinitionNote[];
  /** How many profiles and definitions of extensions were taken. */
  readonly profiles: number;
  /** How many value sets were taken whose codes can be told. */
  readonly valueSets: number;
}

const KINDS = ['StructureDefinition', 'ValueSet', 'CodeSystem'] as const;
type Kind = (typeof KINDS)[number];

interface Definition {
  readonly file: string;
  readonly url: string;
  readonly resource: JsonObject;
}

/**
 * The profiles, definitions of extensions and value sets in files, as the profile engine takes them. Reads
 * StructureDefinitions that constrain a type and have a snapshot, ValueSets and CodeSystems, in the shape of STU3 or of
 * R4, by canonical URL; passes over other resources. Never throws: what cannot be used, or only in part, has a note.
 *
 * Not read, because the engine does not check it: constraints in FHIRPath (noted), the targets of references, profiles
 * of data types other than Extension, and bounds of values.
 */
export function readDefinitions(
  files: readonly DefinitionFile[],
  base: ProfileLibrary = CARECONNECT_LIBRARY,
): Definitions {
  const notes: DefinitionNote[] = [];
  const note = (file: string, why: string): void => void notes.push({ file, why });
  const found = definitionsIn(files, note);

  const terminology = new Terminology(
    resourcesOf(found.ValueSet),
    resourcesOf(found.CodeSystem),
    base.valueSets,
  );
  const valueSets = new Map(base.valueSets);
  for (const { file, url } of found.ValueSet.values()) {
    const told = terminology.codesOf(url);
    if ('codes' in told) valueSets.set(url, told.codes);
    else valueSets.delete(url);
    if ('why' in told) note(file, `Its codes are not checked: ${told.why}.`);
  }

  const profiles = new Map(base.profiles);
  let count = 0;
  for (const definition of found.StructureDefinition.values()) {
    const profile = profileOf(definition, found.StructureDefinition, valueSets, note);
    if (profile === null) continue;
    profiles.set(profile.url, profile);
    count += 1;
  }
  const held = [...found.ValueSet.keys()].filter((url) => valueSets.has(url));
  const library = { profiles, valueSets, assumed: base.assumed };
  return { library, notes, profiles: count, valueSets: held.length };
}

type Note = (file: string, why: string) => void;

/** The definitions in the files by kind and canonical URL: of several with the same URL, the first. */
function definitionsIn(files: readonly DefinitionFile[], note: Note): Record<Kind, Map<string, Definition>> {
  const found: Record<Kind, Map<string, Definition>> = {
    StructureDefinition: new Map(),
    ValueSet: new Map(),
    CodeSystem: new Map(),
  };
  for (const { file, content } of files) {
    if (!isObject(content) || typeof content.resourceType !== 'string') {
      note(file, 'It holds no FHIR resource.');
      continue;
    }
    const kind = KINDS.find((each) => each === content.resourceType);
    if (kind === undefined) continue;
    const { url } = content;
    const other = typeof url === 'string' ? found[kind].get(url) : undefined;
    if (typeof url !== 'string' || url === '') note(file, `The ${kind} has no canonical URL.`);
    else if (other !== undefined) note(file, `${url} is defined in ${other.file}, too; that one is used.`);
    else found[kind].set(url, { file, url, resource: content });
  }
  return found;
}

function resourcesOf(definitions: ReadonlyMap<string, Definition>): Map<string, JsonObject> {
  return new Map([...definitions].map(([url, { resource }]) => [url, resource]));
}

/** The profile that a StructureDefinition is; null, with a note, for one that is none or cannot be read. */
function profileOf(
  { file, url, resource }: Definition,
  all: ReadonlyMap<string, Definition>,
  valueSets: ReadonlyMap<string, ValueSet>,
  note: Note,
): Profile | null {
  const { type, derivation, snapshot } = resource;
  // What FHIR itself defines is in the base table.
  if (derivation === 'specialization') return null;
  if (typeof type !== 'string') {
    note(file, 'It does not say which type it constrains.');
    return null;
  }
  if (!isObject(snapshot)) {
    note(file, 'It is a differential only, without a snapshot: left out.');
    return null;
  }
  try {
    const elements = elementsOfSnapshot(snapshot, type, (binding) => isJudged(binding, valueSets));
    const profile = { url, type, elements: elements.map((element) => withRootMax(element, all)) };
    for (const why of leftOutOf(resource, profile)) note(file, why);
    return profile;
  } catch (error) {
    if (!(error instanceof UnreadableDefinition)) throw error;
    note(file, error.message);
    return null;
  }
}

/** A value set of FHIR itself that is not here is the base table's, or has no list of codes, such as that of languages. */
function isJudged({ valueSet }: Binding, valueSets: ReadonlyMap<string, ValueSet>): boolean {
  const isOfFhir = valueSet.startsWith('http://hl7.org/fhir/') || !valueSet.includes('/ValueSet/');
  return valueSets.has(valueSet) || !isOfFhir;
}

/** An extension occurs as often as the element allows, and its own definition. */
function withRootMax(element: ProfileElement, all: ReadonlyMap<string, Definition>): ProfileElement {
  const definition = element.extension === undefined ? undefined : all.get(element.extension);
  if (definition === undefined) return element;
  const { max = Number.POSITIVE_INFINITY } = element;
  return { ...element, max: Math.min(max, rootMaxOf(definition.resource.snapshot)) };
}

/** What of a profile that is taken is not checked all the same. */
function leftOutOf(resource: JsonObject, profile: Profile): string[] {
  const whys: string[] = [];
  const keys = constraintsOf(resource);
  if (keys.length > 0) whys.push(`Its constraints in FHIRPath are not checked: ${listed(keys)}.`);
  const untold = untoldSlicesIn(treeOf(profile));
  if (untold.length > 0)
    whys.push(`Its slices of ${listed(untold)} are not checked: no fixed value tells them apart.`);
  const ids = elementsOf(resource.snapshot).map(({ id }) => id);
  if (ids.some((id) => typeof id === 'string' && id.split('.').some(isSliceOfSlice)))
    whys.push('Its slices of slices are not checked.');
  return whys;
}

/** The keys of the constraints that a profile adds itself. */
function constraintsOf({ differential }: JsonObject): string[] {
  const constraints = elementsOf(differential).flatMap(({ constraint }) =>
    listOf(constraint).filter(isObject),
  );
  return [...new Set(constraints.map(({ key }) => (typeof key === 'string' ? key : 'one without a key')))];
}

/** The ids of the elements whose slices nothing tells apart. */
function untoldSlicesIn({ id, asks, rules, children, slices }: Constraint): string[] {
  const own = asks.slicing !== undefined && rules === null ? [id] : [];
  return [...own, ...[...children, ...slices].flatMap(untoldSlicesIn)];
}

function elementsOf(view: unknown): JsonObject[] {
  return isObject(view) ? listOf(view.element).filter(isObject) : [];
}

/** The first few of a list, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}
