import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { printable } from '../report';
import { SETTINGS, type WrittenSettings } from '../target';
import { UsageError } from './usage-error';
import { type OptionValues, writtenSettings } from './written-settings';

/**
 * The folder of a run that ended before: the argument, else what `--out` or `REPORTS_DIR` names.
 *
 * @throws UsageError when several are named, or there is no journal
 */
export function recordFolder(
  command: string,
  given: OptionValues,
  args: readonly string[],
): { folder: string; written: WrittenSettings } {
  const example = `Example: booking-conformance ${command} reports`;
  if (args.length > 1 || (args.length === 1 && given.out !== undefined))
    throw new UsageError(`'${command}' takes one folder. ${example}`);
  const written = writtenSettings(given, process.env);
  const dir = args[0] ?? written.REPORTS_DIR?.value ?? SETTINGS.REPORTS_DIR.default;
  const folder = resolve(dir);
  if (!existsSync(join(folder, 'journal.ndjson')))
    throw new UsageError(
      `There is no journal.ndjson in ${printable(folder)}. Name the folder to which a run wrote its reports. ${example}`,
    );
  return { folder, written };
}
