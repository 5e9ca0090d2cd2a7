import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceResult } from '../../lib/report';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';

/** A run that several machines share, and what puts their parts together. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const CASES = ['*without*', '*taken*', '*Location*', '*time*', 'Reading*', 'Sending*'].join(';');
/** With rules that look at the exchanges of all cases. */
const SETTINGS = { CASES, GATE: 'booking,fhir', HTML_REPORT: 'false' };

let provider: RunningProvider;
let whole: Run;
let shards: Run[];

beforeAll(async () => {
  provider = await startProvider();
  const env = { ...provider.env, ...SETTINGS };
  whole = await conformanceRun([], env);
  shards = await Promise.all([
    conformanceRun(['--shard', '1/2'], env),
    conformanceRun(['--shard', '2/2', '--workers', '2'], env),
  ]);
}, 600_000);
afterAll(() => provider.close());

async function merge(folders: readonly string[], out = temporaryFolder()) {
  const ended = await command(['merge', ...folders, '--out', out, '--no-html']);
  const read = (): ConformanceResult => JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8'));
  return { ...ended, out, result: ended.code === 64 ? null : read() };
}

const folders = (): string[] => shards.map(({ out }) => out);

/** A copy of what a shard left, with some entries of its journal changed. */
function changed(folder: string, change: (entry: Record<string, unknown>) => object | null): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  const file = join(copy, 'journal.ndjson');
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => change(JSON.parse(line)) ?? []);
  writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return copy;
}

const judged = ({ rules }: ConformanceResult): unknown =>
  rules.map(({ id, verdict, checks }) => ({
    id,
    verdict,
    checks: checks.map((check) => [check.case, check.outcome]),
  }));

describe('A shard', () => {
  test('is a part of the cases, and none of the other', () => {
    const casesOf = ({ exchanges }: Run): string[] => [
      ...new Set(exchanges.map(({ case: name }) => name).filter((name) => !name.startsWith('('))),
    ];
    const [one, two] = shards.map(casesOf) as [string[], string[]];
    const shared = one.filter((name) => two.includes(name));
    expect(shared.every((name) => name.startsWith('Reading every Location'))).toBe(true);
    expect(new Set([...one, ...two])).toEqual(new Set(casesOf(whole)));
    expect(Math.min(one.length, two.length)).toBeGreaterThan(5);
  });

  test('never says that the server is conformant, and says what does', () => {
    for (const { code, stdout, result } of shards) {
      expect(code).toBe(2);
      expect(result?.verdict).toBe('incomplete');
      expect(stdout).toMatch(/this is shard [12] of 2: `booking-conformance merge` puts them together/);
      expect(stdout).not.toMatch(/no check of this run exercised it/);
    }
    expect(shards.map(({ result }) => result?.run.shard)).toEqual([
      { number: 1, of: 2 },
      { number: 2, of: 2 },
    ]);
  });

  test('numbers its exchanges so that none has the number of another', () => {
    const ids = shards.flatMap(({ exchanges }) => exchanges.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(['0/2', '3/2', '1', '1/101', 'a/b', '1/2/3'])('is not %s', async (shard) => {
    const { code, stderr } = await command(['run', '--shard', shard]);
    expect(code).toBe(64);
    expect(stderr).toContain(`--shard: ${shard}`);
    expect(stderr).toContain('1/3, 2/3 or 3/3');
  });
});

describe('Merged, in whatever order they are named,', () => {
  test('shards equal one run', async () => {
    const { code, result, stdout } = await merge(folders().reverse());
    const one = whole.result as ConformanceResult;
    expect(judged(result as ConformanceResult)).toEqual(judged(one));
    expect(result?.verdict).toBe(one.verdict);
    expect(code).toBe(whole.code);
    expect(result?.totals).toEqual(one.totals);
    expect(result?.defects).toEqual(one.defects);
    expect(result?.variants).toEqual(one.variants);
    expect(result?.run.shard).toBeNull();
    expect(result?.bookings.leftBehind).toEqual([]);
    // What the shards booked has their marks, and none of its own.
    const marks = shards.map((shard) => shard.result?.bookings.mark);
    expect(result?.bookings.mark).toBe(marks.join(', '));
    expect(stdout).not.toContain('this is shard');
  });

  test('they leave a record of which all reports are made again', async () => {
    const { out, result } = await merge(folders());
    const { code } = await command(['report', out, '--no-html']);
    const again = JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8'));
    expect({ code: 0, again }).toEqual({ code, again: result });
  });

  test('what a shard broke is broken, and two shards that gave one X-Request-Id are found out', async () => {
    const one = shards[0]?.exchanges.find(({ purpose }) => purpose === 'book');
    const id = one?.response?.headers.find(([name]) => name.toLowerCase() === 'x-request-id')?.[1];
    const copy = temporaryFolder();
    cpSync(folders()[1] as string, copy, { recursive: true });
    const file = join(copy, 'exchanges.ndjson');
    let isDone = false;
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    const rewritten = lines.map((line) => {
      const record = JSON.parse(line);
      if (isDone || record.purpose !== 'book' || !record.response) return line;
      isDone = true;
      for (const field of record.response.headers)
        if (field[0].toLowerCase() === 'x-request-id') field[1] = id;
      return JSON.stringify(record);
    });
    writeFileSync(file, `${rewritten.join('\n')}\n`);
    const { code, result } = await merge([folders()[0] as string, copy]);
    const rule = result?.rules.find((each) => each.id === 'book.request-id.unique');
    expect(rule?.verdict).toBe(rule?.level === 'MUST' ? 'fail' : 'warn');
    expect(code).not.toBe(0);
  });

  test('with one that was killed, they are never conformant', async () => {
    const killed = changed(folders()[0] as string, (entry) => (entry.kind === 'end' ? null : entry));
    const { code, result, stdout } = await merge([killed, folders()[1] as string]);
    expect(code).toBe(2);
    expect(result?.run.stopped).toMatch(/^shard 1\/2: the run was killed/);
    expect(stdout).toContain('the run ended early: shard 1/2');
  });
});

describe('It is refused, with what to do, to merge', () => {
  const refused = async (given: readonly string[], says: RegExp, out?: string): Promise<void> => {
    const { code, stderr, stdout } = await merge(given, out);
    expect({ code, stderr, stdout }).toEqual({ code: 64, stderr: expect.stringMatching(says), stdout: '' });
  };
  const [FIRST, SECOND] = [0, 1].map((index) => () => folders()[index] as string) as [
    () => string,
    () => string,
  ];

  test('nothing', () => refused([], /takes the folders of all shards/));
  test('a folder without a run', () => refused([temporaryFolder()], /There is no journal of a run in/));
  test('a whole run', () => refused([whole.out], /is no shard, but whole/));
  test('not all of them', () => refused([FIRST()], /Shard 2\/2 is missing: .*--shard 2\/2/));
  test('one twice', () => refused([FIRST(), SECOND(), SECOND()], /Shard 2\/2 is there more than once/));
  test('into the folder of one', () => refused(folders(), /take the place of a shard's.*--out/, FIRST()));

  test.each([
    ['another gate', { gate: ['nhs'] }, /the gate was booking, fhir in .*, and nhs in/],
    ['another target', { target: { baseUrl: 'https://other.test', embedded: false } }, /the target was/],
    ['another format', { settings: { FORMAT: 'xml' } }, /FORMAT was/],
    ['another number of shards', { shard: { number: 2, of: 3 } }, /they belong to different runs/],
  ])('one with %s', async (_, difference, says) => {
    const other = changed(SECOND(), (entry) => (entry.kind === 'run' ? { ...entry, ...difference } : entry));
    await refused([FIRST(), other], says);
  });
});
