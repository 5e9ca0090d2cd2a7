import { isObject, type JsonObject, listOf } from '../json';
import { baseElementOf } from './base-element';
import { Choices, type NamedRow } from './choices';
import type { Binding, ProfileElement, Slicing } from './model';

/** A definition that cannot be read; the message says why, in a plain sentence. */
export class UnreadableDefinition extends Error {}

/** Bounds of a snapshot: real ones stay below 1,000 elements and 12 segments. */
const MAX_ELEMENTS = 20_000;
const MAX_SEGMENTS = 32;
const TOO_MANY_ELEMENTS = `Its snapshot has more than ${MAX_ELEMENTS} elements.`;
/** How deep a value that a profile fixes may go. */
const MAX_VALUE_DEPTH = 16;

/** An element of a snapshot whose names and numbers are as they should be. */
interface Row extends NamedRow {
  readonly min: number;
  readonly max: number;
  readonly element: JsonObject;
}

/**
 * What a StructureDefinition's snapshot asks beyond base STU3, in the shape of STU3 or of R4: cardinality, fixed values
 * and patterns, required and extensible bindings, types of choices, slices by value, the definitions of extensions, and
 * references to the content of other elements (one level of them, should the content be in itself). Bindings that
 * `isJudged` does not want are left out, and slices of slices.
 *
 * Throws an UnreadableDefinition where the snapshot is not of that shape.
 *
 * @see http://hl7.org/fhir/STU3/elementdefinition.html
 */
export function elementsOfSnapshot(
  snapshot: unknown,
  type: string,
  isJudged: (binding: Binding) => boolean,
): ProfileElement[] {
  const rows = rowsOf(snapshot, type).filter(({ segments }) => !segments.some(isSliceOfSlice));
  const choices = new Choices(rows);
  const elements = new Map<string, ProfileElement>();
  for (const row of rows) {
    const element = elementOf(row, choices, isJudged);
    const other = elements.get(element.id);
    elements.set(element.id, other === undefined ? element : merged(other, element));
  }
  const unwritten = rows.flatMap(({ segments }) => choices.unwrittenWhole(segments) ?? []);
  for (const element of unwritten) if (!elements.has(element.id)) elements.set(element.id, element);
  const own = [...elements.values()];
  for (const row of rows) {
    for (const element of contentsOf(row, choices, own)) {
      if (!elements.has(element.id)) elements.set(element.id, element);
    }
    if (elements.size > MAX_ELEMENTS) throw new UnreadableDefinition(TOO_MANY_ELEMENTS);
  }
  const sliced = new Set([...elements.keys()].filter(isSlice).map((id) => id.slice(0, id.lastIndexOf(':'))));
  return [...elements.values()].flatMap((element) => beyondBase(type, element, sliced) ?? []);
}

/** Whether a segment of an id is a slice of a slice: `identifier:local/ward`. */
export function isSliceOfSlice(segment: string): boolean {
  return /:.*\//.test(segment);
}

/** Whether an id is that of a slice, not of an element below one. */
function isSlice(id: string): boolean {
  return /:[^.]+$/.test(id);
}

/** How often what the snapshot describes may occur where nothing else is said: once, for many extensions. */
export function rootMaxOf(snapshot: unknown): number {
  const [root] = isObject(snapshot) ? listOf(snapshot.element) : [];
  const max = isObject(root) ? root.max : undefined;
  return isNumber(max) ? Number(max) : Number.POSITIVE_INFINITY;
}

function isNumber(max: unknown): boolean {
  return typeof max === 'string' && /^\d{1,9}$/.test(max);
}

function rowsOf(snapshot: unknown, type: string): Row[] {
  const elements = isObject(snapshot) ? listOf(snapshot.element) : [];
  if (elements.length === 0) throw new UnreadableDefinition('Its snapshot has no elements.');
  if (elements.length > MAX_ELEMENTS) throw new UnreadableDefinition(TOO_MANY_ELEMENTS);
  const [root, ...others] = elements;
  if (!isObject(root) || root.path !== type)
    throw new UnreadableDefinition(`Its snapshot does not begin with the element ${type}.`);
  return others.map((element) => rowOf(element, type));
}

function rowOf(element: unknown, type: string): Row {
  const { id, path, min = 0, max, base } = isObject(element) ? element : {};
  if (!isObject(element) || typeof id !== 'string' || typeof path !== 'string')
    throw new UnreadableDefinition('An element of its snapshot has no id or no path.');
  if (!isIdOf(id, path, type))
    throw new UnreadableDefinition(`The id ${id} and the path ${path} do not agree.`);
  if (typeof min !== 'number' || !Number.isInteger(min) || min < 0)
    throw new UnreadableDefinition(`The min of ${id} is not a whole number.`);
  const basePath = isObject(base) && typeof base.path === 'string' ? base.path : '';
  return {
    segments: id.split('.').slice(1),
    baseName: basePath.slice(basePath.lastIndexOf('.') + 1),
    types: codesOfTypes(element.type),
    min,
    max: maxOf(max, id),
    element,
  };
}

/** Whether an id is a path with slices: segment for segment the same name, but for the many names of a choice. */
function isIdOf(id: string, path: string, type: string): boolean {
  const segments = id.split('.');
  const names = path.split('.');
  if (names[0] !== type || names.length < 2 || names.length > MAX_SEGMENTS) return false;
  return (
    segments.length === names.length &&
    segments.slice(1).every((each, index) => agrees(each, names[index + 1]))
  );
}

function agrees(segment: string, name = ''): boolean {
  const [, ours = ''] = /^([A-Za-z]\w*(?:\[x\])?)(?::[^:]+)?$/.exec(segment) ?? [];
  if (ours === '') return false;
  const isTypeOf = (one: string, choice: string) =>
    choice.endsWith('[x]') && one.startsWith(choice.slice(0, -3));
  return ours === name || isTypeOf(ours, name) || isTypeOf(name, ours);
}

function maxOf(max: unknown, id: string): number {
  if (max === undefined || max === '*') return Number.POSITIVE_INFINITY;
  if (!isNumber(max)) throw new UnreadableDefinition(`The max of ${id} is neither a whole number nor *.`);
  return Number(max);
}

/** STU3 repeats a type for each of its profiles. */
function codesOfTypes(types: unknown): string[] {
  const codes = listOf(types).map((type) => (isObject(type) ? type.code : undefined));
  return [...new Set(codes.filter((code) => typeof code === 'string'))];
}

function elementOf(row: Row, choices: Choices, isJudged: (binding: Binding) => boolean): ProfileElement {
  const { segments, min, max, element, types } = row;
  const extension = extensionOf(element.type);
  const slicing = slicingOf(element.slicing);
  const binding = bindingOf(element.binding);
  const isChoice = choices.isWhole(segments);
  return {
    id: choices.idOf(segments),
    min,
    max,
    ...asked(element, 'fixed'),
    ...asked(element, 'pattern'),
    ...(isChoice && max > 0 && types.length > 0 && { types }),
    ...(binding !== null && isJudged(binding) && { binding }),
    ...(extension !== null && { extension }),
    // The types of a choice are told apart by name.
    ...(slicing !== null && !isChoice && { slicing }),
  };
}

/** Two rows that are about the same element: a choice, and its only type. */
function merged(one: ProfileElement, other: ProfileElement): ProfileElement {
  const min = Math.max(one.min ?? 0, other.min ?? 0);
  const max = Math.min(one.max ?? Number.POSITIVE_INFINITY, other.max ?? Number.POSITIVE_INFINITY);
  return { ...one, ...other, min, max };
}

/** `fixedUri`, `patternCodeableConcept`: the name has the type in it. */
function asked(element: JsonObject, kind: 'fixed' | 'pattern'): { fixed?: unknown; pattern?: unknown } {
  const name = Object.keys(element).find(
    (each) => each.startsWith(kind) && /^[A-Z]/.test(each.slice(kind.length)),
  );
  if (name === undefined) return {};
  const value = element[name];
  if (isDeeperThan(value, MAX_VALUE_DEPTH))
    throw new UnreadableDefinition(
      `The ${name} of ${element.id} is nested more than ${MAX_VALUE_DEPTH} deep.`,
    );
  return { [kind]: value };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}

/** STU3 has one profile in `type.profile`, R4 a list of them. */
function extensionOf(types: unknown): string | null {
  for (const type of listOf(types)) {
    if (!isObject(type) || type.code !== 'Extension') continue;
    const [profile] = listOf(type.profile);
    if (typeof profile === 'string') return withoutVersion(profile);
  }
  return null;
}

function slicingOf(slicing: unknown): Slicing | null {
  if (!isObject(slicing)) return null;
  const { rules } = slicing;
  const paths = listOf(slicing.discriminator).map(pathOfDiscriminator);
  return {
    paths: paths.some((path) => path === null) ? [] : paths.filter((path) => path !== null),
    rules: rules === 'closed' || rules === 'openAtEnd' ? rules : 'open',
  };
}

/** The path of a discriminator by value; null for others (by type, by existence), and for paths with functions. */
function pathOfDiscriminator(discriminator: unknown): string | null {
  if (!isObject(discriminator) || typeof discriminator.path !== 'string') return null;
  const { type, path } = discriminator;
  const isByValue = type === 'value' || type === 'pattern';
  return isByValue && /^(?:\$this|[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)$/.test(path) ? path : null;
}

/** STU3 has the value set in `valueSetReference` or `valueSetUri`, R4 in `valueSet`. */
function bindingOf(binding: unknown): Binding | null {
  if (!isObject(binding)) return null;
  const { strength, valueSetReference, valueSetUri, valueSet } = binding;
  const reference = isObject(valueSetReference) ? valueSetReference.reference : undefined;
  const url = [valueSet, valueSetUri, reference].find((each) => typeof each === 'string');
  if (typeof url !== 'string' || (strength !== 'required' && strength !== 'extensible')) return null;
  return { strength, valueSet: withoutVersion(url) };
}

/** A canonical URL without the version that may follow it. */
export function withoutVersion(url: string): string {
  return url.replace(/\|.*$/, '');
}

/** What is asked below an element whose content is that of another one (`Bundle.entry.link`, of `Bundle.link`). */
function contentsOf(
  { segments, element }: Row,
  choices: Choices,
  elements: readonly ProfileElement[],
): ProfileElement[] {
  const reference = typeof element.contentReference === 'string' ? element.contentReference : '';
  const [, content] = /#\w+\.(.+)$/.exec(reference) ?? [];
  if (content === undefined) return [];
  const below = elements.filter(({ id }) => id.startsWith(`${content}.`));
  const id = choices.idOf(segments);
  return below.map((each) => ({ ...each, id: `${id}${each.id.slice(content.length)}` }));
}

/** The element without what base STU3 asks of it anyhow; null where nothing is left. */
function beyondBase(
  type: string,
  element: ProfileElement,
  sliced: ReadonlySet<string>,
): ProfileElement | null {
  const base = baseElementOf(type, element.id);
  const { types, slicing, ...asks } = element;
  const isNarrower =
    types !== undefined && (base === null || base.types.some(({ code }) => !types.includes(code)));
  const hasSlices = slicing?.rules === 'closed' || sliced.has(element.id);
  const rest = { ...asks, ...(isNarrower && { types }), ...(slicing && hasSlices && { slicing }) };
  const { min = 0, max = Number.POSITIVE_INFINITY } = asks;
  const baseMax = base === null || base.repeats ? Number.POSITIVE_INFINITY : 1;
  const asksMore = min > (base?.min ?? 0) || max < baseMax || BEYOND_NUMBERS.some((name) => name in rest);
  return asksMore || isSlice(element.id) ? rest : null;
}

const BEYOND_NUMBERS = ['fixed', 'pattern', 'binding', 'extension', 'types', 'slicing'];
