import {
  expectCorrelated,
  expectEchoedExactly,
  returned,
  sentRequestId,
} from '../../suites/vocabulary/request-id';
import { anExchange, BROKEN_OFF, ended, judged, type MadeUp, PASSES, UNANSWERED } from './made-up';

const ID = '0b6f7a9e-AAAA-4c51-9d3e-2f2b7a3c9d10';
const OWN = '7d2c1f04-5b7e-4a55-8f0e-6f1c2d3e4f50';

/** A booking with the id, answered with these header fields. */
const answeredWith = (headers: MadeUp['headers'] & object, more: MadeUp = {}) =>
  anExchange({ request: { headers: [['X-Request-Id', ID]] }, headers, ...more });
/** A booking without an id. */
const anonymous = (headers: MadeUp['headers'] & object) => anExchange({ headers });

describe('header fields', () => {
  test('the id that was sent, however its name is written', () => {
    expect(sentRequestId(anExchange({ request: { headers: [['x-rEqUeSt-iD', ID]] } }))).toBe(ID);
    expect(sentRequestId(anonymous([['X-Request-Id', OWN]]))).toBeNull();
  });

  test('all that came back, in their order', () => {
    const headers = [
      ['x-request-id', 'b'],
      ['Date', 'd'],
      ['X-REQUEST-ID', 'a'],
    ] as const;
    expect(returned(answeredWith(headers), 'X-Request-Id')).toEqual(['b', 'a']);
    expect(returned(anExchange(UNANSWERED), 'X-Request-Id')).toEqual([]);
  });
});

describe('expectEchoedExactly', () => {
  const judge = (exchange: ReturnType<typeof anExchange>) => judged(() => expectEchoedExactly({ exchange }));

  test.each<[string, MadeUp['headers'] & object]>([
    ['the id', [['X-Correlation-Id', ID]]],
    ['in another spelling of the name', [['x-correlation-id', ID]]],
    [
      'twice',
      [
        ['X-Correlation-Id', ID],
        ['X-Correlation-Id', ID],
      ],
    ],
  ])('%s is right', (_, headers) => expect(judge(answeredWith(headers))).toEqual(PASSES));

  test.each([
    ['in lower case', [ID.toLowerCase()]],
    ['without its end', [ID.slice(0, -1)]],
    ['in braces', [`{${ID}}`]],
    ['another id', [OWN]],
    ['empty', ['']],
    ['right, and another one', [ID, OWN]],
  ])('%s is wrong', (_, values) => {
    const exchange = answeredWith(values.map((value) => ['X-Correlation-Id', value]));
    expect(judge(exchange)).toEqual({
      outcome: 'broken',
      message: 'X-Correlation-Id is not the id that was sent',
      expected: ID,
      actual: values.join(' | '),
    });
  });

  test('nothing binds a server that returns none, or got none', () => {
    expect(judge(answeredWith([['X-Request-Id', OWN]]))).toEqual(
      ended('not-applicable', 'the answer has no X-Correlation-Id'),
    );
    expect(judge(anonymous([['X-Correlation-Id', OWN]]))).toEqual(
      ended('not-applicable', 'no X-Request-Id was sent'),
    );
  });

  test.each([UNANSWERED, BROKEN_OFF, { status: 503 }])('%j is no answer to judge', (madeUp) => {
    expect(judge(answeredWith([['X-Correlation-Id', OWN]], madeUp))).toEqual(
      ended('inconclusive', 'there is no answer to judge'),
    );
  });
});

describe('expectCorrelated', () => {
  const judge = (exchange: ReturnType<typeof anExchange>) => judged(() => expectCorrelated(exchange));

  test("a server that gives an id of its own returns the client's", () => {
    expect(
      judge(
        answeredWith([
          ['X-Request-Id', OWN],
          ['x-correlation-id', ID],
        ]),
      ),
    ).toEqual(PASSES);
  });

  test.each([
    ['an id of its own', [OWN]],
    ['an id of its own, and an empty one,', ['', OWN]],
    ["the client's in another case", [ID.toLowerCase()]],
  ])('with %s alone, it does not', (_, own) => {
    expect(judge(answeredWith(own.map((value) => ['X-Request-Id', value])))).toEqual({
      outcome: 'broken',
      message: "gives an id of its own and does not return the client's",
      expected: `X-Correlation-Id: ${ID}`,
      actual: 'no X-Correlation-Id header',
    });
  });

  test.each<[string, MadeUp['headers'] & object]>([
    ["uses the client's id", [['X-Request-Id', ID]]],
    [
      "returns the client's id beside its own",
      [
        ['X-Request-Id', OWN],
        ['X-Request-Id', ID],
      ],
    ],
    [
      "uses the client's id, and tells it twice",
      [
        ['X-Request-Id', ID],
        ['X-Correlation-Id', ID],
      ],
    ],
  ])('a server that %s need not', (_, headers) => {
    expect(judge(answeredWith(headers))).toEqual(ended('not-applicable', "uses the client's id"));
  });

  test('without an id of the client there is none to return', () => {
    expect(judge(anonymous([['X-Request-Id', OWN]]))).toEqual(
      ended('not-applicable', 'no X-Request-Id was sent'),
    );
  });

  test.each<[string, MadeUp['headers'] & object]>([
    ['has no X-Request-Id', []],
    ['has no X-Request-Id', [['X-Correlation-Id', ID]]],
    ['X-Request-Id is empty', [['X-Request-Id', '']]],
  ])('whose id the server uses is open: %s', (message, headers) => {
    expect(judge(answeredWith(headers))).toEqual(ended('inconclusive', message));
  });
});
