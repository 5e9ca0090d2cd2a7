import { gzipSync } from 'node:zlib';
import type { Exchange } from '../../lib/http';
import { Keeper } from '../../lib/runner/keeper';
import { exchangeOf } from '../target/fakes';

const KILO = 1_024;
const MEGA = KILO * KILO;

let count = 0;
const answering = (body: Buffer, headers: ReadonlyArray<readonly [string, string]> = []): Exchange =>
  exchangeOf({ body, headers }, {}, `x${++count}`);

const bodyLength = ({ response }: Exchange): number => response?.body.length ?? 0;

test('keeps what is no larger than messages are', () => {
  const exchange = answering(Buffer.alloc(200 * KILO));
  expect(new Keeper().keep(exchange)).toBe(exchange);
});

test('keeps an exchange without an answer', () => {
  const unanswered = exchangeOf({ error: { code: 'ECONNRESET', message: 'closed' } });
  expect(new Keeper().keep(unanswered)).toBe(unanswered);
});

test('cuts a body that is larger, which then counts as not complete, and says why', () => {
  const kept = new Keeper().keep(answering(Buffer.alloc(5 * MEGA)));
  expect(bodyLength(kept)).toBe(256 * KILO);
  expect(kept.response?.complete).toBe(false);
  expect(kept.error).toMatchObject({ code: 'NOT_KEPT', message: expect.stringContaining('262144 bytes') });
  // None of the rest is held by it.
  expect(kept.response?.body.buffer.byteLength).toBeLessThan(MEGA);
});

test('an error of the exchange itself is what it was', () => {
  const error = { code: 'DEADLINE', message: 'no complete answer within 10 ms' };
  const late = { ...answering(Buffer.alloc(MEGA)), error };
  expect(new Keeper().keep(late).error).toEqual(error);
});

test('does not keep little that unpacks to much', () => {
  const packed = gzipSync(Buffer.alloc(10 * MEGA));
  const kept = new Keeper().keep(answering(packed, [['Content-Encoding', 'gzip']]));
  expect([bodyLength(kept), kept.response?.complete]).toEqual([0, false]);
});

test('has a bound for all of them, from which on only what is small is kept whole', () => {
  const keeper = new Keeper();
  const kept = Array.from({ length: 1_500 }, () => keeper.keep(answering(Buffer.alloc(256 * KILO))));
  const total = kept.reduce((sum, exchange) => sum + bodyLength(exchange), 0);
  expect(total).toBeLessThan(64 * MEGA);
  const small = answering(Buffer.alloc(10 * KILO));
  expect(keeper.keep(small)).toBe(small);
});

test('cuts the same exchange alike, however often it is asked', () => {
  const keeper = new Keeper();
  const first = answering(Buffer.alloc(300 * KILO));
  const length = bodyLength(keeper.keep(first));
  for (let i = 0; i < 200; i++) keeper.keep(answering(Buffer.alloc(256 * KILO)));
  expect(bodyLength(keeper.keep(first))).toBe(length);
});
