import { randomUUID } from 'node:crypto';
import type { Settings } from '../target';
import type { JournalEntry } from '../verdict';
import { jestConfig } from './jest-config';
import { makeLane } from './lane';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import { nothingSelected, selectedRules } from './selected';
import type { ListedCase } from './selection';
import { partOf, shardEntry } from './shard';
import { Wire } from './wire';

/** Nothing is sent, so that no test takes longer. */
const TEST_TIMEOUT_MS = 5_000;

/** What a run would be about. */
export interface CaseList {
  readonly cases: readonly ListedCase[];
  /** Why there is none, as a plain sentence: the selection comes to nothing. */
  readonly problem: string | null;
}

/**
 * The cases that a run with these settings would send, in their order, and the rules that it would judge on each. The
 * suites are loaded and define their cases; none of them is run, and nothing is sent or written.
 *
 * @throws Error when the suites do not load
 */
export async function listCases(settings: Settings, baseUrl: string): Promise<CaseList> {
  const entries: JournalEntry[] = [];
  let cases: readonly ListedCase[] = [];
  const { context } = makeLane({
    settings,
    baseUrl,
    run: randomUUID(),
    wire: new Wire(settings, () => {}),
    share: null,
    rules: selectedRules(settings).map(({ id }) => id),
    waivers: [],
    part: partOf(settings),
    write: (entry) => entries.push(entry),
    allure: null,
  });
  setRunContext({
    ...context,
    list: (listed) => {
      cases = listed;
    },
  });
  try {
    const [fault] = await runJest(jestConfig(TEST_TIMEOUT_MS), 1);
    if (fault) throw new Error(`${fault.where}: ${fault.message}`);
    return { cases, problem: cases.length > 0 ? null : nothingSelected(shardEntry(settings), entries) };
  } finally {
    setRunContext(null);
  }
}
