import { gzipSync } from 'node:zlib';
import { decodedBody, isLeftCoded } from '../../lib/http/content';

const BODY = Buffer.from('{"resourceType":"Appointment"}');

const message = (coding: string | null, body: Buffer) => ({
  headers: coding === null ? [] : ([['Content-Encoding', coding]] as const),
  body,
});

test.each([
  ['no coding', message(null, BODY)],
  ['identity, which is none', message('identity', BODY)],
  ['gzip, which is undone', message('gzip', gzipSync(BODY))],
])('of %s nothing is left', (_name, one) => {
  expect(isLeftCoded(one)).toBe(false);
  expect(decodedBody(one)).toEqual(BODY);
});

test.each([
  ['a coding that nobody knows', message('made-up', BODY)],
  ['what is said to be gzip, and is not', message('gzip', BODY)],
  ['two codings', message('gzip, gzip', gzipSync(gzipSync(BODY)))],
])('%s is left', (_name, one) => expect(isLeftCoded(one)).toBe(true));
