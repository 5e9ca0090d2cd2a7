import { decodedBody, type ExchangeRecord, fromRecord, type HeaderList, headerValues } from '../http';
import type { FinishedRun } from './finished-run';
import { groupedBy } from './grouped-by';
import { wellFormed } from './well-formed';

/**
 * The exchanges as an HTTP archive (HAR 1.2), as browsers and proxies show them: a page for each case, and of each exchange
 * what it was for and which rules were judged by it. Secrets are redacted as in the evidence, so that cookies are not
 * listed by themselves; a body is told without its content coding, and one of bytes in Base64. Where no answer came,
 * the status is 0, and `_error` says why, as in the archives of Chromium. A server can send more than one text can hold:
 * when there is no room for a body, it and those after it are left out, and say so.
 */
export function exchangesHar({ result, evidence }: FinishedRun): string {
  const records = [...evidence.values()].sort(inTime);
  const pages = [...groupedBy(records, (record) => record.case)].map(([title, [first]], index) => ({
    startedDateTime: (first as ExchangeRecord).startedAt,
    id: `page_${index + 1}`,
    title,
    pageTimings: {},
  }));
  const pageOf = new Map(pages.map(({ id, title }) => [title, id]));
  const judgedBy = rulesOf(result);
  const room = new Room();
  const log = {
    version: '1.2',
    creator: { name: result.suite.name, version: result.suite.version },
    pages,
    entries: records.map((record) => ({
      pageref: pageOf.get(record.case),
      ...entryOf(record, room),
      comment: commentOn(record, judgedBy.get(record.id) ?? []),
    })),
    comment: `Run ${result.run.id} against ${result.target.baseUrl}; secrets are redacted`,
  };
  return `${JSON.stringify({ log }, inWellFormed, 2)}\n`;
}

const inTime = (one: ExchangeRecord, other: ExchangeRecord): number =>
  compared(one.startedAt, other.startedAt) || compared(one.id, other.id);

const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const inWellFormed = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? wellFormed(value) : value;

/** The rules that were judged by an exchange, by its id, each with what was found where it is not as it should be. */
function rulesOf({ rules }: FinishedRun['result']): ReadonlyMap<string, readonly string[]> {
  const judged = rules.flatMap(({ id, checks }) =>
    checks.flatMap(({ outcome, exchanges }) => {
      const words = outcome === 'pass' ? id : `${id} (${outcome})`;
      return exchanges.map((exchange) => ({ exchange, words }));
    }),
  );
  const groups = groupedBy(judged, ({ exchange }) => exchange);
  return new Map([...groups].map(([id, each]) => [id, [...new Set(each.map(({ words }) => words))]]));
}

function commentOn({ id, purpose, case: name }: ExchangeRecord, rules: readonly string[]): string {
  const judged = rules.length === 0 ? 'no rule' : rules.join(', ');
  return `${id}, ${purpose}, in the case “${name}”; judged by it: ${judged}`;
}

/**
 * What the bodies of an archive may take: a character becomes six where JSON has to escape it, and all of them stay below
 * the longest string that Node can make.
 */
const MOST_CHARACTERS = 60_000_000;
const LEFT_OUT =
  'left out, since all bodies together are too large; exchanges.ndjson has what was kept of it';

/** The room for bodies: the first that does not fit ends it, so that no more of them is unpacked either. */
class Room {
  private left = MOST_CHARACTERS;

  get isUsedUp(): boolean {
    return this.left < 0;
  }

  /** Whether there is room for a text, which then is taken. */
  takes(text: string): boolean {
    if (!this.isUsedUp) this.left -= text.length;
    return !this.isUsedUp;
  }
}

function entryOf(record: ExchangeRecord, room: Room): object {
  const { startedAt, durationMs } = record;
  return {
    startedDateTime: startedAt,
    time: durationMs,
    request: requestOf(record, room),
    response: responseOf(record, room),
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0, comment: 'Only the whole was measured' },
  };
}

function requestOf({ request }: ExchangeRecord, room: Room): object {
  const { method, headers, body, bodyEncoding, masked, route } = request;
  const url = absolute(route?.gatewayUrl ?? request.url);
  const isBytes = bodyEncoding === 'base64';
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: listed(headers),
    queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
    ...(body && {
      postData: {
        mimeType: mediaTypeIn(headers),
        ...(room.takes(body)
          ? { text: body, ...noted([isBytes && 'the bytes in Base64', masked && MASKED]) }
          : noted([LEFT_OUT])),
      },
    }),
    headersSize: -1,
    bodySize: body === null ? 0 : Buffer.byteLength(body, bodyEncoding),
    ...noted([route?.gatewayUrl !== undefined && `for ${request.url}, by way of a gateway`]),
  };
}

const NO_ANSWER = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
};

function responseOf(record: ExchangeRecord, room: Room): object {
  const { response } = fromRecord(record);
  const { error } = record;
  const _error = error && `${error.code}: ${error.message}`;
  if (!response) return { ...NO_ANSWER, _error: _error ?? 'no answer' };
  const { status, reason, httpVersion, headers, body, complete } = response;
  return {
    status,
    statusText: reason,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: listed(headers),
    content: contentOf(response, room),
    redirectURL: status >= 300 && status < 400 ? (headerValues(headers, 'Location')[0] ?? '') : '',
    headersSize: -1,
    // Of what was cut, nobody knows how much there was.
    bodySize: complete ? body.length : -1,
    ...(_error && { _error }),
    ...noted([!complete && 'not complete: its end never came, or was too much to be kept']),
  };
}

type Response = NonNullable<ReturnType<typeof fromRecord>['response']>;

function contentOf(response: Response, room: Room): object {
  const mimeType = mediaTypeIn(response.headers);
  // How much is packed in what is left out is not looked at.
  if (room.isUsedUp) return { size: response.body.length, mimeType, ...noted([LEFT_OUT]) };
  const content = decodedBody(response);
  const saved = content.length - response.body.length;
  const told = asText(content);
  return {
    size: content.length,
    ...(saved !== 0 && { compression: saved }),
    mimeType,
    ...(room.takes(told.text)
      ? { ...told, ...noted([response.masked && MASKED, !response.complete && 'only its beginning']) }
      : noted([LEFT_OUT])),
  };
}

function asText(content: Buffer): { readonly text: string; readonly encoding?: 'base64' } {
  const text = content.toString('utf8');
  const isText = Buffer.from(text).equals(content);
  return isText ? { text } : { text: content.toString('base64'), encoding: 'base64' };
}

const MASKED = 'data of patients is masked';

/** The notes that there are, as the comment of an object of the archive. */
function noted(notes: ReadonlyArray<string | false | undefined>): { comment?: string } {
  const said = notes.filter(Boolean);
  return said.length === 0 ? {} : { comment: said.join('; ') };
}

const listed = (headers: HeaderList): object[] => headers.map(([name, value]) => ({ name, value }));

const mediaTypeIn = (headers: HeaderList): string => headerValues(headers, 'Content-Type')[0] ?? 'x-unknown';

/** An archive takes absolute URLs alone: what a server gave for one, and is none, stands behind a scheme of no use. */
function absolute(url: string): string {
  if (!URL.canParse(url)) return `invalid:${encodeURIComponent(wellFormed(url))}`;
  return /\s/.test(url) ? new URL(url).href : url;
}
