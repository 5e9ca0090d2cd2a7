import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileJournal, type JournalEntry, readJournal } from '../../lib/verdict';

const ENTRIES: readonly JournalEntry[] = [
  {
    kind: 'check',
    order: 3,
    rule: 'book.created.status',
    case: 'Booking "a" slot\nin two lines, é 😀',
    outcome: 'fail',
    message: 'the status is 200',
    expected: '201',
    actual: '200',
    exchanges: ['x0001'],
  },
  {
    kind: 'defect',
    order: 4,
    name: 'no slot',
    tier: 'D',
    rule: 'book.profile.status',
    why: 'The table asks for one.',
    judged: true,
    result: 'let-through',
    status: 201,
    case: 'Booking with no slot',
  },
  { kind: 'booking', id: null, state: 'booked', slot: 's1', exchange: 'x0002', reason: null },
  { kind: 'fault', where: 'book.suite.ts', message: 'TypeError: ours' },
];

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'journal.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeAll(): void {
  const journal = fileJournal(file);
  for (const entry of ENTRIES) journal.write(entry);
}

test('what was written is read back, in order', () => {
  writeAll();
  expect(readJournal(file)).toEqual(ENTRIES);
});

test('every entry is on disk, a line of its own, when write returns', () => {
  const journal = fileJournal(file);
  ENTRIES.forEach((entry, i) => {
    journal.write(entry);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toHaveLength(i + 2);
    expect(lines.at(-1)).toBe('');
  });
});

test('a journal goes on where another ended', () => {
  writeAll();
  writeAll();
  expect(readJournal(file)).toEqual([...ENTRIES, ...ENTRIES]);
});

test('a journal without entries is empty', () => {
  writeFileSync(file, '');
  expect(readJournal(file)).toEqual([]);
});

test('wherever a kill cuts the last line off, all before it is read', () => {
  writeAll();
  const whole = readFileSync(file);
  const last = JSON.stringify(ENTRIES.at(-1));
  for (let kept = 0; kept < last.length; kept++) {
    writeFileSync(file, whole.subarray(0, whole.length - 1 - last.length + kept));
    expect(readJournal(file)).toEqual(ENTRIES.slice(0, -1));
  }
});

test('a last line that only lacks its end is read', () => {
  writeAll();
  writeFileSync(file, readFileSync(file).subarray(0, -1));
  expect(readJournal(file)).toEqual(ENTRIES);
});

test.each(['{"kind":"check"', '', 'x'])('a damaged line before the last is refused: %j', (line) => {
  writeAll();
  appendFileSync(file, `${line}\n`);
  writeAll();
  expect(() => readJournal(file)).toThrow(SyntaxError);
});

test('a journal that is not there is refused', () => {
  expect(() => readJournal(file)).toThrow('ENOENT');
});
