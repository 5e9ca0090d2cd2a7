import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { type KillMatrix, killMatrix, prepareMatrixFolder, writeKillMatrix } from '../../lib/proof';
import { rules } from '../../lib/rules';
import { EXACT, INEXACT } from './results';

const MATRIX = killMatrix({
  suite: { name: 'suite', version: '1.0.0', commit: null },
  full: false,
  selection: null,
  rules,
  baselines: [{ provider: {}, flagged: [], problems: [] }],
  faults: [EXACT, INEXACT],
});

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'kill-matrix-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const read = (name: string): string => readFileSync(join(out, name), 'utf8');

test('the matrix is written with its schema, and as a page', () => {
  expect(writeKillMatrix(out, MATRIX)).toEqual([join(out, 'kill-matrix.json'), join(out, 'kill-matrix.md')]);
  expect(readdirSync(out).sort()).toEqual(['kill-matrix.json', 'kill-matrix.md', 'kill-matrix.schema.json']);
  const written = JSON.parse(read('kill-matrix.json'));
  expect(written).toEqual(MATRIX);
  expect(
    new Ajv({ allowUnionTypes: true }).validate(JSON.parse(read('kill-matrix.schema.json')), written),
  ).toBe(true);
});

test('has what others rely on: per fault its rule, what flagged it and whether that is exact; per rule its faults', () => {
  writeKillMatrix(out, MATRIX);
  const { faults, rules: told, totals } = JSON.parse(read('kill-matrix.json'));
  const { id, rule, caught, flagged, couplings, exact } = faults[1];
  expect({ id, rule, caught, flagged, couplings, exact }).toEqual({
    id: 'created-status-200',
    rule: 'book.created.status',
    caught: true,
    flagged: ['book.created.status', 'book.created.body'],
    couplings: ['book.created.etag'],
    exact: false,
  });
  expect(told).toContainEqual({ id: 'book.created.status', faults: 1 });
  expect(totals).toMatchObject({ faults: 2, caught: 2, exact: 1 });
});

test('the page has a row for each fault, and tells what is not as declared', () => {
  writeKillMatrix(out, MATRIX);
  const rows = read('kill-matrix.md')
    .split('\n')
    .filter((line) => /^\| [✓✗] /.test(line));
  expect(rows).toEqual([
    '| ✓ | `created-etag-missing` | No ETag. | `book.created.etag` | warn |  |  |',
    '| ✗ | `created-status-200` | 200 \\| not 201. | `book.created.status` | fail | `book.created.etag` | ' +
      'not declared, yet changed: book.created.body. declared, yet unchanged: book.created.etag |',
  ]);
});

test.each<[string, Partial<KillMatrix> | object]>([
  ['another version of the schema', { schemaVersion: 2 }],
  ['no fault at all', { faults: [] }],
  ['an empty selection', { selection: [] }],
  ['a member that nobody knows', { extra: 1 }],
  ['a fault whose rule is none', { faults: [{ ...EXACT, rule: 'Status' }] }],
  ['a fault that is neither exact nor not', { faults: [{ ...EXACT, exact: null }] }],
])('%s is not written', (_name, change) => {
  expect(() => writeKillMatrix(out, { ...MATRIX, ...change } as KillMatrix)).toThrow(
    /^The kill matrix breaks its own schema: /,
  );
  expect(readdirSync(out)).toEqual([]);
});

test('making the folder ready takes an earlier matrix away, and nothing else', () => {
  writeKillMatrix(out, MATRIX);
  writeFileSync(join(out, 'conformance.json'), '{}');
  mkdirSync(join(out, 'allure-results'));
  expect(prepareMatrixFolder(out)).toBe(out);
  expect(readdirSync(out).sort()).toEqual(['allure-results', 'conformance.json']);
});

test('a folder that cannot be is told of in a sentence', () => {
  writeFileSync(join(out, 'file'), '');
  expect(() => prepareMatrixFolder(join(out, 'file', 'reports'))).toThrow(
    /^The kill matrix cannot be written to /,
  );
});
