import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { ConformanceResult, Progress } from '../report';
import { RULEBOOK, type Rule, rulesFor, selectRules } from '../rules';
import { type BookingLedger, preflight, type Settings, type WrittenSettings } from '../target';
import {
  EXIT,
  type ExitCode,
  exitCodeOf,
  JOURNAL_VERSION,
  type JournalEntry,
  type RunEntry,
  type UnknownCasesEntry,
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
import type { Part } from './selection';
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
  readonly progress: Progress;
  /** False leaves out Allure's results, and with them its page: when only the verdicts are wanted. */
  readonly allure: boolean;
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
  const allureResults = options.allure ? folder.allureResults : null;
  const recorder = new Recorder(folder, (problem) => {
    progress.tell(`  stopped: ${problem}`);
    wire.stop(problem);
  });
  const wire = new Wire(settings, (record) => {
    recorder.exchange(record);
    progress.exchange();
  });
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry): void => {
    // Without a test left to run, Jest calls that a fault of the suite.
    if (entry.kind === 'fault' && entries.some(({ kind }) => kind === 'unknown-cases')) return;
    recorder.entry(entry);
    entries.push(entry);
    progress.check(entry);
  };
  const end = (stopped: string | null): void =>
    write({ kind: 'end', finishedAt: new Date().toISOString(), stopped });
  write(opening);
  const main = makeLane({
    settings,
    baseUrl: options.baseUrl,
    run: opening.id,
    wire,
    share: null,
    rules: opening.rules,
    part: { kind: 'all' },
    write,
    allure: allureOutput(allureResults, recorder),
  });
  const { target, ledger } = main.context;

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
      const files = await writeReports(folder, record, result, { allureAgain: false, page: false });
      return { exitCode: EXIT.unavailable, result, problem, files };
    }
    if (software !== null) write({ kind: 'software', software });
    main.context.allure?.attempt(() => mkdirSync(folder.allureResults));
    await runSuites(main, options, folder, opening);
    await cleanUp(target, wire);
    const unknown = entries.find((entry) => entry.kind === 'unknown-cases');
    end(unknown ? 'cases were asked for that do not exist' : wire.stopped);
    if (recorder.problem !== null) throw new Error(unrecorded(recorder.problem, ledger));
    if (unknown) return { exitCode: EXIT.usage, result: null, problem: unknownCases(unknown), files: [] };
    const record = { entries, evidence: wire.evidence };
    const result = resultOf(record, opening);
    const files = await writeReports(folder, record, result, {
      allureAgain: false,
      page: options.allure && settings.htmlReport,
    });
    const faults = result.run.faults.length;
    const exitCode = exitCodeOf({
      verdict: result.verdict,
      faults,
      interrupted: options.interrupted.aborted,
    });
    return { exitCode, result, problem: null, files };
  } finally {
    clearTimeout(stopAt);
    options.interrupted.removeEventListener('abort', interrupt);
  }
}

/** The first entry of the journal. */
function openingOf({ settings, shownSettings, baseUrl, embedded, again }: RunOptions): RunEntry {
  return {
    kind: 'run',
    journal: JOURNAL_VERSION,
    id: randomUUID(),
    startedAt: new Date().toISOString(),
    suite: { ...suiteVersion(), rulebook: RULEBOOK },
    target: { baseUrl, embedded },
    rules: selectedRules(settings).map((rule) => rule.id),
    cases: settings.cases,
    gate: settings.gate,
    overlays: settings.overlays,
    strict: settings.strict,
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

/**
 * The rules that the settings select, in the order of the rulebook: those that the selectors name, or without a selector
 * all; of an overlay only when it was chosen.
 */
export function selectedRules({ only, overlays }: Pick<Settings, 'only' | 'overlays'>): readonly Rule[] {
  const rules = rulesFor(overlays);
  if (only.length === 0) return rules;
  const chosen = new Set(only.flatMap((selector) => selectRules(selector)));
  return rules.filter((rule) => chosen.has(rule));
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
  const count = await affordableLanes(target, settings.workers);
  let part: Part = { kind: 'all' };
  if (count > 1) {
    const rules = [...selection.rules];
    const endsAt = Date.parse(startedAt) + settings.runTimeoutMs;
    const { slots } = settings;
    await runLanes(main, { count, written, baseUrl, run, slots, rules, root, endsAt, testTimeoutMs });
    part = { kind: 'closing' };
  }
  setRunContext({ ...main.context, selection: { ...selection, part } });
  for (const fault of await runJest(jestConfig(testTimeoutMs), 1)) main.context.write(fault);
}

/** What to tell a user who named cases that there are not. */
export function unknownCases({ patterns, names }: UnknownCasesEntry): string {
  const near = patterns.map((pattern) => {
    const likely = names.filter((name) => name.toLowerCase().includes(pattern.toLowerCase().trim()));
    const meant = likely.length > 0 ? `\n    did you mean: ${likely.slice(0, 5).join('; ')}` : '';
    return `  ${pattern}\n    names no case${meant}`;
  });
  const heading = 'Of the cases that were asked for (--case, CASES), these do not exist:';
  return `${heading}\n${near.join('\n')}\nAllowed is the name of a case as a report shows it, or a glob such as "*without*".`;
}
