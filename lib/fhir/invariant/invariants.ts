import { hasVisibleContent, isPlainFormatting } from '../base/xhtml';
import { timeRangeOf } from '../instant';
import { isObject, type JsonObject, listOf } from '../json';

/**
 * The invariants of STU3 that can be judged from one element and what is in it, by the type they belong to
 * (http://hl7.org/fhir/STU3, "Constraints" of each type). Those of contained resources, references and Bundles look
 * further: see `contained.ts` and `bundle.ts`.
 */
export interface Invariant {
  /** The type, or the element with elements of its own, that it is about. */
  readonly on: string;
  /** The key that STU3 gives it. */
  readonly key: string;
  /** What has to be so, in words. */
  readonly says: string;
  readonly holds: (element: JsonObject) => boolean;
}

/** The invariants, by type. */
export const INVARIANTS: readonly Invariant[] = [
  {
    on: 'Appointment',
    key: 'app-2',
    says: 'start and end come together: both or neither.',
    holds: (appointment) => has(appointment, 'start') === has(appointment, 'end'),
  },
  {
    on: 'Appointment',
    key: 'app-3',
    says: 'Only a proposed or cancelled appointment can do without start and end.',
    holds: (appointment) =>
      (has(appointment, 'start') && has(appointment, 'end')) ||
      isOneOf(appointment.status, 'proposed cancelled'),
  },
  {
    on: 'Appointment.participant',
    key: 'app-1',
    says: 'A participant has a type or an actor.',
    holds: (participant) => has(participant, 'type') || has(participant, 'actor'),
  },
  {
    on: 'Attachment',
    key: 'att-1',
    says: 'Data has a contentType that says what it is.',
    holds: (attachment) => !has(attachment, 'data') || has(attachment, 'contentType'),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-1',
    says: 'There is at least one of rest, messaging and document.',
    holds: (statement) => hasAny(statement, 'rest', 'messaging', 'document'),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-2',
    says: 'There is at least one of description, software and implementation.',
    holds: (statement) => hasAny(statement, 'description', 'software', 'implementation'),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-3',
    says: 'Only an instance has messaging endpoints.',
    holds: (statement) =>
      statement.kind === 'instance' ||
      !listOf(statement.messaging).some((messaging) => isObject(messaging) && has(messaging, 'endpoint')),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-7',
    says: 'Documents differ in profile or mode.',
    holds: (statement) => areDistinct(statement.document, documentKey),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-8',
    says: 'There is one rest for each mode.',
    holds: (statement) => areDistinct(statement.rest, ({ mode }) => mode),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-14',
    says: 'Requirements have neither software nor implementation.',
    holds: (statement) =>
      statement.kind !== 'requirements' || !hasAny(statement, 'software', 'implementation'),
  },
  {
    on: 'CapabilityStatement',
    key: 'cpb-15',
    says: 'A capability has no implementation.',
    holds: (statement) => statement.kind !== 'capability' || !has(statement, 'implementation'),
  },
  {
    on: 'CapabilityStatement.rest',
    key: 'cpb-9',
    says: 'A resource type is described once.',
    holds: (rest) => areDistinct(rest.resource, ({ type }) => type),
  },
  {
    on: 'CapabilityStatement.rest.resource',
    key: 'cpb-12',
    says: 'Search parameters have different names.',
    holds: (resource) => areDistinct(resource.searchParam, ({ name }) => name),
  },
  {
    on: 'ContactPoint',
    key: 'cpt-2',
    says: 'A value has a system that says what it is.',
    holds: (contactPoint) => !has(contactPoint, 'value') || has(contactPoint, 'system'),
  },
  {
    on: 'Extension',
    key: 'ext-1',
    says: 'An extension has either a value or extensions, never both.',
    holds: (extension) => hasExtensionValue(extension) !== has(extension, 'extension'),
  },
  {
    on: 'Narrative',
    key: 'txt-1',
    says: 'The div has formatting only: no scripts, forms, frames, objects or event attributes.',
    holds: ({ div }) => typeof div !== 'string' || isPlainFormatting(div),
  },
  {
    on: 'Narrative',
    key: 'txt-2',
    says: 'The div shows something.',
    holds: ({ div }) => typeof div !== 'string' || hasVisibleContent(div),
  },
  {
    on: 'Organization',
    key: 'org-1',
    says: 'An organisation has an identifier or a name.',
    holds: (organization) => hasAny(organization, 'identifier', 'name'),
  },
  {
    on: 'Organization',
    key: 'org-2',
    says: 'The address of an organisation is never of use home.',
    holds: ({ address }) => !listOf(address).some((each) => isObject(each) && each.use === 'home'),
  },
  {
    on: 'Organization',
    key: 'org-3',
    says: 'The telecom of an organisation is never of use home.',
    holds: ({ telecom }) => !listOf(telecom).some((each) => isObject(each) && each.use === 'home'),
  },
  {
    on: 'Patient.contact',
    key: 'pat-1',
    says: 'A contact has a name, a telecom, an address or an organisation.',
    holds: (contact) => hasAny(contact, 'name', 'telecom', 'address', 'organization'),
  },
  {
    on: 'Period',
    key: 'per-1',
    says: 'A period does not end before it starts.',
    holds: (period) => !isAfter(period.start, period.end),
  },
  {
    on: 'Quantity',
    key: 'qty-3',
    says: 'A code of a unit has a system.',
    holds: (quantity) => !has(quantity, 'code') || has(quantity, 'system'),
  },
  {
    on: 'Range',
    key: 'sqty-1',
    says: 'The bounds of a range have no comparator.',
    holds: ({ low, high }) => ![low, high].some((bound) => isObject(bound) && has(bound, 'comparator')),
  },
  {
    on: 'Range',
    key: 'rng-2',
    says: 'low is not greater than high.',
    holds: ({ low, high }) => !isGreater(low, high),
  },
  {
    on: 'Ratio',
    key: 'rat-1',
    says: 'Numerator and denominator come together; without both there are extensions.',
    holds: (ratio) =>
      has(ratio, 'numerator') === has(ratio, 'denominator') && hasAny(ratio, 'numerator', 'extension'),
  },
  {
    on: 'SampledData',
    key: 'sqty-1',
    says: 'The origin has no comparator.',
    holds: ({ origin }) => !isObject(origin) || !has(origin, 'comparator'),
  },
  {
    on: 'TestReport.setup.action',
    key: 'inv-1',
    says: 'A setup action is an operation or an assert, not both.',
    holds: (action) => has(action, 'operation') !== has(action, 'assert'),
  },
  {
    on: 'TestReport.test.action',
    key: 'inv-2',
    says: 'A test action is an operation or an assert, not both.',
    holds: (action) => has(action, 'operation') !== has(action, 'assert'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-1',
    says: 'A duration has a unit.',
    holds: (repeat) => !has(repeat, 'duration') || has(repeat, 'durationUnit'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-2',
    says: 'A period has a unit.',
    holds: (repeat) => !has(repeat, 'period') || has(repeat, 'periodUnit'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-4',
    says: 'A duration is not negative.',
    holds: ({ duration }) => !isNegative(duration),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-5',
    says: 'A period is not negative.',
    holds: ({ period }) => !isNegative(period),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-6',
    says: 'A periodMax has a period.',
    holds: (repeat) => !has(repeat, 'periodMax') || has(repeat, 'period'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-7',
    says: 'A durationMax has a duration.',
    holds: (repeat) => !has(repeat, 'durationMax') || has(repeat, 'duration'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-8',
    says: 'A countMax has a count.',
    holds: (repeat) => !has(repeat, 'countMax') || has(repeat, 'count'),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-9',
    says: 'An offset is from an event (when) other than a meal (C, CM, CD, CV).',
    holds: (repeat) =>
      !has(repeat, 'offset') ||
      (has(repeat, 'when') && !listOf(repeat.when).some((when) => isOneOf(when, 'C CM CD CV'))),
  },
  {
    on: 'Timing.repeat',
    key: 'tim-10',
    says: 'There is a timeOfDay or a when, not both.',
    holds: (repeat) => !has(repeat, 'timeOfDay') || !has(repeat, 'when'),
  },
];

/** Whether an element is there, be it by its extensions only. */
function has(owner: JsonObject, name: string): boolean {
  return isThere(owner[name]) || isThere(owner[`_${name}`]);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function hasAny(owner: JsonObject, ...names: string[]): boolean {
  return names.some((name) => has(owner, name));
}

function hasExtensionValue(extension: JsonObject): boolean {
  return Object.keys(extension).some((name) => /^_?value[A-Z]/.test(name) && isThere(extension[name]));
}

function isOneOf(value: unknown, words: string): boolean {
  return typeof value === 'string' && words.split(' ').includes(value);
}

/** Whether no two of the objects in `values` have the same key. Those whose key is no text are left out. */
function areDistinct(values: unknown, keyOf: (object: JsonObject) => unknown): boolean {
  const keys = listOf(values)
    .filter(isObject)
    .map(keyOf)
    .filter((key) => typeof key === 'string');
  return new Set(keys).size === keys.length;
}

/** A document is told apart by its profile and mode. */
function documentKey({ profile, mode }: JsonObject): unknown {
  const reference = isObject(profile) ? profile.reference : undefined;
  return typeof reference === 'string' && typeof mode === 'string' ? `${reference} ${mode}` : undefined;
}

/** Whether `start` is later than `end` however the missing parts of either are filled in. */
function isAfter(start: unknown, end: unknown): boolean {
  const first = timeRangeOf(start);
  const last = timeRangeOf(end);
  return first !== null && last !== null && first.earliest > last.latest;
}

/** Whether `low` is greater than `high`, both being quantities of the same unit. */
function isGreater(low: unknown, high: unknown): boolean {
  if (!isObject(low) || !isObject(high)) return false;
  if (low.unit !== high.unit || low.code !== high.code) return false;
  return typeof low.value === 'number' && typeof high.value === 'number' && low.value > high.value;
}

function isNegative(value: unknown): boolean {
  return typeof value === 'number' && value < 0;
}
