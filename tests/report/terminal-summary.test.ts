import { type ConformanceResult, terminalSummary } from '../../lib/report';
import { ruleById } from '../../lib/rules';
import { needsBroken } from '../../lib/verdict';
import { check, HOSTILE, resultOf, STEERING, waiverResult } from './samples';

const MUST = 'book.created.status';
const SHOULD = 'book.created.etag';
const OTHER_SECTION = 'book.profile.status';

const plain = (_style: string, text: string): string => text;
const rerun = (ruleId: string, caseName: string | null): string =>
  `run --only ${ruleId}${caseName === null ? '' : ` --case ${caseName}`}`;
const summary = (result: ConformanceResult): string => terminalSummary(result, plain, rerun);

/** The part of the summary that begins with this line, up to the next title. */
function part(result: ConformanceResult, title: string): string[] {
  const lines = summary(result).split('\n');
  const start = lines.findIndex((line) => line.startsWith(title));
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  return [lines[start] as string, ...rest.slice(0, end === -1 ? rest.length : end)].filter(Boolean);
}

test('lists every rule under its document and section, with its sign and counts', () => {
  const result = resultOf([
    check(MUST, 'pass'),
    check(MUST, 'inconclusive'),
    check(SHOULD, 'warn'),
    check(OTHER_SECTION, 'fail'),
    check('book.business-rule.status', 'inconclusive'),
    check('book.server-error.status', 'not-applicable'),
  ]);
  const line = (sign: string, id: string, counts = ''): string =>
    `  ${sign} ${ruleById(id).level.padEnd(6)} ${id.padEnd(34)} ${ruleById(id).title}${counts}`;
  expect(part(result, 'Book an appointment: Success')).toEqual([
    'Book an appointment: Success',
    line('✓', MUST, ' (1 of 2 cases)'),
    line('!', SHOULD),
  ]);
  expect(part(result, 'Book an appointment: Failure')).toEqual([
    'Book an appointment: Failure',
    line('✗', OTHER_SECTION),
    line('?', 'book.business-rule.status'),
    line('-', 'book.server-error.status'),
  ]);
});

describe('What is broken', () => {
  const broken = check(MUST, 'fail', {
    case: 'Booking',
    message: 'it is 200',
    expected: '201',
    actual: '200',
    exchanges: ['x0001', 'x0002'],
  });
  const { requirement, document, section, basis, link, title } = ruleById(MUST);

  test('is told with what is required, expected and seen, and how to run just that again', () => {
    expect(part(resultOf([broken]), 'Broken (MUST)')).toEqual([
      'Broken (MUST)',
      `  ✗ MUST ${MUST}: ${title}`,
      `      required  ${requirement}`,
      `      source    ${document}, ${section} (${basis}): ${link}`,
      '      case      Booking (exchange x0001, x0002)',
      '                it is 200',
      '      expected  201',
      '      actual    200',
      `      again     run --only ${MUST}`,
    ]);
  });

  test('shows three cases at most, and how many more there are', () => {
    const checks = Array.from({ length: 5 }, (_, i) => ({ ...broken, case: `case ${i}` }));
    const lines = part(resultOf([check(MUST, 'pass'), ...checks]), 'Broken (MUST)');
    expect(lines.filter((line) => line.startsWith('      case '))).toHaveLength(3);
    expect(lines.slice(-2)).toEqual([
      '                and 2 more cases',
      `      again     run --only ${MUST} --case case 0`,
    ]);
  });

  test('is to be run again in its case, where the run was one of some cases', () => {
    const run = { selection: { selected: 1, all: 1, cases: ['Book*'] } };
    const lines = part(resultOf([broken], {}, run), 'Broken (MUST)');
    expect(lines.at(-1)).toBe(`      again     run --only ${MUST} --case Booking`);
  });

  test('is told without an exchange or a comparison where there is none', () => {
    const bare = { ...broken, exchanges: [], expected: null, actual: null };
    expect(part(resultOf([bare]), 'Broken').slice(-3)).toEqual([
      '      case      Booking',
      '                it is 200',
      `      again     run --only ${MUST}`,
    ]);
  });

  test('is told with what another document says of it', () => {
    const taken = 'book.business-rule.status';
    const note = `      note      ${ruleById(taken).conflict}`;
    expect(part(resultOf([check(taken, 'fail')]), 'Broken')).toContain(note);
    expect(part(resultOf([check(taken, 'warn')]), 'Warnings')).not.toContain(note);
  });

  test('names its own cases only, not those that passed', () => {
    const lines = part(resultOf([broken, check(MUST, 'warn', { case: 'Another' })]), 'Broken');
    expect(lines.join('\n')).not.toContain('Another');
  });

  test('is not there when nothing is', () => {
    const text = summary(resultOf([check(MUST, 'pass')]));
    expect(text).not.toMatch(/Broken|Warnings|Could not be judged|Let through|still in the diary/);
  });
});

test('warnings are told as what is broken is', () => {
  const lines = part(resultOf([check(SHOULD, 'warn', { message: 'no ETag' })]), 'Warnings');
  expect(lines[1]).toBe(`  ! SHOULD ${SHOULD}: ${ruleById(SHOULD).title}`);
  expect(lines).toContain('                no ETag');
  expect(lines.at(-1)).toBe(`      again     run --only ${SHOULD}`);
});

test('what could not be judged is told with its reason', () => {
  const checks = [check(MUST, 'inconclusive', { message: 'no slot' })];
  const told = ['Could not be judged', '  no slot', `    MUST   ${MUST}`];
  expect(part(resultOf(checks), 'Could not be judged')).toEqual(told);
  const nothingBooked = resultOf(checks, { bookings: { mark: 'run 1a2b3c4d', made: 0, leftBehind: [] } });
  expect(part(nothingBooked, 'Could not be judged')).toEqual([
    ...told,
    '  `booking-conformance doctor` asks the target step by step and says what to mend.',
  ]);
});

test('invalid bodies that were booked are listed, among all that were sent', () => {
  const defect = {
    tier: 'B',
    rule: 'book.base-invalid.status',
    why: 'FHIR says so.',
    judged: true,
    case: 'a case',
  } as const;
  const result = resultOf([check(MUST, 'pass')], {
    defects: [
      { ...defect, name: 'a wrong code', result: 'let-through', status: 201 },
      { ...defect, name: 'a wrong date', result: 'refused', status: 400 },
      { ...defect, name: 'a wrong type', result: 'error', status: null },
      { ...defect, name: 'an odd name', judged: false, result: 'let-through', status: 200 },
    ],
  });
  expect(part(result, 'Let through')).toEqual([
    'Let through: 2 of 4 invalid bodies were booked',
    '  tier B  a wrong code (status 201): FHIR says so.',
    '  tier B  an odd name (status 200, never judged): FHIR says so.',
  ]);
});

test('of a long list the first ten are told, those that are judged before the others', () => {
  const defect = {
    tier: 'B',
    rule: 'book.base-invalid.status',
    why: 'FHIR says so.',
    result: 'let-through',
    status: 201,
    case: 'a case',
  } as const;
  const defects = Array.from({ length: 25 }, (_, i) => ({ ...defect, name: `n${i}`, judged: i % 5 === 4 }));
  const variants = Array.from({ length: 11 }, (_, i) => ({
    ...{ name: `v${i}`, valid: true, rule: null, why: 'FHIR allows it.', case: 'a case' },
    ...{ result: 'refused' as const, status: 422 },
  }));
  const result = resultOf([check(MUST, 'pass')], { defects, variants });
  const through = part(result, 'Let through');
  expect(through).toHaveLength(12);
  const names = through.slice(1, 7).map((line) => /n\d+/.exec(line)?.[0]);
  expect(names).toEqual(['n4', 'n9', 'n14', 'n19', 'n24', 'n0']);
  expect(through.at(-1)).toBe('  and 15 more: "defects" in conformance.json lists all');
  expect(part(result, 'Turned away')).toHaveLength(12);
  expect(part(result, 'Turned away').at(-1)).toBe('  and 1 more: "variants" in conformance.json lists all');
});

test('valid bookings that were refused, and are never judged, are listed', () => {
  const variant = { rule: null, why: 'FHIR allows it.', case: 'a case' } as const;
  const result = resultOf([check(MUST, 'pass')], {
    variants: [
      { ...variant, name: 'with a tag', valid: true, result: 'refused', status: 422 },
      { ...variant, name: 'with a name', valid: true, result: 'accepted', status: 201 },
      { ...variant, name: 'in no format', valid: false, result: 'refused', status: 415 },
      { ...variant, name: 'with an offset', valid: true, rule: MUST, result: 'refused', status: 422 },
    ],
  });
  expect(part(result, 'Turned away')).toEqual([
    'Turned away: 1 of 2 unusual but valid bookings (never judged)',
    '  with a tag (status 422): FHIR allows it.',
  ]);
});

test('bookings that are still in the diary are listed with the reason', () => {
  const result = resultOf([check(MUST, 'pass')], {
    bookings: {
      mark: 'run 1a2b3c4d',
      made: 3,
      leftBehind: [
        { id: 'a1', slot: 's1', exchange: 'x0001', reason: 'status 500', patient: null, requestId: null },
        { id: null, slot: 's2', exchange: 'x0002', reason: 'no id', patient: null, requestId: null },
      ],
    },
  });
  expect(part(result, 'These bookings')).toEqual([
    'These bookings are, or may be, still in the diary; look there for “run 1a2b3c4d”:',
    '  Appointment a1 in slot s1: status 500',
    '  Appointment (id not told) in slot s2: no id',
  ]);
});

test('of many bookings that are still in the diary the first twenty are listed', () => {
  const leftBehind = Array.from({ length: 23 }, (_, i) => {
    return {
      id: `a${i}`,
      slot: 's',
      exchange: 'x0001',
      reason: 'status 500',
      patient: null,
      requestId: null,
    };
  });
  const lines = part(
    resultOf([check(MUST, 'pass')], { bookings: { mark: 'run 1a2b3c4d', made: 23, leftBehind } }),
    'These bookings',
  );
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('  and 3 more: "bookings" in conformance.json lists all');
});

describe('The conclusion', () => {
  /** The lines of the last part. */
  const conclusion = (result: ConformanceResult): string[] =>
    summary(result).trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];

  test('is the verdict in one line, with what it rests on', () => {
    expect(conclusion(resultOf([check(MUST, 'pass'), check(SHOULD, 'warn')]))).toEqual([
      'CONFORMANT  https://booking.test/STU3',
      'rules: 1 pass, 1 warn, 0 fail (rulebook book/1, gate booking)',
      'exchanges: 7, p50 3 ms, p95 9 ms, max 11 ms; run: 12.3 s',
    ]);
  });

  test('says that a run of some rules certifies nothing', () => {
    const run = { selection: { selected: 2, all: 45, cases: [] } };
    expect(conclusion(resultOf([check(MUST, 'pass')], {}, run)).at(-1)).toBe(
      'only 2 of 45 rules were selected: such a run certifies nothing',
    );
  });

  test('says that the run ended early, and that the suite is at fault', () => {
    const run = { stopped: 'the run was interrupted', faults: ['a', 'b'] };
    expect(conclusion(resultOf([check(MUST, 'pass')], { verdict: 'incomplete' }, run)).slice(-2)).toEqual([
      'the run ended early: the run was interrupted',
      'the suite itself failed in 2 places; please report it',
    ]);
  });

  test.each([
    ['conformant', 'green'],
    ['non-conformant', 'red'],
    ['incomplete', 'yellow'],
  ] as const)('%s is %s', (verdict, colour) => {
    const styled = terminalSummary(
      resultOf([check(MUST, 'pass')], { verdict }),
      (style, text) => `<${style}>${text}`,
      rerun,
    );
    expect(styled).toContain(`<${colour}>${verdict.toUpperCase()}`);
  });
});

describe('What the target says', () => {
  const said = { message: HOSTILE, expected: HOSTILE, actual: HOSTILE, case: HOSTILE };
  const result = resultOf(
    [check(MUST, 'fail', said), check(SHOULD, 'warn', said), check(OTHER_SECTION, 'inconclusive', said)],
    {
      verdict: 'non-conformant',
      bookings: {
        mark: 'run 1a2b3c4d',
        made: 1,
        leftBehind: [
          { id: HOSTILE, slot: HOSTILE, exchange: 'x0001', reason: HOSTILE, patient: null, requestId: null },
        ],
      },
    },
    { stopped: HOSTILE },
  );

  test('steers no terminal', () => {
    expect(summary(result).replaceAll('\n', '')).not.toMatch(STEERING);
  });

  test('makes no line of its own, which could pass for one of ours', () => {
    expect(
      summary(result)
        .split('\n')
        .filter((line) => /^\s*CONFORMANT/.test(line)),
    ).toEqual([]);
  });

  test('is bounded', () => {
    const long = { message: 'x'.repeat(100_000), actual: 'y\n'.repeat(100_000) };
    expect(summary(resultOf([check(MUST, 'fail', long)])).length).toBeLessThan(5_000);
  });
});

describe('What is waived', () => {
  const failing = check(MUST, 'fail', { message: 'it is 200' });
  const waived = resultOf([failing], {
    waivers: [waiverResult(MUST, { reference: 'BOOK-1' })],
  });

  test('is told as the failure that it is, with who answers for it, and does not stand among what decides', () => {
    expect(part(waived, 'Broken (MUST)')).toEqual([]);
    const lines = part(waived, 'Waived, and broken all the same');
    expect(lines).toEqual(
      expect.arrayContaining([
        `  ✗ MUST ${MUST}: ${ruleById(MUST).title}`,
        '                it is 200',
        '      waived    until 2030-01-31, by jo: known (BOOK-1)',
      ]),
    );
    expect(summary(waived)).toContain(`${ruleById(MUST).title} (waived until 2030-01-31)`);
  });

  test('is part of the verdict', () => {
    expect(summary(waived)).toContain('CONFORMANT WITH 1 WAIVER  https://booking.test');
    const two = [
      waiverResult(MUST),
      waiverResult(MUST, { case: '*' }),
      waiverResult(SHOULD, { state: 'unjudged' }),
    ];
    expect(summary(resultOf([failing], { waivers: two }))).toContain('CONFORMANT WITH 2 WAIVERS  ');
    const others = resultOf([failing], { waivers: two, verdict: 'incomplete' });
    expect(summary(others)).toContain('INCOMPLETE  ');
  });

  test('in one case leaves the rule broken for the other, which is told first', () => {
    const other = check(MUST, 'fail', { case: 'Booking another', message: 'it is 202' });
    const result = resultOf([failing, other], { waivers: [waiverResult(MUST, { case: failing.case })] });
    const lines = part(result, 'Broken (MUST)');
    const place = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(place('Booking another')).toBeLessThan(place('Booking a free slot'));
    expect(lines.filter((line) => line.startsWith('      waived'))).toHaveLength(1);
    expect(part(result, 'Waived, and broken')).toEqual([]);
  });

  test('without having been seen is told apart, and not as what could not be judged', () => {
    const unseen = check('book.created.location', 'inconclusive', { message: needsBroken(MUST) });
    const waivers = [waiverResult(MUST), waiverResult('book.created.location')];
    const result = resultOf([failing, unseen], { waivers });
    expect(part(result, 'Waived, and not seen at all')).toEqual([
      'Waived, and not seen at all',
      `  ? MUST book.created.location: needs ${MUST}, which is broken`,
      '      waived    until 2030-01-31, by jo: known',
    ]);
    expect(part(result, 'Could not be judged')).toEqual([]);
  });

  test('no longer, or for nothing, fails the run, and says what to do', () => {
    const waivers = [
      waiverResult(MUST, { state: 'expired', expires: '2029-12-31' }),
      waiverResult(SHOULD, { state: 'stale', case: 'Booking', covers: 0 }),
      waiverResult(OTHER_SECTION, { state: 'unjudged', covers: 0 }),
    ];
    const result = resultOf([check(MUST, 'pass')], { waivers });
    expect(part(result, 'Waivers that fail the run')).toEqual([
      'Waivers that fail the run',
      `  ${MUST}: expired, its last day was 2029-12-31; mend what it waives and remove it, or renew it`,
      `  ${SHOULD} in Booking: stale, what it waives does not fail any more; remove it`,
    ]);
    expect(part(result, 'Waivers that were not judged')).toHaveLength(2);
    expect(summary(result)).toContain('the run fails, since 2 waivers are expired or stale');
    expect(summary(result)).toContain('CONFORMANT  ');
  });

  test('cannot steer the terminal', () => {
    const hostile = { reason: HOSTILE, owner: HOSTILE, reference: HOSTILE, case: HOSTILE };
    for (const state of ['used', 'stale', 'expired', 'unjudged'] as const) {
      const waivers = [waiverResult(MUST, { ...hostile, state })];
      const entry = { ...failing, case: HOSTILE };
      for (const line of summary(resultOf([entry], { waivers })).split('\n'))
        expect(line).not.toMatch(STEERING);
    }
  });
});
