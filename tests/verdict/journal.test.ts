import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendJson } from '../../lib/http';
import { entriesOf, type JournalEntry } from '../../lib/verdict';
import { entryIn, readJournal } from '../../lib/verdict/read-journal';

const AT = '2030-01-01T00:00:00.000Z';

/** One of every kind. */
const ENTRIES: readonly JournalEntry[] = [
  {
    kind: 'run',
    journal: 1,
    id: 'r-1',
    startedAt: AT,
    suite: { name: 'suite', version: '0.1.0', commit: null, rulebook: 'book/1' },
    target: { baseUrl: 'https://booking.test/STU3', embedded: false },
    rules: ['book.created.status'],
    cases: [],
    gate: ['booking'],
    overlays: [],
    strict: false,
    settings: { GATE: 'booking' },
    again: { before: 'booking-conformance run', after: '--strict' },
  },
  { kind: 'software', software: 'Server 1.0' },
  {
    kind: 'check',
    order: 3,
    rule: 'book.created.status',
    case: 'Booking "a" slot\nin two lines, é 😀',
    test: 'Booking',
    startedAt: AT,
    endedAt: AT,
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
  {
    kind: 'variant',
    order: 5,
    name: 'in another way',
    valid: true,
    rule: null,
    why: 'It may.',
    result: 'error',
    status: null,
    case: 'Booking in another way',
  },
  {
    kind: 'booking',
    state: 'asked',
    slot: 's1',
    exchange: 'x0002',
    case: 'Booking',
    patient: 'XXTESTPATIENT-00001 9990000018',
    requestId: null,
  },
  { kind: 'booking', id: null, state: 'booked', slot: 's1', exchange: 'x0002', reason: null },
  { kind: 'fault', where: 'book.suite.ts', message: 'TypeError: ours' },
  { kind: 'unknown-cases', patterns: ['x'], names: ['Booking'] },
  { kind: 'end', finishedAt: AT, stopped: 'the run was interrupted' },
];

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'journal.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeAll(): void {
  for (const entry of ENTRIES) appendJson(file, entry);
}

test('what was written is read back, in order', () => {
  writeAll();
  expect(readJournal(file)).toEqual({ entries: ENTRIES, damaged: [], cut: false });
});

test('every entry is on disk, a line of its own, when it was written', () => {
  ENTRIES.forEach((entry, i) => {
    appendJson(file, entry);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toHaveLength(i + 2);
    expect(lines.at(-1)).toBe('');
  });
});

test('entriesOf gives those of one kind', () => {
  expect(entriesOf('booking', ENTRIES).map(({ state }) => state)).toEqual(['asked', 'booked']);
  expect(entriesOf('check', [])).toEqual([]);
});

test.each(['', null])('a journal without entries is empty: %j', (content) => {
  if (content !== null) writeFileSync(file, content);
  expect(readJournal(file)).toEqual({ entries: [], damaged: [], cut: false });
});

test('wherever a kill cuts the last line off, all before it is read', () => {
  writeAll();
  const whole = readFileSync(file);
  const last = JSON.stringify(ENTRIES.at(-1));
  for (let kept = 0; kept < last.length; kept++) {
    writeFileSync(file, whole.subarray(0, whole.length - 1 - last.length + kept));
    expect(readJournal(file)).toEqual({ entries: ENTRIES.slice(0, -1), damaged: [], cut: kept > 0 });
  }
});

test('a last line that only lacks its end is read', () => {
  writeAll();
  writeFileSync(file, readFileSync(file).subarray(0, -1));
  expect(readJournal(file)).toEqual({ entries: ENTRIES, damaged: [], cut: false });
});

test.each([
  '{"kind":"check"',
  '',
  'x',
  '5',
  'null',
  '[]',
  '{}',
  '{"kind":"check"}',
  '{"kind":"other"}',
  '\u0000',
])('a damaged line is told by its number, and all others are read: %j', (line) => {
  writeAll();
  appendFileSync(file, `${line}\n`);
  writeAll();
  const { entries, damaged, cut } = readJournal(file);
  expect(entries).toEqual([...ENTRIES, ...ENTRIES]);
  expect({ damaged, cut }).toEqual({ damaged: [ENTRIES.length + 1], cut: false });
});

describe.each(ENTRIES.map((entry) => [entry.kind, entry] as const))(
  'An entry of the kind %s',
  (_kind, entry) => {
    const names = Object.keys(entry);

    test.each(names)('is none without %s', (name) => {
      const { [name as keyof typeof entry]: _, ...rest } = entry;
      expect(entryIn(JSON.stringify(rest))).toBeNull();
    });

    test.each(names)('is none when its %s is of another type', (name) => {
      expect(entryIn(JSON.stringify({ ...entry, [name]: { deeply: ['other'] } }))).toBeNull();
    });
  },
);

test('a journal that cannot be read is told by the file system', () => {
  expect(() => readJournal(folder)).toThrow('EISDIR');
});
