import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KillMatrix } from '../../lib/proof';
import { command, removeOutputs, temporaryFolder } from '../support/command';

/** The command `kill-matrix`, as a user meets it, on a fault of the API's pages and one of the urgent-care guide. */

const FAULTS = ['created-etag-missing', 'uec-created-etag-missing'];
const FAULT = FAULTS[0] as string;

jest.setTimeout(400_000);
afterAll(removeOutputs);

const matrixIn = (out: string): KillMatrix =>
  JSON.parse(readFileSync(join(out, 'kill-matrix.json'), 'utf8')) as KillMatrix;

test('proves the faults that are asked for, and leaves what else is in the folder', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'conformance.json'), '{}');
  const args = FAULTS.flatMap((id) => ['--fault', id]);
  const { code, stdout, stderr } = await command(['kill-matrix', '--out', out, '--jobs', '2', ...args]);

  expect(code).toBe(0);
  expect(stdout).toContain('EXACT  2 faults, 2 caught by their rule, 2 exactly as declared');
  expect(stdout).toContain('only some faults were asked for: this proves nothing of the others');
  expect(stderr).toContain('2 of 2 faults, 2 exact');
  expect(readdirSync(out).sort()).toEqual([
    'conformance.json',
    'kill-matrix.json',
    'kill-matrix.md',
    'kill-matrix.schema.json',
  ]);
  const { exact, faults, selection, baselines, totals } = matrixIn(out);
  expect({ exact, selection }).toEqual({ exact: true, selection: FAULTS });
  expect(faults.map(({ id }) => id)).toEqual(FAULTS);
  for (const { caught, rule, flagged } of faults) {
    expect(caught).toBe(true);
    expect(flagged).toContain(rule);
  }
  expect(baselines.map(({ provider }) => provider)).toEqual([{}, { overlay: 'uec' }]);
  expect(totals.rulesWithoutFault).toBeGreaterThan(80);
});

test('sends every case when it is to', async () => {
  const out = temporaryFolder();
  const { code } = await command(['kill-matrix', '--out', out, '--full', '--fault', FAULT]);
  expect({ code, ...matrixIn(out) }).toMatchObject({
    code: 0,
    full: true,
    faults: [{ cases: 'all', exact: true }],
  });
});

test('an interruption ends it at once, with no matrix, not even an earlier one', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'kill-matrix.json'), '{}');
  let interrupted = false;
  const { code, stderr } = await command(['kill-matrix', '--out', out, '--jobs', '2'], {
    onStderr: (text, kill) => {
      if (interrupted || !text.includes('Running the suites')) return;
      interrupted = true;
      kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stderr).toContain('Interrupted: nothing is proved.');
  expect(existsSync(join(out, 'kill-matrix.json'))).toBe(false);
});

describe('wrong usage is told of, with what is allowed', () => {
  test.each([
    ['a fault that there is not', ['--fault', 'created-etag-mising'], 'Did you mean created-etag-missing'],
    ['no number of processes', ['--jobs', 'many'], 'allowed is a whole number from 1 to 64'],
    ['too many processes', ['--jobs', '65'], 'allowed is a whole number from 1 to 64'],
    ['an option that there is not', ['--only', 'book'], "Options of 'kill-matrix' are --out"],
  ])('%s', async (_what, args, told) => {
    const { code, stderr } = await command(['kill-matrix', ...args], { cwd: temporaryFolder() });
    expect(code).toBe(64);
    expect(stderr).toContain(told);
  });
});
