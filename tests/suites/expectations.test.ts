import type { Exchange } from '../../lib/http';
import { expectAllow } from '../../suites/vocabulary/expectations';

/** A DELETE that was answered with 405 and these values of Allow. */
const refused = (...allow: string[]): Exchange =>
  ({
    request: { method: 'DELETE' },
    response: { status: 405, headers: allow.map((value) => ['Allow', value]) },
  }) as unknown as Exchange;

describe('the Allow of a 405', () => {
  test.each([
    ['methods', refused('GET, PUT')],
    ['no method at all', refused('')],
    ['a method whose name holds the one that was refused', refused('DELETE-ALL, GET')],
    ['the method in another case, which is another method', refused('delete')],
  ])('may list %s', (_name, exchange) => expect(() => expectAllow(exchange)).not.toThrow());

  test('must be there', () => {
    expect(() => expectAllow(refused())).toThrow(expect.objectContaining({ outcome: 'broken' }));
  });

  test.each([
    ['in one field', refused('GET, DELETE')],
    ['in a field of its own', refused('GET', 'DELETE')],
  ])('is warned of where it lists the method that was refused, %s', (_name, exchange) => {
    expect(() => expectAllow(exchange)).toThrow(expect.objectContaining({ outcome: 'warn' }));
  });
});
