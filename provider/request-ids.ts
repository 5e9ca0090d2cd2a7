import { randomUUID } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import type { HeaderFields } from './answer';
import { headerOf, type RequestHeaders } from './request';

export type RequestIdMode = 'own' | 'echo';

/**
 * The headers with which an answer names its request (NHS Booking API "Book an appointment", Headers). `own`: an id of
 * the provider's, and the client's, byte for byte, as X-Correlation-Id. `echo`: the client's id; the provider's own if
 * the client sent none.
 */
export function requestIdHeaders(headers: RequestHeaders, mode: RequestIdMode): HeaderFields {
  const sent = headerOf(headers, 'X-Request-Id');
  const clientId = sent && canBeSent(sent) ? sent : undefined;
  if (mode === 'echo' && clientId) return [['X-Request-Id', clientId]];
  const ownId = ['X-Request-Id', randomUUID()] as const;
  return clientId ? [ownId, ['X-Correlation-Id', clientId]] : [ownId];
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
