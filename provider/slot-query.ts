import { parseJson } from '../lib/fhir';
import { timeRangeOf } from '../lib/fhir/instant';
import type { Finding } from './answer';
import type { OfferedSlot, SlotStatus } from './diary';
import { LOCAL_SYSTEMS, SERVICE_ID } from './directory';

/** A search for slots, understood. */
export interface SlotQuery {
  matches(slot: OfferedSlot, status: SlotStatus): boolean;
  /** The includes asked for, in lower case with colons. */
  readonly includes: ReadonlySet<string>;
  /** Most slots in one page. */
  readonly count: number;
  /** Only slots after this position of the diary: where the page before ended. */
  readonly after: number;
  /** The search parameters themselves, without the continuation. */
  readonly parameters: string;
}

/** The opaque parameter in which a page names its successor. */
const CONTINUATION = '_page';

type Criterion = (slot: OfferedSlot, status: SlotStatus) => boolean;

/**
 * Understands the query string of a search for slots (NHS Booking API "Search for slots", Search parameters; FHIR STU3
 * search.html): `service` or `schedule.actor:healthcareservice`, `status`, `start`, `_include`, `_count`, and the
 * continuation of an earlier page. Unknown parameters are ignored; a known one with a malformed value is a finding, and
 * with a finding there is no query. A page holds no more than `pageSize` slots.
 */
export function parseSlotQuery(
  parameters: URLSearchParams,
  pageSize: number,
): {
  query: SlotQuery | null;
  findings: Finding[];
} {
  const continuation = parameters.get(CONTINUATION);
  if (continuation === null) return parse(parameters, -1, pageSize);
  const place = decodeContinuation(continuation);
  if (place === null)
    return { query: null, findings: [malformed(CONTINUATION, continuation, 'no link of ours')] };
  return parse(new URLSearchParams(place.parameters), place.after, pageSize);
}

/** The query string of the page after the one that ends at `position`. */
export function continuationOf(query: SlotQuery, position: number): string {
  const place = JSON.stringify([query.parameters, position]);
  return new URLSearchParams({ [CONTINUATION]: Buffer.from(place).toString('base64url') }).toString();
}

function decodeContinuation(text: string): { parameters: string; after: number } | null {
  const { value } = parseJson(Buffer.from(text, 'base64url'));
  const [parameters, after] = Array.isArray(value) ? value : [];
  return typeof parameters === 'string' && Number.isInteger(after) ? { parameters, after } : null;
}

function parse(
  parameters: URLSearchParams,
  after: number,
  pageSize: number,
): { query: SlotQuery | null; findings: Finding[] } {
  const findings: Finding[] = [];
  const criteria: Criterion[] = [];
  const includes = new Set<string>();
  let count = pageSize;
  for (const [name, value] of parameters) {
    const criterion = CRITERIA.get(name)?.(value);
    if (typeof criterion === 'string') findings.push(malformed(name, value, criterion));
    else if (criterion) criteria.push(criterion);
    else if (name === '_include' || name === '_include:iterate' || name === '_include:recurse') {
      includes.add(value.replaceAll('.', ':').toLowerCase());
    } else if (name === '_count') {
      if (/^\d{1,9}$/.test(value)) count = Math.min(Number(value), pageSize);
      else findings.push(malformed(name, value, 'not a number of resources'));
    } else if (MODIFIED.test(name)) {
      findings.push({
        code: 'not-supported',
        text: `The modifier of the search parameter "${name}" is not supported.`,
      });
    }
  }
  if (findings.length > 0) return { query: null, findings };
  const matches: Criterion = (slot, status) => criteria.every((criterion) => criterion(slot, status));
  return { query: { matches, includes, count, after, parameters: parameters.toString() }, findings };
}

/** By parameter: what its value selects, or why the value is malformed. Parameters that repeat must all be met. */
const CRITERIA: ReadonlyMap<string, (value: string) => Criterion | string> = new Map([
  ['service', parseService],
  ['schedule.actor:healthcareservice', parseService],
  ['schedule.actor:HealthcareService', parseService],
  ['status', parseStatus],
  ['start', parseStart],
]);

/** A parameter that is known, with a modifier that is not: to leave it out would answer another question. */
const MODIFIED = /^(service|status|start):/;

/** The service by its id or identifier: `[id]`, `HealthcareService/[id]` or `[system]|[value]`. */
function parseService(value: string): Criterion | string {
  if (value.trim() === '') return 'no service id';
  const ours = [
    SERVICE_ID,
    `HealthcareService/${SERVICE_ID}`,
    `|${SERVICE_ID}`,
    `${LOCAL_SYSTEMS.service}|${SERVICE_ID}`,
  ];
  const isOurs = value.split(',').some((service) => ours.includes(service));
  return () => isOurs;
}

const SLOT_STATUSES = ['busy', 'free', 'busy-unavailable', 'busy-tentative', 'entered-in-error'];

/** One status or several, separated by commas. */
function parseStatus(value: string): Criterion | string {
  const statuses = value
    .split(',')
    .map((status) => status.replace(/^(http:\/\/hl7\.org\/fhir\/slotstatus)?\|/, ''));
  if (!statuses.every((status) => SLOT_STATUSES.includes(status))) return 'not a status of a Slot';
  return (_, status) => statuses.includes(status);
}

/** How a start stands to the stretch of time that a value stands for, by prefix. */
const COMPARISONS: ReadonlyMap<string, (start: number, earliest: number, latest: number) => boolean> =
  new Map([
    ['eq', (start, earliest, latest) => start >= earliest && start <= latest],
    ['ne', (start, earliest, latest) => start < earliest || start > latest],
    ['gt', (start, _, latest) => start > latest],
    ['ge', (start, earliest) => start >= earliest],
    ['lt', (start, earliest) => start < earliest],
    ['le', (start, _, latest) => start <= latest],
    ['sa', (start, _, latest) => start > latest],
    ['eb', (start, earliest) => start < earliest],
    ['ap', isAbout],
  ]);

/** Within a tenth of the time between now and the value, as the specification recommends. */
function isAbout(start: number, earliest: number, latest: number): boolean {
  const leeway = Math.abs(earliest - Date.now()) / 10;
  return start >= earliest - leeway && start <= latest + leeway;
}

/** A date or dateTime with an optional prefix (FHIR STU3 search.html#prefix); `+` in an offset may arrive as a blank. */
function parseStart(value: string): Criterion | string {
  const [, prefix = 'eq', dateTime = ''] = /^([a-z]{2})?(.*)$/s.exec(value) ?? [];
  const compare = COMPARISONS.get(prefix);
  if (!compare) return `"${prefix}" is not one of ${[...COMPARISONS.keys()].join(', ')}`;
  const range = timeRangeOf(dateTime.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (!range) return 'not a date or dateTime';
  return ({ start }) => compare(start, range.earliest, range.latest);
}

function malformed(name: string, value: string, why: string): Finding {
  return { code: 'value', text: `The search parameter "${name}" has the value "${value}", which is ${why}.` };
}
