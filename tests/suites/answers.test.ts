import type { HeaderList } from '../../lib/http';
import { eachWith, everyAnswer, everyError, everyResource, takesFhir } from '../../suites/vocabulary/answers';
import { anExchange, BROKEN_OFF, type MadeUp, shareSession, UNANSWERED } from './made-up';

/** Makes these the exchanges of the run, by their ids. */
function theRunSent(exchanges: Record<string, MadeUp>): void {
  shareSession({ exchanges: Object.entries(exchanges).map(([id, madeUp]) => anExchange({ id, ...madeUp })) });
}

const ids = (answers: ReadonlyArray<{ exchange: string }>) => answers.map(({ exchange }) => exchange);

describe('the answers of the run', () => {
  const TOO_BUSY = Object.fromEntries([429, 502, 503, 504].map((status) => [`busy${status}`, { status }]));

  test('are those that arrived whole, of a target that could look', () => {
    theRunSent({ a: { status: 200 }, ...TOO_BUSY, b: UNANSWERED, c: BROKEN_OFF, d: { status: 500 } });
    expect(ids(everyAnswer())).toEqual(['a', 'd']);
  });

  test('do not include that to a client without a certificate, which need not be of the server', () => {
    theRunSent({ a: { status: 400, body: '<html>', purpose: 'connect' }, b: { status: 400 } });
    expect(ids(everyError())).toEqual(['b']);
  });

  test('have their case and what was sent', () => {
    theRunSent({ a: { status: 201, case: 'the case' } });
    expect(everyAnswer()).toEqual([
      {
        case: 'the case',
        exchange: 'a',
        sent: expect.objectContaining({ id: 'a' }),
        response: expect.objectContaining({ status: 201 }),
      },
    ]);
  });

  test('that report an error are whole, and for a client that takes FHIR', () => {
    const forText: MadeUp = { request: { headers: [['Accept', 'text/plain']] } };
    theRunSent({
      a: { status: 399 },
      b: { status: 400 },
      c: { ...BROKEN_OFF, status: 404 },
      d: { ...forText, status: 406 },
      e: { status: 503 },
      f: { status: 599 },
    });
    expect(ids(everyError())).toEqual(['b', 'f']);
  });

  test('with a resource have one in their body, in the format that it is written in', () => {
    const labelled: MadeUp = { headers: [['Content-Type', 'application/fhir+xml']] };
    theRunSent({
      json: { ...labelled, body: { resourceType: 'Slot', id: 's' } },
      xml: { body: '<Slot xmlns="http://hl7.org/fhir"><id value="x"/></Slot>' },
      text: { body: 'Slot' },
      nothing: {},
      null: { body: 'null' },
      array: { body: [{ resourceType: 'Slot' }] },
      untyped: { body: { id: 's' } },
      'of an odd type': { body: { resourceType: 7 } },
      half: { ...BROKEN_OFF, body: { resourceType: 'Slot' } },
    });
    expect(everyResource().map(({ exchange, format, resource }) => [exchange, format, resource])).toEqual([
      ['json', 'json', { resourceType: 'Slot', id: 's' }],
      ['xml', 'xml', { resourceType: 'Slot', id: 'x' }],
    ]);
  });
});

test('an answer counts as often as it has the header field', () => {
  theRunSent({
    none: { headers: [['X-ETag', '1']] },
    one: { headers: [['etag', ' \tW/"1" ']] },
    two: {
      headers: [
        ['ETag', '"2"'],
        ['Date', 'd'],
        ['ETAG', ''],
      ],
    },
  });
  expect(eachWith('ETag', everyAnswer()).map(({ exchange, value }) => [exchange, value])).toEqual([
    ['one', 'W/"1"'],
    ['two', '"2"'],
    ['two', ''],
  ]);
});

describe('takesFhir', () => {
  const accepting = (...values: string[]): HeaderList => values.map((value) => ['accept', value]);

  test.each<[string[]]>([
    [[]],
    [['']],
    [['application/fhir+json']],
    [['application/fhir+xml']],
    [['Application/FHIR+JSON; charset=utf-8']],
    [['text/html', 'application/fhir+json']],
    [['text/html, application/fhir+xml;q=0.1']],
    [['application/*']],
    [['*/*;q=0.001']],
    [['application/fhir+json;q=0, */*']],
    [['application/fhir+json;q=1.0']],
  ])('%j asks for it, for anything, or for nothing in particular', (values) => {
    expect(takesFhir(anExchange({ request: { headers: accepting(...values) } }))).toBe(true);
  });

  test.each<[string[]]>([
    [['application/json']],
    [['text/plain']],
    [['application/xml', 'text/*']],
    [['application/fhir+turtle']],
    [['application/fhir+json;q=0']],
    [['application/fhir+json ; q=0.000 , text/html']],
    [['*/*;q=0.0', 'text/html']],
    [['application/*; q=0.']],
  ])('%j does not', (values) => {
    expect(takesFhir(anExchange({ request: { headers: accepting(...values) } }))).toBe(false);
  });

  test('only Accept says so', () => {
    const headers: HeaderList = [
      ['Content-Type', 'application/fhir+json'],
      ['Accept', 'text/plain'],
    ];
    expect(takesFhir(anExchange({ request: { headers } }))).toBe(false);
  });
});
