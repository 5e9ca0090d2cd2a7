import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Overview } from '../../lib/report';
import { startProvider } from '../../provider';
import { command, removeOutputs, temporaryFolder } from '../support/command';

/** Several targets, one after the other, and one overview of them. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const CASE = 'Booking a free slot';

async function runAll(targets: unknown, more: readonly string[] = []) {
  const folder = temporaryFolder();
  const file = join(folder, 'targets.json');
  writeFileSync(file, typeof targets === 'string' ? targets : JSON.stringify(targets));
  const out = join(folder, 'out');
  const selection = ['--case', CASE, '--only', 'book.created.status', '--no-html'];
  const ended = await command(['run', '--targets', file, '--out', out, ...selection, ...more]);
  const read = (name: string): string =>
    existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : '';
  const overview = read('overview.json');
  return {
    ...ended,
    out,
    overview: overview ? (JSON.parse(overview) as Overview) : null,
    table: read('overview.md'),
  };
}

test('each is tested into a folder of its own, with its own settings, and the overview tells of all', async () => {
  const good = await startProvider();
  const bad = await startProvider({ faults: ['created-status-200'] });
  const envFile = join(temporaryFolder(), 'bad.env');
  writeFileSync(envFile, `TARGET_BASE_URL=${bad.baseUrl}\n`);
  const { code, stdout, out, overview, table } = await runAll({
    targets: [
      { name: 'good', settings: { TARGET_BASE_URL: good.baseUrl } },
      { name: 'bad', envFile },
      { name: 'gone', settings: { TARGET_BASE_URL: 'http://127.0.0.1:9/STU3' } },
    ],
  });
  await Promise.all([good.close(), bad.close()]);

  expect(code).toBe(69);
  expect(overview?.targets).toMatchObject([
    { name: 'good', baseUrl: good.baseUrl, exitCode: 0, verdict: 'conformant', broken: [] },
    {
      name: 'bad',
      baseUrl: bad.baseUrl,
      exitCode: 1,
      verdict: 'non-conformant',
      broken: ['book.created.status'],
    },
    { name: 'gone', baseUrl: 'http://127.0.0.1:9/STU3', exitCode: 69, verdict: null },
  ]);
  for (const { name } of overview?.targets ?? [])
    expect(JSON.parse(readFileSync(join(out, name, 'conformance.json'), 'utf8')).target.baseUrl).toBe(
      overview?.targets.find((each) => each.name === name)?.baseUrl,
    );
  expect(stdout).toMatch(/3 of 3 targets\n {2}good {2}CONFORMANT\n {2}bad {3}NON-CONFORMANT {2}\(1 broken\)/);
  expect(stdout).toContain('gone  not reachable');
  expect(table).toContain(`| bad | ${bad.baseUrl} | NON-CONFORMANT | book.created.status |`);
});

test('one whose settings are wrong keeps none from being tested', async () => {
  const { code, overview, stderr } = await runAll({
    targets: [{ name: 'wrong', settings: { WORKERS: 'zero' } }, { name: 'embedded' }],
  });
  expect(code).toBe(64);
  expect(stderr).toContain('WORKERS: zero');
  expect(overview?.targets).toMatchObject([
    { name: 'wrong', exitCode: 64, verdict: null, baseUrl: null },
    { name: 'embedded', exitCode: 0, verdict: 'conformant' },
  ]);
});

describe('A file is refused, with what is wrong and an example:', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'targets: north', /cannot be read as JSON/],
    ['no list', {}, /needs "targets", a list/],
    ['an empty list', { targets: [] }, /needs "targets", a list/],
    ['no name', { targets: [{ settings: {} }] }, /target 1 needs a "name"/],
    ['a name that leaves the folder', { targets: [{ name: '../up' }] }, /target 1 needs a "name"/],
    ['a name twice', { targets: [{ name: 'a' }, { name: 'A' }] }, /"A" is there twice/],
    ['something else', { targets: [{ name: 'a', url: 'x' }] }, /target 1 has "url"; allowed are/],
    [
      'no such setting',
      { targets: [{ name: 'a', settings: { TARGET: 'x' } }] },
      /a has TARGET among its settings/,
    ],
    ['a folder of its own', { targets: [{ name: 'a', settings: { REPORTS_DIR: 'x' } }] }, /REPORTS_DIR/],
    ['a number', { targets: [{ name: 'a', settings: { WORKERS: 2 } }] }, /WORKERS is no text/],
    [
      'a secret',
      { targets: [{ name: 'a', settings: { JWT_SECRET: 'hush-hush' } }] },
      /is a secret: put it into/,
    ],
  ])('%s', async (_, targets, says) => {
    const { code, stderr, overview } = await runAll(targets);
    expect({ code, overview }).toEqual({ code: 64, overview: null });
    expect(stderr).toMatch(says);
    expect(stderr).toContain('Example:');
    expect(stderr).not.toContain('hush-hush');
  });
});

test('what failed is run again in the folder of its target; what is told of one is never that of an earlier run', async () => {
  const bad = await startProvider({ faults: ['created-status-200'] });
  const folder = temporaryFolder();
  const file = join(folder, 'targets.json');
  const run = async (settings: object, more: readonly string[]) => {
    writeFileSync(file, JSON.stringify({ targets: [{ name: 'bad', settings }] }));
    const { code } = await command(['run', '--targets', file, '--out', folder, '--no-html', ...more]);
    const overview: Overview = JSON.parse(readFileSync(join(folder, 'overview.json'), 'utf8'));
    return { code, target: overview.targets[0] };
  };
  const settings = { TARGET_BASE_URL: bad.baseUrl };
  const first = await run(settings, ['--case', CASE]);
  const again = await run(settings, ['--failed']);
  const { run: ran } = JSON.parse(readFileSync(join(folder, 'bad', 'conformance.json'), 'utf8'));
  const wrong = await run({ ...settings, WORKERS: 'zero' }, []);
  await bad.close();
  expect(first).toMatchObject({ code: 1, target: { broken: ['book.created.status'] } });
  expect(again).toMatchObject({ code: 1, target: { broken: ['book.created.status'], unjudged: [] } });
  expect(ran.selection.selected).toBe(1);
  expect(wrong).toMatchObject({ code: 64, target: { exitCode: 64, verdict: null, broken: [] } });
});

test.each([['--target', 'http://127.0.0.1:9/STU3'], ['--env-file', 'other.env'], ['--list'], ['--plan']])(
  '%s beside the file is refused',
  async (option, ...value) => {
    const { code, stderr } = await runAll({ targets: [{ name: 'a' }] }, [option, ...value]);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringContaining(`--targets and ${option} exclude each other`),
    });
  },
);
