import { runCLI } from '@jest/core';
import type { FaultEntry } from '../verdict';

/** What Jest says when nothing of what was selected falls to a lane, or to a shard. */
const WITHOUT_TEST = 'Your test suite must contain at least one test.';

/**
 * Runs the suites that a configuration describes, in so many processes; gives those that did not load or crashed. That
 * nothing is left of them to run is none of that: whoever knows what was selected sees it by what was judged.
 */
export async function runJest(config: Record<string, unknown>, workers: number): Promise<FaultEntry[]> {
  const argv = {
    config: JSON.stringify(config),
    ...(workers === 1 ? { runInBand: true } : { maxWorkers: workers }),
    ci: true,
    passWithNoTests: true,
    silent: true,
  };
  const { results } = await runCLI({ ...argv, _: [], $0: 'booking-conformance' }, [process.cwd()]);
  const faults: FaultEntry[] = results.testResults
    .filter((file) => file.testExecError && textOf(file.testExecError) !== WITHOUT_TEST)
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
