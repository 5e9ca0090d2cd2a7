import { type Comparison, type ConformanceResult, compareResults, comparisonText } from '../../lib/report';
import type { CheckEntry, Outcome } from '../../lib/verdict';
import { check, HOSTILE, resultOf, STEERING, waiverResult } from './samples';

const MUST = 'book.created.status';
const ANOTHER = 'book.created.location';
const SHOULD = 'book.created.etag';

const plain = (_style: string, text: string): string => text;

const compared = (a: ConformanceResult, b: ConformanceResult): Comparison =>
  compareResults({ file: 'a.json', result: a }, { file: 'b.json', result: b });

const inCase = (name: string, outcome: Outcome, rule = MUST): CheckEntry =>
  check(rule, outcome, { case: name });

/** What is said of one rule whose only check came to these outcomes. */
function step(from: Outcome, to: Outcome, rule = MUST): Comparison {
  return compared(resultOf([check(rule, from)]), resultOf([check(rule, to)]));
}

describe('From one outcome to another', () => {
  test.each<[from: Outcome, to: Outcome, change: string]>([
    ['pass', 'fail', 'broken'],
    ['not-applicable', 'fail', 'broken'],
    ['inconclusive', 'fail', 'broken'],
    ['warn', 'fail', 'broken'],
    ['fail', 'pass', 'fixed'],
    ['fail', 'warn', 'fixed'],
    ['pass', 'inconclusive', 'no-longer-judged'],
    ['fail', 'inconclusive', 'no-longer-judged'],
    ['pass', 'not-applicable', 'no-longer-judged'],
    ['inconclusive', 'pass', 'now-judged'],
    ['not-applicable', 'warn', 'now-judged'],
    ['pass', 'warn', 'changed'],
    ['inconclusive', 'not-applicable', 'changed'],
  ])('%s, then %s, is %s', (from, to, change) => {
    const { rules, totals, broke } = step(from, to);
    expect(rules).toEqual([expect.objectContaining({ id: MUST, change, from, to })]);
    expect(rules[0]?.checks).toEqual([expect.objectContaining({ change, from, to })]);
    expect({ ...totals, same: 0 }).toMatchObject({ [change]: 1 });
    expect(broke).toEqual(change === 'broken' ? [MUST] : []);
  });

  test.each<Outcome>(['pass', 'fail', 'warn', 'inconclusive', 'not-applicable'])(
    '%s, and again, is the same',
    (outcome) => {
      const { rules, totals } = step(outcome, outcome);
      expect({ rules, same: totals.same }).toEqual({ rules: [], same: 1 });
    },
  );

  test('a SHOULD breaks when it warns, and that counts only where it decides', () => {
    const lenient = step('pass', 'warn', SHOULD);
    expect(lenient.rules[0]).toMatchObject({ change: 'broken', decides: false });
    expect(lenient.broke).toEqual([]);
    const strict = compared(
      resultOf([check(SHOULD, 'pass')]),
      resultOf([check(SHOULD, 'warn')], {}, { strict: true }),
    );
    expect(strict.broke).toEqual([SHOULD]);
  });

  test('a MUST outside the gate of the second run breaks, and does not count', () => {
    const { rules, broke } = step('pass', 'fail', 'http.allow');
    expect({ change: rules[0]?.change, broke }).toEqual({ change: 'broken', broke: [] });
  });
});

describe('A rule', () => {
  test('that fails as before breaks in one more case', () => {
    const a = resultOf([inCase('one', 'fail'), inCase('two', 'pass')]);
    const b = resultOf([inCase('one', 'fail'), inCase('two', 'fail')]);
    const { rules, broke } = compared(a, b);
    expect(broke).toEqual([MUST]);
    expect(rules[0]).toMatchObject({ change: null, from: 'fail', to: 'fail' });
    expect(rules[0]?.checks.map((one) => [one.case, one.change])).toEqual([['two', 'broken']]);
  });

  test('or a case, that one of the runs alone has, is new or gone, even when it fails', () => {
    const a = resultOf([inCase('one', 'pass'), inCase('two', 'pass'), check(SHOULD, 'warn')]);
    const b = resultOf([inCase('one', 'pass'), inCase('three', 'pass'), check(ANOTHER, 'fail')]);
    const { rules, broke, totals } = compared(a, b);
    expect(rules.map(({ id, change }) => [id, change])).toEqual([
      [MUST, null],
      [ANOTHER, 'new'],
      [SHOULD, 'gone'],
    ]);
    expect(rules[0]?.checks.map((one) => [one.case, one.change])).toEqual([
      ['three', 'new'],
      ['two', 'gone'],
    ]);
    expect(broke).toEqual([]);
    expect(totals).toMatchObject({ new: 2, gone: 2, same: 1 });
  });

  test('that was kept is broken by a case that is new', () => {
    const a = resultOf([inCase('one', 'pass')]);
    expect(compared(a, resultOf([inCase('one', 'pass'), inCase('two', 'fail')])).broke).toEqual([MUST]);
  });

  test('that breaks and is waived is told, and does not count', () => {
    const waived = resultOf([check(MUST, 'fail')], { waivers: [waiverResult(MUST)] });
    const { rules, broke } = compared(resultOf([check(MUST, 'pass')]), waived);
    expect({ broke, change: rules[0]?.change, waived: rules[0]?.waived }).toEqual({
      broke: [],
      change: 'broken',
      waived: true,
    });
    const noLonger = compared(waived, resultOf([check(MUST, 'fail')]));
    expect(noLonger.rules[0]).toMatchObject({ change: 'changed', from: 'fail', to: 'fail', waived: false });
  });

  test('that several checks judge on one case counts once there', () => {
    const a = resultOf([inCase('one', 'pass'), inCase('one', 'pass')]);
    const b = resultOf([inCase('one', 'pass'), inCase('one', 'fail')]);
    expect(compared(a, b).totals).toMatchObject({ broken: 1, same: 0 });
  });
});

describe('What else differs is told first', () => {
  const pass = [check(MUST, 'pass')];

  test.each<[what: string, a: ConformanceResult, b: ConformanceResult]>([
    [
      'target',
      resultOf(pass),
      resultOf(pass, { target: { ...resultOf(pass).target, baseUrl: 'https://b/' } }),
    ],
    ['rulebook', resultOf(pass), resultOf(pass, { suite: { ...resultOf(pass).suite, rulebook: 'book/2' } })],
    ['gate', resultOf(pass), resultOf(pass, {}, { gate: ['booking', 'nhs'] })],
    ['strict', resultOf(pass), resultOf(pass, {}, { strict: true })],
    ['selection', resultOf(pass), resultOf(pass, {}, { selection: { selected: 45, all: 45, cases: ['x'] } })],
    ['ended early', resultOf(pass), resultOf(pass, {}, { stopped: 'the run was interrupted' })],
    ['FORMAT', resultOf(pass), resultOf(pass, {}, { settings: { GATE: 'booking', FORMAT: 'xml' } })],
  ])('%s', (what, a, b) => {
    expect(compared(a, b).differences.map((difference) => difference.what)).toEqual([what]);
    const text = comparisonText(compared(a, b), plain);
    expect(text).toContain(`\n  ${what}: `);
    expect(text.indexOf(`\n  ${what}: `)).toBeLessThan(text.indexOf('checks: '));
  });

  test('but not that the embedded provider has another port', () => {
    const at = (baseUrl: string) =>
      resultOf(
        pass,
        { target: { baseUrl, embedded: true, software: null } },
        { settings: { JWT_AUDIENCE: baseUrl } },
      );
    expect(compared(at('http://127.0.0.1:1'), at('http://127.0.0.1:2')).differences).toEqual([]);
  });
});

describe('As text', () => {
  const text = (a: ConformanceResult, b: ConformanceResult): string => comparisonText(compared(a, b), plain);

  test('each change stands under its heading, with case, step and reason, and at last what broke', () => {
    const a = resultOf([inCase('one', 'pass'), inCase('two', 'fail', ANOTHER)]);
    const b = resultOf([inCase('one', 'fail'), inCase('two', 'pass', ANOTHER)]);
    const lines = text(a, b).split('\n');
    const at = (begin: string): number => lines.findIndex((line) => line.startsWith(begin));
    expect(lines.slice(at('Broken'), at('Broken') + 4)).toEqual([
      'Broken',
      expect.stringMatching(/^ {2}MUST book\.created\.status: .* \(pass → fail\)$/),
      '      one: pass → fail',
      '        it is fail',
    ]);
    expect(lines[at('Fixed') + 1]).toContain(`MUST ${ANOTHER}`);
    expect(lines[at('checks: ')]).toBe('checks: 1 broken, 1 fixed');
    expect(lines[at('checks: ') + 1]).toBe(`Broken, and decides: ${MUST}`);
  });

  test('two runs that came to the same need few words', () => {
    const same = resultOf([check(MUST, 'pass')]);
    expect(text(same, same).split('\n').slice(3)).toEqual([
      'checks: 0 broken, 1 same',
      'Nothing broke that decides.',
      '',
    ]);
  });

  test('long lists are cut short, and say so', () => {
    const cases = (outcome: Outcome) => Array.from({ length: 9 }, (_, index) => inCase(`c${index}`, outcome));
    expect(text(resultOf(cases('pass')), resultOf(cases('fail')))).toContain(
      'and 4 more cases: --json has all',
    );
  });

  test('nothing in a result steers the terminal', () => {
    const hostile = (outcome: Outcome) =>
      resultOf(
        [check(MUST, outcome, { case: HOSTILE, message: HOSTILE })],
        { target: { baseUrl: HOSTILE + outcome, embedded: false, software: HOSTILE + outcome } },
        { settings: { [HOSTILE]: outcome }, stopped: HOSTILE + outcome, startedAt: HOSTILE },
      );
    for (const line of text(hostile('pass'), hostile('fail')).split('\n')) expect(line).not.toMatch(STEERING);
  });
});
