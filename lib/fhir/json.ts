import type { Issue } from './issue';

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
 * Gives the parsed value, or `undefined` with an error of the `syntax` layer when the bytes are empty, not UTF-8 or not
 * JSON. A byte order mark, which RFC 8259 section 8.1 lets a reader ignore, is a warning.
 */
export function parseJson(bytes: Uint8Array): { value: unknown; issues: Issue[] } {
  const issues: Issue[] = [];
  let text: string;
  try {
    // Despite its name, ignoreBOM keeps the mark in the text, so that it can be told of.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { value: undefined, issues: [syntaxIssue('error', 'utf-8', 'The body is not valid UTF-8.')] };
  }
  if (text.startsWith('\uFEFF')) {
    text = text.slice(1);
    issues.push(syntaxIssue('warning', 'byte-order-mark', 'The body begins with a byte order mark.'));
  }
  if (text.trim() === '') {
    issues.push(syntaxIssue('error', 'json', 'The body is empty.'));
    return { value: undefined, issues };
  }
  try {
    return { value: JSON.parse(text), issues };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    issues.push(syntaxIssue('error', 'json', `The body is not JSON: ${reason}`));
    return { value: undefined, issues };
  }
}

function syntaxIssue(severity: Issue['severity'], rule: string, message: string): Issue {
  return { severity, layer: 'syntax', code: 'structure', rule, path: '', message };
}
