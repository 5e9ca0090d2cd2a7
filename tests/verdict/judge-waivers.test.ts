import { ruleById } from '../../lib/rules';
import {
  type CheckEntry,
  dayInEngland,
  daysLater,
  decide,
  exitCodeOf,
  isDay,
  judgeRules,
  judgeWaivers,
  NOTHING_SHOWS_IT,
  needsBroken,
  type Outcome,
  type RunEntry,
  totalsOf,
  type Waiver,
  type WaiverResult,
  waiversInForce,
} from '../../lib/verdict';

const MUST = ruleById('book.created.status');
const NEEDY = ruleById('book.created.location');
const SHOULD = ruleById('book.created.etag');
const RULES = [MUST, NEEDY, SHOULD];
const CASE = 'Booking a free slot';
const NESTED = `${CASE} › cancelling it`;

const WAIVER: Waiver = {
  rule: MUST.id,
  case: null,
  reason: 'known',
  owner: 'jo',
  reference: null,
  expires: '2030-01-31',
};

const waiver = (more: Partial<Waiver> = {}): Waiver => ({ ...WAIVER, ...more });

function check(outcome: Outcome, more: Partial<CheckEntry> = {}): CheckEntry {
  return {
    kind: 'check',
    order: 0,
    rule: MUST.id,
    case: CASE,
    test: CASE,
    startedAt: '2030-01-01T00:00:00.000Z',
    endedAt: '2030-01-01T00:00:00.000Z',
    outcome,
    message: outcome === 'pass' ? null : `it is ${outcome}`,
    expected: null,
    actual: null,
    exchanges: [],
    ...more,
  };
}

/** A check that could not be judged since the rule that it needs is broken. */
const consequence = (more: Partial<CheckEntry> = {}): CheckEntry =>
  check('inconclusive', { rule: NEEDY.id, message: needsBroken(MUST.id), ...more });

function runWith(waivers: readonly Waiver[], more: Partial<RunEntry> = {}): RunEntry {
  return {
    kind: 'run',
    journal: 1,
    id: 'r1',
    startedAt: '2030-01-10T12:00:00.000Z',
    suite: { name: 'suite', version: '1', commit: null, rulebook: 'book/1' },
    target: { baseUrl: 'https://booking.test/STU3', embedded: false },
    rules: RULES.map(({ id }) => id),
    cases: [],
    gate: ['booking'],
    overlays: [],
    strict: false,
    waivers,
    settings: {},
    again: { before: 'run', after: '' },
    ...more,
  };
}

interface Seen {
  readonly run?: Partial<RunEntry>;
  readonly isWhole?: boolean;
}

function judged(one: Waiver, checks: readonly CheckEntry[], { run = {}, isWhole = true }: Seen = {}) {
  const opening = runWith([one], run);
  const rules = RULES.filter(({ id }) => opening.rules.includes(id));
  return judgeWaivers({ run: opening, rules, checks, isWhole })[0] as WaiverResult;
}

describe('A waiver is', () => {
  test.each<[name: string, one: Waiver, checks: CheckEntry[], state: string, covers: number]>([
    ['used by what fails', waiver(), [check('fail'), check('pass', { case: 'another' })], 'used', 1],
    ['used by each failure', waiver(), [check('fail'), check('fail', { case: 'another' })], 'used', 2],
    ['used by the case it names', waiver({ case: CASE }), [check('fail')], 'used', 1],
    ['used by what lies within', waiver({ case: CASE }), [check('fail', { case: NESTED })], 'used', 1],
    ['used by what its glob names', waiver({ case: '*FREE*' }), [check('fail')], 'used', 1],
    [
      'used by a SHOULD that is broken',
      waiver({ rule: SHOULD.id }),
      [check('warn', { rule: SHOULD.id })],
      'used',
      1,
    ],
    [
      'used by what could not be judged for a rule it needs',
      waiver({ rule: NEEDY.id }),
      [consequence()],
      'used',
      1,
    ],
    ['stale where the rule passes', waiver(), [check('pass')], 'stale', 0],
    [
      'stale where its case passes, though another fails',
      waiver({ case: CASE }),
      [check('pass'), check('fail', { case: 'another' })],
      'stale',
      0,
    ],
    ['stale where a MUST only warns', waiver(), [check('warn')], 'stale', 0],
    [
      'stale where the rule passes beside what is open',
      waiver(),
      [check('inconclusive'), check('pass')],
      'stale',
      0,
    ],
    ['unjudged where all is open', waiver(), [check('inconclusive')], 'unjudged', 0],
    ['unjudged where the rule does not apply', waiver(), [check('not-applicable')], 'unjudged', 0],
    ['unjudged where no case is one it names', waiver({ case: 'gone' }), [check('fail')], 'unjudged', 0],
    ['unjudged where another rule fails', waiver({ rule: NEEDY.id }), [check('fail')], 'unjudged', 0],
    [
      'expired after its day, whatever fails',
      waiver({ expires: '2030-01-09' }),
      [check('fail')],
      'expired',
      0,
    ],
    [
      'expired after its day, also where all passes',
      waiver({ expires: '2030-01-09' }),
      [check('pass')],
      'expired',
      0,
    ],
    ['in force on its day', waiver({ expires: '2030-01-10' }), [check('fail')], 'used', 1],
  ])('%s', (_name, one, checks, state, covers) => {
    expect(judged(one, checks)).toEqual({ ...one, state, covers });
  });

  test('not stale in a run that did not see all', () => {
    expect(judged(waiver(), [check('pass')], { isWhole: false }).state).toBe('unjudged');
  });

  test('unjudged, even when its day is over, where its rule or its case was not selected', () => {
    const over = waiver({ expires: '2020-01-01' });
    expect(judged(over, [], { run: { rules: [NEEDY.id] } }).state).toBe('unjudged');
    const elsewhere = [check('pass', { case: 'another' })];
    expect(judged({ ...over, case: CASE }, elsewhere, { run: { cases: ['another'] } }).state).toBe(
      'unjudged',
    );
  });

  test('stale in a run of some cases only where it is about one of them alone', () => {
    const some = { run: { cases: [CASE] } };
    expect(judged(waiver({ case: 'booking A free slot' }), [check('pass')], some).state).toBe('stale');
    expect(judged(waiver({ case: '*slot*' }), [check('pass')], some).state).toBe('unjudged');
    expect(judged(waiver(), [check('pass')], some).state).toBe('unjudged');
    expect(judged(waiver({ case: CASE }), [check('pass', { case: NESTED })], some).state).toBe('unjudged');
  });
});

test('A journal of an earlier version has no waivers', () => {
  const { waivers: _, ...earlier } = runWith([]);
  expect(waiversInForce(earlier)).toEqual([]);
  expect(judgeWaivers({ run: earlier, rules: RULES, checks: [check('fail')], isWhole: true })).toEqual([]);
});

describe('The day ends at midnight in England', () => {
  test.each([
    ['2030-01-31T23:59:59.999Z', '2030-01-31'],
    ['2030-02-01T00:00:00.000Z', '2030-02-01'],
    ['2030-06-30T22:59:59.999Z', '2030-06-30'],
    ['2030-06-30T23:00:00.000Z', '2030-07-01'],
  ])('%s is on %s', (moment, day) => {
    expect(dayInEngland(new Date(moment))).toBe(day);
    expect(waiversInForce(runWith([waiver({ expires: day })], { startedAt: moment }))).toHaveLength(1);
    const before = daysLater(day, -1);
    expect(waiversInForce(runWith([waiver({ expires: before })], { startedAt: moment }))).toEqual([]);
  });

  test('days are counted over the end of a year and over a leap day', () => {
    expect([daysLater('2029-12-31', 1), daysLater('2028-02-28', 2)]).toEqual(['2030-01-01', '2028-03-01']);
  });

  test.each(['2030-02-29', '2030-13-01', '2030-1-1', '30-01-01', '2030-01-01T00:00', '', 'soon'])(
    '%j is no day',
    (text) => expect(isDay(text)).toBe(false),
  );

  test.each(['2028-02-29', '2030-01-31'])('%s is one', (text) => expect(isDay(text)).toBe(true));
});

describe('A rule is waived', () => {
  const GATE = { sources: ['booking'], strict: false } as const;
  const judge = (checks: readonly CheckEntry[], waivers: readonly Waiver[], rules = [MUST]) =>
    judgeRules(rules, checks, waivers);

  test('when its failure is: it stays a failure, counts as waived alone, and decides nothing', () => {
    const rules = judge([check('fail'), check('pass', { case: 'another' })], [WAIVER]);
    expect(rules[0]).toMatchObject({ verdict: 'fail', waiver: WAIVER, reason: 'it is fail' });
    expect(rules[0]?.checks.map(({ outcome, waiver: by }) => [outcome, by])).toEqual([
      ['fail', WAIVER],
      ['pass', null],
    ]);
    expect(totalsOf(rules)).toMatchObject({ waived: 1, fail: 0, pass: 0 });
    expect(decide(rules, GATE)).toBe('conformant');
  });

  test('not when one of its failures is not', () => {
    const rules = judge([check('fail'), check('fail', { case: 'another' })], [waiver({ case: CASE })]);
    expect(rules[0]).toMatchObject({ verdict: 'fail', waiver: null });
    expect(rules[0]?.checks.map(({ waiver: by }) => by !== null)).toEqual([true, false]);
    expect(totalsOf(rules)).toMatchObject({ waived: 0, fail: 1 });
    expect(decide(rules, GATE)).toBe('non-conformant');
  });

  test('until the first of several waivers ends', () => {
    const [long, short] = [waiver({ case: CASE }), waiver({ case: 'another', expires: '2030-01-15' })];
    const rules = judge([check('fail'), check('fail', { case: 'another' })], [long, short]);
    expect(rules[0]?.waiver).toEqual(short);
  });

  test('not by a waiver of another rule, nor when there is nothing to waive', () => {
    expect(judge([check('fail')], [waiver({ rule: NEEDY.id })])[0]?.waiver).toBeNull();
    for (const outcome of ['pass', 'warn', 'inconclusive', 'not-applicable'] as const)
      expect(judge([check(outcome)], [WAIVER])[0]?.waiver).toBeNull();
  });

  test('when it could not be judged for a rule that it needs, but only by a waiver of its own', () => {
    const checks = [check('fail'), consequence()];
    const verdict = (waivers: readonly Waiver[]) => decide(judge(checks, waivers, [MUST, NEEDY]), GATE);
    expect(verdict([WAIVER])).toBe('incomplete');
    expect(verdict([WAIVER, waiver({ rule: NEEDY.id })])).toBe('conformant');
  });

  test('not when it could not be judged for another reason as well', () => {
    const checks = [check('fail'), consequence(), check('inconclusive', { rule: NEEDY.id, case: 'another' })];
    const rules = judge(checks, [WAIVER, waiver({ rule: NEEDY.id })], [MUST, NEEDY]);
    expect(rules[1]).toMatchObject({ verdict: 'inconclusive', waiver: null });
    expect(decide(rules, GATE)).toBe('incomplete');
  });

  test('whatever a look at all exchanges adds that found none', () => {
    const nothing = check('inconclusive', {
      rule: NEEDY.id,
      case: 'at the end',
      message: NOTHING_SHOWS_IT,
    });
    const verdict = (checks: readonly CheckEntry[]) =>
      decide(judge([check('fail'), ...checks], [WAIVER, waiver({ rule: NEEDY.id })], [MUST, NEEDY]), GATE);
    expect(verdict([consequence(), nothing])).toBe('conformant');
    expect(verdict([nothing])).toBe('incomplete');
  });

  test('what a target says does not make a reason of it', () => {
    const said = check('inconclusive', { message: `no answer: ${needsBroken(MUST.id)}` });
    expect(judge([said], [WAIVER])[0]?.waiver).toBeNull();
  });

  test('strict, also a SHOULD', () => {
    const strict = { ...GATE, strict: true };
    const checks = [check('pass'), check('warn', { rule: SHOULD.id })];
    expect(decide(judge(checks, [], [MUST, SHOULD]), strict)).toBe('non-conformant');
    const waived = judge(checks, [waiver({ rule: SHOULD.id })], [MUST, SHOULD]);
    expect(decide(waived, strict)).toBe('conformant');
  });

  test('and where nothing was seen but what is waived unseen, there is no verdict to give', () => {
    expect(decide(judge([consequence()], [waiver({ rule: NEEDY.id })], [NEEDY]), GATE)).toBe('incomplete');
  });

  test('but what was not seen for another reason leaves the run incomplete', () => {
    expect(decide(judge([check('fail')], [WAIVER]), GATE, 1)).toBe('incomplete');
  });
});

test.each([
  ['conformant', 0, 0, false, 0],
  ['conformant', 1, 0, false, 1],
  ['incomplete', 1, 0, false, 1],
  ['conformant', 1, 1, false, 70],
  ['conformant', 1, 0, true, 130],
] as const)('%s with %d outdated waivers, %d faults, interrupted: %p, gives %d', (...given) => {
  const [verdict, outdatedWaivers, faults, interrupted, code] = given;
  expect(exitCodeOf({ verdict, outdatedWaivers, faults, interrupted })).toBe(code);
});
