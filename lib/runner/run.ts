import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { ExchangeRecord } from '../http';
import type { ConformanceResult, Progress } from '../report';
import { RULEBOOK } from '../rules';
import { type BookingLedger, preflight, type Settings, type WrittenSettings } from '../target';
import {
  EXIT,
  type ExitCode,
  exitCodeOf,
  isOutdated,
  JOURNAL_VERSION,
  type JournalEntry,
  type RunEntry,
  type Waiver,
  waiversInForce,
} from '../verdict';
import { cleanUp } from './clean-up';
import { jestConfig } from './jest-config';
import { allureOutput, type LaneParts, makeLane } from './lane';
import { affordableLanes, runLanes } from './lanes';
import { type OutputFolder, prepareOutputFolder } from './output-folder';
import { Recorder } from './recorder';
import { resultOf } from './result';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import { runtime } from './runtime';
import { nothingSelected, selectedRules } from './selected';
import { partOf, runShareOf, shardEntry } from './shard';
import { suiteVersion } from './suite-version';
import { Wire } from './wire';
import { writeReports } from './write-reports';

export interface RunOptions {
  readonly settings: Settings;
  /** The settings as they were written, for further processes to read. */
  readonly written: WrittenSettings;
  /** The settings as reports show them. */
  readonly shownSettings: Readonly<Record<string, string>>;
  readonly baseUrl: string;
  readonly embedded: boolean;
  /** The failures that are known, and not to decide; by default none. */
  readonly waivers?: readonly Waiver[];
  readonly progress: Progress;
  /** False leaves out all reports but `conformance.json` and the exchanges: when only the verdicts are wanted. */
  readonly allReports: boolean;
  /** Fires when the user interrupts the run. */
  readonly interrupted: AbortSignal;
  /** How the user asks for a part of the run again; by default with the program alone. */
  readonly again?: RunEntry['again'];
}

/** How a run ended; `result` is null when nothing that was asked for exists. */
export interface RunOutcome {
  readonly exitCode: ExitCode;
  readonly result: ConformanceResult | null;
  /** Why nothing was tested, as a plain sentence. */
  readonly problem: string | null;
  readonly files: readonly string[];
}

/**
 * Runs the suites against a target and writes the reports: preflight, all suites, clean-up, a last look, verdict.
 *
 * @throws SettingsError, FolderInUse when the reports cannot go where they were to go; Error with a plain sentence when
 *   they, or the journal on the way, cannot be written
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const { settings, progress, written } = options;
  const folder = await prepareOutputFolder(settings.reportsDir, written.REPORTS_DIR?.as ?? 'REPORTS_DIR');
  try {
    if (folder.unfinished !== null) progress.tell(leftUnfinished(folder.unfinished));
    return await runInto(folder, options);
  } finally {
    setRunContext(null);
    progress.close();
    folder.release();
  }
}

async function runInto(folder: OutputFolder, options: RunOptions): Promise<RunOutcome> {
  const { settings, progress } = options;
  const opening = openingOf(options);
  const allureResults = options.allReports ? folder.allureResults : null;
  const recorder = new Recorder(folder, (problem) => {
    progress.tell(`  stopped: ${problem}`);
    wire.stop(problem);
  });
  const { share, countFrom } = runShareOf(settings);
  const onRecord = (record: ExchangeRecord): void => {
    recorder.exchange(record);
    progress.exchange();
  };
  const wire = new Wire(settings, onRecord, { countFrom, stopFile: null });
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry): void => {
    recorder.entry(entry);
    entries.push(entry);
    progress.check(entry);
  };
  write(opening);
  const main = makeLane({
    settings,
    baseUrl: options.baseUrl,
    run: opening.id,
    wire,
    share: settings.shard === null ? null : share,
    rules: opening.rules,
    waivers: waiversInForce(opening),
    part: partOf(settings),
    write,
    allure: allureOutput(allureResults, recorder),
  });
  const { target, ledger } = main.context;
  const end = (stopped: string | null): void =>
    main.context.write({ kind: 'end', finishedAt: new Date().toISOString(), stopped });

  const stopAt = setTimeout(
    () => wire.stop(`the run took longer than RUN_TIMEOUT_MS (${settings.runTimeoutMs} ms)`),
    settings.runTimeoutMs,
  );
  const interrupt = (): void => wire.stop('the run was interrupted');
  if (options.interrupted.aborted) interrupt();
  options.interrupted.addEventListener('abort', interrupt);
  try {
    const { problem, software } = await preflight(target);
    if (problem !== null && !options.interrupted.aborted) {
      end(problem);
      const record = { entries, evidence: wire.evidence };
      const result = resultOf(record, opening);
      const files = await writeReports(folder, record, result, {
        allureAgain: false,
        page: options.allReports && settings.htmlReport,
        history: settings.historyFile,
        all: options.allReports,
      });
      return { exitCode: EXIT.unavailable, result, problem: wire.redacted(problem), files };
    }
    if (software !== null) main.context.write({ kind: 'software', software });
    main.context.allure?.attempt(() => mkdirSync(folder.allureResults));
    await runSuites(main, options, folder, opening);
    await cleanUp(target, wire);
    const nothing = wire.stopped === null ? nothingSelected(opening, entries) : null;
    end(nothing === null ? wire.stopped : 'nothing was selected');
    if (recorder.problem !== null) throw new Error(unrecorded(recorder.problem, ledger));
    if (nothing !== null) return { exitCode: EXIT.usage, result: null, problem: nothing, files: [] };
    const record = { entries, evidence: wire.evidence };
    const result = resultOf(record, opening);
    const files = await writeReports(folder, record, result, {
      allureAgain: false,
      page: options.allReports && settings.htmlReport,
      history: settings.historyFile,
      all: options.allReports,
    });
    const faults = result.run.faults.length;
    const exitCode = exitCodeOf({
      verdict: result.verdict,
      faults,
      interrupted: options.interrupted.aborted,
      outdatedWaivers: result.waivers.filter(isOutdated).length,
    });
    return { exitCode, result, problem: null, files };
  } finally {
    clearTimeout(stopAt);
    options.interrupted.removeEventListener('abort', interrupt);
  }
}

/** The first entry of the journal. */
function openingOf(options: RunOptions): RunEntry {
  const { settings, shownSettings, baseUrl, embedded, waivers = [], again } = options;
  return {
    kind: 'run',
    journal: JOURNAL_VERSION,
    id: randomUUID(),
    startedAt: new Date().toISOString(),
    suite: { ...suiteVersion(), rulebook: RULEBOOK },
    runtime: runtime(),
    target: { baseUrl, embedded },
    rules: selectedRules(settings).map((rule) => rule.id),
    cases: settings.cases,
    gate: settings.gate,
    overlays: settings.overlays,
    strict: settings.strict,
    waivers,
    ...shardEntry(settings),
    settings: shownSettings,
    again: again ?? { before: 'booking-conformance run', after: '' },
  };
}

/** What to tell of an earlier run in the same folder. */
function leftUnfinished(folder: string): string {
  return `An earlier run in this folder left bookings in the diary of its server, or may have. Its record was kept. They are cancelled by
  booking-conformance cleanup --out ${folder}`;
}

/** What to tell when the journal could no longer be written: the diary comes first. */
function unrecorded(problem: string, ledger: BookingLedger): string {
  const left = ledger.leftBehind.map(
    ({ id, slot, reason }) => `  Appointment ${id ?? '(id not told)'} in slot ${slot}: ${reason}`,
  );
  const bookings =
    left.length === 0
      ? `All that it had booked (${ledger.count}) is cancelled.`
      : `These bookings are, or may be, still in the diary:\n${left.join('\n')}`;
  return `${problem}\nThe run was stopped, and there is no report. ${bookings}`;
}

/** Runs the suites: in this process, or the cases in several and what closes the run in this one. */
async function runSuites(
  main: LaneParts,
  options: RunOptions,
  { root }: OutputFolder,
  { id: run, startedAt }: RunEntry,
): Promise<void> {
  const { settings, written, baseUrl } = options;
  const testTimeoutMs = settings.runTimeoutMs + settings.requestTimeoutMs;
  const { selection, target } = main.context;
  const count = await affordableLanes(target, settings.workers, runShareOf(settings).share);
  let { part } = selection;
  if (count > 1) {
    const rules = [...selection.rules];
    const endsAt = Date.parse(startedAt) + settings.runTimeoutMs;
    const { slots } = settings;
    await runLanes(main, { count, written, baseUrl, run, slots, rules, root, endsAt, testTimeoutMs });
    part = { ...part, cases: null };
  }
  setRunContext({ ...main.context, selection: { ...selection, part } });
  for (const fault of await runJest(jestConfig(testTimeoutMs), 1)) main.context.write(fault);
}
