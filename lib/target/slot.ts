import type { Slot } from 'fhir/r3';
import { instantOf, readMessage } from '../fhir';
import { readText } from './read-text';

/** A free slot as the target (or a file) offers it. */
export interface FoundSlot {
  /** The resource, as found. */
  readonly resource: Slot;
  /** What tells it from other slots: its logical id and its identifiers. */
  readonly key: string;
}

/** The slot in a resource that a search returned, or null when it is no Slot that could be booked. */
export function foundSlot(resource: unknown): FoundSlot | null {
  if (typeof resource !== 'object' || resource === null) return null;
  const slot = resource as Partial<Slot>;
  if (slot.resourceType !== 'Slot' || instantOf(slot.start) === null || instantOf(slot.end) === null)
    return null;
  const identifiers = Array.isArray(slot.identifier) ? slot.identifier : [];
  const names = [slot.id, ...identifiers.map((identifier) => identifier?.value)].filter(
    (name): name is string => typeof name === 'string' && name !== '',
  );
  return names.length === 0 ? null : { resource: slot as Slot, key: names.join(' ') };
}

/** Whether the slot can be booked now: free, and still to come. */
export function isBookable(slot: FoundSlot, now: number): boolean {
  return slot.resource.status === 'free' && (instantOf(slot.resource.start) ?? 0) > now;
}

/**
 * The free slots in a file of JSON or XML, as `slotsIn` reads them.
 *
 * @throws Error with a plain sentence when the file cannot be read or holds no free slot to come
 */
export function slotsInFile(file: string): FoundSlot[] {
  return slotsIn(Buffer.from(readText(file)), 'the file');
}

/**
 * The free slots in JSON or XML: a Bundle, an array of Slots, or one Slot.
 *
 * @param where what the text is, for the sentences
 * @throws Error with a plain sentence when it cannot be read or holds no free slot to come
 */
export function slotsIn(text: Buffer, where: string): FoundSlot[] {
  const { value, issues } = readMessage(text);
  const [issue] = issues;
  if (value === undefined && issue) {
    const place = issue.line === undefined ? '' : ` (line ${issue.line}, column ${issue.column})`;
    throw new Error(`${where} cannot be read as JSON or XML${place}: ${issue.message}`);
  }
  const found = resourcesIn(value)
    .map(foundSlot)
    .filter((slot): slot is FoundSlot => slot !== null);
  if (found.length === 0)
    throw new Error(`${where} holds no Slot with an id or identifier, a start and an end`);
  const bookable = found.filter((slot) => isBookable(slot, Date.now()));
  if (bookable.length === 0)
    throw new Error(`none of the ${found.length} slots in ${where} is free and still to come`);
  return bookable;
}

/** The resources in a Bundle, in an array, or the one resource itself. */
export function resourcesIn(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  const bundle = content as { resourceType?: unknown; entry?: unknown } | null;
  if (bundle?.resourceType !== 'Bundle') return [content];
  const entries = Array.isArray(bundle.entry) ? bundle.entry : [];
  return entries.map((entry) => (entry as { resource?: unknown } | null)?.resource);
}
