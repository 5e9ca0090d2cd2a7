import { type Exchange, type ExchangeRecord, fromRecord, toRecord } from '../http';

/** How much of one answer is kept in memory; the file of exchanges has all of it. */
const MOST_BYTES_KEPT = 262_144;

/**
 * The exchange with at most so much of its answer's body as is kept in memory: a target that answers everything with
 * megabytes must not exhaust it. What was cut counts as not complete.
 */
export function keptExchange(exchange: Exchange): Exchange {
  const { response } = exchange;
  if (!response || response.body.length <= MOST_BYTES_KEPT) return exchange;
  const body = Buffer.from(response.body.subarray(0, MOST_BYTES_KEPT));
  return { ...exchange, response: { ...response, body, complete: false } };
}

/** The record of an exchange as it is kept in memory. */
export function keptRecord(record: ExchangeRecord): ExchangeRecord {
  const { body = '', bodyEncoding = 'utf8' } = record.response ?? {};
  if (Buffer.byteLength(body, bodyEncoding) <= MOST_BYTES_KEPT) return record;
  return toRecord(keptExchange(fromRecord(record)));
}
