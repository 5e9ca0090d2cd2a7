import type { Exchange } from '../../lib/http';
import { headerValues } from '../../lib/http/exchange';
import type { Booking } from '../../lib/target';
import { broken, inconclusive, notApplicable } from '../../lib/verdict';
import { isJudgeable } from './exchange';

/** The X-Request-Id that was sent, or null. */
export function sentRequestId(exchange: Exchange): string | null {
  return headerValues(exchange.request.headers, 'X-Request-Id')[0] ?? null;
}

/** The values of a header field in the answer. */
export function returned(exchange: Exchange, name: string): string[] {
  return headerValues(exchange.response?.headers ?? [], name);
}

/** X-Correlation-Id, if present, is the id that was sent, letter for letter (`book.correlation-id.exact`). */
export function expectEchoedExactly({ exchange }: Pick<Booking, 'exchange'>): void {
  if (!isJudgeable(exchange)) inconclusive('there is no answer to judge');
  const sent = sentRequestId(exchange);
  const values = returned(exchange, 'X-Correlation-Id');
  if (values.length === 0) notApplicable('the answer has no X-Correlation-Id');
  if (sent === null) notApplicable('no X-Request-Id was sent');
  if (values.every((value) => value === sent)) return;
  broken('X-Correlation-Id is not the id that was sent', {
    expected: sent,
    actual: values.join(' | '),
  });
}

/** When the server gave an id of its own, it also returns the client's (`book.correlation-id.returned`). */
export function expectCorrelated(exchange: Exchange): void {
  const sent = sentRequestId(exchange);
  const own = returned(exchange, 'X-Request-Id');
  if (sent === null) notApplicable('no X-Request-Id was sent');
  if (own.length === 0)
    inconclusive('the answer has no X-Request-Id, so it is not known whose id the server uses');
  if (own.includes(sent)) notApplicable("the server uses the client's id");
  if (returned(exchange, 'X-Correlation-Id').length > 0) return;
  if (!own.some(Boolean)) inconclusive('X-Request-Id is empty, so it is not known whose id the server uses');
  broken("gives an id of its own and does not return the client's", {
    expected: `X-Correlation-Id: ${sent}`,
    actual: 'no X-Correlation-Id header',
  });
}
