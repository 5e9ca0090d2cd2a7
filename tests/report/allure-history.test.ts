import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AllureHistory, type HistoryTest, MOST_RUNS } from '../../lib/report/allure-history';
import type { ConformanceResult } from '../../lib/report/conformance-result';
import { check, resultOf } from './samples';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-'));
  file = join(dir, 'history.jsonl');
});
afterEach(() => rmSync(dir, { recursive: true }));

const test_ = (status: string): HistoryTest => ({
  historyId: 'a.b',
  id: 'a',
  name: 'Booking a free slot',
  status,
  start: 1,
  stop: 3,
});

interface Given {
  readonly day?: number;
  readonly baseUrl?: string;
  readonly embedded?: boolean;
  readonly settings?: Record<string, string>;
}

function runOf(
  id: string,
  { day = 1, baseUrl = 'https://a.test', embedded = false, settings = {} }: Given = {},
) {
  const finishedAt = new Date(Date.UTC(2030, 0, day)).toISOString();
  const target = { baseUrl, embedded, software: null };
  return resultOf([check('book.created.status', 'pass')], { target }, { id, finishedAt, settings });
}

const add = (result: ConformanceResult, status = 'passed'): void =>
  new AllureHistory(file, result).add([test_(status)]);

const idsIn = (lines: readonly string[]): string[] => lines.map((line) => JSON.parse(line).uuid);
const earlierOf = (result: ConformanceResult): string[] => idsIn(new AllureHistory(file, result).earlier);
const kept = (): string[] => idsIn(readFileSync(file, 'utf8').trim().split('\n'));

test('a run finds those before it, the oldest first, in the form that Allure reads', () => {
  add(runOf('one', { day: 1 }), 'failed');
  add(runOf('two', { day: 2 }));
  const { earlier } = new AllureHistory(file, runOf('three', { day: 3 }));
  expect(earlier.map((line) => JSON.parse(line))).toEqual(
    [
      ['one', 1, 'failed'],
      ['two', 2, 'passed'],
    ].map(([uuid, day, status]) => ({
      uuid,
      name: 'conformant',
      series: 'https://a.test',
      timestamp: Date.UTC(2030, 0, day as number),
      testResults: { 'a.b': { ...test_(status as string), duration: 2, url: '', reportLinks: [] } },
      knownTestCaseIds: [],
      metrics: {},
      url: '',
    })),
  );
});

test('a run that is reported on again takes its own place, and is not before itself', () => {
  add(runOf('one', { day: 1 }));
  add(runOf('two', { day: 2 }));
  const before = readFileSync(file);
  add(runOf('one', { day: 1 }));
  expect(readFileSync(file)).toEqual(before);
  expect(earlierOf(runOf('one', { day: 1 }))).toEqual([]);
  expect(earlierOf(runOf('two', { day: 2 }))).toEqual(['one']);
});

test.each<[string, Given]>([
  ['another target', { baseUrl: 'https://b.test' }],
  ['another format', { settings: { FORMAT: 'xml' } }],
  ['a selection', { settings: { ONLY: 'book.*' } }],
])('a run of %s is no part of the trend, and is kept', (_name, other) => {
  add(runOf('one', { day: 1 }));
  add(runOf('other', { day: 2, ...other }));
  expect(earlierOf(runOf('two', { day: 3 }))).toEqual(['one']);
  expect(earlierOf(runOf('other two', { day: 4, ...other }))).toEqual(['other']);
  expect(kept()).toEqual(['one', 'other']);
});

test('the embedded provider is the same on any port', () => {
  add(runOf('one', { baseUrl: 'http://127.0.0.1:1/STU3', embedded: true }));
  const next = runOf('two', { day: 2, baseUrl: 'http://127.0.0.1:2/STU3', embedded: true });
  expect(earlierOf(next)).toEqual(['one']);
});

test('no more runs are kept of a series than a page shows, and few of all others', () => {
  for (let day = 1; day <= MOST_RUNS + 3; day++) add(runOf(`run ${day}`, { day }));
  expect(kept()).toHaveLength(MOST_RUNS);
  expect(kept().at(0)).toBe('run 4');
  expect(earlierOf(runOf('next', { day: 99 }))).toHaveLength(MOST_RUNS - 1);
  for (let other = 0; other < 85; other++)
    add(runOf(`other ${other}`, { day: 100 + other, baseUrl: `https://${other}.test` }));
  add(runOf('last', { day: 999 }));
  expect(kept()).toHaveLength(80 + 1);
});

test.each([
  ['no JSON', 'not json'],
  ['half a line', '{"uuid":"x","timest'],
  ['no run', '[1, null]'],
  ['null', 'null'],
  ['a run without tests', '{"uuid":"x","timestamp":1,"series":"https://a.test","testResults":null}'],
  [
    'tests that are none',
    '{"uuid":"x","timestamp":1,"series":"https://a.test","testResults":{"a":null,"b":{"status":3}}}',
  ],
])('what is damaged (%s) takes nothing else with it', (_name, line) => {
  add(runOf('one'));
  writeFileSync(file, `${line}\n${readFileSync(file, 'utf8')}`);
  const { earlier } = new AllureHistory(file, runOf('two', { day: 2 }));
  expect(idsIn(earlier)).toContain('one');
  for (const each of earlier) expect(JSON.parse(each).testResults).toEqual(expect.any(Object));
});

test('the folder of the file is made', () => {
  file = join(dir, 'not', 'yet', 'there.jsonl');
  add(runOf('one'));
  expect(existsSync(file)).toBe(true);
});

test('a file that cannot be written is told with the setting that names another', () => {
  file = join(dir, 'a-file', 'history.jsonl');
  writeFileSync(join(dir, 'a-file'), '');
  expect(() => add(runOf('one'))).toThrow(/history .*history\.jsonl cannot be written.* HISTORY_FILE/);
});
