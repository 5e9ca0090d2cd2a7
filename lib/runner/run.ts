import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import {
  type ConformanceResult,
  type Progress,
  percentile,
  writeAllureReport,
  writeConformanceResult,
} from '../report';
import { RULEBOOK, type Rule, rulesFor, type Source, selectRules } from '../rules';
import { type BookingLedger, preflight, type Settings, type Target, type WrittenSettings } from '../target';
import {
  type CheckEntry,
  type DefectEntry,
  decide,
  EXIT,
  type ExitCode,
  exitCodeOf,
  type FaultEntry,
  fileJournal,
  inOrder,
  type JournalEntry,
  judgeRules,
  totalsOf,
  type UnknownCasesEntry,
  type VariantEntry,
} from '../verdict';
import { jestConfig } from './jest-config';
import { type LaneParts, makeLane } from './lane';
import { affordableLanes, runLanes } from './lanes';
import { type OutputFolder, prepareOutputFolder } from './output-folder';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import type { Part } from './selection';
import { suiteVersion } from './suite-version';
import { Wire } from './wire';

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
}

/** How a run ended; `result` is null when nothing that was asked for exists. */
export interface RunOutcome {
  readonly exitCode: ExitCode;
  readonly result: ConformanceResult | null;
  /** Why nothing was tested, as a plain sentence. */
  readonly problem: string | null;
  readonly files: readonly string[];
}

const CLEAN_UP_MS = 60_000;

/**
 * Runs the suites against a target and writes the reports: preflight, all suites, clean-up, a last look, verdict.
 *
 * @throws Error with a plain sentence when the reports cannot be written
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const { settings, progress } = options;
  const selected = selectedRules(settings);
  const startedAt = new Date();
  const folder = prepareOutputFolder(settings.reportsDir);
  const wire = new Wire(settings, (record) => {
    appendFileSync(folder.exchanges, `${JSON.stringify(record)}\n`);
    progress.exchange();
  });
  const journal = fileJournal(folder.journal);
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry): void => {
    // Without a test left to run, Jest calls that a fault of the suite.
    if (entry.kind === 'fault' && entries.some(({ kind }) => kind === 'unknown-cases')) return;
    journal.write(entry);
    entries.push(entry);
    progress.check(entry);
  };
  const main = makeLane({
    settings,
    baseUrl: options.baseUrl,
    wire,
    share: null,
    rules: selected.map((rule) => rule.id),
    part: { kind: 'all' },
    allureResultsDir: options.allure ? folder.allureResults : null,
    write,
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
      const result = assemble({ options, selected, startedAt, entries, ledger, software, wire, problem });
      const files = await writeReports(folder, result, false);
      return { exitCode: EXIT.unavailable, result, problem, files };
    }
    await runSuites(main, options, folder, startedAt.getTime() + settings.runTimeoutMs);
    await cleanUp(target, wire);
    const unknown = entries.find((entry) => entry.kind === 'unknown-cases');
    if (unknown) return { exitCode: EXIT.usage, result: null, problem: unknownCases(unknown), files: [] };
    const result = assemble({ options, selected, startedAt, entries, ledger, software, wire, problem: null });
    const files = await writeReports(folder, result, options.allure && settings.htmlReport);
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
    setRunContext(null);
    progress.close();
  }
}

/**
 * The rules that the settings select, in the order of the rulebook: those that the selectors name, or without a selector
 * all; of an overlay only when it was chosen.
 */
function selectedRules({ only, overlays }: Pick<Settings, 'only' | 'overlays'>): readonly Rule[] {
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
  endsAt: number,
): Promise<void> {
  const { settings, written, baseUrl } = options;
  const testTimeoutMs = settings.runTimeoutMs + settings.requestTimeoutMs;
  const { selection, allureResultsDir, target } = main.context;
  const count = await affordableLanes(target, settings.workers);
  let part: Part = { kind: 'all' };
  if (count > 1) {
    const rules = [...selection.rules];
    await runLanes(main, { count, written, baseUrl, rules, root, allureResultsDir, endsAt, testTimeoutMs });
    part = { kind: 'closing' };
  }
  setRunContext({ ...main.context, selection: { ...selection, part } });
  for (const fault of await runJest(jestConfig(testTimeoutMs), 1)) main.context.write(fault);
}

/** What to tell a user who named cases that there are not. */
function unknownCases({ patterns, names }: UnknownCasesEntry): string {
  const near = patterns.map((pattern) => {
    const likely = names.filter((name) => name.toLowerCase().includes(pattern.toLowerCase().trim()));
    const meant = likely.length > 0 ? `\n    did you mean: ${likely.slice(0, 5).join('; ')}` : '';
    return `  ${pattern}\n    names no case${meant}`;
  });
  const heading = 'Of the cases that were asked for (--case, CASES), these do not exist:';
  return `${heading}\n${near.join('\n')}\nAllowed is the name of a case as a report shows it, or a glob such as "*without*".`;
}

/** Cancels what is booked; also after the run was stopped, but then only for so long. */
async function cleanUp(target: Target, wire: Wire): Promise<void> {
  target.currentCase = '(clean-up)';
  await wire.evenIfStopped(CLEAN_UP_MS, () => target.cleanUp());
}

async function writeReports(
  folder: OutputFolder,
  result: ConformanceResult,
  withPage: boolean,
): Promise<string[]> {
  const files = [writeConformanceResult(folder.root, result), folder.exchanges];
  if (withPage) files.push(await writeAllureReport(folder.root, result));
  return files;
}

function assemble(parts: {
  options: RunOptions;
  selected: readonly Rule[];
  startedAt: Date;
  entries: readonly JournalEntry[];
  ledger: BookingLedger;
  software: string | null;
  wire: Wire;
  problem: string | null;
}): ConformanceResult {
  const { options, selected, startedAt, entries, ledger, software, wire, problem } = parts;
  const { settings } = options;
  const ofKind = <T extends JournalEntry>(kind: T['kind']): T[] =>
    entries.filter((entry): entry is T => entry.kind === kind);
  const judged = judgeRules(selected, ofKind<CheckEntry>('check'));
  const faults = ofKind<FaultEntry>('fault').map((fault) => `${fault.where}: ${fault.message}`);
  const durations = [...wire.evidence.values()].map((record) => record.durationMs);
  const gate = { sources: settings.gate as Source[], strict: settings.strict };
  const finishedAt = new Date();
  return {
    schemaVersion: 1,
    suite: { ...suiteVersion(), rulebook: RULEBOOK },
    target: { baseUrl: options.baseUrl, embedded: options.embedded, software },
    run: {
      id: randomUUID(),
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      exchanges: durations.length,
      latencyMs: {
        p50: percentile(durations, 50),
        p95: percentile(durations, 95),
        max: percentile(durations, 100),
      },
      gate: settings.gate,
      overlays: settings.overlays,
      strict: settings.strict,
      selection: {
        selected: selected.length,
        all: rulesFor(settings.overlays).length,
        cases: settings.cases,
      },
      stopped: wire.stopped ?? problem,
      faults,
      settings: options.shownSettings,
    },
    verdict: decide(judged, gate, faults.length, wire.hasAskedForBookings && !ledger.showsAny),
    totals: totalsOf(judged),
    rules: judged,
    defects: inOrder(ofKind<DefectEntry>('defect')).map(({ kind: _, order: __, ...defect }) => defect),
    variants: inOrder(ofKind<VariantEntry>('variant')).map(({ kind: _, order: __, ...variant }) => variant),
    bookings: {
      made: ledger.count,
      leftBehind: ledger.leftBehind,
    },
  };
}
