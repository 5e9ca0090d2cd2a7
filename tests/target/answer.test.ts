import { gzipSync } from 'node:zlib';
import { answerInShort, contentOf } from '../../lib/target';
import { type Answer, exchangeOf } from './fakes';

test.each<[name: string, answer: Answer, value: unknown]>([
  ['JSON', { body: { a: 1 } }, { a: 1 }],
  ['packed JSON', { body: gzipSync('{"a":1}'), headers: [['content-encoding', 'gzip']] }, { a: 1 }],
  ['null', { body: null }, null],
  ['no JSON', { body: Buffer.from('<html>') }, undefined],
  ['nothing', {}, undefined],
  ['no answer', { error: { code: 'DEADLINE', message: 'none' } }, undefined],
])('contentOf reads %s', (_name, answer, value) => {
  expect(contentOf(exchangeOf(answer))).toEqual(value);
});

test('answerInShort says what came, in a few words', () => {
  expect(answerInShort(exchangeOf({ status: 418 }))).toBe('status 418');
  expect(answerInShort(exchangeOf({ error: { code: 'DEADLINE', message: 'no complete answer' } }))).toBe(
    'no complete answer',
  );
  expect(answerInShort({ ...exchangeOf({}), response: null })).toBe('no answer');
});
