import { isDate, isDateTime, isInstant, isTime } from '../instant';
import { isXhtmlDiv } from './xhtml';

/** A primitive type: what JSON values it takes. */
export interface PrimitiveType {
  /** What a value has to be, in words, to go after "Expected". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const MAX_INTEGER = 2_147_483_647;
const MAX_STRING = 1_048_576;

function text(expected: string, accepts: (value: string) => boolean): PrimitiveType {
  return { expected, accepts: (value) => typeof value === 'string' && accepts(value) };
}

function integer(min: number, max: number): PrimitiveType {
  return {
    expected: `a JSON number, whole, from ${min} to ${max}`,
    accepts: (value) => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
  };
}

function isBase64(value: string): boolean {
  const packed = value.replace(/\s+/g, '');
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed);
}

const STRING = text('a string that is not empty', (value) => value.length > 0 && value.length <= MAX_STRING);

/** The primitive types of STU3, by name (http://hl7.org/fhir/STU3/datatypes.html#primitive). */
export const PRIMITIVES: ReadonlyMap<string, PrimitiveType> = new Map([
  ['boolean', { expected: 'true or false', accepts: (value) => typeof value === 'boolean' }],
  ['integer', integer(-MAX_INTEGER - 1, MAX_INTEGER)],
  ['unsignedInt', integer(0, MAX_INTEGER)],
  ['positiveInt', integer(1, MAX_INTEGER)],
  ['decimal', { expected: 'a JSON number', accepts: Number.isFinite }],
  ['string', STRING],
  ['markdown', STRING],
  ['code', text('a code, without white space at its ends', (value) => /^\S+(?:\s\S+)*$/.test(value))],
  ['id', text('an id: 1 to 64 letters, digits, - and .', (value) => /^[A-Za-z0-9\-.]{1,64}$/.test(value))],
  ['uri', text('a URI, without white space', (value) => /^\S+$/.test(value))],
  ['oid', text('an OID: urn:oid:…', (value) => /^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+$/.test(value))],
  ['base64Binary', text('base64', isBase64)],
  ['date', text('a date: YYYY, YYYY-MM or YYYY-MM-DD', isDate)],
  ['dateTime', text('a dateTime: a date, or YYYY-MM-DDThh:mm:ss with a zone', isDateTime)],
  ['instant', text('an instant: YYYY-MM-DDThh:mm:ss with a zone', isInstant)],
  ['time', text('a time: hh:mm:ss', isTime)],
  ['xhtml', text('one well-formed XHTML div in the namespace http://www.w3.org/1999/xhtml', isXhtmlDiv)],
] satisfies [string, PrimitiveType][]);
