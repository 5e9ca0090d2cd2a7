import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { runCLI } from '@jest/core';
import {
  type ConformanceResult,
  type Progress,
  percentile,
  writeAllureReport,
  writeConformanceResult,
} from '../report';
import { RULEBOOK, rules, type Source, selectRules } from '../rules';
import { BookingLedger, preflight, type Settings, type Target } from '../target';
import {
  type CheckEntry,
  type DefectEntry,
  decide,
  EXIT,
  type ExitCode,
  exitCodeOf,
  type FaultEntry,
  fileJournal,
  type JournalEntry,
  judgeRules,
  totalsOf,
} from '../verdict';
import { jestConfig } from './jest-config';
import { makeTarget } from './make-target';
import { type OutputFolder, prepareOutputFolder } from './output-folder';
import { setRunContext } from './run-context';
import { suiteVersion } from './suite-version';
import { Wire } from './wire';

export interface RunOptions {
  readonly settings: Settings;
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

/** How a run ended; `result` is null when there was nothing to judge. */
export interface RunOutcome {
  readonly exitCode: ExitCode;
  readonly result: ConformanceResult | null;
  /** Why there is no result, as a plain sentence. */
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
  const selected = selectedRules(settings.only);
  const startedAt = new Date();
  const folder = prepareOutputFolder(settings.reportsDir);
  const wire = new Wire(settings, (record) => {
    appendFileSync(folder.exchanges, `${JSON.stringify(record)}\n`);
    progress.exchange();
  });
  const journal = fileJournal(folder.journal);
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry): void => {
    journal.write(entry);
    watch(entry);
  };
  const watch = (entry: JournalEntry): void => {
    entries.push(entry);
    progress.check(entry);
  };
  const ledger = new BookingLedger(({ id, state, slot, exchange, reason }) =>
    write({ kind: 'booking', id, state, slot, exchange, reason }),
  );
  const target = makeTarget(settings, options.baseUrl, wire, ledger);

  const stopAt = setTimeout(
    () => wire.stop(`the run took longer than RUN_TIMEOUT_MS (${settings.runTimeoutMs} ms)`),
    settings.runTimeoutMs,
  );
  const interrupt = (): void => wire.stop('the run was interrupted');
  options.interrupted.addEventListener('abort', interrupt);
  try {
    const { problem, software } = await preflight(target);
    if (problem !== null && !options.interrupted.aborted) {
      return { exitCode: EXIT.unavailable, result: null, problem, files: [] };
    }
    setRunContext({
      target,
      ledger,
      journal,
      selectedRules: new Set(selected.map((rule) => rule.id)),
      exchanges: wire.exchanges,
      evidence: wire.evidence,
      remembered: [],
      allureResultsDir: options.allure ? folder.allureResults : null,
      watch,
    });
    for (const fault of await runSuites(settings)) write(fault);
    await cleanUp(target, wire);
    const result = assemble({ options, selected, startedAt, entries, ledger, software, wire });
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

/** The rules that the selectors name, in the order of the rulebook; all of them without a selector. */
export function selectedRules(selectors: readonly string[]): typeof rules {
  if (selectors.length === 0) return rules;
  const chosen = new Set(selectors.flatMap((selector) => selectRules(selector)));
  return rules.filter((rule) => chosen.has(rule));
}

/** Runs the suites in this process; gives those that did not load or crashed. */
async function runSuites(settings: Settings): Promise<FaultEntry[]> {
  const config = jestConfig(settings.runTimeoutMs + settings.requestTimeoutMs);
  const argv = {
    config: JSON.stringify(config),
    runInBand: true,
    ci: true,
    passWithNoTests: true,
    silent: true,
  };
  const { results } = await runCLI({ ...argv, _: [], $0: 'booking-conformance' }, [process.cwd()]);
  const faults: FaultEntry[] = results.testResults
    .filter((file) => file.testExecError)
    .map((file) => ({
      kind: 'fault',
      where: file.testFilePath,
      message: textOf(file.testExecError),
    }));
  if (results.numTotalTestSuites === 0) {
    faults.push({ kind: 'fault', where: 'suites', message: 'no suite was found; the package is incomplete' });
  }
  return faults;
}

/** What Jest says of a file that it could not run; some of its errors have their text in the stack only. */
function textOf(error: { message?: string; stack?: string | null | undefined } | null | undefined): string {
  return error?.message || error?.stack || 'no reason was given';
}

/** Cancels what is booked; also after the run was stopped, but then only for so long. */
async function cleanUp(target: Target, wire: Wire): Promise<void> {
  target.currentCase = 'Clean-up';
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
  selected: typeof rules;
  startedAt: Date;
  entries: readonly JournalEntry[];
  ledger: BookingLedger;
  software: string | null;
  wire: Wire;
}): ConformanceResult {
  const { options, selected, startedAt, entries, ledger, software, wire } = parts;
  const { settings } = options;
  const ofKind = <T extends JournalEntry>(kind: T['kind']): T[] =>
    entries.filter((entry): entry is T => entry.kind === kind);
  const judged = judgeRules(selected, ofKind<CheckEntry>('check'));
  const durations = [...wire.evidence.values()].map((record) => record.durationMs);
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
      selection: { selected: selected.length, all: rules.length },
      stopped: wire.stopped,
      faults: ofKind<FaultEntry>('fault').map((fault) => `${fault.where}: ${fault.message}`),
      settings: options.shownSettings,
    },
    verdict: decide(judged, { sources: settings.gate as Source[], strict: settings.strict }),
    totals: totalsOf(judged),
    rules: judged,
    defects: ofKind<DefectEntry>('defect').map(({ kind: _, ...defect }) => defect),
    bookings: {
      made: ledger.count,
      leftBehind: ledger.leftBehind,
    },
  };
}
