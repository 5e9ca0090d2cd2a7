import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceResult } from '../../lib/report';
import { dayInEngland, daysLater } from '../../lib/verdict';
import { type RunningProvider, startProvider } from '../../provider';
import {
  command,
  conformanceRun,
  type Ended,
  type Run,
  removeOutputs,
  temporaryFolder,
} from '../support/command';

/** Known failures, as a supplier lives with them: from the run that shows them to the one in which they are mended. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const RULE = 'book.business-rule.status';
const CASE = 'Booking a slot that is already taken';
const ANOTHER = 'Booking with the status pending';
const ARGS = ['--no-html', '--only', `${RULE},book.profile.status`, '--case', CASE, '--case', ANOTHER];
const TODAY = dayInEngland(new Date());

let broken: RunningProvider;
let mended: RunningProvider;
beforeAll(async () => {
  broken = await startProvider({ faults: ['slot-taken-409'] });
  mended = await startProvider();
});
afterAll(async () => {
  await broken.close();
  await mended.close();
});

const WAIVER = {
  rule: RULE,
  case: CASE,
  reason: 'The diary answers 409; mended with release 4.2',
  owner: 'jo.bloggs@example.org',
  reference: 'BOOK-123',
  expires: daysLater(TODAY, 30),
};

/** A waiver file with such entries. */
function waiverFile(...waivers: object[]): string {
  const file = join(temporaryFolder(), 'waivers.json');
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, waivers }));
  return file;
}

const runWith = (
  waivers: string,
  { env }: RunningProvider = broken,
  args: readonly string[] = ARGS,
): Promise<Run> => conformanceRun([...args, '--waivers', waivers], env);

const statesIn = ({ result }: Run): unknown => result?.waivers.map(({ state }) => state);
const ruleIn = ({ result }: Run, id = RULE) => result?.rules.find((rule) => rule.id === id);

describe('A failure that is waived', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runWith(waiverFile(WAIVER));
  });

  test('does not decide, and the verdict says so', () => {
    expect({ code: run.code, verdict: run.result?.verdict }).toEqual({ code: 0, verdict: 'conformant' });
    expect(run.stdout).toContain('CONFORMANT WITH 1 WAIVER  ');
    expect(run.result?.totals).toMatchObject({ waived: 1, fail: 0 });
    expect(run.result?.waivers).toEqual([{ ...WAIVER, state: 'used', covers: 1 }]);
  });

  test('stays a failure: on the terminal, in the result and in Allure', () => {
    expect(run.stdout).toContain(`✗ MUST ${RULE}`);
    expect(run.stdout).toContain(
      `waived    until ${WAIVER.expires}, by jo.bloggs@example.org: ${WAIVER.reason} (BOOK-123)`,
    );
    expect(ruleIn(run)).toMatchObject({ verdict: 'fail', waiver: WAIVER });
    expect(ruleIn(run)?.checks.map(({ outcome, waiver }) => [outcome, waiver])).toEqual([['fail', WAIVER]]);
    const [shown] = allureResults(run.out).filter(({ status }) => status === 'failed');
    expect(shown?.statusDetails.message).toMatch(
      /^WAIVED until .*\nFAIL \[MUST book\.business-rule\.status\]/,
    );
  });

  test('is reported again in the same way, though its file is gone', async () => {
    const before = { json: resultIn(run.out), allure: messages(run.out) };
    writeFileSync(join(run.out, 'conformance.json'), '');
    const report = await command(['report', run.out, '--no-html']);
    expect({ code: report.code, stdout: report.stdout }).toEqual({ code: 0, stdout: run.stdout });
    expect({ json: resultIn(run.out), allure: messages(run.out) }).toEqual(before);
  });
});

test('with several workers, too', async () => {
  const { code, out } = await runWith(waiverFile(WAIVER), broken, [...ARGS, '--workers', '2']);
  expect(code).toBe(0);
  expect(messages(out).filter((message) => message?.startsWith('WAIVED '))).toHaveLength(1);
});

test('the page of Allure has it in its title, and among its categories', async () => {
  const { code, out } = await runWith(waiverFile(WAIVER), broken, ARGS.slice(1));
  const page = readFileSync(join(out, 'allure-report', 'index.html'), 'utf8');
  const categories = /d\("widgets\/categories\.json",\s*"([A-Za-z0-9+/=]+)"\)/.exec(page)?.[1] ?? '';
  expect({ code, title: /<title>(.*)<\/title>/.exec(page)?.[1]?.trim() }).toEqual({
    code: 0,
    title: 'NHS Booking conformance: conformant with 1 waiver',
  });
  const text = Buffer.from(categories, 'base64').toString('utf8');
  expect(text).toContain('Waived: broken, and known');
  expect(text).not.toContain('MUST broken');
});

describe('A waiver', () => {
  test('holds on its last day, and covers nothing after it; then the run names it and fails', async () => {
    const last = await runWith(waiverFile({ ...WAIVER, expires: TODAY }));
    expect({ code: last.code, states: statesIn(last) }).toEqual({ code: 0, states: ['used'] });
    const over = await runWith(waiverFile({ ...WAIVER, expires: daysLater(TODAY, -1) }));
    expect({ code: over.code, states: statesIn(over), verdict: over.result?.verdict }).toEqual({
      code: 1,
      states: ['expired'],
      verdict: 'non-conformant',
    });
    expect(ruleIn(over)?.waiver).toBeNull();
    expect(over.stdout).toContain(`${RULE} in ${CASE}: expired, its last day was`);
  });

  test('that is stale fails the run, and accuses nobody', async () => {
    const run = await runWith(waiverFile(WAIVER), mended);
    expect({ code: run.code, states: statesIn(run), verdict: run.result?.verdict }).toEqual({
      code: 1,
      states: ['stale'],
      verdict: 'conformant',
    });
    expect(run.stdout).toContain('Waivers that fail the run');
    expect(run.stdout).toContain('the run fails, since 1 waiver is expired or stale');
  });

  test('is not stale where its rule or its case was not selected', async () => {
    const elsewhere = ['--no-html', '--only', 'book.created.status'];
    const run = await runWith(waiverFile(WAIVER, { ...WAIVER, expires: '2020-01-01' }), mended, elsewhere);
    expect({ code: run.code, states: statesIn(run) }).toEqual({ code: 0, states: ['unjudged', 'unjudged'] });
  });

  test('of one case leaves the other failures of the rule as they are', async () => {
    const provider = await startProvider({ faults: ['slot-taken-409', 'profile-400'] });
    const run = await runWith(waiverFile(WAIVER), provider);
    await provider.close();
    expect({ code: run.code, waived: run.result?.totals.waived }).toEqual({ code: 1, waived: 1 });
    expect(ruleIn(run, 'book.profile.status')).toMatchObject({ verdict: 'fail', waiver: null });
  });
});

describe('A waiver file that is wrong ends the run with 64, before anything is sent:', () => {
  test.each<[name: string, waiver: object, says: string]>([
    ['a rule that there is not', { ...WAIVER, rule: 'book.business-rule.satus' }, `did you mean ${RULE}`],
    [
      'no reason',
      { ...WAIVER, reason: '' },
      `entry 1 (${RULE}): reason is empty; a person has to fill it in`,
    ],
    ['no day', { ...WAIVER, expires: 'soon' }, 'allowed: the last day on which it holds, as YYYY-MM-DD'],
  ])('%s', async (_name, waiver, says) => {
    const { code, stderr, exchanges, result } = await runWith(waiverFile(waiver));
    expect({ code, exchanges, result }).toEqual({ code: 64, exchanges: [], result: null });
    expect(stderr).toContain('  --waivers: ');
    expect(stderr).toContain(says);
  });

  test('a file that is not there, told with the other settings that are wrong', async () => {
    const { code, stderr } = await command(['run', '--only', 'nothing'], {
      env: { WAIVERS_FILE: 'no-such.json' },
    });
    expect(code).toBe(64);
    expect(stderr).toContain('2 settings are wrong');
    expect(stderr).toContain('  WAIVERS_FILE: no-such.json\n    there is no such file');
  });
});

describe('waive', () => {
  let run: Run;
  beforeAll(async () => {
    run = await conformanceRun(ARGS, broken.env);
  });

  const waive = (folder: string, ...args: string[]): Promise<Ended> =>
    command(['waive', run.out, ...args], { cwd: folder });
  const waiversIn = (folder: string): unknown[] =>
    JSON.parse(readFileSync(join(folder, 'waivers.json'), 'utf8')).waivers;

  test('writes what a person fills in, and what a run does not take before that', async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await waive(folder);
    expect(code).toBe(0);
    expect(stdout).toContain(`  ${RULE}: ${CASE}\n      answered 409 instead of 422`);
    expect(stdout).toContain('Fill in reason and owner of it: a run does not take the file until then.');
    const draft = {
      rule: RULE,
      case: CASE,
      reason: '',
      owner: '',
      reference: '',
      expires: daysLater(TODAY, 30),
    };
    expect(waiversIn(folder)).toEqual([draft]);

    const file = join(folder, 'waivers.json');
    const refused = await runWith(file);
    expect({ code: refused.code, exchanges: refused.exchanges }).toEqual({ code: 64, exchanges: [] });
    expect(refused.stderr).toContain(': reason is empty; a person has to fill it in');

    const filled = { ...draft, reason: 'known', owner: 'jo' };
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, waivers: [filled] }));
    expect((await runWith(file)).code).toBe(0);
  });

  test('takes what is said of all failures from its options', async () => {
    const folder = temporaryFolder();
    const said = ['--reason', 'known', '--owner', 'jo', '--reference', 'BOOK-1', '--expires', '2099-12-31'];
    expect((await waive(folder, ...said)).code).toBe(0);
    expect(waiversIn(folder)).toEqual([
      { rule: RULE, case: CASE, reason: 'known', owner: 'jo', reference: 'BOOK-1', expires: '2099-12-31' },
    ]);
    expect((await runWith(join(folder, 'waivers.json'))).code).toBe(0);
  });

  test('replaces no file unless it is told to, and appends what the file does not cover', async () => {
    const folder = temporaryFolder();
    const kept = { ...WAIVER, rule: 'book.profile.status' };
    const before = JSON.stringify({ schemaVersion: 1, waivers: [kept] });
    writeFileSync(join(folder, 'waivers.json'), before);

    const refused = await waive(folder);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toMatch(/is there already\. --append .* --force/);
    expect(readFileSync(join(folder, 'waivers.json'), 'utf8')).toBe(before);

    expect((await waive(folder, '--append')).code).toBe(0);
    expect(waiversIn(folder)).toEqual([kept, expect.objectContaining({ rule: RULE, case: CASE })]);
    const again = await waive(folder, '--append');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was written') });
    expect(waiversIn(folder)).toHaveLength(2);

    expect((await waive(folder, '--force')).code).toBe(0);
    expect(waiversIn(folder)).toHaveLength(1);
  });

  test('writes nothing when nothing fails', async () => {
    const { out } = await conformanceRun(ARGS, mended.env);
    const folder = temporaryFolder();
    const { code, stdout } = await command(['waive', out], { cwd: folder });
    expect({ code, written: existsSync(join(folder, 'waivers.json')) }).toEqual({ code: 0, written: false });
    expect(stdout).toContain('There is nothing to waive');
  });

  test.each<[args: string[], says: string]>([
    [['--expires', '2020-01-01'], '--expires 2020-01-01: that day is over'],
    [['--expires', 'tomorrow'], '--expires tomorrow: that is no day'],
    [['another'], "'waive' takes one result"],
    [['--append', '--force'], 'do not go together'],
  ])('%j is refused', async (args, says) => {
    const folder = temporaryFolder();
    const { code, stderr } = await waive(folder, ...args);
    expect({ code, left: readdirSync(folder) }).toEqual({ code: 64, left: [] });
    expect(stderr).toContain(says);
  });

  test('says where no result is', async () => {
    const { code, stderr } = await command(['waive'], { cwd: temporaryFolder() });
    expect(code).toBe(64);
    expect(stderr).toContain('reports is not there; a run leaves it in the folder of its reports');
  });
});

interface AllureResult {
  readonly status: string;
  readonly statusDetails: { readonly message?: string };
}

function allureResults(out: string): AllureResult[] {
  const folder = join(out, 'allure-results');
  return readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as AllureResult);
}

const messages = (out: string): Array<string | undefined> =>
  allureResults(out)
    .map(({ statusDetails }) => statusDetails.message)
    .sort();

const resultIn = (out: string): ConformanceResult =>
  JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8')) as ConformanceResult;
