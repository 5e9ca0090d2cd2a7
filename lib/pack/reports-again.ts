import {
  type ConformanceResult,
  writeAllureResults,
  writeConformanceResult,
  writeReportFiles,
} from '../report';
import { RECORD } from '../runner/output-folder';
import type { StoredRecord } from '../runner/run-record';
import { entriesOf, type RunEntry, waiversInForce } from '../verdict';
import { ALLURE_RESULTS, differingResults } from './allure-again';
import { filesIn, isSame, packedFile } from './folder-files';
import { inTemporaryFolder } from './temporary-folder';

/** The reports in a folder beside those that are made of the record in it. All are paths below the folder. */
export interface ComparedReports {
  readonly same: number;
  /** What says something else, or is made of no run. */
  readonly different: readonly string[];
  /** What `report` would make, and is not there: pages were left out, or somebody took them away. */
  readonly missing: readonly string[];
  /** What is not the same each time that it is made. */
  readonly notCompared: readonly string[];
}

/** Allure's page shows the runs before it, too, and when it was made. */
const NOT_COMPARED = 'allure-report/';

/**
 * Makes the reports of a run again, of nothing but its record, and compares them with those in its folder, byte by byte;
 * Allure's results by what they say, since Allure names their files by chance.
 *
 * @param files what is to be compared: paths below the folder
 * @throws Error of the file system when a file cannot be read, or no other one be written
 */
export async function compareReports(
  folder: string,
  files: readonly string[],
  record: StoredRecord,
  run: RunEntry,
  result: ConformanceResult,
): Promise<ComparedReports> {
  return inTemporaryFolder(async (fresh) => {
    makeAgain(fresh, record, run, result);
    const again = new Set(filesIn(fresh));
    const reports = files.filter((path) => !RECORD.some((name) => isWithin(name, path)));
    const notCompared = reports.filter((path) => path.startsWith(NOT_COMPARED));
    const compared = reports.filter((path) => !path.startsWith(NOT_COMPARED));
    const plain = compared.filter((path) => !isWithin(ALLURE_RESULTS, path));
    const ofAllure = compared.filter((path) => isWithin(ALLURE_RESULTS, path));
    const different: string[] = [];
    for (const path of plain)
      if (!again.has(path) || !(await isSameIn(folder, fresh, path))) different.push(path);
    const allure = differingResults(folder, ofAllure, fresh);
    const there = new Set(compared);
    return {
      same: compared.length - different.length - allure.different.length,
      different: [...different, ...allure.different].sort(),
      missing: [
        ...[...again].filter((path) => !isWithin(ALLURE_RESULTS, path) && !there.has(path)),
        ...allure.missing,
      ],
      notCompared,
    };
  });
}

function makeAgain(fresh: string, record: StoredRecord, run: RunEntry, result: ConformanceResult): void {
  const { entries, evidence } = record;
  writeConformanceResult(fresh, result);
  writeReportFiles(fresh, { result, evidence, again: run.again }, { page: true });
  writeAllureResults(fresh, entriesOf('check', entries), { evidence, waivers: waiversInForce(run) });
}

const isWithin = (name: string, path: string): boolean => path === name || path.startsWith(`${name}/`);

async function isSameIn(one: string, other: string, path: string): Promise<boolean> {
  return isSame(await packedFile(one, path), await packedFile(other, path));
}
