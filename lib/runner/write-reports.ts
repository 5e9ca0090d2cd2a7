import {
  type ConformanceResult,
  writeAllureReport,
  writeAllureResults,
  writeConformanceResult,
} from '../report';
import { entriesOf, waiversInForce } from '../verdict';
import { type OutputFolder, writing } from './output-folder';
import { runEntryOf } from './result';
import type { RunRecord } from './run-record';

export interface ReportOptions {
  /** Whether Allure's results, which a run writes as it goes, are written again. */
  readonly allureAgain: boolean;
  /** Whether Allure's page is made of them. */
  readonly page: boolean;
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
  { allureAgain, page }: ReportOptions,
): Promise<string[]> {
  return writing(root, async () => {
    const files = [writeConformanceResult(root, result), exchanges];
    if (allureAgain) {
      const run = runEntryOf(entries);
      const waivers = run ? waiversInForce(run) : [];
      writeAllureResults(root, entriesOf('check', entries), { evidence, waivers });
    }
    if (page) files.push(await writeAllureReport(root, result));
    return files;
  });
}
