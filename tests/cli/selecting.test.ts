import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceResult } from '../../lib/report';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';

/** What a run is about: what failed in the last one, or just a list of what it would be. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const TAKEN = 'Booking a slot that is already taken';
const PENDING = 'Booking with the status pending';
const RULES = ['book.business-rule.status', 'book.profile.status'];
const SOME = ['--no-html', '--only', RULES.join(','), '--case', TAKEN, '--case', PENDING];

const providers: RunningProvider[] = [];
async function provider(...faults: string[]): Promise<RunningProvider> {
  const started = await startProvider({ faults });
  providers.push(started);
  return started;
}
afterEach(async () => {
  for (const one of providers.splice(0)) await one.close();
});

/** Each rule of a result, with its verdict and its cases. */
const judged = (result: ConformanceResult | null): unknown =>
  result?.rules.map(({ id, verdict, checks }) => [id, verdict, checks.map((check) => check.case)]);

const resultIn = (out: string): ConformanceResult =>
  JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8')) as ConformanceResult;

describe('--failed', () => {
  const failedOf = (out: string, { env }: RunningProvider, ...args: string[]) =>
    command(['run', '--no-html', '--out', out, '--failed', ...args], { env });

  test('runs what failed in the last run and nothing else, until nothing fails', async () => {
    const broken = await provider('slot-taken-409');
    const { out, code } = await conformanceRun(SOME, broken.env);
    expect(code).toBe(1);

    const again = await failedOf(out, broken);
    expect(again.code).toBe(1);
    expect(judged(resultIn(out))).toEqual([['book.business-rule.status', 'fail', [TAKEN]]]);
    expect(again.stdout).toContain('such a run certifies nothing');

    const mended = await provider();
    expect((await failedOf(out, mended)).code).toBe(0);
    expect(judged(resultIn(out))).toEqual([['book.business-rule.status', 'pass', [TAKEN]]]);

    const before = resultIn(out);
    const nothing = await failedOf(out, mended);
    expect(nothing.code).toBe(64);
    expect(nothing.stderr).toMatch(/^Nothing failed in the last run \(.*conformance\.json: conformant\)/);
    expect(resultIn(out)).toEqual(before);
  });

  test('takes the result of another run, as an option or as a setting', async () => {
    const broken = await provider('slot-taken-409', 'profile-400');
    const { out } = await conformanceRun(SOME, broken.env);
    const file = join(out, 'conformance.json');
    const cases = [
      await conformanceRun(['--no-html', '--failed', out, '--workers', '2'], broken.env),
      await conformanceRun(['--no-html'], { ...broken.env, FAILED_FROM: file }),
    ];
    for (const { result } of cases)
      expect(judged(result)).toEqual([
        ['book.business-rule.status', 'fail', [TAKEN]],
        ['book.profile.status', 'fail', [PENDING]],
      ]);
  });

  test('with --only or --case is that part of what failed', async () => {
    const broken = await provider('slot-taken-409', 'profile-400');
    const { out } = await conformanceRun(SOME, broken.env);
    const part = (...args: string[]): Promise<Run> =>
      conformanceRun(['--no-html', '--failed', out, ...args], broken.env);
    const only = [['book.profile.status', 'fail', [PENDING]]];
    expect(judged((await part('--only', 'book.profile')).result)).toEqual(only);
    expect(judged((await part('--case', '*pending')).result)).toEqual(only);
    const none = await part('--only', 'book.created');
    expect({ code: none.code, sent: none.exchanges }).toEqual({ code: 64, sent: [] });
    expect(none.stderr).toContain('--only and --case (ONLY, CASES) leave none');
  });

  test('runs a rule on all its cases that failed in what is sent for the sake of many', async () => {
    const { out, code } = await conformanceRun(SOME, (await provider('slot-taken-409')).env);
    const file = join(out, 'conformance.json');
    const result = resultIn(out);
    const [rule] = result.rules.filter(({ verdict }) => verdict === 'fail');
    const checks = rule?.checks.map((check) => ({ ...check, case: '(finding free slots)' }));
    writeFileSync(file, JSON.stringify({ ...result, rules: [{ ...rule, checks }] }));
    const { stdout } = await command(['run', '--failed', file, '--list', '--json']);
    expect({ code, cases: JSON.parse(stdout).cases.length > 1, rules: JSON.parse(stdout).rules }).toEqual({
      code: 1,
      cases: true,
      rules: ['book.business-rule.status'],
    });
  });

  test.each([
    ['no run before', null, 'Run once without --failed'],
    ['another version of it', '{"schemaVersion": 7}', 'has the schemaVersion 7'],
    ['something else', '[]', 'is no result of a run'],
  ])('is refused for %s, and leaves all as it is', async (_name, content, says) => {
    const out = temporaryFolder();
    if (content !== null) writeFileSync(join(out, 'conformance.json'), content);
    const before = readdirSync(out);
    const { code, stderr } = await command(['run', '--out', out, '--failed', '--no-html']);
    expect({ code, left: readdirSync(out) }).toEqual({ code: 64, left: before });
    expect(stderr).toContain('--failed: ');
    expect(stderr).toContain(says);
  });
});

describe('--list', () => {
  test('names the cases and rules that a run then judges, and sends and leaves nothing', async () => {
    const { env } = await provider();
    const rules = 'book.created.status,book.created.location,book.created.put-supported';
    const selection = ['--only', rules, '--case', 'Booking a free slot', '--case', '*without X-Request-Id*'];
    const cwd = temporaryFolder();
    const target = { ...env, TARGET_BASE_URL: 'http://127.0.0.1:1/STU3' };
    const list = await command(['run', ...selection, '--list', '--json'], { env: target, cwd });
    expect({ code: list.code, left: readdirSync(cwd) }).toEqual({ code: 0, left: [] });
    const listed = JSON.parse(list.stdout) as {
      cases: Array<{ case: string; rules: string[] }>;
      rules: string[];
    };

    const { result } = await conformanceRun(['--no-html', ...selection], env);
    const judgedPairs = result?.rules.flatMap(({ id, checks }) => checks.map((each) => [each.case, id]));
    const listedPairs = listed.cases.flatMap((each) => each.rules.map((rule) => [each.case, rule]));
    expect(listedPairs.length).toBeGreaterThan(3);
    expect(listedPairs.sort()).toEqual(judgedPairs?.sort());
    expect([...listed.rules].sort()).toEqual(result?.rules.map(({ id }) => id).sort());
  });

  test('says so for people, in fewer words', async () => {
    const { code, stdout } = await command([
      'run',
      '--list',
      '--only',
      RULES[1] as string,
      '--case',
      PENDING,
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${PENDING}\n  ${RULES[1]}\n\ncases: 1, rules: 1; nothing was sent\n`,
    });
  });

  test('lists what is sent only for rules that look at every answer', async () => {
    const { stdout } = await command(['run', '--list', '--only', 'http.date', '--case', PENDING]);
    expect(stdout).toContain(`${PENDING}\n  (sent for what is judged on every answer)\n`);
  });

  test.each([
    ['a case that there is not', ['--case', 'the STATUS'], 'did you mean: '],
    ['a selection that comes to nothing', ['--only', RULES[0], '--case', PENDING], 'Nothing is selected'],
  ])('ends with 64 for %s', async (_name, args, says) => {
    const { code, stdout, stderr } = await command(['run', '--list', ...(args as string[])]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('compare', () => {
  let before: Run;
  let after: Run;
  beforeAll(async () => {
    const [broken, mended] = [await startProvider({ faults: ['slot-taken-409'] }), await startProvider()];
    before = await conformanceRun(SOME, mended.env);
    after = await conformanceRun(SOME, broken.env);
    await broken.close();
    await mended.close();
  });

  test('two runs: what broke, and 1', async () => {
    const { code, stdout } = await command(['compare', before.out, after.out]);
    expect(code).toBe(1);
    expect(stdout).toContain(`Broken\n  MUST ${RULES[0]}: `);
    expect(stdout).toContain(`      ${TAKEN}: pass → fail\n        answered 409 instead of 422\n`);
    expect(stdout).toContain(`\n  target: ${before.result?.target.baseUrl} → `);
    expect(stdout).toContain(`checks: 1 broken, 1 same\nBroken, and decides: ${RULES[0]}\n`);
  });

  test('the other way round: what is fixed, and 0; as JSON too', async () => {
    const args = [join(after.out, 'conformance.json'), before.out];
    const { code, stdout } = await command(['compare', ...args, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      a: { file: args[0], verdict: 'non-conformant' },
      b: { verdict: 'conformant' },
      broke: [],
      totals: { fixed: 1, broken: 0, same: 1 },
      rules: [{ id: RULES[0], change: 'fixed', checks: [{ case: TAKEN, from: 'fail', to: 'pass' }] }],
    });
  });

  test('a run with itself: nothing', async () => {
    const { code, stdout } = await command(['compare', after.out, after.out]);
    expect(code).toBe(0);
    expect(stdout).toContain('checks: 0 broken, 2 same\nNothing broke that decides.\n');
  });

  test.each([
    ['one result', (): string[] => [before.out], "'compare' takes two results"],
    ['three', (): string[] => [before.out, after.out, before.out], "'compare' takes two results"],
    ['what is not there', (): string[] => [before.out, 'no-such'], 'no-such is not there'],
    ['a journal', (): string[] => [join(after.out, 'journal.ndjson'), after.out], 'is no JSON'],
  ])('%s: 64', async (_name, args, says) => {
    const { code, stdout, stderr } = await command(['compare', ...args()]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(says);
  });
});

test.each(['waive', 'compare'])('npm run %s is the command of that name', (name) => {
  const file = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: Record<string, string> };
  expect(scripts[name]).toBe(`node -- bin/booking-conformance.cjs ${name}`);
});
