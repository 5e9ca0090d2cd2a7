import { fromRecord, toRecord } from '../../lib/http/evidence';
import type { Exchange } from '../../lib/http/exchange';

const ANSWERED: Exchange = {
  id: 'x0007',
  case: 'Booking a free slot',
  purpose: 'book',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 12,
  request: {
    method: 'POST',
    url: 'http://host/Appointment',
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
    ],
    body: Buffer.from('{"a":"é"}'),
  },
  response: {
    status: 201,
    reason: 'Made',
    httpVersion: '1.1',
    headers: [['X-Latin', 'caf\xe9']],
    body: Buffer.from('\ufeff{}\u0000'),
    complete: true,
  },
  error: null,
};

const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

function throughFile(exchange: Exchange): Exchange {
  return fromRecord(JSON.parse(JSON.stringify(toRecord(exchange))));
}

test('a record has the fields of the contract, in order', () => {
  expect(Object.keys(toRecord(ANSWERED))).toEqual([
    'id',
    'case',
    'purpose',
    'startedAt',
    'durationMs',
    'request',
    'response',
    'error',
  ]);
  expect(toRecord(ANSWERED)).toMatchObject({
    request: { body: '{"a":"é"}', bodyEncoding: 'utf8' },
    response: { status: 201, bodyEncoding: 'utf8', complete: true },
  });
});

test('bytes that are no UTF-8 are kept in Base64', () => {
  const { request } = toRecord({ ...ANSWERED, request: { ...ANSWERED.request, body: every } });
  expect(request).toMatchObject({ body: every.toString('base64'), bodyEncoding: 'base64' });
});

test.each<[string, Exchange]>([
  ['text both ways', ANSWERED],
  ['no body', { ...ANSWERED, request: { ...ANSWERED.request, body: null } }],
  ['an empty body', { ...ANSWERED, request: { ...ANSWERED.request, body: Buffer.alloc(0) } }],
  ['bytes', { ...ANSWERED, request: { ...ANSWERED.request, body: every } }],
  ['no answer', { ...ANSWERED, response: null, error: { code: 'DEADLINE', message: 'none' } }],
])('an exchange with %s comes back from the file as it was', (_, exchange) => {
  expect(throughFile(exchange)).toEqual(exchange);
});
