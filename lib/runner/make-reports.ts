import type { ConformanceResult } from '../report';
import { RULEBOOK } from '../rules';
import { JOURNAL_VERSION, type RunEntry } from '../verdict';
import { lockFolder } from './folder-lock';
import { writing } from './output-folder';
import { resultOf, runEntryOf } from './result';
import { readRunRecord, type StoredRecord } from './run-record';
import { suiteVersion } from './suite-version';
import { type ReportOptions, writeReports } from './write-reports';

/** Reports that were made of what a run left. */
export interface MadeReports {
  /** Null when none could be made. */
  readonly result: ConformanceResult | null;
  /** How the user asks for a part of the run again. */
  readonly again: RunEntry['again'] | null;
  readonly files: readonly string[];
  /** What a reader should know of the record, each a sentence. */
  readonly notes: readonly string[];
  /** Why the reports are not those of the whole run, or why there are none; null when all is well. */
  readonly problem: string | null;
}

const NOTHING = { result: null, again: null, files: [], notes: [] };

/**
 * Makes the reports of a run again, of what it left in a folder.
 *
 * @throws FolderInUse while the run goes on; Error with a plain sentence when a report cannot be written
 */
export async function makeReports(
  root: string,
  { page, history }: Pick<ReportOptions, 'page' | 'history'>,
): Promise<MadeReports> {
  const release = await writing(root, () => lockFolder(root));
  try {
    const record = readRunRecord(root);
    const run = record && runEntryOf(record.entries);
    if (!record || !run) return { ...NOTHING, problem: withoutBeginning(root, record) };
    const foreign = madeElsewhere(run);
    if (foreign !== null) return { ...NOTHING, problem: foreign };
    const result = resultOf(record, run, record.damage);
    const files = await writeReports({ root, exchanges: record.files.exchanges }, record, result, {
      allureAgain: true,
      page,
      history,
      all: true,
    });
    const notes = record.cut.map((sentence) => `${sentence} by the end of the run, and is left out.`);
    return { result, again: run.again, files, notes, problem: damageIn(record) };
  } finally {
    release();
  }
}

function withoutBeginning(root: string, record: StoredRecord | null): string {
  if (!record || record.entries.length + record.damage.length === 0)
    return `The journal in ${root} is empty: the run was ended as it began, and there is nothing to report.`;
  return `The journal in ${root} does not begin with the entry of a run: it is damaged, or of an earlier version of the suite. No report can be made of it.`;
}

/** Why this version of the suite cannot report on the run; null when it can. */
export function madeElsewhere({ journal, suite }: RunEntry): string | null {
  if (journal === JOURNAL_VERSION && suite.rulebook === RULEBOOK) return null;
  const { version } = suiteVersion();
  return `The journal was written by version ${suite.version} of the suite, with the rulebook ${suite.rulebook}; this is version ${version}, with ${RULEBOOK}. Make the reports with the version that made the run.`;
}

const MOST_LINES_TOLD = 10;

function damageIn({ damage }: StoredRecord): string | null {
  if (damage.length === 0) return null;
  const more = damage.length - MOST_LINES_TOLD;
  return [
    'What the run left is damaged. The reports tell only what could be read:',
    ...damage.slice(0, MOST_LINES_TOLD).map((sentence) => `  ${sentence}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
