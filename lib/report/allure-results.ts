import { join } from 'node:path';
import type { TestResult } from 'allure-js-commons';
import type { ExchangeRecord } from '../http';
import { ruleById } from '../rules';
import { type CheckEntry, inOrder, type Waiver, waiverFor } from '../verdict';
import { AllureCase } from './allure-case';
import type { ShownReport } from './allure-description';
import { replaceFolder, writeInOnePiece } from './in-one-piece';

/** Where Allure's results go while a run goes on. */
export interface AllureOutput {
  readonly folder: string;
  /** Does what writes there; never throws, for what cannot be written must not end a test. */
  readonly attempt: (work: () => void) => void;
}

/** What of a run its tests are shown with. */
export interface AllureBackground {
  readonly evidence: ReadonlyMap<string, ExchangeRecord>;
  /** The waivers in force. */
  readonly waivers: readonly Waiver[];
}

/**
 * Writes `allure-results` again: one result for each test of the run, which is one rule in one case, with the exchanges
 * that show it. What the run itself left there is replaced.
 *
 * @returns the path of the folder
 * @throws Error of the file system when it cannot be written
 */
export function writeAllureResults(
  out: string,
  checks: readonly CheckEntry[],
  background: AllureBackground,
): string {
  const folder = join(out, 'allure-results');
  replaceFolder(folder, (fresh) => {
    for (const test of testsOf(checks)) {
      const result = allureResultOf(test, background, fresh);
      writeInOnePiece(join(fresh, `${result.uuid}-result.json`), JSON.stringify(result));
    }
  });
  return folder;
}

/** The result of one test, whose attachments are written; the same for those checks, whenever it is made. */
export function allureResultOf(
  checks: readonly [CheckEntry, ...CheckEntry[]],
  { evidence, waivers }: AllureBackground,
  folder: string,
): TestResult {
  const [first, ...more] = inOrder(checks) as [CheckEntry, ...CheckEntry[]];
  const reports = [first, ...more].map((check) => reportOf(check, waivers));
  const duration = { start: first.startedAt, stop: (more.at(-1) ?? first).endedAt };
  return new AllureCase(first.test, reports, evidence, folder).result(duration);
}

/** The checks of each test: most have one, and those that judge many cases one for each. */
function testsOf(checks: readonly CheckEntry[]): Array<[CheckEntry, ...CheckEntry[]]> {
  const tests = new Map<string, [CheckEntry, ...CheckEntry[]]>();
  for (const check of checks) {
    const key = `${check.rule} ${check.test}`;
    const known = tests.get(key);
    if (known) known.push(check);
    else tests.set(key, [check]);
  }
  return [...tests.values()];
}

function reportOf(check: CheckEntry, waivers: readonly Waiver[]): ShownReport {
  const { rule, case: name, test, exchanges, ...found } = check;
  const { outcome, message, expected, actual } = found;
  return {
    rule,
    ...(name === test ? {} : { case: name }),
    finding: { outcome, message, expected, actual, holds: outcome === 'pass' },
    exchanges,
    waiver: waiverFor(ruleById(rule), check, waivers),
  };
}
