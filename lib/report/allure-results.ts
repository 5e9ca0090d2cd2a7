import { join } from 'node:path';
import type { ExchangeRecord } from '../http';
import { type CheckEntry, inOrder, type Report } from '../verdict';
import { AllureCase } from './allure-case';
import { replaceFolder, writeInOnePiece } from './in-one-piece';

/**
 * Writes `allure-results`: one result for each test of the run, which is one rule in one case, with the exchanges that
 * show it. What an earlier run left there is replaced.
 *
 * @returns the path of the folder
 * @throws Error of the file system when it cannot be written
 */
export function writeAllureResults(
  out: string,
  checks: readonly CheckEntry[],
  evidence: ReadonlyMap<string, ExchangeRecord>,
): string {
  const folder = join(out, 'allure-results');
  replaceFolder(folder, (fresh) => {
    for (const [first, ...more] of testsOf(checks)) {
      const reports = [first, ...more].map(reportOf);
      const duration = { start: first.startedAt, stop: (more.at(-1) ?? first).endedAt };
      const result = new AllureCase(first.test, reports, evidence, fresh).result(duration);
      writeInOnePiece(join(fresh, `${result.uuid}-result.json`), JSON.stringify(result));
    }
  });
  return folder;
}

/** The checks of each test: most have one, and those that judge many cases one for each. */
function testsOf(checks: readonly CheckEntry[]): Array<[CheckEntry, ...CheckEntry[]]> {
  const tests = new Map<string, [CheckEntry, ...CheckEntry[]]>();
  for (const check of inOrder(checks)) {
    const key = `${check.rule} ${check.test}`;
    const known = tests.get(key);
    if (known) known.push(check);
    else tests.set(key, [check]);
  }
  return [...tests.values()];
}

function reportOf({ rule, case: name, test, exchanges, ...found }: CheckEntry): Report {
  const { outcome, message, expected, actual } = found;
  return {
    rule,
    ...(name === test ? {} : { case: name }),
    finding: { outcome, message, expected, actual, holds: outcome === 'pass' },
    exchanges,
  };
}
