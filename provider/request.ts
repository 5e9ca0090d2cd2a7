import type { IncomingHttpHeaders } from 'node:http';

/** The interactions of the API that the provider serves. */
export type Interaction = 'capabilities' | 'search' | 'book' | 'read' | 'vread' | 'cancel';

/** How an interaction is asked for; the path is relative to the service root URL. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly interaction: Interaction;
}

export type RequestHeaders = IncomingHttpHeaders;

/** What is known of a request before its path and body are looked at; empty where it could not even be read. */
export interface RequestHead {
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly query: URLSearchParams;
}

/** A request as it reached the provider. */
export interface ProviderRequest extends RequestHead {
  /** Content-Type as it was sent; undefined when there was none. */
  readonly contentType: string | undefined;
  /** The `[id]` and `[vid]` of the path, decoded; empty where the path has none. */
  readonly id: string;
  readonly versionId: string;
  /** The bytes of the body, not decoded; empty when there was none. */
  readonly body: Buffer;
}

/** A header field as one text; undefined when the request does not have it. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
