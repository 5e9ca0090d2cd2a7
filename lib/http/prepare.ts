import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type HeaderList, headerValues, type SentRequest } from './exchange';
import { TransportFailure, toTransportError } from './transport-error';

/** What a request asks for, before the client has completed it. */
export interface RequestParts {
  readonly method: string;
  readonly url: string;
  /** What is asked for at a gateway, for it to pass the request on to `url`. */
  readonly gatewayUrl?: string;
  readonly headers: HeaderList;
  readonly body?: Buffer | null;
}

/** A request that can go out as it stands: every header field and the request target are decided. */
export interface PreparedRequest extends SentRequest {
  /** What is connected to and asked for: the URL at the gateway, if there is one, else that of the request. */
  readonly wireUrl: string;
  /** The second word of the request line (RFC 9112 section 3.2.1). */
  readonly target: string;
}

/** Methods whose content has no defined meaning: without a body they send no Content-Length (RFC 9110 section 8.6). */
const WITHOUT_CONTENT = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** Scheme, authority (user information apart, which is never sent) and all the rest of an absolute URL. */
const ABSOLUTE_URL = /^(https?:\/\/)(?:[^/?\\@]*@)?([^/?\\@]+)([/?].*)?$/i;

const FRAGMENT = /#.*$/s;
const UNFIT_FOR_A_REQUEST_LINE = /[^\x21-\x7e]/gu;

/**
 * Completes a request: Host, User-Agent, Content-Length and Connection are added where the caller gave none, and nothing
 * else. Path and query stay as they were written (`..`, `|`, `:`); only what cannot stand in a request line is
 * percent-encoded, and a fragment is left out (RFC 9110 section 7.1).
 *
 * @throws TransportFailure `INVALID_URL` or `INVALID_HEADER`
 */
export function prepareRequest(request: RequestParts, userAgent: string): PreparedRequest {
  const server = splitUrl(request.url);
  const { gatewayUrl } = request;
  const { host, target, url: wireUrl } = gatewayUrl === undefined ? server : splitUrl(gatewayUrl);
  const method = request.method.toUpperCase();
  const body = request.body ?? null;
  const headers = completeHeaders(request.headers, { host, userAgent, length: contentLength(method, body) });
  for (const [name, value] of headers) refuseUnsendable(name, value);
  return { method, url: server.url, wireUrl, target, headers, body };
}

function splitUrl(url: string): { url: string; host: string; target: string } {
  const sendable = url.replace(FRAGMENT, '').replace(UNFIT_FOR_A_REQUEST_LINE, percentEncode);
  const [, scheme = '', authority = '', rest = ''] = ABSOLUTE_URL.exec(sendable) ?? [];
  const origin = scheme + authority;
  if (!URL.canParse(origin)) throw new TransportFailure('INVALID_URL', 'not an absolute http or https URL');
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  return { url: origin + target, host: new URL(origin).host, target };
}

function percentEncode(character: string): string {
  return Buffer.from(character, 'utf8').toString('hex').replace(/../g, '%$&').toUpperCase();
}

function contentLength(method: string, body: Buffer | null): number | null {
  if (body !== null) return body.length;
  return WITHOUT_CONTENT.has(method) ? null : 0;
}

function completeHeaders(
  asked: HeaderList,
  own: { host: string; userAgent: string; length: number | null },
): HeaderList {
  const lacks = (name: string) => headerValues(asked, name).length === 0;
  const headers: [string, string][] = [];
  if (lacks('Host')) headers.push(['Host', own.host]);
  if (lacks('User-Agent')) headers.push(['User-Agent', own.userAgent]);
  headers.push(...asked.map(([name, value]): [string, string] => [name, value]));
  if (own.length !== null && lacks('Content-Length') && lacks('Transfer-Encoding')) {
    headers.push(['Content-Length', String(own.length)]);
  }
  if (lacks('Connection')) headers.push(['Connection', 'close']);
  return headers;
}

function refuseUnsendable(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (refusal) {
    throw new TransportFailure('INVALID_HEADER', toTransportError(refusal).message);
  }
}
