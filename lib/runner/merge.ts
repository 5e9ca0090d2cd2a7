import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ConformanceResult } from '../report';
import { OVERLAYS, SOURCES } from '../rules';
import { readSettings, type SettingName, type Settings } from '../target';
import { type CheckEntry, entriesOf, type JournalEntry, type RunEntry, waiversInForce } from '../verdict';
import { jestConfig } from './jest-config';
import { makeLane } from './lane';
import { type OutputFolder, prepareOutputFolder } from './output-folder';
import { Recorder } from './recorder';
import { KILLED, resultOf, runEntryOf } from './result';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import { readRunRecord, type StoredRecord } from './run-record';
import { Wire } from './wire';
import { type ReportOptions, writeReports } from './write-reports';

/** One run of what were shards of it. */
export interface MergedRun {
  readonly result: ConformanceResult;
  /** How the user asks for a part of the run again. */
  readonly again: RunEntry['again'];
  readonly files: readonly string[];
}

/** The folders are not those of all shards of one run; the message says what is wrong, and what to do. */
export class NotMergeable extends Error {
  override readonly name = 'NotMergeable';
}

/** What one shard left, and where. */
interface Shard {
  readonly folder: string;
  readonly record: StoredRecord;
  readonly run: RunEntry & Required<Pick<RunEntry, 'shard'>>;
}

/** Whether pages for people are made, and with which history. */
type Pages = Pick<ReportOptions, 'page' | 'history'>;

/**
 * Makes one run of all its shards, as if one machine had done it: what they sent and noted is put together, and the rules
 * that look at all exchanges are judged on it. Asks nothing of the network, and leaves the folders of the shards alone.
 *
 * @param folders what each shard wrote
 * @param out where the reports go, the name by which the user gave that, and whether pages are made
 * @throws NotMergeable when they are not all the shards of one run; SettingsError, FolderInUse when the reports cannot go
 *   where they were to go; Error with a plain sentence when they cannot be written
 */
export async function mergeShards(
  folders: readonly string[],
  out: { readonly dir: string; readonly as: string } & Pages,
): Promise<MergedRun> {
  const shards = folders.map(shardIn).sort((one, other) => one.run.shard.number - other.run.shard.number);
  demandAll(shards);
  for (const shard of shards.slice(1)) demandSameRun(shards[0] as Shard, shard);
  if (folders.some((folder) => realpathSync(folder) === resolve(out.dir)))
    throw new NotMergeable(
      `The reports would take the place of a shard's: choose another folder with --out.`,
    );
  const folder = await prepareOutputFolder(out.dir, out.as);
  try {
    return await mergeInto(folder, shards, out);
  } finally {
    setRunContext(null);
    folder.release();
  }
}

/** @throws NotMergeable when the folder holds no shard */
function shardIn(folder: string): Shard {
  const record = readRunRecord(folder);
  const run = record && runEntryOf(record.entries);
  if (!record || !run)
    throw new NotMergeable(
      `There is no journal of a run in ${folder}: name the folder that a shard wrote to.`,
    );
  const { shard } = run;
  if (!shard)
    throw new NotMergeable(`The run in ${folder} is no shard, but whole: only runs with --shard are merged.`);
  return { folder, record, run: { ...run, shard } };
}

/** @throws NotMergeable unless each shard is there, once */
function demandAll(shards: readonly Shard[]): void {
  const [first] = shards as [Shard];
  const { of } = first.run.shard;
  const other = shards.find(({ run }) => run.shard.of !== of);
  if (other)
    throw new NotMergeable(
      `${first.folder} is shard ${nameOf(first)}, and ${other.folder} is ${nameOf(other)}: they belong to different runs.`,
    );
  for (let number = 1; number <= of; number++) {
    const found = shards.filter(({ run }) => run.shard.number === number);
    if (found.length === 0)
      throw new NotMergeable(
        `Shard ${number}/${of} is missing: name its folder, too, or run it again with --shard ${number}/${of}.`,
      );
    if (found.length > 1)
      throw new NotMergeable(
        `Shard ${number}/${of} is there more than once: ${found.map(({ folder }) => folder).join(', ')}. Name one of them.`,
      );
  }
}

const nameOf = ({ run: { shard } }: Shard): string => `${shard.number}/${shard.of}`;

/** Settings that decide what is sent and how it is judged. */
const DECIDING: readonly SettingName[] = [
  'FORMAT',
  'JWT_REGIME',
  'JWT_AUDIENCE',
  'LOCATION_BASE_URLS',
  'PROFILES_DIR',
  'SERVER_ERROR_TRIGGER',
  'SLOT_SERVICE_ID',
];

/** @throws NotMergeable when two shards were not run alike */
function demandSameRun(one: Shard, other: Shard): void {
  const ofOne = whatWasRun(one);
  const ofOther = whatWasRun(other);
  for (const [what, value] of Object.entries(ofOne)) {
    if (value === ofOther[what]) continue;
    throw new NotMergeable(
      `Shards ${nameOf(one)} and ${nameOf(other)} were not run alike: ${what} was ${value} in ${one.folder}, and ${ofOther[what]} in ${other.folder}.`,
    );
  }
}

function whatWasRun({ run }: Shard): Readonly<Record<string, string>> {
  const { suite, target, settings } = run;
  const deciding = DECIDING.map((name) => [name, settings[name] ?? '(not set)'] as const);
  return {
    'the suite': `${suite.name} ${suite.version} (commit ${suite.commit ?? 'not known'}, rulebook ${suite.rulebook})`,
    'the target': target.embedded ? 'the embedded provider' : target.baseUrl,
    'the selection of rules': run.rules.join(', '),
    'the selection of cases': run.cases.join('; ') || 'all',
    'the gate': `${run.gate.join(', ')}${run.strict ? ', strict' : ''}`,
    'the list of waivers': JSON.stringify(run.waivers ?? []),
    ...Object.fromEntries(deciding),
  };
}

async function mergeInto(
  folder: OutputFolder,
  shards: readonly Shard[],
  { page, history }: Pages,
): Promise<MergedRun> {
  const problems: string[] = [];
  const recorder = new Recorder(folder, (problem) => problems.push(problem));
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry): void => {
    recorder.entry(entry);
    entries.push(entry);
  };
  const run = wholeRun(shards);
  write(run);
  const settings = settingsToJudgeBy(run);
  const wire = new Wire(settings, (record) => recorder.exchange(record));
  const { context } = makeLane({
    settings,
    baseUrl: run.target.baseUrl,
    run: run.id,
    wire,
    share: null,
    rules: run.rules,
    waivers: waiversInForce(run),
    part: { cases: null, closing: ['judges'] },
    write,
    allure: null,
  });
  for (const { record } of shards) for (const exchange of record.evidence.values()) wire.adopt(exchange);
  for (const entry of notedBy(shards)) write(entry);
  for (const entry of damagesOf(shards)) write(entry);
  // Nothing is sent: what is judged now was sent by the shards.
  wire.stop('the shards are merged');
  setRunContext(context);
  for (const fault of await runJest(jestConfig(settings.runTimeoutMs), 1)) write(fault);
  write(endOf(shards));
  if (problems.length > 0) throw new Error(problems[0]);

  const record = { entries, evidence: wire.evidence };
  const result = resultOf(record, run);
  const files = await writeReports(folder, record, result, { allureAgain: true, page, history, all: true });
  return { result, again: run.again, files };
}

/** The run that the shards are of, as if it had been one. */
function wholeRun(shards: readonly Shard[]): RunEntry {
  const [{ run }] = shards as [Shard];
  const { shard: _, settings, runtime, ...common } = run;
  const { SHARD: __, ...shared } = settings;
  const starts = shards.map((each) => each.run.startedAt).sort();
  const mergedFrom = shards.map((each) => each.run.id);
  const ranAlike = shards.every((each) => isDeepStrictEqual(each.run.runtime, runtime));
  return {
    ...common,
    // That of machines that differ is told by their own journals.
    ...(ranAlike && runtime && { runtime }),
    id: randomUUID(),
    startedAt: starts[0] as string,
    mergedFrom,
    settings: shared,
  };
}

function endOf(shards: readonly Shard[]): JournalEntry {
  const ends = shards.map((shard) => ({ shard, end: entriesOf('end', shard.record.entries)[0] }));
  const stops = ends.flatMap(({ shard, end }) => {
    const stopped = end ? end.stopped : KILLED;
    return stopped === null ? [] : [`shard ${nameOf(shard)}: ${stopped}`];
  });
  const instants = ends.map(({ shard, end }) => end?.finishedAt ?? shard.run.startedAt).sort();
  return { kind: 'end', finishedAt: instants.at(-1) as string, stopped: stops.join('; ') || null };
}

/** What the shards noted, but for what each run notes of itself, and checks for which only some of them had something. */
function notedBy(shards: readonly Shard[]): JournalEntry[] {
  const entries = shards.flatMap(({ record }) => record.entries);
  const checks = entriesOf('check', entries);
  const [software] = entriesOf('software', entries);
  const others = entries.filter((entry) => !['run', 'software', 'end'].includes(entry.kind));
  return [
    ...(software ? [software] : []),
    ...others.filter((entry) => entry.kind !== 'check' || !isAnsweredElsewhere(entry, checks)),
  ];
}

/** What of the shards cannot be read, so that the journal of the whole tells it, too. */
function damagesOf(shards: readonly Shard[]): JournalEntry[] {
  return shards.flatMap((shard) =>
    shard.record.damage.map((message) => ({
      kind: 'fault' as const,
      where: `shard ${nameOf(shard)}`,
      message,
    })),
  );
}

/** Whether a test that judges many cases found none in this shard, but did in another. */
export function isAnsweredElsewhere(check: CheckEntry, checks: readonly CheckEntry[]): boolean {
  if (check.case !== check.test || check.exchanges.length > 0) return false;
  return checks.some(
    (other) => other.rule === check.rule && other.test === check.test && other.case !== other.test,
  );
}

/** What judging what was sent takes of the settings: no secret, and nothing of how the target is reached. */
function settingsToJudgeBy({ settings, cases }: RunEntry): Settings {
  const names: readonly SettingName[] = ['FORMAT', 'LOCATION_BASE_URLS', 'OVERLAY', 'PROFILES_DIR'];
  const written = names.flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [[name, { value, as: `${name} in the journal` }]];
  });
  return { ...readSettings(Object.fromEntries(written), { sources: SOURCES, overlays: OVERLAYS }), cases };
}
