import { decodedBody, type Exchange, type ExchangeRecord, fromRecord, headerValues, toRecord } from '../http';

/** How much of one answer's body is kept until the run is over, while there is room, and how much afterwards. */
const MOST_BYTES = { withRoom: 262_144, withoutRoom: 16_384 };
/** The room for all bodies: several times what an honest target needs, for what is read from them takes far more. */
const ROOM_BYTES = 24 * 1024 * 1024;

/**
 * Decides how much of each answer is kept in memory until the run is over: a target that answers everything with
 * megabytes, or with little that unpacks to megabytes, must not exhaust it. What was cut counts as not complete, so that
 * nothing is judged by half an answer; the error says why.
 */
export class Keeper {
  private bytesKept = 0;
  private readonly limits = new Map<string, number>();

  /** The exchange as it is kept: itself, unless its body is too large. The same exchange is always cut alike. */
  keep(exchange: Exchange): Exchange {
    const { response } = exchange;
    if (!response) return exchange;
    const limit = this.limitOf(exchange.id, response.body.length);
    const isPacked = headerValues(response.headers, 'Content-Encoding').length > 0;
    if (response.body.length > limit) {
      // A copy: a part of a buffer keeps all of it alive.
      return cut(exchange, Buffer.from(response.body.subarray(0, limit)), limit);
    }
    if (isPacked && decodedBody(response).length > limit) return cut(exchange, Buffer.alloc(0), limit);
    return exchange;
  }

  /** The record of an exchange as it is kept. */
  keepRecord(record: ExchangeRecord): ExchangeRecord {
    const exchange = fromRecord(record);
    const kept = this.keep(exchange);
    return kept === exchange ? record : toRecord(kept);
  }

  private limitOf(id: string, length: number): number {
    const known = this.limits.get(id);
    if (known !== undefined) return known;
    const limit = this.bytesKept < ROOM_BYTES ? MOST_BYTES.withRoom : MOST_BYTES.withoutRoom;
    this.limits.set(id, limit);
    this.bytesKept += Math.min(length, limit);
    return limit;
  }
}

function cut(exchange: Exchange, body: Buffer, limit: number): Exchange {
  const { response, error } = exchange;
  return {
    ...exchange,
    response: response && { ...response, body, complete: false },
    error: error ?? { code: 'NOT_KEPT', message: `its body is larger than the ${limit} bytes that are kept` },
  };
}
