import { junitXml } from '../../lib/report/junit';
import { ruleById } from '../../lib/rules';
import { exitCodeOf } from '../../lib/verdict';
import { casesIn, readJunit, type TestCase, type TestSuite, withOutcome } from '../support/read-junit';
import { check, finishedRun, HOSTILE, recordOf, resultOf, waiverResult } from './samples';

const MUST = 'book.created.status';
const SHOULD = 'book.created.etag';
const WAIVED = 'book.profile.status';
const BESIDE = 'fhir.charset';

const BROKEN = check(MUST, 'fail', { message: 'answered 200', expected: 'status 201', actual: 'status 200' });

const result = resultOf(
  [
    check(MUST, 'pass', { case: 'Booking another free slot', exchanges: ['x0002'] }),
    BROKEN,
    check(SHOULD, 'warn', { message: 'there is no ETag' }),
    check(WAIVED, 'fail', { message: 'answered 400' }),
    check('book.business-rule.status', 'inconclusive', { message: 'no slot was left' }),
    check('book.server-error.status', 'not-applicable', { message: 'nothing triggers it' }),
    check(BESIDE, 'fail', { message: 'there is no charset' }),
  ],
  { verdict: 'non-conformant', waivers: [waiverResult(WAIVED, { reason: 'mended with release 4.2' })] },
);
const records = [recordOf('x0001', { durationMs: 1_500 }), recordOf('x0002', { durationMs: 250 })];
const readOnce = new Map<object, ReturnType<typeof readJunit>>();

function read(of = result): ReturnType<typeof readJunit> {
  const known = readOnce.get(of) ?? readJunit(junitXml(finishedRun(of, records)));
  readOnce.set(of, known);
  return known;
}

const caseOf = (rule: string, of = result): TestCase =>
  casesIn(read(of)).find(({ classname }) => classname === rule) as TestCase;

test('has a suite for the verdict and for each section, and a case for each check', () => {
  const { testsuite = [] } = read();
  expect(testsuite.map(({ name }) => name)).toEqual([
    'Verdict',
    'Book an appointment: Success',
    'Book an appointment: Failure',
    `${ruleById(BESIDE).document}: ${ruleById(BESIDE).section}`,
  ]);
  expect(testsuite[1]?.testcase?.map(({ classname, name }) => [classname, name])).toEqual([
    [MUST, 'Booking another free slot'],
    [MUST, 'Booking a free slot'],
    [SHOULD, 'Booking a free slot'],
  ]);
});

test('counts what it has, suite by suite and in all', () => {
  const all = read();
  for (const suite of [...(all.testsuite ?? []), { ...all, testcase: casesIn(all) }] as TestSuite[]) {
    const cases = suite.testcase ?? [];
    expect(suite).toMatchObject({
      tests: cases.length,
      failures: withOutcome(cases, 'failure'),
      errors: withOutcome(cases, 'error'),
    });
  }
  // The two that are broken, and the verdict.
  expect(all).toMatchObject({ tests: 11, failures: 3, errors: 0, skipped: 3 });
});

test('tells a failure with what is required, what came, and how to send it again', () => {
  const [failure] = caseOf(BESIDE).failure ?? [];
  expect(failure).toMatchObject({ message: 'there is no charset', type: 'MUST' });
  expect(failure?.inner).toContain('decides:  no');
  const [decisive] = casesIn(read()).flatMap((each) => (each.classname === MUST ? (each.failure ?? []) : []));
  const { requirement, link } = ruleById(MUST);
  for (const told of [requirement, link, 'status 201', 'status 200', 'exchanges x0001', 'curl --include'])
    expect(decisive?.inner).toContain(told);
  expect(decisive?.inner).not.toContain('decides:');
});

test('lets a warning pass, and shows it', () => {
  const warning = caseOf(SHOULD) as TestCase & { properties: unknown };
  expect(warning.failure).toBeUndefined();
  expect(warning['system-out']?.[0]).toContain(`WARNING [SHOULD ${SHOULD}] there is no ETag`);
  expect(warning.properties).toEqual([{ name: 'warning', value: 'there is no ETag' }]);
});

test('makes a failure of a SHOULD that decides', () => {
  const strict = resultOf([check(SHOULD, 'warn')], { verdict: 'non-conformant' }, { strict: true });
  expect(caseOf(SHOULD, strict).failure?.[0]).toMatchObject({ type: 'SHOULD' });
});

test('skips what is waived, not judged, or does not apply, and says why', () => {
  const whyOf = (rule: string): unknown => caseOf(rule).skipped?.[0]?.message;
  expect(whyOf(WAIVED)).toBe('WAIVED until 2030-01-31, by jo: mended with release 4.2: answered 400');
  expect(whyOf('book.business-rule.status')).toBe('INCONCLUSIVE: no slot was left');
  expect(whyOf('book.server-error.status')).toBe('NOT APPLICABLE: nothing triggers it');
});

test('skips a rule that no check exercised', () => {
  const [rule] = result.rules;
  const unseen = { ...rule, verdict: 'inconclusive', reason: 'nothing did', checks: [] } as never;
  expect(caseOf(MUST, { ...result, rules: [unseen] })).toMatchObject({
    name: '(no case of this run)',
    skipped: [{ message: 'nothing did' }],
  });
});

test('gives times that add up to those of the exchanges', () => {
  const [, success] = read().testsuite ?? [];
  expect(success?.testcase?.map(({ time }) => time)).toEqual([0.25, 1.5, 0]);
  expect(success?.time).toBe(1.75);
});

test('tells of the run what it was about', () => {
  const properties = Object.fromEntries(
    (read().testsuite?.[0]?.properties ?? []).map(({ name, value }) => [name, value]),
  );
  expect(properties).toMatchObject({
    suite: 'nhs-booking-conformance 0.1.0',
    rulebook: 'book/1',
    target: 'https://booking.test/STU3',
    run: 'r1',
    verdict: 'NON-CONFORMANT',
  });
});

test('tells the command for the first cases of a rule alone', () => {
  const names = Array.from({ length: 8 }, (_, index) => `Booking ${index}`);
  const many = resultOf(names.map((name) => check(MUST, 'fail', { case: name })));
  const told = casesIn(read(many)).flatMap(({ failure = [] }) => failure);
  expect(told.filter(({ inner }) => inner?.includes('curl --include'))).toHaveLength(5);
  expect(told.filter(({ inner }) => inner?.includes('exchanges x0001'))).toHaveLength(8);
});

const KEPT = [check(MUST, 'pass')];
const STALE = waiverResult(WAIVED, { state: 'stale' });

test.each([
  ['a conformant run', resultOf(KEPT), []],
  [
    'one that is not',
    resultOf([BROKEN], { verdict: 'non-conformant' }),
    ['failure: The server is conformant'],
  ],
  ['one without a verdict', resultOf(KEPT, { verdict: 'incomplete' }), ['error: The server is conformant']],
  [
    'a shard',
    resultOf(KEPT, { verdict: 'incomplete' }, { shard: { number: 1, of: 2 } }),
    ['error: The server is conformant'],
  ],
  [
    'one that ended early',
    resultOf(KEPT, { verdict: 'incomplete' }, { stopped: 'interrupted' }),
    ['error: The server is conformant', 'error: The run came to its end'],
  ],
  [
    'one with a fault of the suite',
    resultOf(KEPT, { verdict: 'incomplete' }, { faults: ['a check: it crashed'] }),
    ['error: The server is conformant', 'error: The suite was without faults'],
  ],
  [
    'one with a waiver to mend',
    resultOf(KEPT, { waivers: [STALE] }),
    ['failure: The waivers are in force and needed'],
  ],
])('is green of %s only where the command ends with 0', (_, of, red) => {
  const cases = read(of).testsuite?.[0]?.testcase ?? [];
  const outcomes = cases.flatMap(({ name, failure, error }) =>
    failure || error ? [`${failure ? 'failure' : 'error'}: ${name}`] : [],
  );
  expect(outcomes).toEqual(red);
  const code = exitCodeOf({
    verdict: of.verdict,
    faults: of.run.faults.length,
    interrupted: of.run.stopped !== null,
    outdatedWaivers: of.waivers.filter(({ state }) => state === 'stale').length,
  });
  expect(outcomes.length === 0).toBe(code === 0);
});

/** What no character of XML 1.0 is (section 2.2). */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

test('shows whatever a server wrote as text, in characters of XML alone', () => {
  const said = `]]><script>alert(1)</script>&amp;"'\u0000\ud800\uffff${HOSTILE}`;
  const texts = { message: said, expected: said, actual: said };
  const hostile = resultOf(
    [check(MUST, 'fail', texts), check(SHOULD, 'warn', texts), check(WAIVED, 'inconclusive', texts)],
    { target: { baseUrl: 'https://booking.test', embedded: false, software: said } },
    { stopped: said, faults: [said] },
  );
  const xml = junitXml(finishedRun(hostile, records));
  expect(NO_XML.test(xml)).toBe(false);
  expect(xml).not.toContain('<script');
  expect(read(hostile)).toMatchObject({ tests: 7, failures: 1, errors: 2 });
  const [failure] = caseOf(MUST, hostile).failure ?? [];
  expect(failure?.message).toContain(`]]><script>alert(1)</script>&amp;"'`);
  expect(failure?.inner).toContain(`]]><script>alert(1)</script>&amp;"'⟨U+0000⟩⟨U+D800⟩`);
});
