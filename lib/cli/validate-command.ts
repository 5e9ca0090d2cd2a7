import {
  type BookingUse,
  type Definitions,
  hasErrors,
  type Issue,
  locate,
  MAX_MESSAGE_BYTES,
  readMessage,
  type ValidateOptions,
  validate,
} from '../fhir';
import { printable, type Style, styler } from '../report';
import { readSettings } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { readInput, STANDARD_INPUT, UnreadableInput } from './read-input';
import { UsageError } from './usage-error';
import { type OptionValues, writtenSettings } from './written-settings';

const options = {
  json: { type: 'boolean' },
  as: { type: 'string' },
  profiles: { type: 'string' },
  'env-file': { type: 'string' },
} as const;

const USES: readonly BookingUse[] = ['request', 'response', 'cancel'];

const help = `booking-conformance validate FILE… [options]

Validates FHIR STU3 messages in files, JSON or XML, against base STU3, its invariants and the CareConnect profiles. Asks
nothing of the network. The file - is standard input. A file of more than ${MAX_MESSAGE_BYTES} bytes is not judged.

  --as USE          also against the tables of the booking pages, as an Appointment that is the body of a booking
                    (request), the answer to one (response), or the body of a cancellation (cancel)
  --profiles DIR    also against the profiles and value sets in a folder, or in an unpacked FHIR package (PROFILES_DIR)
  --json            writes [{file, valid, issues: [{severity, layer, path, message, line, column}]}]
  --env-file FILE   reads settings from this file, by default .env (ENV_FILE)

Exit codes: 0 every file is valid (it may have warnings), 1 one is not, 64 wrong usage, or a file that cannot be read.`;

/** What is told of one file. */
interface Validated {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: readonly Issue[];
}

async function validateFiles(given: OptionValues, files: readonly string[]): Promise<ExitCode> {
  const as = useIn(given);
  demandFiles(files);
  const profiles = profilesIn(given);
  if (profiles !== null) process.stderr.write(`${profilesText(profiles)}\n`);
  const settings = { ...(as && { as }), ...(profiles && { library: profiles.library }) };
  const results = await resultsOf(files, settings);
  process.stdout.write(given.json ? `${JSON.stringify(results.map(inJson), null, 2)}\n` : textOf(results));
  return results.every(({ valid }) => valid) ? EXIT.conformant : EXIT.nonConformant;
}

function useIn({ as }: OptionValues): BookingUse | null {
  if (as === undefined) return null;
  const use = USES.find((each) => each === as);
  if (use !== undefined) return use;
  throw new UsageError(
    `--as ${printable(String(as))}: allowed are ${USES.join(', ')}. Example: --as request`,
  );
}

function demandFiles(files: readonly string[]): void {
  if (files.length === 0)
    throw new UsageError(
      'There is no file to validate. Name one or more, or - for standard input.\nExample: booking-conformance validate booking.json',
    );
  if (files.filter((file) => file === STANDARD_INPUT).length > 1)
    throw new UsageError('Standard input (-) can be read only once; name it once.');
}

/** What PROFILES_DIR or --profiles names. No other setting matters here, nor whether it is right. */
function profilesIn(given: OptionValues): Definitions | null {
  const { PROFILES_DIR } = writtenSettings(given, process.env);
  if (PROFILES_DIR === undefined) return null;
  return readSettings({ PROFILES_DIR }, { sources: [], overlays: [] }).profiles;
}

/** @throws UsageError that names every file that cannot be read */
async function resultsOf(files: readonly string[], settings: ValidateOptions): Promise<Validated[]> {
  const results: Validated[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      results.push(validated(file, await readInput(file, MAX_MESSAGE_BYTES + 1), settings));
    } catch (error) {
      if (!(error instanceof UnreadableInput)) throw error;
      problems.push(`  ${printable(file)}: ${printable(error.message)}`);
    }
  }
  if (problems.length === 0) return results;
  throw new UsageError(['Nothing is told, because these cannot be read:', ...problems].join('\n'));
}

function validated(file: string, bytes: Uint8Array, settings: ValidateOptions): Validated {
  const message = readMessage(bytes);
  const found = message.value === undefined ? [] : validate(message.value, settings);
  const issues = locate([...message.issues, ...found], message).sort(byPosition);
  return { file, valid: !hasErrors(issues), issues };
}

/** In the order of the text; first what has no position. */
function byPosition(one: Issue, other: Issue): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** The contract: these members, always. */
function inJson({ file, valid, issues }: Validated): object {
  const shown = issues.map(({ severity, layer, path, message, line = null, column = null }) => {
    return { severity, layer, path, message, line, column };
  });
  return { file, valid, issues: shown };
}

const STYLES: Record<Issue['severity'], Style> = { error: 'red', warning: 'yellow', information: 'dim' };

function textOf(results: readonly Validated[]): string {
  const style = styler(process.stdout);
  const blocks = results.map(({ file, valid, issues }) => {
    const verdict = valid ? style('green', 'valid') : style('red', 'not valid');
    const lines = issues.map((issue) => `  ${issueText(file, issue, style)}`);
    return [`${printable(file)}: ${verdict}`, ...lines, ''].join('\n');
  });
  return `${blocks.join('\n')}\n${summary(results)}\n`;
}

function issueText(
  file: string,
  { severity, layer, path, message, line, column }: Issue,
  style: ReturnType<typeof styler>,
): string {
  const place = line === undefined ? printable(file) : `${printable(file)}:${line}:${column}`;
  const element = path === '' ? '' : `${printable(path)}: `;
  return `${place} ${style(STYLES[severity], severity)} ${layer} ${element}${printable(message, 1_000)}`;
}

function summary(results: readonly Validated[]): string {
  const issues = results.flatMap((result) => result.issues);
  const number = (severity: Issue['severity']): number =>
    issues.filter((issue) => issue.severity === severity).length;
  const valid = results.filter((result) => result.valid).length;
  const files = `${counted(results.length, 'file')}: ${valid} valid, ${results.length - valid} not`;
  return `${files}; ${counted(number('error'), 'error')}, ${counted(number('warning'), 'warning')}.`;
}

/** How many notes on profiles are shown: those of a whole package would fill screens. */
const MOST_NOTES = 20;

function profilesText({ profiles, valueSets, notes }: Definitions): string {
  const read = `Read ${counted(profiles, 'profile')} and ${counted(valueSets, 'value set')}.`;
  const shown = notes.slice(0, MOST_NOTES).map(({ file, why }) => `  ${printable(file)}: ${printable(why)}`);
  const more = notes.length > MOST_NOTES ? [`  and ${notes.length - MOST_NOTES} more`] : [];
  return [notes.length === 0 ? read : `${read} Not used, or only in part:`, ...shown, ...more].join('\n');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/**
 * The command `validate`.
 *
 * @throws UsageError, SettingsError when the user must mend something
 */
export const validateCommand: Command = { help, options, takesArguments: true, run: validateFiles };
