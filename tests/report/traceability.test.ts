import { parse } from 'csv-parse/sync';
import { csv } from '../../lib/report/csv';
import { traceabilityCsv } from '../../lib/report/traceability';
import { ruleById, rulesFor } from '../../lib/rules';
import { check, finishedRun, HOSTILE, resultOf, waiverResult } from './samples';

const MUST = 'book.created.status';
const WAIVED = 'book.profile.status';

const result = resultOf(
  [
    check(MUST, 'fail', { message: 'answered 200', exchanges: ['x0003'] }),
    check(MUST, 'fail', { message: 'answered 202', case: 'Booking another free slot', exchanges: ['x0004'] }),
    check(MUST, 'pass', { case: 'Booking a third', exchanges: ['x0005'] }),
    check(MUST, 'inconclusive', { case: 'Booking a fourth' }),
    check(WAIVED, 'fail'),
  ],
  { waivers: [waiverResult(WAIVED)] },
);
const rows = (of = result): Array<Record<string, string>> =>
  parse(traceabilityCsv(finishedRun(of)), { columns: true });
const rowOf = (id: string, of = result) => rows(of).find(({ rule }) => rule === id);

test('has a row for every rule of the rulebook, in its order', () => {
  expect(rows().map(({ rule }) => rule)).toEqual(rulesFor([]).map(({ id }) => id));
  const withGuide = { ...result, run: { ...result.run, overlays: ['uec'] } };
  expect(rows(withGuide)).toHaveLength(rulesFor(['uec']).length);
});

test('traces a rule to its source, its requirements in assurance, and what shows it', () => {
  const { level, basis, source, document, section, title, requirement, link } = ruleById(MUST);
  expect(rowOf(MUST)).toEqual({
    rule: MUST,
    ...{ level, basis, source, document, section, title, requirement, link },
    'assurance requirements': 'P24; P26',
    decides: 'yes',
    verdict: 'fail',
    reason: 'answered 200',
    waiver: '',
    cases: '4',
    exercised: '3',
    pass: '1',
    warn: '0',
    fail: '2',
    inconclusive: '1',
    'not applicable': '0',
    evidence: 'x0003 to x0004',
    'names of cases': 'Booking a free slot; Booking another free slot; Booking a third; Booking a fourth',
  });
  expect(rowOf(WAIVED)).toMatchObject({ verdict: 'fail', waiver: 'until 2030-01-31, by jo: known' });
});

test('says which rules decide, and which the run was not asked for', () => {
  expect(rowOf('fhir.charset')).toMatchObject({
    decides: 'no',
    verdict: 'not-selected',
    reason: 'the run was not asked for it',
    cases: '0',
  });
});

test('ends each line as RFC 4180 says, and no line elsewhere', () => {
  const lines = traceabilityCsv(finishedRun(result)).split('\r\n');
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(rulesFor([]).length + 1);
  expect(lines.join('')).not.toMatch(/[\r\n]/);
});

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(1)', '\t=1', ' =1', '\r\n=1', '＝1'])(
  'starts no formula with %j',
  (text) => {
    const [[cell = '', number] = []]: string[][] = parse(csv([[text, -1]]));
    expect(cell).toMatch(/^'/);
    expect(cell.slice(1)).toContain(text.trim());
    expect(number).toBe('-1');
  },
);

test('keeps whatever a server wrote in its cell', () => {
  const said = `"; ","\ud800\u0000]]><script>${HOSTILE}`;
  const hostile = resultOf([check(MUST, 'fail', { message: said })]);
  const text = traceabilityCsv(finishedRun(hostile));
  expect(text.replace(/\r\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  const reason = rowOf(MUST, hostile)?.reason;
  expect(reason).toContain('"; ","⟨U+D800⟩⟨U+0000⟩]]><script>');
  expect(reason).toContain('CONFORMANT');
});

test('keeps no more in a cell than a spreadsheet takes', () => {
  const [[cell = ''] = []]: string[][] = parse(csv([['😀'.repeat(20_000)]]));
  expect(cell.length).toBeLessThanOrEqual(32_767);
  expect(cell).toMatch(/^😀+…$/u);
});
