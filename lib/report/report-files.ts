import { join } from 'node:path';
import { badgeSvg } from './badge';
import { earlJsonLd } from './earl';
import type { FinishedRun } from './finished-run';
import { exchangesHar } from './har';
import { conformancePage } from './html/page';
import { writeInOnePiece } from './in-one-piece';
import { junitXml } from './junit';
import { testReportJson } from './test-report';
import { traceabilityCsv } from './traceability';

/** One report that is one file. */
interface ReportFile {
  /** What it is called in the folder of the run. */
  readonly name: string;
  /** Whether it is a page to be read by people, which `--no-html` leaves out. */
  readonly isPage: boolean;
  /** Gives its whole text; the same for the same run. */
  readonly textOf: (run: FinishedRun) => string;
}

/** The reports beside `conformance.json` and Allure's: each is made of the same finished run. */
const REPORT_FILES: readonly ReportFile[] = [
  { name: 'conformance.html', isPage: true, textOf: conformancePage },
  { name: 'junit.xml', isPage: false, textOf: junitXml },
  { name: 'traceability.csv', isPage: false, textOf: traceabilityCsv },
  { name: 'exchanges.har', isPage: false, textOf: exchangesHar },
  { name: 'badge.svg', isPage: false, textOf: badgeSvg },
  { name: 'earl.jsonld', isPage: false, textOf: earlJsonLd },
  { name: 'testreport.json', isPage: false, textOf: testReportJson },
];

/**
 * Writes them, each in one piece in the place of an earlier one.
 *
 * @param page false leaves out those that people read
 * @returns their paths
 * @throws Error of the file system when one cannot be written
 */
export function writeReportFiles(
  out: string,
  run: FinishedRun,
  { page }: { readonly page: boolean },
): string[] {
  return REPORT_FILES.filter(({ isPage }) => page || !isPage).map(({ name, textOf }) => {
    const file = join(out, name);
    writeInOnePiece(file, textOf(run));
    return file;
  });
}
