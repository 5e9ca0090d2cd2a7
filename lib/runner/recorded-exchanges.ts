import {
  decodedBody,
  type Exchange,
  type ExchangeRecord,
  fromRecord,
  type OnGap,
  REDACTED,
  type ReceivedResponse,
  readEvidence,
  type SentRequest,
} from '../http';
import { firstNumberOf, type Lane, laneOf, numberOf } from './exchange-number';
import { CLEANED_UP_LATER } from './result';
import type { StoredRecord } from './run-record';

/** How much of all answers to searches is held whole: each search of a run was judged by the whole. */
const MOST_SEARCHED_BYTES = 64 * 1024 * 1024;
/** The case of what is sent when all is judged. */
const CLEANED_UP = '(clean-up)';

/** What a run recorded, to be handed out again. */
export interface RecordedExchanges {
  /** What the rules that look at all exchanges saw, in the order of the record. */
  readonly seen: readonly Exchange[];
  /** What each lane sent, in the order in which it was begun; by the key of the lane. */
  readonly lanes: ReadonlyMap<string, readonly Exchange[]>;
  /** The ids of all. */
  readonly ids: ReadonlySet<string>;
  /** The exchanges whose answer, or a header field of it, had a secret in it. */
  readonly redacted: ReadonlySet<string>;
  /** Whether an answer to a search could not be held as it was judged. */
  readonly isCut: boolean;
  /** What the record contradicts itself in, each a sentence. */
  readonly problems: readonly string[];
}

/** A lane in one word. */
export const keyOfLane = ({ shard, worker }: Lane): string => `${shard}/${worker}`;

/**
 * Makes exchanges of a record again.
 *
 * @param onGap told of what is read in them that is not what was on the wire
 * @throws Error of the file system when the file of exchanges cannot be read
 */
export function recordedExchanges(record: StoredRecord, isWhole: boolean, onGap: OnGap): RecordedExchanges {
  const { searches, isCut, twice } = wholeSearches(record);
  const sent = [...record.evidence.values()].filter((exchange) => exchange.case !== CLEANED_UP_LATER);
  const seen = sent.filter((exchange) => exchange.case !== CLEANED_UP).map((one) => withGaps(one, onGap));
  const lanes = new Map<string, Exchange[]>();
  for (const exchange of seen) {
    const key = keyOfLane(laneOf(numberOf(exchange.id)));
    const whole = searches.get(exchange.id);
    lanes.set(key, [...(lanes.get(key) ?? []), whole ? withGaps(whole, onGap) : exchange]);
  }
  for (const exchanges of lanes.values())
    exchanges.sort((one, other) => numberOf(one.id) - numberOf(other.id));
  const ids = new Set(record.evidence.keys());
  return {
    seen,
    lanes,
    ids,
    redacted: new Set(sent.filter(isRedacted).map(({ id }) => id)),
    isCut,
    problems: [...twice, ...record.damage, ...(isWhole ? gapsInNumbers(ids) : [])],
  };
}

/** The searches whose answers are larger than what is kept of other answers. */
function wholeSearches(record: StoredRecord) {
  const searches = new Map<string, ExchangeRecord>();
  const known = new Set<string>();
  const twice: string[] = [];
  let bytes = 0;
  let isCut = false;
  readEvidence(record.files.exchanges, (one) => {
    if (known.has(one.id)) twice.push(`there are two exchanges ${one.id}`);
    known.add(one.id);
    if (one.purpose !== 'search' || !isKeptInPart(record.evidence.get(one.id))) return;
    bytes += one.response?.body.length ?? 0;
    if (isKeptInPart(one) || bytes > MOST_SEARCHED_BYTES) isCut = true;
    else searches.set(one.id, one);
  });
  return { searches, isCut, twice };
}

const isKeptInPart = (record: ExchangeRecord | undefined): boolean => record?.error?.code === 'NOT_KEPT';

function withGaps(record: ExchangeRecord, onGap: OnGap): Exchange {
  const exchange = fromRecord(record);
  const { request, response } = exchange;
  return {
    ...exchange,
    request: hasGaps(request) ? { ...request, onGap } : request,
    response: response && hasGaps(response) ? { ...response, onGap } : response,
  };
}

function hasGaps(message: SentRequest | ReceivedResponse): boolean {
  return message.masked === true || decodedBody(message).includes(REDACTED);
}

function isRedacted(record: ExchangeRecord): boolean {
  const { response } = fromRecord(record);
  if (!response) return false;
  return hasGaps(response) || response.headers.some(([, value]) => value.includes(REDACTED));
}

/** Exchanges are numbered one after the other: whatever is missing among them was taken out. */
function gapsInNumbers(ids: ReadonlySet<string>): string[] {
  const byLane = new Map<string, { lane: Lane; numbers: number[] }>();
  for (const id of ids) {
    const number = numberOf(id);
    if (number === 0) return [`the exchange ${id} has an id that the suite does not give`];
    const lane = laneOf(number);
    const known = byLane.get(keyOfLane(lane)) ?? { lane, numbers: [] };
    known.numbers.push(number);
    byLane.set(keyOfLane(lane), known);
  }
  return [...byLane.values()].flatMap(({ lane, numbers }) => missingAmong(firstNumberOf(lane), numbers));
}

function missingAmong(first: number, numbers: readonly number[]): string[] {
  const missing: string[] = [];
  let expected = first;
  for (const number of [...numbers].sort((one, other) => one - other)) {
    if (number > expected) missing.push(`there is no exchange ${rangeText(expected, number - 1)}`);
    expected = number + 1;
  }
  return missing;
}

const idOf = (number: number): string => `x${String(number).padStart(4, '0')}`;
const rangeText = (from: number, to: number): string =>
  from === to ? idOf(from) : `${idOf(from)} to ${idOf(to)}`;
