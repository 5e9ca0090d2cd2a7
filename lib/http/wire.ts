import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import axios, { type AxiosRequestConfig } from 'axios';
import type { HeaderList, ReceivedResponse, SentRequest, TransportError } from './exchange';
import { askedOf, failureAtProxy, type HttpProxy, TunnelAgent } from './http-proxy';
import type { PreparedRequest } from './prepare';
import { isHttps } from './route';
import type { Place } from './starting-line';
import type { TlsConnection } from './tls';
import { TransportFailure, toTransportError } from './transport-error';

export interface WireOptions {
  readonly maxBodyBytes: number;
  readonly tls: TlsConnection;
  /** Through which proxy it goes; null: straight to the server, or the gateway. */
  readonly httpProxy: HttpProxy | null;
  /** Ends the exchange when it is aborted, with the reason as its error. */
  readonly end: AbortController;
  /** Given, the last byte waits for the others at the starting line. */
  readonly place: Place | null;
}

/** What was on the wire, both ways. */
export interface Transmission {
  readonly request: SentRequest;
  readonly response: ReceivedResponse | null;
  readonly error: TransportError | null;
}

/** What is seen of an exchange below axios. */
interface Observed {
  outgoing: ClientRequest | null;
  incoming: IncomingMessage | null;
  failure: Error | null;
}

/**
 * Puts one request on a connection of its own and takes down what comes back, byte for byte: nothing is followed,
 * retried, decompressed or decoded, and what arrived before an error is kept. Never rejects.
 */
export async function transmit(request: PreparedRequest, options: WireOptions): Promise<Transmission> {
  const observed: Observed = { outgoing: null, incoming: null, failure: null };
  const chunks: Buffer[] = [];
  let thrown: unknown = null;
  try {
    const answer = await axios.request<Readable>(axiosConfig(request, options, observed));
    for await (const chunk of upTo(options.maxBodyBytes, answer.data)) chunks.push(chunk);
  } catch (cause) {
    thrown = cause;
  } finally {
    options.place?.ready();
    observed.outgoing?.destroy();
  }

  const cause = options.end.signal.aborted ? options.end.signal.reason : (observed.failure ?? thrown);
  const error = cause === null ? null : toTransportError(cause);
  return {
    request: asSent(request, observed.outgoing),
    response: observed.incoming && asReceived(observed.incoming, Buffer.concat(chunks), error === null),
    error,
  };
}

/**
 * Axios with every convenience off. Its own picture of the headers (joined, lower case, without CR and LF) is neither
 * sent nor read: `transport` writes the head of the request, and the raw head of the response is read from Node.
 */
function axiosConfig(request: PreparedRequest, options: WireOptions, observed: Observed): AxiosRequestConfig {
  return {
    adapter: 'http',
    transport: transport(request, options, observed),
    method: request.method,
    url: request.wireUrl,
    data: options.place ? lastByte(request.body, options.place.released) : request.body,
    signal: options.end.signal,
    responseType: 'stream',
    transformRequest: (data) => data,
    transformResponse: (data) => data,
    validateStatus: () => true,
    decompress: false,
    maxRedirects: 0,
    proxy: false,
    timeout: 0,
  };
}

/** What axios calls in place of `http.request`: sends exactly the prepared head, on a fresh connection. */
function transport(request: PreparedRequest, options: WireOptions, observed: Observed) {
  return {
    request(asked: RequestOptions, onResponse: (incoming: IncomingMessage) => void): ClientRequest {
      const { request: open } = isHttps(request.wireUrl) ? https : http;
      const outgoing = open({ ...asked, ...connecting(request, options) });
      observed.outgoing = outgoing;
      outgoing.on('error', (failure) => {
        observed.failure ??= options.httpProxy ? failureAtProxy(failure) : failure;
      });
      outgoing.on('response', (incoming) => {
        observed.incoming = incoming;
        onResponse(incoming);
      });
      outgoing.on('upgrade', (_incoming, socket) => {
        socket.destroy();
        options.end.abort(
          new TransportFailure('UPGRADE', 'the server switched protocols without being asked'),
        );
      });
      if (options.place) sendAllButLastByte(outgoing, request.body, options.place.ready);
      return outgoing;
    },
  };
}

/** With whom a request is connected, and the head that is sent there. */
function connecting(request: PreparedRequest, { tls, httpProxy, end }: WireOptions): RequestOptions {
  const { wireUrl, target, headers } = request;
  if (httpProxy && !isHttps(wireUrl)) {
    const asked = askedOf(httpProxy, wireUrl, headers);
    return { ...asked.to, agent: false, path: asked.target, headers: asked.headers.flat() };
  }
  return {
    ...(tls.secureContext && { secureContext: tls.secureContext }),
    ...(tls.serverName && { servername: tls.serverName }),
    agent: httpProxy ? new TunnelAgent(httpProxy, end.signal) : false,
    path: target,
    headers: headers.flat(),
  };
}

/** Calls `ready` when the connection stands and everything before the last byte of the body was handed to the system. */
function sendAllButLastByte(outgoing: ClientRequest, body: Buffer | null, ready: () => void): void {
  if (body !== null && body.length > 0) {
    outgoing.write(body.subarray(0, -1), ready);
    return;
  }
  // Without a body the head is the last thing to go, in one piece: here the connection is all there is to prepare.
  outgoing.once('socket', (socket) => {
    socket.once((socket as Partial<TLSSocket>).encrypted ? 'secureConnect' : 'connect', ready);
  });
}

function lastByte(body: Buffer | null, released: Promise<void>): Readable {
  async function* afterRelease(): AsyncGenerator<Buffer> {
    await released;
    if (body !== null && body.length > 0) yield body.subarray(-1);
  }
  return Readable.from(afterRelease(), { objectMode: false });
}

async function* upTo(limit: number, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let room = limit;
  for await (const chunk of body) {
    if (chunk.length > room) {
      yield chunk.subarray(0, room);
      throw new TransportFailure('TOO_LARGE', `the body is larger than ${limit} bytes`);
    }
    room -= chunk.length;
    yield chunk;
  }
}

/** The head as Node wrote it. The property is private to Node, but older than most of its API and the only full account. */
function asSent(
  { method, url, headers, body }: PreparedRequest,
  outgoing: ClientRequest | null,
): SentRequest {
  const head = (outgoing as { _header?: string | null } | null)?._header;
  if (!head) return { method, url, headers, body };
  const [requestLine = '', ...fields] = head.split('\r\n');
  return {
    method: requestLine.split(' ', 1)[0] ?? method,
    url,
    headers: fields.filter(Boolean).map(field),
    body,
  };
}

function field(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

function asReceived(incoming: IncomingMessage, body: Buffer, unbroken: boolean): ReceivedResponse {
  return {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? '',
    httpVersion: incoming.httpVersion,
    headers: pairs(incoming.rawHeaders),
    body,
    complete: unbroken && incoming.complete,
  };
}

function pairs(raw: readonly string[]): HeaderList {
  const fields: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return fields;
}
