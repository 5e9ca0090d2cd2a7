import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { recordFolder } from './record-folder';
import { tellResult } from './tell-result';
import type { OptionValues } from './written-settings';

const options = {
  out: { type: 'string' },
  history: { type: 'string' },
  'no-html': { type: 'boolean' },
} as const;

const help = `booking-conformance report [DIR] [--history FILE] [--no-html]

Makes the reports of a run again, of the journal and the exchanges that it left in DIR: conformance.json, Allure's results
and its page, and what is told on the terminal. Works for a run that was killed, too. Asks nothing of the network.

  --out DIR       the folder of the run, by default reports (REPORTS_DIR)
  --history FILE  keeps how runs ended in this file, for the trend on the Allure page (HISTORY_FILE)
  --no-html       leaves out the pages for people: the conformance report, and Allure's (HTML_REPORT=false)

Exit codes: 0 the reports were made, whatever they say; 1 the journal is damaged, and the reports tell only what could be
read, or none can be made; 64 wrong usage, or no journal there; 70 they could not be written.`;

async function report(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const { folder, written } = recordFolder('report', given, args);
  const { makeReports } = await import('../runner/make-reports.js');
  const { result, again, files, notes, problem } = await makeReports(folder, {
    page: written.HTML_REPORT?.value !== 'false',
    history: written.HISTORY_FILE?.value ?? null,
  });
  if (result && again) tellResult(result, again, files);
  for (const note of notes) process.stderr.write(`${note}\n`);
  if (problem === null) return EXIT.conformant;
  process.stderr.write(`${problem}\n`);
  return EXIT.nonConformant;
}

/**
 * The command `report`.
 *
 * @throws UsageError, FolderInUse when the user must mend something; Error when the reports cannot be written
 */
export const reportCommand: Command = { help, options, takesArguments: true, run: report };
