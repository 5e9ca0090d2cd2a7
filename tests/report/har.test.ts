import { gzipSync } from 'node:zlib';
import { har } from 'har-validator';
import type { ExchangeRecord } from '../../lib/http';
import { exchangesHar } from '../../lib/report/har';
import { check, finishedRun, HOSTILE, recordOf, resultOf } from './samples';

const MUST = 'book.created.status';
const response = recordOf('x0001').response as NonNullable<ExchangeRecord['response']>;
const request = recordOf('x0001').request;

interface Archive {
  readonly log: {
    readonly pages: ReadonlyArray<{ readonly id: string; readonly title: string }>;
    readonly entries: ReadonlyArray<Record<string, never> & Entry>;
  };
}

interface Entry {
  readonly pageref: string;
  readonly comment: string;
  readonly time: number;
  readonly request: { readonly url: string };
  readonly response: { readonly content: object };
}

async function archiveOf(records: readonly ExchangeRecord[], result = resultOf([])): Promise<Archive> {
  const archive: Archive = JSON.parse(exchangesHar(finishedRun(result, records)));
  await expect(har(archive)).resolves.toBe(archive);
  return archive;
}

async function entryOf(record: ExchangeRecord): Promise<Entry> {
  const { log } = await archiveOf([record]);
  return log.entries[0] as Entry;
}

test('has every exchange in the order of time, a page for each case', async () => {
  const later = '2030-01-01T00:00:01.000Z';
  const { log } = await archiveOf([
    recordOf('x0009', { startedAt: later, case: 'Reading a booking' }),
    recordOf('x0002'),
    recordOf('x0001'),
  ]);
  expect(log.entries.map(({ comment, pageref }) => [comment.slice(0, 5), pageref])).toEqual([
    ['x0001', 'page_1'],
    ['x0002', 'page_1'],
    ['x0009', 'page_2'],
  ]);
  expect(log.pages).toMatchObject([
    { id: 'page_1', title: 'Booking a free slot' },
    { id: 'page_2', title: 'Reading a booking', startedDateTime: later },
  ]);
});

test('says what an exchange was for, and which rules were judged by it', async () => {
  const result = resultOf([
    check(MUST, 'fail'),
    check('book.created.etag', 'pass'),
    check('book.created.etag', 'pass', { case: 'another' }),
  ]);
  const { log } = await archiveOf([recordOf('x0001'), recordOf('x0002')], result);
  expect(log.entries.map(({ comment }) => comment)).toEqual([
    `x0001, book, in the case “Booking a free slot”; judged by it: ${MUST} (fail), book.created.etag`,
    'x0002, book, in the case “Booking a free slot”; judged by it: no rule',
  ]);
});

test('tells request and answer as they were on the wire', async () => {
  expect(await entryOf(recordOf('x0001'))).toMatchObject({
    startedDateTime: '2030-01-01T00:00:00.000Z',
    time: 12,
    request: {
      method: 'POST',
      url: 'https://booking.test/STU3/Appointment?x=1',
      headers: [
        { name: 'X-Twice', value: '1' },
        { name: 'X-Twice', value: '2' },
      ],
      queryString: [{ name: 'x', value: '1' }],
      postData: { text: '{"resourceType":"Appointment"}' },
      bodySize: 30,
    },
    response: {
      status: 201,
      statusText: 'Created',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'ETag', value: 'W/"1"' }],
      content: { size: 1, text: '/w==', encoding: 'base64' },
      bodySize: 1,
    },
    timings: { send: 0, wait: 12, receive: 0 },
  });
});

test('tells a body without its content coding', async () => {
  const packed = gzipSync('{"resourceType":"Appointment"}');
  const headers = [
    ['Content-Encoding', 'gzip'],
    ['Content-Type', 'application/fhir+json'],
  ] as const;
  const { response: told } = await entryOf(
    recordOf('x0001', { response: { ...response, headers, body: packed.toString('base64') } }),
  );
  expect(told).toMatchObject({
    bodySize: packed.length,
    content: {
      size: 30,
      compression: 30 - packed.length,
      mimeType: 'application/fhir+json',
      text: '{"resourceType":"Appointment"}',
    },
  });
  expect(told.content).not.toHaveProperty('encoding');
});

test('has a request that got no answer, with the reason', async () => {
  const error = { code: 'ECONNRESET', message: 'the server broke the connection' };
  expect((await entryOf(recordOf('x0001', { response: null, error }))).response).toMatchObject({
    status: 0,
    headers: [],
    _error: 'ECONNRESET: the server broke the connection',
  });
});

test('says of a body that was cut or masked that it was', async () => {
  const error = { code: 'NOT_KEPT', message: 'its body is larger than the 16384 bytes that are kept' };
  const cut = { ...response, complete: false, masked: true as const };
  expect((await entryOf(recordOf('x0001', { response: cut, error }))).response).toMatchObject({
    bodySize: -1,
    content: { comment: 'data of patients is masked; only its beginning' },
    _error: `NOT_KEPT: ${error.message}`,
    comment: expect.stringMatching(/not complete/),
  });
});

test('tells the address that was asked, and by way of a gateway that of the server, too', async () => {
  const gatewayUrl = 'https://proxy.test/https%3A%2F%2Fbooking.test/Appointment';
  const told = await entryOf(recordOf('x0001', { request: { ...request, route: { gatewayUrl } } }));
  expect(told.request).toMatchObject({ url: gatewayUrl, comment: expect.stringContaining(request.url) });
});

test.each([
  ['https://a b/', 'invalid:https%3A%2F%2Fa%20b%2F'],
  ['/Appointment/1', 'invalid:%2FAppointment%2F1'],
  ['https://booking.test/a b', 'https://booking.test/a%20b'],
])('gives an absolute URL for %j', async (url, expected) => {
  const told = await entryOf(recordOf('x0001', { request: { ...request, url } }));
  expect(told.request.url).toBe(expected);
});

test('keeps whatever a server wrote, as text that is well formed', async () => {
  const said = `]]><script>\u0000\ud800${HOSTILE}`;
  const told = {
    ...response,
    reason: said,
    headers: [[said, said]],
    body: said,
    bodyEncoding: 'utf8',
  } as const;
  const hostile = recordOf('x0001', { response: told, case: said });
  const text = exchangesHar(finishedRun(resultOf([]), [hostile]));
  expect(text).not.toMatch(/\\u(d[89ab]|d[c-f])/i);
  const kept = said.replace('\ud800', '\ufffd');
  expect((await entryOf(hostile)).response).toMatchObject({
    statusText: kept,
    headers: [{ name: kept, value: kept }],
    content: { text: kept },
  });
});

describe('of a server that sends more than one text can hold', () => {
  const leftOut = expect.stringMatching(/^left out, .*exchanges\.ndjson/);
  const archive = (more: Partial<typeof response>, count: number): Archive => {
    const records = Array.from({ length: count }, (_, index) =>
      recordOf(`x${1000 + index}`, { response: { ...response, headers: [], ...more } }),
    );
    return JSON.parse(exchangesHar(finishedRun(resultOf([]), records)));
  };
  const contentsIn = ({ log }: Archive): object[] => log.entries.map((entry) => entry.response.content);

  test('the bodies for which there is no room are left out, and say so', async () => {
    // As JSON writes them, these are 1.5 thousand million characters.
    const large = archive({ body: '\u0000'.repeat(5_000_000), bodyEncoding: 'utf8' }, 50);
    await expect(har(large)).resolves.toBe(large);
    const contents = contentsIn(large);
    expect(contents[0]).toMatchObject({ size: 5_000_000, text: expect.stringMatching(/^\0+$/) });
    expect(contents.at(-1)).toEqual({ size: 5_000_000, mimeType: 'x-unknown', comment: leftOut });
    // A small one behind them is left out as well, that of a request too.
    expect(large.log.entries.at(-1)?.request).toMatchObject({ postData: { comment: leftOut } });
  });

  test('what a few bytes unpack to counts', () => {
    const packed = gzipSync(Buffer.alloc(19_000_000, 'a')).toString('base64');
    const headers = [['Content-Encoding', 'gzip']] as const;
    const contents = contentsIn(archive({ headers, body: packed }, 300));
    expect(contents[0]).toMatchObject({ size: 19_000_000 });
    expect(contents.filter((content) => 'text' in content)).toHaveLength(3);
    expect(contents.at(-1)).toMatchObject({ comment: leftOut });
  });
});
