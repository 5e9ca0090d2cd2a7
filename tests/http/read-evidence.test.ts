import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendJson, type ExchangeRecord, fromRecord, readEvidence, toRecord } from '../../lib/http';
import { recordOf } from '../report/samples';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  file = join(folder, 'exchanges.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const RECORDS = [
  recordOf('x0001'),
  recordOf('x0002', { response: null, error: { code: 'DEADLINE', message: 'late' } }),
  recordOf('x0003', { request: { ...recordOf('x').request, body: null } }),
  recordOf('x0004', {
    request: {
      ...recordOf('x').request,
      route: {
        gatewayUrl: 'https://ssp.test/http://booking.test/',
        httpProxy: { url: 'http://proxy.test:3128', withCredentials: false },
        tls: { files: { ca: 'authority.pem' }, minVersion: 'TLSv1.3' },
      },
    },
  }),
];

function read() {
  const records: ExchangeRecord[] = [];
  return { ...readEvidence(file, (record) => records.push(record)), records };
}

test('every exchange is handed over, in order', () => {
  for (const record of RECORDS) appendJson(file, record);
  expect(read()).toEqual({ records: RECORDS, damaged: [], cut: false });
});

test('a file that is not there has none', () => {
  expect(read()).toEqual({ records: [], damaged: [], cut: false });
});

test('a last line that a kill cut off is told, and left out', () => {
  for (const record of RECORDS) appendJson(file, record);
  appendFileSync(file, JSON.stringify(RECORDS[0]).slice(0, 50));
  expect(read()).toEqual({ records: RECORDS, damaged: [], cut: true });
});

const { request, response } = RECORDS[0] as ExchangeRecord;
const WRONG: ReadonlyArray<readonly [string, unknown]> = [
  ['no JSON', undefined],
  ['no object', 5],
  ['null', null],
  ['an id that is none', { ...RECORDS[0], id: 1 }],
  ['a time that is none', { ...RECORDS[0], startedAt: 'soon' }],
  ['a duration that is none', { ...RECORDS[0], durationMs: '5' }],
  ['a duration of ages', { ...RECORDS[0], durationMs: 1e300 }],
  ['no request', { ...RECORDS[0], request: null }],
  ['headers that are none', { ...RECORDS[0], request: { ...request, headers: [['a']] } }],
  ['a body that is none', { ...RECORDS[0], request: { ...request, body: 5 } }],
  ['a gateway that is none', { ...RECORDS[0], request: { ...request, route: { gatewayUrl: 5 } } }],
  ['a proxy that is none', { ...RECORDS[0], request: { ...request, route: { httpProxy: null } } }],
  ['files that are none', { ...RECORDS[0], request: { ...request, route: { tls: { files: null } } } }],
  ['a file that is none', { ...RECORDS[0], request: { ...request, route: { tls: { files: { ca: 5 } } } } }],
  ['an encoding that is none', { ...RECORDS[0], response: { ...response, bodyEncoding: 'latin1' } }],
  ['a status that is none', { ...RECORDS[0], response: { ...response, status: '200' } }],
  ['an error that is none', { ...RECORDS[0], error: 'late' }],
];

test.each(WRONG)('a damaged line is told by its number: %s', (_name, value) => {
  appendJson(file, RECORDS[0]);
  appendFileSync(file, `${JSON.stringify(value) ?? '{"id":'}\n`);
  appendJson(file, RECORDS[1]);
  expect(read()).toEqual({ records: RECORDS.slice(0, 2), damaged: [2], cut: false });
});

test('whatever is handed over can be made an exchange again', () => {
  for (const record of RECORDS) appendJson(file, record);
  for (const record of read().records) expect(toRecord(fromRecord(record))).toEqual(record);
});
