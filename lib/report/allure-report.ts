import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHARTS, categoriesFor, headingOf } from './allure-config';
import { AllureHistory, type HistoryTest, historyFileIn, MOST_RUNS } from './allure-history';
import { cleanPage } from './allure-page';
import type { ConformanceResult } from './conformance-result';

/**
 * Makes `allure-report/index.html` of the results beside it: one file with everything in it, which opens from disk and asks
 * nothing of anybody; the same for the same run and history. The run is added to the history.
 *
 * @param history the file that keeps the runs before; null for the one in the folder
 * @returns the path of the page
 * @throws Error when the page or the history cannot be made or written, or the page would still refer to something outside
 */
export async function writeAllureReport(
  out: string,
  result: ConformanceResult,
  { history: historyFile }: { readonly history: string | null },
): Promise<string> {
  const folder = join(out, 'allure-report');
  const output = `${folder}.new`;
  rmSync(output, { recursive: true, force: true });
  const history = new AllureHistory(historyFile ?? historyFileIn(out), result);
  history.add(await generate(join(out, 'allure-results'), output, history.earlier, result));

  const page = join(output, 'index.html');
  for (const file of readdirSync(output)) {
    if (file !== 'index.html') rmSync(join(output, file), { recursive: true });
  }
  writeFileSync(page, cleanPage(readFileSync(page, 'utf8'), result));
  // Made beside and then renamed, so that neither a full disk nor a kill leaves half a page that looks whole.
  rmSync(folder, { recursive: true, force: true });
  renameSync(output, folder);
  return join(folder, 'index.html');
}

/** Lets Allure make its page of the results and the runs before; gives how each test ended. */
async function generate(
  results: string,
  output: string,
  earlier: readonly string[],
  result: ConformanceResult,
): Promise<HistoryTest[]> {
  const { AllureReport, resolveConfig } = await import('@allurereport/core');
  const historyPath = `${output}.history`;
  const config = await resolveConfig({
    ...headingOf(result),
    output,
    // Without a run before this one, none of its tests is to be called new.
    ...(earlier.length === 0 ? {} : { historyPath, historyLimit: MOST_RUNS, appendHistory: false }),
    hideLabels: HIDDEN_LABELS,
    categories: categoriesFor(result.run.gate),
    resolutions: {
      // By default Allure writes this file into the folder that the user happens to be in.
      knownIssuesPath: join(output, 'known-issues.json'),
      rules: [
        {
          resolution: 'accepted',
          messageRegexp: '^WARNING \\[',
          comment: 'A warning: it does not decide the verdict',
        },
      ],
    },
    plugins: {
      awesome: {
        options: {
          singleFile: true,
          groupBy: ['epic', 'feature', 'story'],
          reportLanguage: 'en',
          theme: 'light',
          sections: ['charts'],
          charts: CHARTS,
        },
      },
    },
  } as unknown as Parameters<typeof resolveConfig>[0]);
  const report = new AllureReport(config);
  // By default Allure names each page by chance.
  Object.assign(report, { reportUuid: result.run.id });
  try {
    writeFileSync(historyPath, earlier.join(''));
    await report.start();
    // One by one, in the order of their names: read side by side, tests that began together change places.
    for (const name of readdirSync(results).sort()) await report.readFile(join(results, name));
    await report.done();
  } finally {
    rmSync(historyPath, { force: true });
  }
  const tests = await report.store.allTestResults();
  return tests.map(({ historyId = '', id, name, status, start = 0, stop = 0 }) => {
    return { historyId, id, name, status, start, stop };
  });
}

/** What every test has alike, or what is told in another place on the page. */
const HIDDEN_LABELS = [
  ...['host', 'thread', 'language', 'framework', 'package', 'parentSuite', 'suite', 'subSuite'],
  /^_/,
];
