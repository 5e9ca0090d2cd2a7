import { isUtf8 } from 'node:buffer';
import type { Exchange, HeaderList, Route, TransportError } from './exchange';

export type BodyEncoding = 'utf8' | 'base64';

/** An exchange as one line of `exchanges.ndjson`. */
export interface ExchangeRecord {
  readonly id: string;
  readonly case: string;
  readonly purpose: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    /** `null`: sent without a body. */
    readonly body: string | null;
    readonly bodyEncoding: BodyEncoding;
    /** Data of patients in the body was masked: it is not to be judged again. */
    readonly masked?: true;
    /** How it got there, where it did not go straight to the URL and as Node would by itself. */
    readonly route?: Route;
  };
  readonly response: {
    readonly status: number;
    readonly reason: string;
    readonly httpVersion: string;
    readonly headers: HeaderList;
    readonly body: string;
    readonly bodyEncoding: BodyEncoding;
    /** As of the request. */
    readonly masked?: true;
    readonly complete: boolean;
  } | null;
  readonly error: TransportError | null;
}

/** Writes an exchange down so that `fromRecord` gives every byte of it back: text as text, anything else in Base64. */
export function toRecord(exchange: Exchange): ExchangeRecord {
  const { id, case: name, purpose, startedAt, durationMs, request, response, error } = exchange;
  return {
    id,
    case: name,
    purpose,
    startedAt,
    durationMs,
    request: {
      method: request.method,
      url: request.url,
      headers: request.headers,
      ...(request.body ? encoded(request.body) : { body: null, bodyEncoding: 'utf8' }),
      ...maskedOf(request),
      ...(request.route && { route: request.route }),
    },
    response: response && {
      status: response.status,
      reason: response.reason,
      httpVersion: response.httpVersion,
      headers: response.headers,
      ...encoded(response.body),
      ...maskedOf(response),
      complete: response.complete,
    },
    error,
  };
}

/** The exchange that was written down. */
export function fromRecord(record: ExchangeRecord): Exchange {
  const { request, response } = record;
  return {
    id: record.id,
    case: record.case,
    purpose: record.purpose,
    startedAt: record.startedAt,
    durationMs: record.durationMs,
    request: {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: request.body === null ? null : Buffer.from(request.body, request.bodyEncoding),
      ...maskedOf(request),
      ...(request.route && { route: request.route }),
    },
    response: response && {
      status: response.status,
      reason: response.reason,
      httpVersion: response.httpVersion,
      headers: response.headers,
      body: Buffer.from(response.body, response.bodyEncoding),
      ...maskedOf(response),
      complete: response.complete,
    },
    error: record.error,
  };
}

function maskedOf({ masked }: { readonly masked?: true }): { masked?: true } {
  return masked ? { masked } : {};
}

function encoded(body: Buffer): { body: string; bodyEncoding: BodyEncoding } {
  const bodyEncoding = isUtf8(body) ? 'utf8' : 'base64';
  return { body: body.toString(bodyEncoding), bodyEncoding };
}
