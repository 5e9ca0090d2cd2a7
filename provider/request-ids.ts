import { createHash, randomUUID } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import type { HeaderFields } from './answer';
import type { Overlay } from './overlay';
import { headerOf, type RequestHeaders } from './request';

export type RequestIdMode = 'own' | 'echo';

/**
 * The headers with which an answer names its request (NHS Booking API "Book an appointment", Headers). `own`: an id of
 * the provider's, and the client's, byte for byte, as X-Correlation-Id. `echo`: the client's id; the provider's own if
 * the client sent none. The urgent-care guide ("Transactional Integrity") wants X-Correlation-Id in either mode.
 */
export function requestIdHeaders(
  headers: RequestHeaders,
  mode: RequestIdMode,
  overlay: Overlay | null,
): HeaderFields {
  const sent = headerOf(headers, 'X-Request-Id');
  const clientId = sent && canBeSent(sent) ? sent : undefined;
  if (!clientId) return [['X-Request-Id', randomUUID()]];
  if (mode === 'echo' && overlay === null) return [['X-Request-Id', clientId]];
  return [
    ['X-Request-Id', mode === 'echo' ? clientId : randomUUID()],
    ['X-Correlation-Id', clientId],
  ];
}

/** Node takes in a few control characters that it refuses to send. */
function canBeSent(value: string): boolean {
  try {
    validateHeaderValue('X-Request-Id', value);
    return true;
  } catch {
    return false;
  }
}

/** The X-Request-Ids of the requests that booked something; of each a digest only, so that long ones take no more room. */
export class BookedRequestIds {
  readonly #digests = new Set<string>();

  has(requestId: string): boolean {
    return this.#digests.has(digest(requestId));
  }

  add(requestId: string): void {
    this.#digests.add(digest(requestId));
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
