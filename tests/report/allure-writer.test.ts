import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestResult, TestResultContainer } from 'allure-js-commons';
import { allureWriter } from '../../lib/report';

const RESULT = { uuid: 'u1', name: 'a case' } as TestResult;
const CONTAINER = { uuid: 'u2', children: ['u1'] } as TestResultContainer;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allure-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('what Allure wants to keep is on disk at once, but for its containers', () => {
  const writer = allureWriter(dir);
  const elsewhere = join(dir, 'a.txt');
  writeFileSync(elsewhere, 'a');
  writer.writeResult(RESULT);
  writer.writeGroup(CONTAINER);
  writer.writeAttachment('b.txt', Buffer.from('b'));
  writer.writeAttachmentFromPath('c.txt', elsewhere);
  expect(readdirSync(dir)).toEqual(['a.txt', 'b.txt', 'c.txt', 'u1-result.json']);
  expect(JSON.parse(readFileSync(join(dir, 'u1-result.json'), 'utf8'))).toEqual(RESULT);
  expect(readFileSync(join(dir, 'b.txt'), 'utf8')).toBe('b');
  expect(readFileSync(join(dir, 'c.txt'), 'utf8')).toBe('a');
});
