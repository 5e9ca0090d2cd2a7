import type { TestReport } from 'fhir/r3';
import { MAX_MESSAGE_BYTES, parseJson, validate } from '../../lib/fhir';
import { testReportJson } from '../../lib/report/test-report';
import { rules } from '../../lib/rules';
import { BREAKING_OUT, eventful, finished, MUST, SHOULD } from './finished-run';
import { check, resultOf } from './samples';

const issuesOf = (text: string) => validate(JSON.parse(text));
const reportOf = (run = eventful()): TestReport => JSON.parse(testReportJson(run));

test('It is valid FHIR STU3, whatever the server says', () => {
  const text = testReportJson(eventful());
  expect(parseJson(Buffer.from(text)).issues).toEqual([]);
  expect(issuesOf(text)).toEqual([]);
  // The validator would notice.
  expect(issuesOf(text.replace('"status": "completed"', '"status": "done"'))).not.toEqual([]);
});

test('It is valid for a run that saw nothing', () => {
  const nothing = finished(resultOf([], { verdict: 'incomplete' }, { stopped: 'the target was silent' }));
  const text = testReportJson(nothing);
  expect(issuesOf(text)).toEqual([]);
  expect(JSON.parse(text)).toMatchObject({ status: 'stopped', result: 'pending' });
  expect(text).not.toContain('score');
});

test('It says how the run ended, rule by rule and case by case', () => {
  const { result, status, score, test: tests = [], setup, teardown } = reportOf();
  expect([result, status, score]).toEqual(['fail', 'completed', 33.33]);
  const results = (name: string) =>
    tests.find((each) => each.name === name)?.action.map((action) => action.assert?.result);
  expect(tests).toHaveLength(5);
  expect([results(MUST), results(SHOULD)]).toEqual([['pass', 'fail'], ['warning']]);
  expect(tests.flatMap((each) => each.action)).toHaveLength(6);
  expect(setup?.action.map(({ operation }) => operation?.result)).toEqual(['pass', 'error']);
  expect(teardown?.action).toEqual([
    { operation: { result: 'pass', message: 'All that was booked (1) is cancelled.' } },
  ]);
});

test('A SHOULD that STRICT lets decide has failed', () => {
  const of = (strict: boolean) =>
    reportOf(finished(resultOf([check(SHOULD, 'warn')], {}, { strict, gate: ['booking'] })));
  const results = (report: TestReport) => report.test?.map(({ action }) => action[0]?.assert?.result);
  expect([of(false).score, results(of(false))]).toEqual([100, ['warning']]);
  expect([of(true).score, results(of(true))]).toEqual([0, ['fail']]);
});

test('What is left in the diary is told', () => {
  const left = { id: 'a1', slot: 's1', exchange: 'x1', reason: 'refused', patient: null, requestId: null };
  const bookings = { mark: 'run 1', made: 2, leftBehind: [left] };
  const run = finished(resultOf([check(MUST, 'pass')], { bookings }));
  const message = '1 of 2 bookings are left, or may be:\nAppointment a1 in slot s1: refused';
  expect(reportOf(run).teardown?.action).toEqual([{ operation: { result: 'warning', message } }]);
  expect(reportOf(run)).toMatchObject({ result: 'pass', score: 100 });
});

test('Who tested is named where it is known', () => {
  const run = finished(resultOf([check(MUST, 'pass')], {}, { settings: { TESTED_BY: 'Jo Bloggs' } }));
  expect(reportOf(run).tester).toBe('Jo Bloggs');
  expect(reportOf()).not.toHaveProperty('tester');
});

test('It is no larger than our validator takes, though every rule is broken in every case and at length', () => {
  const checks = rules.flatMap(({ id, level }) =>
    Array.from({ length: 120 }, (_, index) =>
      check(id, level === 'MUST' ? 'fail' : 'warn', {
        case: `Case ${index + 1}`,
        message: `says ${BREAKING_OUT.repeat(5)}`,
        expected: 'the status 422',
        actual: '"\u0000😀'.repeat(1_000),
      }),
    ),
  );
  const text = testReportJson(finished(resultOf(checks, { verdict: 'non-conformant' })));
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_MESSAGE_BYTES);
  expect(issuesOf(text)).toEqual([]);
  const actions = (JSON.parse(text) as TestReport).test?.[0]?.action.map(({ assert }) => assert);
  expect(actions).toHaveLength(120);
  expect(actions?.[0]?.message).toContain('says </code>');
  expect(actions?.at(-1)).toMatchObject({
    result: actions?.[0]?.result,
    message: 'Case 120\nconformance.json tells what was found',
  });
});
