import type { Profile, ProfileElement, Slicing, ValueSet } from './model';

/**
 * Reads profiles that are written as text. A block begins with the canonical URL, shortened by its common beginning, and
 * the type; each further line is an element of a StructureDefinition by its id, its cardinality, and what else is asked:
 *
 *     CareConnect-Patient-1 : Patient
 *       identifier                         slices=system/openAtEnd           items are told apart by their system
 *       identifier:nhsNumber         0..1
 *       identifier:nhsNumber.system  1..1  fixed=https://fhir.nhs.uk/Id/nhs-number
 *       extension:ethnicCategory     0..1  is=Extension-CareConnect-EthnicCategory-1
 *       value[x]                     1..1  types=code|Coding required=CareConnect-EthnicCategory-1
 *
 * Throws on a line that it can't read.
 */
export function parseProfiles(text: string): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  let elements: ProfileElement[] = [];
  for (const line of text.trim().split(/\n+/)) {
    const heading = /^(\S+) : (\w+)$/.exec(line);
    if (heading === null) {
      elements.push(parseElement(line));
      continue;
    }
    const [, name = '', type = ''] = heading;
    const url = canonical('StructureDefinition', name);
    elements = [];
    profiles.set(url, { url, type, elements });
    if (type === 'Extension') elements.push({ id: 'url', min: 1, max: 1, fixed: url });
  }
  return profiles;
}

/** Reads value sets: a line with the canonical URL, then for each code system a line with its URL and the codes. */
export function parseValueSets(text: string): Map<string, ValueSet> {
  const valueSets = new Map<string, Map<string, Set<string>>>();
  let systems = new Map<string, Set<string>>();
  for (const line of text.trim().split(/\n+/)) {
    const [system = '', ...codes] = line.trim().split(/\s+/);
    if (line.startsWith(' ')) {
      systems.set(canonical('CodeSystem', system), new Set(codes));
    } else {
      systems = new Map();
      valueSets.set(canonical('ValueSet', line), systems);
    }
  }
  return valueSets;
}

function parseElement(line: string): ProfileElement {
  const [id = '', ...words] = line.trim().split(/\s+/);
  let element: ProfileElement = { id };
  for (const word of words) element = { ...element, ...parseWord(word) };
  return element;
}

function parseWord(word: string): Partial<ProfileElement> {
  const cardinality = /^(\d+)\.\.(\d+|\*)$/.exec(word);
  if (cardinality !== null) {
    const [, min, max] = cardinality;
    return { min: Number(min), max: max === '*' ? Number.POSITIVE_INFINITY : Number(max) };
  }
  const [, key, value = ''] = /^(\w+)=(\S+)$/.exec(word) ?? [];
  switch (key) {
    case 'fixed':
      return { fixed: value };
    case 'is':
      return { extension: canonical('StructureDefinition', value) };
    case 'types':
      return { types: value.split('|') };
    case 'required':
    case 'extensible':
      return { binding: { strength: key, valueSet: canonical('ValueSet', value) } };
    case 'slices':
      return { slicing: parseSlicing(value) };
    default:
      throw new Error(`Not a constraint: ${word}`);
  }
}

function parseSlicing(text: string): Slicing {
  const [, path = '', rules] = /^(\S+)\/(open|openAtEnd|closed)$/.exec(text) ?? [];
  if (rules !== 'open' && rules !== 'openAtEnd' && rules !== 'closed')
    throw new Error(`Not a slicing: ${text}`);
  return { paths: [path], rules };
}

function canonical(kind: 'StructureDefinition' | 'ValueSet' | 'CodeSystem', name: string): string {
  return /^https?:/.test(name) ? name : `https://fhir.hl7.org.uk/STU3/${kind}/${name}`;
}
