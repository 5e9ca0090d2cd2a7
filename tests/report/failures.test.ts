import { type ConformanceResult, draftWaivers, failuresOf } from '../../lib/report';
import { type CheckEntry, needsBroken } from '../../lib/verdict';
import { check, resultOf, waiverResult } from './samples';

const MUST = 'book.created.status';
const NEEDY = 'book.created.location';
const SHOULD = 'book.created.etag';
const OUTSIDE = 'http.allow';
const STRICT = { strict: true };

const SAID = { reason: '', owner: 'jo', reference: '', expires: '2030-01-31' };

const failures = (result: ConformanceResult) =>
  failuresOf(result).map(({ rule, checks }) => [rule.id, checks.map((one) => one.case)]);

const drafts = (...[checks, more, run]: Parameters<typeof resultOf>) =>
  draftWaivers(resultOf(checks, more, run), SAID).map(({ waiver }) => waiver);

const inCase = (name: string, outcome: CheckEntry['outcome'], rule = MUST): CheckEntry =>
  check(rule, outcome, { case: name });

describe('What failed', () => {
  test('is every MUST that is broken, in the cases in which it is', () => {
    const checks = [inCase('a', 'fail'), inCase('b', 'pass'), inCase('c', 'fail')];
    expect(failures(resultOf([...checks, check(SHOULD, 'warn'), check(NEEDY, 'inconclusive')]))).toEqual([
      [MUST, ['a', 'c']],
    ]);
  });

  test('also outside the gate, and also where it is waived', () => {
    const result = resultOf([check(MUST, 'fail'), check(OUTSIDE, 'fail')], { waivers: [waiverResult(MUST)] });
    expect(failures(result).map(([rule]) => rule)).toEqual([MUST, OUTSIDE]);
  });

  test('is a SHOULD as well where it decides', () => {
    expect(failures(resultOf([check(SHOULD, 'warn')], {}, STRICT))).toHaveLength(1);
  });
});

describe('Waivers are drafted', () => {
  test('for each rule and case that fails, with what was said of all', () => {
    expect(drafts([inCase('a', 'fail'), inCase('b', 'pass'), inCase('c', 'fail')])).toEqual([
      { rule: MUST, case: 'a', ...SAID },
      { rule: MUST, case: 'c', ...SAID },
    ]);
  });

  test('for the rule as a whole where it fails in all of several cases that were judged', () => {
    const checks = [inCase('a', 'fail'), inCase('b', 'inconclusive'), inCase('c', 'fail')];
    expect(drafts(checks)).toEqual([{ rule: MUST, ...SAID }]);
    expect(drafts([inCase('a', 'fail')])).toEqual([{ rule: MUST, case: 'a', ...SAID }]);
  });

  test('for each case where only some cases were selected: of the others nothing is known', () => {
    const selection = { selected: 45, all: 45, cases: ['a', 'c'] };
    expect(drafts([inCase('a', 'fail'), inCase('c', 'fail')], {}, { selection })).toHaveLength(2);
  });

  test('for what could not be judged since another rule is broken, and for nothing else that could not', () => {
    const consequence = check(NEEDY, 'inconclusive', { message: needsBroken(MUST) });
    expect(drafts([check(MUST, 'fail'), consequence]).map(({ rule }) => rule)).toEqual([MUST, NEEDY]);
    expect(drafts([check(NEEDY, 'inconclusive', { message: 'no answer' })])).toEqual([]);
    expect(drafts([consequence, check(NEEDY, 'inconclusive', { case: 'b' })])).toEqual([]);
    // Seen elsewhere, the rule is judged.
    expect(drafts([consequence, check(NEEDY, 'pass', { case: 'b' })])).toEqual([]);
  });

  test('for what decides, and no more', () => {
    expect(drafts([check(OUTSIDE, 'fail'), check(SHOULD, 'warn')])).toEqual([]);
    expect(drafts([check(OUTSIDE, 'fail')], {}, { gate: ['http'] })).toHaveLength(1);
    expect(drafts([check(SHOULD, 'warn')], {}, STRICT)).toHaveLength(1);
  });
});
