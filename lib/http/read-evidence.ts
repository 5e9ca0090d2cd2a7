import type { ExchangeRecord } from './evidence';
import { linesOf } from './lines';

/** A file of exchanges as it was found on disk. */
export interface EvidenceReading {
  /** The numbers of lines that are no exchanges, from 1. */
  readonly damaged: readonly number[];
  /** Whether the last line was cut off by a kill. */
  readonly cut: boolean;
}

/**
 * Reads a file of exchanges and hands over one after the other: together they may be more than memory holds. A file that
 * does not exist has none.
 *
 * @throws Error of the file system when the file cannot be read
 */
export function readEvidence(file: string, take: (record: ExchangeRecord) => void): EvidenceReading {
  const damaged: number[] = [];
  let cut = false;
  for (const { number, text, complete } of linesOf(file)) {
    const record = recordIn(text);
    if (record) take(record);
    else if (complete) damaged.push(number);
    else cut = true;
  }
  return { damaged, cut };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** No exchange takes a year. */
const LONGEST_MS = 31_536_000_000;

/** The exchange that a line of the file is, or null when it is none. */
function recordIn(line: string): ExchangeRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is ExchangeRecord {
  const { id, case: name, purpose, startedAt, durationMs, request, response, error } = fieldsOf(value);
  return (
    [id, name, purpose].every((text) => typeof text === 'string') &&
    INSTANT.test(String(startedAt)) &&
    Number.isInteger(durationMs) &&
    Number(durationMs) >= 0 &&
    Number(durationMs) < LONGEST_MS &&
    isRequest(fieldsOf(request)) &&
    (response === null || isResponse(fieldsOf(response))) &&
    (error === null || typeof fieldsOf(error).code === 'string')
  );
}

const isRequest = ({ method, url, headers, body, bodyEncoding, masked, route }: Fields): boolean =>
  [method, url].every((text) => typeof text === 'string') &&
  isHeaderList(headers) &&
  (body === null || isBody(body, bodyEncoding)) &&
  isTrueOrNone(masked) &&
  (route === undefined || isRoute(fieldsOf(route)));

const isRoute = ({ gatewayUrl, httpProxy, tls }: Fields): boolean =>
  isTextOrNone(gatewayUrl) &&
  (httpProxy === undefined || isText(fieldsOf(httpProxy).url)) &&
  (tls === undefined || isTls(fieldsOf(tls)));

const isTls = ({ files, minVersion, serverName }: Fields): boolean =>
  typeof files === 'object' &&
  files !== null &&
  [...Object.values(fieldsOf(files)), minVersion, serverName].every(isTextOrNone);

const isResponse = ({ status, headers, body, bodyEncoding, masked, complete }: Fields): boolean =>
  Number.isInteger(status) &&
  isHeaderList(headers) &&
  isBody(body, bodyEncoding) &&
  isTrueOrNone(masked) &&
  typeof complete === 'boolean';

const isBody = (body: unknown, encoding: unknown): boolean =>
  typeof body === 'string' && (encoding === 'utf8' || encoding === 'base64');

const isHeaderList = (headers: unknown): boolean =>
  Array.isArray(headers) &&
  headers.every((field) => Array.isArray(field) && field.length === 2 && field.every(isText));

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);

const isTrueOrNone = (value: unknown): boolean => value === undefined || value === true;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
