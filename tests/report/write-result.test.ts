import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { type ConformanceResult, writeConformanceResult } from '../../lib/report';
import { check, resultOf, waiverResult } from './samples';

const RESULT = resultOf([check('book.created.status', 'fail'), check('book.created.etag', 'pass')], {
  verdict: 'non-conformant',
  waivers: [waiverResult('book.created.status', { reference: 'BOOK-1' })],
  defects: [
    {
      name: 'no slot',
      tier: 'D',
      rule: 'book.profile.status',
      why: 'The table asks for one.',
      judged: true,
      result: 'let-through',
      status: 201,
      case: 'Booking with no slot',
    },
  ],
  variants: [
    {
      name: 'with a referral',
      valid: true,
      rule: null,
      why: 'The page allows one.',
      result: 'refused',
      status: 422,
      case: 'Booking with a referral',
    },
  ],
  bookings: {
    mark: 'run 1a2b3c4d',
    made: 2,
    leftBehind: [
      { id: null, slot: 's1', exchange: 'x0001', reason: 'status 500', patient: null, requestId: 'r-1' },
    ],
  },
});

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'result-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const read = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));

test('the file holds the result, and its schema lies beside it', () => {
  expect(writeConformanceResult(out, RESULT)).toBe(join(out, 'conformance.json'));
  expect(readdirSync(out)).toEqual(['conformance.json', 'conformance.schema.json']);
  expect(read('conformance.json')).toEqual(RESULT);
  expect(new Ajv({ allowUnionTypes: true }).validate(read('conformance.schema.json'), RESULT)).toBe(true);
});

test('a result of an earlier run is replaced', () => {
  writeConformanceResult(out, resultOf([check('book.created.status', 'pass')]));
  writeConformanceResult(out, RESULT);
  expect(read('conformance.json').verdict).toBe('non-conformant');
});

/** The result with one of its members replaced or added. */
function with_(change: object): ConformanceResult {
  return { ...RESULT, ...change } as ConformanceResult;
}

const [RULE] = RESULT.rules;
const inRule = (change: object): ConformanceResult => with_({ rules: [{ ...RULE, ...change }] });
const inCheck = (change: object): ConformanceResult =>
  inRule({ checks: [{ ...RULE?.checks[0], ...change }] });
const WAIVER = {
  ...{ rule: 'book.created.status', case: null, reason: 'known', owner: 'jo', reference: null },
  expires: '2030-01-31',
};
const inRun = (change: object): ConformanceResult => with_({ run: { ...RESULT.run, ...change } });

test.each<[name: string, result: ConformanceResult, where: string]>([
  ['another version of the schema', with_({ schemaVersion: 2 }), '/schemaVersion'],
  ['a verdict that there is not', with_({ verdict: 'waived' }), '/verdict'],
  ['no rule at all', with_({ rules: [] }), '/rules'],
  ['a member that nobody knows', with_({ extra: 1 }), 'additional properties'],
  ['a rule without an outcome', inRule({ verdict: null }), '/rules/0/verdict'],
  ['a rule whose link leads nowhere', inRule({ link: 'page.html' }), '/rules/0/link'],
  ['a waiver without a reason', inRule({ waiver: { ...WAIVER, reason: '' } }), '/rules/0/waiver/reason'],
  ['a waiver for ever', inCheck({ waiver: { ...WAIVER, expires: 'never' } }), '/checks/0/waiver/expires'],
  ['a waiver in no state', with_({ waivers: [WAIVER] }), '/waivers/0'],
  ['a check of a nameless case', inCheck({ case: '' }), '/rules/0/checks/0/case'],
  ['a check that tells its rule again', inCheck({ rule: 'x' }), 'additional properties'],
  ['an exchange that is none', inCheck({ exchanges: ['first'] }), '/checks/0/exchanges/0'],
  ['an empty gate', inRun({ gate: [] }), '/run/gate'],
  ['a moment without a zone', inRun({ startedAt: '2030-01-01T00:00:00' }), '/run/startedAt'],
  ['a length that is no number', inRun({ durationMs: Number.NaN }), '/run/durationMs'],
  ['a setting that is no text', inRun({ settings: { STRICT: true } }), '/run/settings/STRICT'],
])('%s is not written, and what was there stays', (_name, result, where) => {
  writeConformanceResult(out, RESULT);
  expect(() => writeConformanceResult(out, result)).toThrow(/^The result breaks its own schema: /);
  expect(() => writeConformanceResult(out, result)).toThrow(where);
  expect(read('conformance.json')).toEqual(RESULT);
  expect(readdirSync(out)).toHaveLength(2);
});

test('a folder that is not there is told of', () => {
  expect(() => writeConformanceResult(join(out, 'none'), RESULT)).toThrow('ENOENT');
});
