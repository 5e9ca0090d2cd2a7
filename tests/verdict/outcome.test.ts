import {
  broken,
  findingOf,
  inconclusive,
  type Judgement,
  notApplicable,
  type Outcome,
  rollUp,
  unproven,
  warned,
} from '../../lib/verdict';

function thrownBy(check: () => never): unknown {
  try {
    return check();
  } catch (thrown) {
    return thrown;
  }
}

describe('findingOf', () => {
  const COMPARISON = { expected: '201', actual: '200' };

  test.each<
    [way: string, end: () => never, level: 'MUST' | 'SHOULD' | 'MAY', outcome: Outcome, holds: boolean]
  >([
    ['a broken MUST', () => broken('why'), 'MUST', 'fail', false],
    ['a broken SHOULD', () => broken('why'), 'SHOULD', 'warn', false],
    ['a broken MAY', () => broken('why'), 'MAY', 'warn', false],
    ['a MUST kept oddly', () => warned('why'), 'MUST', 'warn', true],
    ['a SHOULD kept oddly', () => warned('why'), 'SHOULD', 'warn', true],
    ['what cannot be judged', () => inconclusive('why'), 'MUST', 'inconclusive', false],
    ['what nothing proves', () => unproven('why'), 'MUST', 'inconclusive', true],
    ['what does not apply', () => notApplicable('why'), 'MUST', 'not-applicable', false],
  ])('%s', (_way, end, level, outcome, holds) => {
    expect(findingOf(thrownBy(end), level)).toEqual({
      outcome,
      message: 'why',
      expected: null,
      actual: null,
      holds,
    });
  });

  test.each([broken, warned, inconclusive])('keeps what was expected and what came: %p', (end) => {
    expect(
      findingOf(
        thrownBy(() => end('why', COMPARISON)),
        'MUST',
      ),
    ).toMatchObject(COMPARISON);
  });

  test('keeps one side of a comparison alone', () => {
    expect(
      findingOf(
        thrownBy(() => broken('why', { actual: '200' })),
        'MUST',
      ),
    ).toMatchObject({
      expected: null,
      actual: '200',
    });
  });

  test.each([new TypeError('ours'), 'a string', undefined, { outcome: 'broken', message: 'looks like one' }])(
    'passes on what is no judgement: %p',
    (thrown) => {
      expect(thrownBy(() => findingOf(thrown, 'MUST') as never)).toBe(thrown);
    },
  );

  test('a judgement is an Error with the reason as message', () => {
    const judgement = thrownBy(() => broken('the status is 200')) as Judgement;
    expect(judgement).toBeInstanceOf(Error);
    expect([judgement.name, judgement.message]).toEqual(['Judgement', 'the status is 200']);
  });
});

describe('rollUp', () => {
  test.each<[outcomes: Outcome[], decides: Outcome]>([
    [['pass', 'warn', 'fail', 'inconclusive', 'not-applicable'], 'fail'],
    [['not-applicable', 'inconclusive', 'pass', 'warn'], 'warn'],
    [['not-applicable', 'inconclusive', 'pass'], 'pass'],
    [['not-applicable', 'inconclusive'], 'inconclusive'],
    [['not-applicable'], 'not-applicable'],
    [[], 'not-applicable'],
  ])('%j gives %s, in any order', (outcomes, decides) => {
    expect(rollUp(outcomes)).toBe(decides);
    expect(rollUp(outcomes.toReversed())).toBe(decides);
  });
});
