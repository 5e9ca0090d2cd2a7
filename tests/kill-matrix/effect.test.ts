import { compare, effectOf, findingsIn, verdictBrought, verdictsOf } from '../../lib/proof/effect';
import { ruleById } from '../../lib/rules';
import type { Outcome } from '../../lib/verdict';
import type { Fault } from '../../provider';
import { BODY, FAULTLESS, faultOf, LOCATION, LOST, MUST, runOf, SHOULD } from './made-up';

const faultless = verdictsOf(runOf(FAULTLESS));

/** What a fault did and how that compares, when the rules came out like this with it. */
function judged(fault: Fault, verdicts: Readonly<Record<string, Outcome>>) {
  const effect = effectOf(fault, runOf({ ...FAULTLESS, ...verdicts }), faultless);
  return { ...effect, ...compare(fault, effect) };
}

test('the rules of these tests are what their names say', () => {
  expect([MUST, SHOULD, LOCATION, BODY].map((id) => ruleById(id).level)).toEqual([
    'MUST',
    'SHOULD',
    'MUST',
    'MUST',
  ]);
});

describe('a fault is exact', () => {
  test('when its rule alone is flagged', () => {
    expect(judged(faultOf(MUST), { [MUST]: 'fail' })).toEqual({
      verdict: 'fail',
      flagged: [MUST],
      changed: [],
      problems: [],
      caught: true,
      undeclared: [],
      unseen: [],
      exact: true,
    });
  });

  test('when its couplings, and no others, change with it, whichever way', () => {
    const fault = faultOf(MUST, { couplings: [BODY, LOCATION] });
    const result = judged(fault, { [MUST]: 'fail', [LOCATION]: 'inconclusive', [BODY]: 'fail' });
    expect(result).toMatchObject({ exact: true, flagged: [MUST, BODY], changed: [LOCATION, BODY] });
  });
});

describe('a fault is not exact', () => {
  test.each<[why: string, Fault, Record<string, Outcome>, object]>([
    ['its rule passes', faultOf(MUST), {}, { caught: false, flagged: [] }],
    ['its MUST only warns', faultOf(MUST), { [MUST]: 'warn' }, { caught: false, flagged: [MUST] }],
    ['its rule cannot be judged', faultOf(MUST), { [MUST]: 'inconclusive' }, { caught: false, flagged: [] }],
    [
      'another rule catches it',
      faultOf(MUST),
      { [LOCATION]: 'fail' },
      { caught: false, flagged: [LOCATION], undeclared: [LOCATION] },
    ],
    [
      'it fails where it is to be warned of',
      faultOf(MUST, { verdict: 'warn' }),
      { [MUST]: 'fail' },
      { caught: false, flagged: [MUST] },
    ],
    [
      'a rule beyond its couplings is flagged',
      faultOf(MUST, { couplings: [LOCATION] }),
      { [MUST]: 'fail', [LOCATION]: 'fail', [BODY]: 'warn' },
      { caught: true, undeclared: [BODY], unseen: [] },
    ],
    [
      'a rule that it does not declare can no longer be judged',
      faultOf(MUST),
      { [MUST]: 'fail', [BODY]: 'not-applicable' },
      { caught: true, flagged: [MUST], undeclared: [BODY] },
    ],
    [
      'it declares a coupling that does not show',
      faultOf(MUST, { couplings: [LOCATION] }),
      { [MUST]: 'fail' },
      { caught: true, undeclared: [], unseen: [LOCATION] },
    ],
  ])('when %s', (_why, fault, verdicts, expected) => {
    expect(judged(fault, verdicts)).toMatchObject({ exact: false, ...expected });
  });

  test.each([
    ['the suite itself failed', runOf({ ...FAULTLESS, [MUST]: 'fail' }, { faults: ['x: y'] }), 'x: y'],
    [
      'the run ended early',
      runOf({ ...FAULTLESS, [MUST]: 'fail' }, { stopped: 'out of time' }),
      'the run ended early: out of time',
    ],
  ])('when %s, even if all came out as declared', (_why, run, problem) => {
    const effect = effectOf(faultOf(MUST), run, faultless);
    expect(effect.problems).toEqual([problem]);
    expect(compare(faultOf(MUST), effect)).toMatchObject({ caught: true, exact: false });
  });

  test('when its run has no result', () => {
    const effect = effectOf(faultOf(MUST), LOST, faultless);
    expect(effect).toEqual({ verdict: null, flagged: [], changed: [], problems: [LOST.problem] });
    expect(compare(faultOf(MUST), effect)).toMatchObject({ caught: false, exact: false });
  });
});

test('a rule that is flagged without the fault is not flagged because of it', () => {
  const before = verdictsOf(runOf({ ...FAULTLESS, [LOCATION]: 'warn' }));
  const effect = effectOf(faultOf(MUST), runOf({ ...FAULTLESS, [MUST]: 'fail', [LOCATION]: 'warn' }), before);
  expect(effect).toMatchObject({ flagged: [MUST], changed: [] });
});

test.each([
  ['a MUST', faultOf(MUST), 'fail'],
  ['a SHOULD', faultOf(SHOULD), 'warn'],
  ['a MUST that is met in a way to be warned of', faultOf(MUST, { verdict: 'warn' }), 'warn'],
])('what a fault brings upon %s', (_what, fault, verdict) => {
  expect(verdictBrought(fault)).toBe(verdict);
});

test('findings are what is broken or warned of, nothing else', () => {
  const verdicts = verdictsOf(
    runOf({ [MUST]: 'fail', [SHOULD]: 'warn', [LOCATION]: 'inconclusive', [BODY]: 'not-applicable' }),
  );
  expect(findingsIn(verdicts)).toEqual([MUST, SHOULD]);
});
