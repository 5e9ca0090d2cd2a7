import { RESOURCE_TYPES } from '../base/resource-types';
import type { Format } from '../format';
import type { Issue } from '../issue';
import { isObject } from '../json';
import { readXml } from '../xml/read';
import { type Reading, readJson } from './json';
import { Lines, type Places, type Position, stepsOf } from './place';
import { syntaxIssue } from './syntax';
import { decodeText } from './text';

/** A message: what its bytes hold, what is wrong with them, and where in them each element stands. */
export interface Message {
  readonly format: Format;
  /** The resource in the shape of JSON, as `validate` takes it; undefined where the bytes hold none. */
  readonly value: unknown;
  /** Issues of the layer `syntax`; of XML also those of the layer `base` that its JSON shape can't show. */
  readonly issues: readonly Issue[];
  /**
   * The position of the element at `path`, such as `Appointment.contained[1].name[0].given`; where there is none, that
   * of the nearest element around it. Null for a message without text.
   */
  positionOf(path: string): Position | null;
}

/** How large a message may be: far more than any booking, little enough to be read in a moment. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/**
 * Reads the bytes of a message as JSON (http://hl7.org/fhir/STU3/json.html) or XML
 * (http://hl7.org/fhir/STU3/xml.html); without `format`, as XML if they begin with `<`, else as JSON. Takes any bytes and
 * never throws; time and memory are bounded by their number.
 */
export function readMessage(
  bytes: Uint8Array,
  format: Format = formatOf(bytes),
  maxBytes: number = MAX_MESSAGE_BYTES,
): Message {
  if (bytes.length > maxBytes) {
    const message = `The body is larger than ${maxBytes} bytes, and was not read.`;
    return withoutText(format, [syntaxIssue({ code: 'too-long', rule: 'size', message })]);
  }
  const { text, issues } = decodeText(bytes);
  if (text === undefined) return withoutText(format, issues);
  const { value, issues: found, places } = read(text, format);
  const lines = new Lines(text);
  return {
    format,
    value,
    issues: [...issues, ...found],
    positionOf: (path) => positionOf(path, value, places, lines),
  };
}

/** Gives each issue the line and column of its path in `message`, unless it has them. */
export function locate(issues: readonly Issue[], message: Message): Issue[] {
  return issues.map((issue) =>
    issue.line === undefined ? { ...issue, ...message.positionOf(issue.path) } : issue,
  );
}

function read(text: string, format: Format): Reading {
  if (format === 'json') return readJson(text, rootPathOf);
  return readXml(text);
}

function withoutText(format: Format, issues: readonly Issue[]): Message {
  return { format, value: undefined, issues, positionOf: () => null };
}

function positionOf(path: string, value: unknown, places: Places, lines: Lines): Position | null {
  const steps = stepsOf(path);
  // Paths begin with the type of the resource; only the path of its `resourceType` does where the type is at fault.
  const offset = places.offsetOf(steps[0] === rootPathOf(value) ? steps.slice(1) : steps);
  return offset === null ? null : lines.positionAt(offset);
}

/** The path of a resource that is not in another: its type. Empty for what is no resource of STU3. */
function rootPathOf(value: unknown): string {
  const type = isObject(value) ? value.resourceType : undefined;
  return typeof type === 'string' && RESOURCE_TYPES.has(type) ? type : '';
}

/** White space, and the bytes of byte order marks and UTF-16, none of which tell JSON from XML. */
const NEUTRAL_BYTES = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20, 0xbb, 0xbf, 0xef, 0xfe, 0xff]);

/** The format that bytes look like. */
function formatOf(bytes: Uint8Array): Format {
  return bytes.find((byte) => !NEUTRAL_BYTES.has(byte)) === '<'.charCodeAt(0) ? 'xml' : 'json';
}
