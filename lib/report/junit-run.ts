import { brokenRulesOf } from './broken-rules';
import { conclusionOf } from './conclusion';
import type { ConformanceResult } from './conformance-result';
import type { TestCase } from './junit-checks';
import { printable } from './printable';
import { outdatedWaivers, waiverNote } from './waiver-text';
import { counted } from './words';

/** What every run has to be, whatever its checks found. */
const CLASS_NAME = 'run';
const MOST_LISTED = 50;

/**
 * The run as a whole in test cases, the same in each run: its verdict, that it ran to its end and without faults of the
 * suite, and that no waiver is to be mended. All of them pass only where the command ends with 0.
 */
export function casesOfTheRun(result: ConformanceResult): TestCase[] {
  const { stopped, faults } = result.run;
  const outdated = outdatedWaivers(result).map((waiver) => waiverNote(waiver) ?? '');
  return [
    verdict(result),
    inOrder('The run came to its end', 'error', stopped === null ? [] : [stopped], 'the run ended early'),
    inOrder(
      'The suite was without faults',
      'error',
      faults,
      `the suite itself failed in ${counted(faults.length, 'place')}`,
    ),
    inOrder(
      'The waivers are in force and needed',
      'failure',
      outdated,
      `${counted(outdated.length, 'waiver is', 'waivers are')} expired or stale`,
    ),
  ];
}

function verdict(result: ConformanceResult): TestCase {
  const { title, sentence, caveats } = conclusionOf(result);
  const text = lines([sentence, ...caveats, ...decidingIn(result)]);
  const test = { ...testCase('The server is conformant'), message: `${title}: ${sentence}`, text };
  switch (result.verdict) {
    case 'conformant':
      return { ...test, message: null };
    case 'non-conformant':
      return { ...test, kind: 'failure', type: result.verdict };
    case 'incomplete':
      return { ...test, kind: 'error', type: result.verdict };
  }
}

/** The rules that make the verdict what it is. */
function decidingIn(result: ConformanceResult): string[] {
  return brokenRulesOf(result).deciding.map(({ level, id, title }) => `${level} ${id}: ${title}`);
}

/** A test case that passes where there are no problems. */
function inOrder(
  name: string,
  kind: 'error' | 'failure',
  problems: readonly string[],
  message: string,
): TestCase {
  const test = testCase(name);
  return problems.length === 0 ? test : { ...test, kind, message, type: 'run', text: lines(problems) };
}

const testCase = (name: string): TestCase => ({
  className: CLASS_NAME,
  name,
  durationMs: 0,
  kind: 'passed',
  message: null,
  type: null,
  text: null,
  properties: [],
});

function lines(texts: readonly string[]): string {
  const more = texts.length - MOST_LISTED;
  const told = texts.slice(0, MOST_LISTED).map((text) => printable(text, 1_000));
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
