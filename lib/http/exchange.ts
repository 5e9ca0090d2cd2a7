/** Header fields as they were on the wire: order, spelling and repetitions kept. */
export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** Files that TLS was made ready with, by their names: nothing of what is in them. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** A PKCS#12 file, in place of certificate and key. */
  readonly pfx?: string;
}

/** How a request got to the server, as far as it did not go there straight, and by what Node does of itself. */
export interface Route {
  /** What was asked for at a gateway, which passes the request on to the URL of the request (RFC 9110 section 3.7). */
  readonly gatewayUrl?: string;
  readonly httpProxy?: { readonly url: string; readonly withCredentials: boolean };
  readonly tls?: { readonly files: TlsFiles; readonly minVersion?: string; readonly serverName?: string };
}

/** What evidence does not have as it was: a secret, data of a patient, or of these the marks of one that was made up. */
export type Gap = 'redacted' | 'masked' | 'marked';

/** Told of each value that is read of a message and is not what it was. */
export type OnGap = (gap: Gap) => void;

/** The request as it was put on the wire. */
export interface SentRequest {
  readonly method: string;
  /** The address at the server itself, whichever way the request took. */
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Buffer | null;
  /** The body is not what was sent: data of patients in it was masked. */
  readonly masked?: true;
  /** Where a recorded exchange is judged again. */
  readonly onGap?: OnGap;
  readonly route?: Route;
}

/** The answer, or as much of it as arrived. */
export interface ReceivedResponse {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
  /** The bytes of the body as they arrived: not decompressed, not decoded. */
  readonly body: Buffer;
  /** The body is not what came: data of patients in it was masked. */
  readonly masked?: true;
  /** As of the request. */
  readonly onGap?: OnGap;
  /** Whether the message ended as HTTP says it must, within the deadline and the size limit. */
  readonly complete: boolean;
}

/** Why there is no answer, or only a part of one. */
export interface TransportError {
  /**
   * A code of Node (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, `HPE_…`) or ours: `DEADLINE`, `TOO_LARGE`, `STOPPED`, `UPGRADE`;
   * `INVALID_URL`, `INVALID_HEADER`, `PROXY_UNREACHABLE` and `PROXY_REFUSED` when nothing was sent.
   */
  readonly code: string;
  readonly message: string;
}

/** One request and what came of it. Never changed once it is made. */
export interface Exchange {
  /** Unique within the run: `x0001`. */
  readonly id: string;
  /** The case of the suite that it was sent for. */
  readonly case: string;
  /** What it was sent for within the case: `book`, `read`, `cancel`, `search`, … */
  readonly purpose: string;
  /** Start, as an ISO 8601 instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly request: SentRequest;
  readonly response: ReceivedResponse | null;
  readonly error: TransportError | null;
}

/** All values of a header field, in the order they came; names are case-insensitive (RFC 9110 section 5.1). */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}
