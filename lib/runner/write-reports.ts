import {
  type ConformanceResult,
  writeAllureReport,
  writeAllureResults,
  writeConformanceResult,
  writeReportFiles,
} from '../report';
import { entriesOf, waiversInForce } from '../verdict';
import { type OutputFolder, writing } from './output-folder';
import { CLEANED_UP_LATER, runEntryOf } from './result';
import type { RunRecord } from './run-record';

export interface ReportOptions {
  /** Whether Allure's results, which a run writes as it goes, are written again. */
  readonly allureAgain: boolean;
  /** Whether the pages for people are made: ours and, where anything was judged, Allure's of its results. */
  readonly page: boolean;
  /** The file that keeps how earlier runs ended, for Allure's page; null for the one in the folder of the reports. */
  readonly history: string | null;
  /** False leaves out all but `conformance.json` and the exchanges: when only the verdicts are wanted. */
  readonly all: boolean;
}

/**
 * Writes all reports of a run, each in one piece in the place of an earlier one.
 *
 * @returns the paths of what is worth looking at
 * @throws Error with a plain sentence when they cannot be written
 */
export function writeReports(
  { root, exchanges }: Pick<OutputFolder, 'root' | 'exchanges'>,
  { entries, evidence }: RunRecord,
  result: ConformanceResult,
  { allureAgain, page, history, all }: ReportOptions,
): Promise<string[]> {
  return writing(root, async () => {
    const files = [writeConformanceResult(root, result), exchanges];
    const run = runEntryOf(entries);
    if (!all || !run) return files;
    const finished = { result, evidence: ofTheRun(evidence), again: run.again };
    files.push(...writeReportFiles(root, finished, { page }));
    const checks = entriesOf('check', entries);
    if (allureAgain) {
      const waivers = waiversInForce(run);
      writeAllureResults(root, checks, { evidence, waivers });
    }
    if (page && checks.length > 0) files.push(await writeAllureReport(root, result, { history }));
    return files;
  });
}

/** Without what was sent to clean up later. */
function ofTheRun(evidence: RunRecord['evidence']): RunRecord['evidence'] {
  return new Map([...evidence].filter(([, exchange]) => exchange.case !== CLEANED_UP_LATER));
}
