import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestCase, TestSuite, TestSuites } from 'junit2json' with { 'resolution-mode': 'import' };

/** A module of ECMAScript, which Jest does not load: its command reads for us. */
const CLI = join(__dirname, '..', '..', 'node_modules', 'junit2json', 'dist', 'esm', 'cli.js');

export type { TestCase, TestSuite };

/** What an independent parser reads of JUnit XML. */
export function readJunit(xml: string): TestSuites {
  const json = execFileSync(process.execPath, [CLI, '-'], {
    input: xml,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(json);
}

/** The cases of all suites. */
export const casesIn = ({ testsuite = [] }: TestSuites): TestCase[] =>
  testsuite.flatMap(({ testcase = [] }) => testcase);

/** How many cases came out so. */
export const withOutcome = (cases: readonly TestCase[], of: 'failure' | 'error' | 'skipped'): number =>
  cases.filter((each) => each[of] !== undefined).length;
