import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConformanceResult } from '../../lib/report';
import type { CheckEntry, Outcome, Waiver } from '../../lib/verdict';
import { allureResultsIn, checksIn, checksOf, PageData } from '../support/allure-page';
import { check, recordOf, resultOf } from './samples';

jest.setTimeout(120_000);

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'allure-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const EVERY_ANSWER = 'Every answer to a booking';
const waiver: Waiver = {
  ...{ rule: 'book.profile.status', case: null, reason: 'known', owner: 'jo' },
  ...{ reference: null, expires: '2030-01-31' },
};

/** Of every outcome, with a test that judges many, and failures with and without a waiver. */
const CHECKS: readonly CheckEntry[] = [
  check('book.created.status', 'pass'),
  check('book.created.status', 'fail', {
    case: 'Booking another free slot',
    test: 'Booking another free slot',
  }),
  check('book.created.etag', 'warn'),
  check('book.created.url-stable', 'warn'),
  check('book.profile.status', 'fail'),
  check('http.allow', 'fail'),
  check('book.invalid-body.status', 'inconclusive'),
  check('book.security.proxy', 'not-applicable'),
  ...(['pass', 'pass', 'warn'] as const).map((outcome, index) =>
    check('book.request-id.returned', outcome, { case: `case ${index}`, test: EVERY_ANSWER }),
  ),
];

const EVIDENCE = [['x0001', recordOf('x0001')]];
const REPORTER = join(__dirname, '..', 'support', 'allure-reporter.cjs');

function reported(
  checks: readonly CheckEntry[] = CHECKS,
  run: Partial<ConformanceResult['run']> = {},
  history: string | null = null,
): { result: ConformanceResult; page: PageData } {
  const result = resultOf(checks, { verdict: 'non-conformant' }, run);
  const input = JSON.stringify({ out, checks, waivers: [waiver], evidence: EVIDENCE, result, history });
  const { status, stderr } = spawnSync(process.execPath, [REPORTER], { input, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { result, page: new PageData(out) };
}

const page = (): Buffer => readFileSync(join(out, 'allure-report', 'index.html'));

describe('The page of a run', () => {
  let result: ConformanceResult;
  let shown: PageData;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'allure-'));
    out = folder;
    ({ result, page: shown } = reported(CHECKS, { settings: { JWT_REGIME: 'rs256', FORMAT: 'xml' } }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('its numbers are ours: in the results, in the data of the page, and in what the page counts', () => {
    const ours = checksOf(result);
    expect(ours).toEqual({ pass: 3, warn: 3, fail: 3, inconclusive: 1, 'not-applicable': 1 });
    expect(checksIn(allureResultsIn(folder) as never)).toEqual(ours);
    expect(checksIn(shown.tests)).toEqual(ours);
    expect(shown.json('widgets/statistic.json')).toMatchObject({
      ...{ total: 9, passed: 1, broken: 3, failed: 3, skipped: 2 },
    });
  });

  test('every test that is not green is in its category, by rule', () => {
    const { nodes } = shown.json('widgets/categories.json') as { nodes: Record<string, CategoryNode> };
    const rulesIn = (node: CategoryNode): string[] =>
      (node.childrenIds ?? []).flatMap((id) => {
        const child = nodes[id] as CategoryNode;
        return child.type === 'group' ? [child.value ?? child.name ?? ''] : [];
      });
    const categories = Object.values(nodes).filter(({ type }) => type === 'category');
    expect(Object.fromEntries(categories.map((node) => [node.name, rulesIn(node).sort()]))).toEqual({
      'Waived: broken, and known; it does not decide until the day that the waiver names': [
        'book.profile.status',
      ],
      'MUST broken: the server is not conformant': ['book.created.status'],
      'MUST broken, of a source that does not decide (GATE)': ['http.allow'],
      'SHOULD broken: a warning': ['book.created.etag', 'book.request-id.returned'],
      'MUST kept, in a way to be warned of': ['book.created.url-stable'],
      'Could not be judged: what is missing is told': ['book.invalid-body.status'],
      'Not applicable to this server or this run': ['book.security.proxy'],
    });
  });

  test('tests are grouped as the source is: document, section, rule, case', () => {
    const { groupsById } = shown.json('widgets/tree.json') as {
      groupsById: Record<string, { name: string }>;
    };
    const names = Object.values(groupsById).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'Book an appointment',
        'Success',
        '[MUST] book.created.status: Answers 201 when the booking succeeds',
        'RFC 9110 (HTTP Semantics)',
      ]),
    );
  });

  test('the head of the page says what was tested, and how', () => {
    expect(shown.json('widgets/variables.json')).toMatchObject({
      ...{ Verdict: 'NON-CONFORMANT', Target: 'https://booking.test/STU3', Software: 'not told' },
      ...{ Suite: 'nhs-booking-conformance 0.1.0', Rulebook: 'book/1', Gate: 'booking', Run: 'r1' },
      ...{ 'Regime of tokens': 'rs256', Format: 'xml', Checks: '11; a test may hold many' },
      'Rules that hold': '0 of 6 judged',
      'Rules broken': '3 fail, 0 waived, 3 warn',
      'Rules not judged': '1 inconclusive, 1 not applicable',
    });
  });
});

interface CategoryNode {
  readonly type: string;
  readonly name?: string;
  readonly value?: string;
  readonly childrenIds?: readonly string[];
}

test('the same run gives the same page, byte by byte, which tells nothing of where it was made', () => {
  reported();
  const [first, kept] = [page(), readFileSync(join(out, 'allure-history.jsonl'))];
  const results = readdirSync(join(out, 'allure-results'));
  reported();
  expect(readdirSync(join(out, 'allure-results'))).toEqual(results);
  expect(page().equals(first)).toBe(true);
  expect(readFileSync(join(out, 'allure-history.jsonl'))).toEqual(kept);
  expect(first.toString()).not.toMatch(/"ci":|jobRun|repoName/);
  expect(existsSync(join(out, 'allure-report.new.history'))).toBe(false);
});

describe('Over several runs', () => {
  const runs: ReadonlyArray<[id: string, day: number, outcome: Outcome]> = [
    ['one', 1, 'pass'],
    ['two', 2, 'fail'],
    ['three', 3, 'pass'],
  ];

  function afterAllRuns(history: string | null): PageData {
    let shown: PageData | null = null;
    for (const [id, day, outcome] of runs) {
      const checks = [check('book.created.status', outcome), check('book.created.body', 'pass')];
      const finishedAt = new Date(Date.UTC(2030, 0, day)).toISOString();
      shown = reported(checks, { id, finishedAt }, history).page;
    }
    return shown as PageData;
  }

  test('the page shows how each ended, what broke and what was mended', () => {
    const shown = afterAllRuns(null);
    const charts = Object.values((shown.json('widgets/charts.json') as { general: object }).general);
    const [dynamics, transitions] = charts as Array<{ data: Array<Record<string, unknown>> }>;
    expect(dynamics?.data.map(({ statistic }) => statistic)).toEqual([
      expect.objectContaining({ total: 2, passed: 2 }),
      expect.objectContaining({ total: 2, passed: 1, failed: 1 }),
      expect.objectContaining({ total: 2, passed: 2 }),
    ]);
    expect(transitions?.data.map(({ regressed, fixed }) => [regressed, fixed])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    const mended = shown.tests.find(({ fullName }) => fullName.startsWith('book.created.status'));
    expect(mended?.transition).toBe('fixed');
    expect(mended?.history.map(({ status }) => status)).toEqual(['failed', 'passed']);
  });

  test('a file that is named keeps them in the place of the folder', () => {
    const file = join(out, 'elsewhere', 'history.jsonl');
    afterAllRuns(file);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(existsSync(join(out, 'allure-history.jsonl'))).toBe(false);
  });

  test('on the page of the first, no test is called new', () => {
    const { page: shown } = reported();
    expect(shown.tests.map(({ transition }) => transition)).not.toContain('new');
  });
});
