import { isValidNhsNumber, type Message, readMessage, writeXml } from '../fhir';
import { cutBody, type Exchange, type HeaderList, recodedBody } from '../http';
import { MARKS, maskOfMark } from './made-up';
import { MASKED, MaskedText } from './masked-text';

/** Takes data of patients out of what is recorded, in bodies, header fields and texts. */
export interface PatientMask {
  /** A copy of the exchange without them; `masked` says of either message whether its body was changed. */
  exchange(exchange: Exchange): Exchange;
  /** The text without them, as far as they were seen in an exchange before, or can be known as what they are. */
  text(text: string): string;
}

/** Resources about a patient, or about somebody near to one. */
const PERSONS = new Set(['Patient', 'RelatedPerson', 'Person']);

/** What in them tells nothing of a person: what they are made of, and what links them. */
const OF_THE_FORM = new Set([
  'resourceType',
  'system',
  'use',
  'code',
  'url',
  'reference',
  'profile',
  'versionId',
  'lastUpdated',
  'status',
  'gender',
  'contentType',
  'language',
]);

/** By what things are found; what seems to be a patient's name or number in it, is so by chance. */
const OF_THE_SERVER = new Set([...OF_THE_FORM, 'id', 'fullUrl']);

/** Fields by which what was booked is found again. */
const FIELDS_KEPT = /^(?:location|content-location|etag|x-request-id)$/i;

const MASKED_DIV = `<div xmlns="http://www.w3.org/1999/xhtml">${MASKED}</div>`;
/** How much of a body that cannot be read a message may quote. */
const QUOTED_BYTES = 1_000;

/**
 * Makes a mask. In a Patient, wherever it is contained, each value is masked but for what it is made of; so is what is
 * displayed of a reference to one, and the narrative around it. The same values are masked where they recur, in other
 * resources and in texts, and so is every NHS number. A body that cannot be read is masked as a whole. The marks of
 * made-up patients are masked each by a mark of its own, so that bookings are still recognised.
 */
export function createPatientMask(): PatientMask {
  const known = new MaskedText();
  const text = (value: string): string => known.mask(value);

  function body(content: Buffer): Buffer {
    if (content.length === 0) return content;
    const message = readMessage(content, undefined, Number.POSITIVE_INFINITY);
    if (!isReadInFull(message)) {
      known.learn(cutBody(content, QUOTED_BYTES));
      return Buffer.from(maskedWhole(content.toString('utf8')));
    }
    const persons = personsIn(message.value);
    for (const person of persons) for (const value of valuesIn(person)) known.learn(value);
    const masked = new MessageMask(persons, text).value(message.value);
    if (JSON.stringify(masked) === JSON.stringify(message.value)) return content;
    return Buffer.from(message.format === 'xml' ? writeXml(masked) : JSON.stringify(masked));
  }

  function masked<M extends { readonly headers: HeaderList; readonly body: Buffer | null }>(message: M): M {
    const headers: HeaderList = message.headers.map(([name, value]) => [
      name,
      FIELDS_KEPT.test(name) ? value : text(value),
    ]);
    if (message.body === null) return { ...message, headers };
    const content = recodedBody({ headers: message.headers, body: message.body }, body);
    return { ...message, headers, ...(content === message.body ? {} : { body: content, masked: true }) };
  }

  return {
    text,
    exchange(exchange) {
      const request = masked(exchange.request);
      const response = exchange.response && masked(exchange.response);
      const { error } = exchange;
      return { ...exchange, request, response, error: error && { ...error, message: text(error.message) } };
    },
  };
}

/** Whether the value is all that the message says: not where a name is given twice, or where XML holds what JSON cannot. */
function isReadInFull({ value, issues, format }: Message): boolean {
  if (value === undefined) return false;
  return format === 'xml' ? issues.length === 0 : !issues.some(({ rule }) => rule === 'duplicate-key');
}

/** A mask for a body, with the marks of made-up patients in it, by which it is recognised. */
function maskedWhole(content: string): string {
  return [MASKED, ...new Set((content.match(MARKS) ?? []).map(maskOfMark))].join(' ');
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every person in a message, however deep. */
function personsIn(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(personsIn);
  if (!isObject(value)) return [];
  if (PERSONS.has(String(value.resourceType))) return [value];
  return Object.values(value).flatMap(personsIn);
}

/** The values of a person that are to be masked. */
function valuesIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return OF_THE_FORM.has(name) || name === 'id' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((item) => valuesIn(item, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([element, child]) => valuesIn(child, element));
}

/** Masks one message. */
class MessageMask {
  /** How persons that are contained are referred to. */
  private readonly references: ReadonlySet<string>;

  constructor(
    private readonly persons: readonly Fields[],
    private readonly text: (text: string) => string,
  ) {
    this.references = new Set(persons.map(({ id }) => `#${id}`));
  }

  value(value: unknown, name = ''): unknown {
    if (typeof value === 'string') return this.string(value, name);
    if (Array.isArray(value)) return value.map((item) => this.value(item, name));
    if (!isObject(value)) return value;
    if (this.persons.includes(value)) return this.personal(value);
    const isOfPerson = this.refersToPerson(value);
    return mapped(value, (child, element) =>
      isOfPerson && element === 'display' ? MASKED : this.value(child, element),
    );
  }

  private string(value: string, name: string): string {
    if (name === 'div' && this.persons.length > 0) return MASKED_DIV;
    return OF_THE_SERVER.has(name) ? withoutNumber(value) : this.text(value);
  }

  /** What is in a person. */
  private personal(value: unknown, name = ''): unknown {
    if (Array.isArray(value)) return value.map((item) => this.personal(item, name));
    if (isObject(value)) return mapped(value, (child, element) => this.personal(child, element));
    if (typeof value === 'number') return MASKED;
    if (typeof value !== 'string') return value;
    if (name === 'div') return MASKED_DIV;
    if (name === 'id') return isValidNhsNumber(value) ? MASKED : value;
    if (OF_THE_FORM.has(name)) return withoutNumber(value);
    return maskOfValue(value);
  }

  private refersToPerson({ reference }: Fields): boolean {
    if (typeof reference !== 'string') return false;
    return this.references.has(reference) || TO_PERSON.test(reference);
  }
}

const TO_PERSON = /(?:^|\/)(?:Patient|RelatedPerson|Person)\//;
const PERSON_BY_NUMBER = /\b(Patient\/)(\d{10})\b/g;

/** A reference to a Patient, or its URL, whose id is an NHS number. */
function withoutNumber(value: string): string {
  return value.replace(PERSON_BY_NUMBER, (whole, before, id) =>
    isValidNhsNumber(id) ? `${before}${MASKED}` : whole,
  );
}

function maskOfValue(value: string): string {
  const marks = value.match(MARKS);
  return marks ? marks.map(maskOfMark).join(' ') : MASKED;
}

function mapped(object: Fields, change: (value: unknown, name: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
