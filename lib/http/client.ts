import type { Exchange } from './exchange';
import type { HttpProxy } from './http-proxy';
import { type PreparedRequest, prepareRequest, type RequestParts } from './prepare';
import type { Redactor } from './redact';
import { routeOf } from './route';
import { type Place, startingLine } from './starting-line';
import { type TlsSettings, tlsConnections } from './tls';
import { TransportFailure, toTransportError } from './transport-error';
import { type Transmission, transmit } from './wire';

/** A request, and which case of the suite it is sent for. */
export interface RequestToSend extends RequestParts {
  readonly case: string;
  readonly purpose: string;
  /** False shows the server no client certificate, though there is one. */
  readonly clientCertificate?: false;
  /** Called with the id of the exchange before anything of it is sent. */
  readonly announce?: (exchangeId: string) => void;
}

export interface HttpClientOptions {
  /** Deadline of a whole exchange: name, connection, request, and answer to its last byte. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly redactor: Redactor;
  readonly userAgent: string;
  /** Called once per exchange with the redacted copy, in order of completion. */
  readonly record: (exchange: Exchange) => void;
  readonly nextId: () => string;
  readonly tls?: TlsSettings;
  /** Through which proxy everything goes; by default straight to the server. */
  readonly httpProxy?: HttpProxy | null;
}

export interface HttpClient {
  /**
   * Sends one request on a connection of its own and returns the exchange as it was, unredacted, for judging.
   * Never rejects, whatever the target does; it would only if `record` threw.
   */
  send(request: RequestToSend): Promise<Exchange>;
  /**
   * Sends requests so that they arrive together: each is connected and sent but for its last byte (without a body:
   * connected), then all the last bytes go at once. The record's clock starts at that moment, the deadline before.
   */
  sendTogether(requests: readonly RequestToSend[]): Promise<Exchange[]>;
  /** Ends everything in flight, and makes every later `send` return at once with error `STOPPED` and this reason. */
  stop(reason: string): void;
  readonly stopped: string | null;
}

/** Makes the one way in which the suite talks to a target: sent exactly, recorded whole, redacted as recorded. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const inFlight = new Set<AbortController>();
  const httpProxy = options.httpProxy ?? null;
  const connections = tlsConnections(options.tls ?? {});
  let stopped: string | null = null;

  async function exchange(request: RequestToSend, place: Place | null): Promise<Exchange> {
    const id = options.nextId();
    request.announce?.(id);
    let start = clock();
    place?.released.then(() => {
      start = clock();
    });
    const { request: sent, response, error } = await transmission(request, place);
    const done: Exchange = {
      id,
      case: request.case,
      purpose: request.purpose,
      startedAt: start.instant,
      durationMs: Math.round(performance.now() - start.at),
      request: sent,
      response,
      error,
    };
    options.record(options.redactor.redact(done));
    return done;
  }

  async function transmission(request: RequestToSend, place: Place | null): Promise<Transmission> {
    let prepared: PreparedRequest;
    try {
      if (stopped !== null) throw new TransportFailure('STOPPED', stopped);
      prepared = prepareRequest(request, options.userAgent);
    } catch (refusal) {
      place?.ready();
      return unsent(request, refusal);
    }

    const end = new AbortController();
    const deadline = setTimeout(() => end.abort(outOfTime(options.timeoutMs)), options.timeoutMs);
    inFlight.add(end);
    const tls = request.clientCertificate === false ? connections.anonymous : connections.usual;
    try {
      const { maxBodyBytes } = options;
      const sent = await transmit(prepared, { maxBodyBytes, tls, httpProxy, end, place });
      const route = routeOf(prepared, httpProxy, tls);
      return route ? { ...sent, request: { ...sent.request, route } } : sent;
    } finally {
      clearTimeout(deadline);
      inFlight.delete(end);
    }
  }

  return {
    send: (request) => exchange(request, null),

    sendTogether(requests) {
      const places = startingLine(requests.length, options.timeoutMs / 2);
      return Promise.all(requests.map((request, i) => exchange(request, places[i] ?? null)));
    },

    stop(reason) {
      stopped ??= reason;
      for (const end of inFlight) end.abort(new TransportFailure('STOPPED', stopped));
    },

    get stopped() {
      return stopped;
    },
  };
}

function clock(): { instant: string; at: number } {
  return { instant: new Date().toISOString(), at: performance.now() };
}

function outOfTime(timeoutMs: number): TransportFailure {
  return new TransportFailure('DEADLINE', `no complete answer within ${timeoutMs} ms`);
}

/** The record of a request that never left: as it was asked for. */
function unsent(request: RequestParts, refusal: unknown): Transmission {
  const { method, url, headers, body = null } = request;
  return { request: { method, url, headers, body }, response: null, error: toTransportError(refusal) };
}
