import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResult, UnreadableResult } from '../../lib/report';
import { check, resultOf, waiverResult } from './samples';
import { removeStored, stored } from './stored-results';

const MUST = 'book.created.status';
const RESULT = resultOf([check(MUST, 'fail')], { waivers: [waiverResult(MUST)] });

afterEach(removeStored);

function why(path: string): string {
  try {
    readResult(path);
  } catch (error) {
    if (error instanceof UnreadableResult) return error.message;
    throw error;
  }
  return '';
}

test('a result is read from its file, or from the folder of the reports', () => {
  const folder = stored(RESULT);
  const file = join(folder, 'conformance.json');
  expect(readResult(folder)).toEqual({ file, result: RESULT });
  expect(readResult(file)).toEqual({ file, result: RESULT });
});

test('one of version 0.3.0 is read, which knew no waivers, and one of a later version that tells more', () => {
  const { waivers: _, ...earlier } = structuredClone(RESULT) as unknown as Record<string, unknown>;
  for (const rule of earlier.rules as Array<{ waiver: unknown; checks: Array<{ waiver?: unknown }> }>) {
    rule.waiver = null;
    for (const one of rule.checks) delete one.waiver;
  }
  expect(why(stored(earlier))).toBe('');
  expect(why(stored({ ...RESULT, seal: 'x' }))).toBe('');
});

test.each<[name: string, content: unknown, says: string]>([
  [
    'another version of it',
    { ...RESULT, schemaVersion: 2 },
    'has the schemaVersion 2; this version of the suite knows 1',
  ],
  ['no JSON', 'verdict: conformant', 'is no JSON'],
  ['an empty file', '', 'is no JSON'],
  ['another JSON', {}, 'is no result of a run'],
  ['null', 'null', 'is no result of a run'],
  ['a list', [RESULT], 'is no result of a run'],
  ['a result without its rules', { ...RESULT, rules: undefined }, 'is no result of a run'],
  [
    'an outcome that there is not',
    { ...RESULT, rules: [{ ...RESULT.rules[0], verdict: 'ok' }] },
    '/rules/0/verdict',
  ],
])('%s is not read, and the reason told', (_name, content, says) => {
  expect(why(stored(content))).toContain(says);
});

test('what is not there is told', () => {
  const empty = mkdtempSync(join(tmpdir(), 'stored-'));
  expect(why(empty)).toContain('is not there');
  expect(why(join(empty, 'none.json'))).toContain('is not there');
  rmSync(empty, { recursive: true });
});
