import { type Level, ruleById, rules } from '../../lib/rules';
import {
  type CheckEntry,
  decide,
  exitCodeOf,
  judgeRules,
  type Outcome,
  type RuleResult,
  totalsOf,
} from '../../lib/verdict';

const CREATED = ruleById('book.created.status');

function check(outcome: Outcome, more: Partial<CheckEntry> = {}): CheckEntry {
  return {
    kind: 'check',
    order: 0,
    rule: CREATED.id,
    case: 'Booking a free slot',
    test: 'Booking a free slot',
    startedAt: '2030-01-01T00:00:00.000Z',
    endedAt: '2030-01-01T00:00:00.000Z',
    outcome,
    message: outcome === 'pass' ? null : `it is ${outcome}`,
    expected: null,
    actual: null,
    exchanges: ['x0001'],
    ...more,
  };
}

function judged(...checks: CheckEntry[]): RuleResult {
  return judgeRules([CREATED], checks)[0] as RuleResult;
}

describe('judgeRules', () => {
  test('a rule that nothing exercised is inconclusive, with the reason', () => {
    expect(judged()).toMatchObject({
      verdict: 'inconclusive',
      exercised: 0,
      cases: 0,
      reason: 'no check of this run exercised it',
      checks: [],
    });
  });

  test('counts as exercised the cases that could be judged', () => {
    const result = judged(
      check('pass'),
      check('warn'),
      check('fail'),
      check('inconclusive'),
      check('not-applicable'),
    );
    expect(result).toMatchObject({ verdict: 'fail', exercised: 3, cases: 5 });
  });

  test.each<[checks: Outcome[], verdict: Outcome, reason: string | null]>([
    [['pass', 'pass'], 'pass', null],
    [['pass', 'inconclusive'], 'pass', null],
    [['pass', 'warn'], 'warn', 'it is warn'],
    [['warn', 'fail'], 'fail', 'it is fail'],
    [['not-applicable', 'inconclusive'], 'inconclusive', 'it is inconclusive'],
    [['not-applicable'], 'not-applicable', 'it is not-applicable'],
  ])('%j is %s because of %p', (outcomes, verdict, reason) => {
    expect(judged(...outcomes.map((outcome) => check(outcome)))).toMatchObject({ verdict, reason });
  });

  test('gives the reason of the first check that decided', () => {
    const result = judged(
      check('warn', { message: 'a warning' }),
      check('fail', { message: 'first' }),
      check('fail', { message: 'second' }),
    );
    expect(result.reason).toBe('first');
  });

  test('tells checks in the order of their cases, and those of one case as they were written', () => {
    const result = judged(
      check('fail', { order: 10, message: 'last' }),
      check('fail', { order: 2, message: 'first' }),
      check('fail', { order: 9, message: 'third' }),
      check('fail', { order: 2, message: 'second' }),
    );
    expect(result.checks.map(({ message }) => message)).toEqual(['first', 'second', 'third', 'last']);
    expect(result.reason).toBe('first');
  });

  test('a check of another rule is not counted', () => {
    expect(judged(check('fail', { rule: 'book.created.etag' }), check('pass'))).toMatchObject({
      verdict: 'pass',
      cases: 1,
    });
  });

  test('tells each check, without what is only for the journal', () => {
    expect(judged(check('pass')).checks).toEqual([
      {
        case: 'Booking a free slot',
        outcome: 'pass',
        message: null,
        expected: null,
        actual: null,
        exchanges: ['x0001'],
        waiver: null,
      },
    ]);
  });

  test('lists the selected rules in their order, whatever the order of the checks; others are left out', () => {
    const selected = rules.slice(0, 3);
    const other = rules[3] as (typeof rules)[number];
    const checks = [other, ...selected.toReversed()].map(({ id }) => check('pass', { rule: id }));
    const results = judgeRules(selected, checks);
    expect(results.map(({ id, cases }) => [id, cases])).toEqual(selected.map(({ id }) => [id, 1]));
  });

  test('tells of each rule what the rulebook says', () => {
    const { level, basis, source, section, title, link } = CREATED;
    expect(judged()).toMatchObject({ level, basis, source, section, title, link, waiver: null });
  });
});

/** A rule of the gated source `booking`, unless it is said otherwise. */
function result(verdict: Outcome, more: Partial<RuleResult> = {}): RuleResult {
  return { ...judged(), level: 'MUST', basis: 'stated', source: 'booking', verdict, ...more };
}

const should = (verdict: Outcome, more: Partial<RuleResult> = {}) =>
  result(verdict, { level: 'SHOULD', ...more });
const DEFAULT = { sources: ['booking'], strict: false } as const;
const STRICT = { sources: ['booking'], strict: true } as const;

describe('decide', () => {
  test.each<[name: string, results: RuleResult[], verdict: string]>([
    ['every MUST passes', [result('pass'), result('pass')], 'conformant'],
    ['a MUST is kept with a warning', [result('warn')], 'conformant'],
    [
      'a MUST does not apply beside one that passes',
      [result('not-applicable'), result('pass')],
      'conformant',
    ],
    ['a MUST fails', [result('pass'), result('fail')], 'non-conformant'],
    ['a MUST fails beside one that is open', [result('inconclusive'), result('fail')], 'non-conformant'],
    ['a MUST is open', [result('pass'), result('inconclusive')], 'incomplete'],
    ['no MUST applies', [result('not-applicable')], 'incomplete'],
    ['there is no rule', [], 'incomplete'],
    ['there is a SHOULD only', [should('pass')], 'incomplete'],
    ['a SHOULD is broken', [result('pass'), should('warn')], 'conformant'],
    ['a SHOULD is open', [result('pass'), should('inconclusive')], 'conformant'],
    ['a MAY is broken', [result('pass'), result('warn', { level: 'MAY' })], 'conformant'],
    ['a MUST outside the gate fails', [result('pass'), result('fail', { source: 'http' })], 'conformant'],
    [
      'a MUST outside the gate is open',
      [result('pass'), result('inconclusive', { source: 'fhir' })],
      'conformant',
    ],
    ['only a MUST outside the gate passes', [result('pass', { source: 'nhs' })], 'incomplete'],
    ['an implied MUST fails', [result('fail', { basis: 'implied' })], 'non-conformant'],
  ])('by default, %s', (_name, results, verdict) => {
    expect(decide(results, DEFAULT)).toBe(verdict);
  });

  test('where not all was seen, nothing is conformant, and what fails fails', () => {
    expect(decide([result('pass')], DEFAULT, 1)).toBe('incomplete');
    expect(decide([result('pass'), result('fail')], DEFAULT, 1)).toBe('non-conformant');
  });

  test.each<[name: string, results: RuleResult[], verdict: string]>([
    ['a stated SHOULD is broken', [result('pass'), should('warn')], 'non-conformant'],
    ['a stated SHOULD is open', [result('pass'), should('inconclusive')], 'incomplete'],
    ['a stated SHOULD passes alone', [should('pass')], 'conformant'],
    [
      'a recommended SHOULD is broken',
      [result('pass'), should('warn', { basis: 'recommended' })],
      'conformant',
    ],
    [
      'an implied SHOULD is open',
      [result('pass'), should('inconclusive', { basis: 'implied' })],
      'conformant',
    ],
    [
      'a SHOULD outside the gate is broken',
      [result('pass'), should('warn', { source: 'http' })],
      'conformant',
    ],
    ['a MUST is kept with a warning', [result('warn')], 'conformant'],
    ['a stated MAY is broken', [result('pass'), result('warn', { level: 'MAY' })], 'conformant'],
  ])('strict, %s', (_name, results, verdict) => {
    expect(decide(results, STRICT)).toBe(verdict);
  });

  test('a gate of several sources lets each of them decide', () => {
    const results = [result('pass'), result('fail', { source: 'http' })];
    expect(decide(results, { sources: ['booking', 'http'], strict: false })).toBe('non-conformant');
  });
});

test('totalsOf counts the rules by outcome, with a zero where there is none', () => {
  const results = (['pass', 'pass', 'warn', 'inconclusive'] as const).map((verdict) => result(verdict));
  expect(totalsOf(results)).toEqual({
    pass: 2,
    warn: 1,
    fail: 0,
    inconclusive: 1,
    'not-applicable': 0,
    waived: 0,
  });
});

describe('exitCodeOf', () => {
  test.each([
    ['conformant', 0, false, 0],
    ['non-conformant', 0, false, 1],
    ['incomplete', 0, false, 2],
    ['conformant', 1, false, 70],
    ['non-conformant', 3, false, 70],
    ['conformant', 0, true, 130],
    ['non-conformant', 1, true, 130],
  ] as const)('%s with %d faults, interrupted: %p, gives %d', (verdict, faults, interrupted, code) => {
    expect(exitCodeOf({ verdict, faults, interrupted })).toBe(code);
  });
});

test.each<[Level, number]>([
  ['MUST', 1],
  ['SHOULD', 0],
])('from the checks to the exit code: one broken %s', (level, code) => {
  const rule = rules.find((one) => one.source === 'booking' && one.level === level) ?? CREATED;
  const checks = [check('pass'), check(level === 'MUST' ? 'fail' : 'warn', { rule: rule.id })];
  const verdict = decide(judgeRules([...new Set([CREATED, rule])], checks), DEFAULT);
  expect(exitCodeOf({ verdict, faults: 0, interrupted: false })).toBe(code);
});
