import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newLinesOf } from '../../lib/runner/new-lines';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  file = join(folder, 'journal.ndjson');
  writeFileSync(file, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('gives each line once, when it is complete', () => {
  const newLines = newLinesOf(file);
  expect(newLines()).toEqual([]);
  appendFileSync(file, 'one\ntwo\nthr');
  expect(newLines()).toEqual(['one', 'two']);
  appendFileSync(file, 'ee');
  expect(newLines()).toEqual([]);
  appendFileSync(file, '\n\nfive\n');
  expect(newLines()).toEqual(['three', '', 'five']);
  expect(newLines()).toEqual([]);
});

test('a character that arrives in two halves stays one', () => {
  const newLines = newLinesOf(file);
  const bytes = Buffer.from('Zoë 😀\n');
  appendFileSync(file, bytes.subarray(0, 7));
  expect(newLines()).toEqual([]);
  appendFileSync(file, bytes.subarray(7));
  expect(newLines()).toEqual(['Zoë 😀']);
});
