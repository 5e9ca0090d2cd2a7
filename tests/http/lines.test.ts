import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropCutLine, linesOf } from '../../lib/http';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  file = join(folder, 'lines');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (content: string | Buffer) => {
  writeFileSync(file, content);
  return [...linesOf(file)];
};

test('each line is told with its number and where it ends, in bytes', () => {
  expect(read('é\n\nb\n')).toEqual([
    { number: 1, text: 'é', end: 3, complete: true },
    { number: 2, text: '', end: 4, complete: true },
    { number: 3, text: 'b', end: 6, complete: true },
  ]);
});

test('a last line without its end is not complete', () => {
  expect(read('a\nb')).toEqual([
    { number: 1, text: 'a', end: 2, complete: true },
    { number: 2, text: 'b', end: 3, complete: false },
  ]);
});

test.each(['', null])('nothing has no lines: %j', (content) => {
  expect(content === null ? [...linesOf(file)] : read(content)).toEqual([]);
});

test('lines longer than what is read at once are whole, also where a character is cut', () => {
  const long = 'é'.repeat(1_500_001);
  const lines = read(`x${long}\n${long}\nlast`);
  expect(lines.map(({ text }) => text === long || text === `x${long}` || text)).toEqual([true, true, 'last']);
  expect(lines.at(-1)?.end).toBe(readFileSync(file).length);
});

test('whoever stops reading leaves no file open', () => {
  writeFileSync(file, 'a\nb\n');
  for (let i = 0; i < 2_000; i++) for (const line of linesOf(file)) if (line.number === 1) break;
  expect([...linesOf(file)]).toHaveLength(2);
});

test.each([
  ['a\nb', 'a\n'],
  ['a\nb\n', 'a\nb\n'],
  ['é', ''],
  ['', ''],
])('dropCutLine leaves of %j what is complete', (content, left) => {
  writeFileSync(file, content);
  dropCutLine(file);
  expect(readFileSync(file, 'utf8')).toBe(left);
});

test('dropCutLine makes no file', () => {
  dropCutLine(file);
  expect([...linesOf(file)]).toEqual([]);
});
