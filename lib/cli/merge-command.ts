import { SETTINGS } from '../target';
import { type ExitCode, exitCodeOf, isOutdated } from '../verdict';
import type { Command } from './command';
import { tellResult } from './tell-result';
import { UsageError } from './usage-error';
import { type OptionValues, writtenSettings } from './written-settings';

const options = {
  out: { type: 'string' },
  history: { type: 'string' },
  'no-html': { type: 'boolean' },
} as const;

const help = `booking-conformance merge DIR DIR... [--out DIR] [--history FILE] [--no-html]

Puts the shards of one run together (\`run --shard 1/3\`, 2/3 and 3/3, on as many machines), judges what is judged on all
exchanges, and writes the reports of the whole, as if one machine had made the run. Each DIR is what one shard wrote to.
Asks nothing of the network.

  --out DIR       where the reports go, by default reports (REPORTS_DIR)
  --history FILE  keeps how runs ended in this file, for the trend on the Allure page (HISTORY_FILE)
  --no-html       leaves out the pages for people: the conformance report, and Allure's (HTML_REPORT=false)

Exit codes: as of \`run\`: 0 conformant, 1 non-conformant, 2 incomplete; 64 wrong usage, a shard that is missing, or shards
of different runs; 70 the reports could not be written.`;

async function merge(given: OptionValues, folders: readonly string[]): Promise<ExitCode> {
  if (folders.length === 0)
    throw new UsageError(
      "'merge' takes the folders of all shards of a run. Example: booking-conformance merge shard-1 shard-2 --out reports",
    );
  const written = writtenSettings(given, process.env);
  const { mergeShards } = await import('../runner/merge.js');
  const { result, again, files } = await mergeShards(folders, {
    dir: written.REPORTS_DIR?.value ?? SETTINGS.REPORTS_DIR.default,
    as: written.REPORTS_DIR?.as ?? 'REPORTS_DIR',
    page: written.HTML_REPORT?.value !== 'false',
    history: written.HISTORY_FILE?.value ?? null,
  });
  tellResult(result, again, files);
  return exitCodeOf({
    verdict: result.verdict,
    faults: result.run.faults.length,
    interrupted: false,
    outdatedWaivers: result.waivers.filter(isOutdated).length,
  });
}

/**
 * The command `merge`.
 *
 * @throws UsageError, NotMergeable, SettingsError, FolderInUse when the user must mend something; Error when the reports
 *   cannot be written
 */
export const mergeCommand: Command = { help, options, takesArguments: true, run: merge };
