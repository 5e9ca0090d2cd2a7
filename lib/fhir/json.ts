import type { Issue } from './issue';
import { parseJsonText } from './message/json';
import { decodeText } from './message/text';

/** A JSON object whose members are not known yet. */
export type JsonObject = { readonly [name: string]: unknown };

/** Whether `value` is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a repeating element, also where the sender forgot the array or left the element out. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The objects among the items of a repeating element, each with its location. */
export function objectsOf(value: unknown, path: string): { object: JsonObject; path: string }[] {
  const located = listOf(value).map((item, index) => ({
    object: item,
    path: Array.isArray(value) ? `${path}[${index}]` : path,
  }));
  return located.filter((item): item is { object: JsonObject; path: string } => isObject(item.object));
}

/**
 * Reads the bytes of a body as JSON (RFC 8259). Never throws.
 *
 * Gives the parsed value, or `undefined` with an error of the `syntax` layer, and its line and column, when the bytes
 * are empty, not UTF-8 or not JSON. A byte order mark is a warning. Looks no further: `readMessage` does.
 */
export function parseJson(bytes: Uint8Array): { value: unknown; issues: Issue[] } {
  const { text, issues } = decodeText(bytes);
  if (text === undefined) return { value: undefined, issues };
  const { value, issue } = parseJsonText(text);
  return { value, issues: issue === null ? issues : [...issues, issue] };
}
