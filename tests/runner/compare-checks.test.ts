import { type AgainCheck, type Compared, compareChecks } from '../../lib/runner/compare-checks';
import type { CheckEntry, Outcome } from '../../lib/verdict';

const AT = '2030-01-01T00:00:00.000Z';

/** A check of a rule on a case, written as `rule@case: outcome`. */
function check(text: string, more: Partial<CheckEntry> = {}): CheckEntry {
  const [, rule = '', name = '', outcome = ''] = /^(.+)@(.+): (.+)$/.exec(text) ?? [];
  return {
    kind: 'check',
    order: 0,
    rule,
    case: name,
    test: name,
    startedAt: AT,
    endedAt: AT,
    outcome: outcome as Outcome,
    message: null,
    expected: null,
    actual: null,
    exchanges: [],
    ...more,
  };
}

const seen = (text: string, gaps: readonly string[] = [], more: Partial<CheckEntry> = {}): AgainCheck => ({
  check: check(text, more),
  gaps,
});

function compare(
  recorded: readonly CheckEntry[],
  again: readonly AgainCheck[],
  more: Partial<Compared> = {},
) {
  const { checks, ...rest } = compareChecks({
    recorded,
    again: [again],
    isWhole: true,
    faults: { recorded: [], again: [] },
    contradiction: () => null,
    wasSent: () => true,
    excuse: () => null,
    ...more,
  });
  return { ...rest, outcomes: checks.map(({ rule, outcome }) => `${rule}: ${outcome}`) };
}

const SAME = { differences: [], notJudged: [] };
const fault = (where: string) => ({ kind: 'fault', where, message: 'TypeError: ours' }) as const;

describe('A check that the journal and the evidence have', () => {
  test('is the same with the same outcome', () => {
    expect(compare([check('a@one: pass')], [seen('a@one: pass')])).toEqual({
      ...SAME,
      judged: 1,
      same: 1,
      outcomes: ['a: pass'],
    });
  });

  test('differs with another one, which counts', () => {
    const again = seen('a@one: fail', [], { message: 'answers 400' });
    expect(compare([check('a@one: pass')], [again])).toEqual({
      judged: 1,
      same: 0,
      differences: [{ rule: 'a', case: 'one', recorded: 'pass', again: 'fail', why: 'answers 400' }],
      notJudged: [],
      outcomes: ['a: fail'],
    });
  });

  test('is told from that of another test on the same case', () => {
    const recorded = [check('a@one: pass'), check('a@one: fail', { test: 'at the end' })];
    const again = [seen('a@one: fail', [], { test: 'at the end' }), seen('a@one: pass')];
    expect(compare(recorded, again)).toMatchObject({ ...SAME, same: 2 });
  });

  test('differs when what it refers to is not there, whatever its outcome', () => {
    const recorded = check('a@one: pass', { exchanges: ['x0007'] });
    const contradiction = (id: string): string => `${id} is gone`;
    expect(compare([recorded], [seen('a@one: pass')], { contradiction }).differences).toEqual([
      { rule: 'a', case: 'one', recorded: 'pass', again: 'pass', why: 'x0007 is gone' },
    ]);
  });

  test.each([
    ['masked', 'pass', 'it looks at data of patients, which is masked in the evidence'],
    ['masked', 'fail', 'it looks at data of patients, which is masked in the evidence'],
    ['redacted', 'pass', 'it looks at a text of which a secret was taken out in the evidence'],
    ['marked', 'fail', 'it looks at data of patients, which is masked in the evidence'],
    ['profiles', 'pass', 'it is judged by the profiles of PROFILES_DIR, which are no part of the evidence'],
  ])('is not judged by what is %s, and counts as recorded: again it was %s', (gap, outcome, reason) => {
    expect(compare([check('a@one: pass')], [seen(`a@one: ${outcome}`, [gap])])).toEqual({
      judged: 0,
      same: 0,
      differences: [],
      notJudged: [{ rule: 'a', case: 'one', reason }],
      outcomes: ['a: pass'],
    });
  });

  test('is judged by the marks of made-up patients, where it comes to the same', () => {
    expect(compare([check('a@one: pass')], [seen('a@one: pass', ['marked'])])).toMatchObject({ same: 1 });
  });

  test('is not judged where the suite itself failed, then or now', () => {
    const message = 'the suite itself failed here; see the faults of the run';
    for (const [recorded, again] of [
      [check('a@one: inconclusive', { message }), seen('a@one: pass')],
      [check('a@one: pass'), seen('a@one: inconclusive', [], { message })],
    ] as const)
      expect(compare([recorded], [again])).toMatchObject({
        differences: [],
        notJudged: [{ reason: message }],
      });
  });

  test('is not judged where the outcome says nothing about the evidence', () => {
    const excuse = (): string => 'too large';
    expect(compare([check('a@one: pass')], [seen('a@one: fail')], { excuse })).toMatchObject({
      differences: [],
      notJudged: [{ rule: 'a', case: 'one', reason: 'too large' }],
    });
    expect(compare([check('a@one: pass')], [seen('a@one: pass')], { excuse })).toMatchObject({ same: 1 });
  });

  test('is not judged where it needs another one that was not', () => {
    const needs = { message: 'needs b, which is broken' };
    const again = [seen('b@one: fail', ['masked']), seen('a@one › two: inconclusive', [], needs)];
    expect(compare([check('b@one: pass'), check('a@one › two: pass')], again)).toMatchObject({
      differences: [],
      notJudged: [{ rule: 'b' }, { rule: 'a', reason: 'it needs b, which was not judged again' }],
      outcomes: ['b: pass', 'a: pass'],
    });
    const elsewhere = [seen('b@one: fail', ['masked']), seen('a@two: inconclusive', [], needs)];
    expect(compare([check('b@one: pass'), check('a@two: pass')], elsewhere).differences).toHaveLength(1);
  });
});

describe('A check that only the journal has', () => {
  test('differs', () => {
    expect(compare([check('a@one: pass')], []).differences).toEqual([
      {
        rule: 'a',
        case: 'one',
        recorded: 'pass',
        again: null,
        why: 'judging the evidence again comes to no such check',
      },
    ]);
  });

  test('is not judged where its test may have left it out since data is masked', () => {
    const recorded = check('a@one: pass', { test: 'at the end' });
    const again = seen('a@two: pass', ['masked'], { test: 'at the end' });
    expect(compare([recorded], [again])).toMatchObject({ differences: [], notJudged: [{ case: 'one' }] });
  });

  test('is not judged where the suite failed while it judged this again', () => {
    const faults = { recorded: [], again: [fault('somewhere')] };
    expect(compare([check('a@one: pass')], [], { faults })).toMatchObject({
      differences: [],
      notJudged: [{ reason: 'the suite failed while it judged this again: TypeError: ours' }],
    });
  });
});

describe('A check that only the evidence has', () => {
  const TAKEN_OUT = [
    { rule: 'a', recorded: null, again: 'fail', why: 'the journal does not have this check' },
  ];

  test('was taken out of the journal', () => {
    expect(compare([], [seen('a@one: fail')]).differences).toMatchObject(TAKEN_OUT);
  });

  test('was not come to by a run that ended before', () => {
    const again = [seen('b@one: pass'), seen('a@one: fail')];
    expect(compare([check('b@one: pass')], again, { isWhole: false })).toMatchObject({ ...SAME, same: 1 });
  });

  test('was taken out where the journal goes on behind it, also when the run ended before its end', () => {
    const again = [seen('a@one: fail'), seen('b@one: pass')];
    const found = compare([check('b@one: pass')], again, { isWhole: false });
    expect(found.differences).toMatchObject(TAKEN_OUT);
  });

  test('may be of a process that died, where nothing was sent', () => {
    const again = [seen('a@one: inconclusive'), seen('b@one: pass')];
    const more = { isWhole: false, wasSent: () => false };
    expect(compare([check('b@one: pass')], again, more)).toMatchObject(SAME);
  });

  test('is missing where the suite failed on its case', () => {
    const faults = { recorded: [fault('beforeAll of one')], again: [] };
    expect(compare([], [seen('a@one: fail')], { faults })).toMatchObject(SAME);
    expect(compare([], [seen('a@two: fail')], { faults }).differences).toHaveLength(1);
  });
});
