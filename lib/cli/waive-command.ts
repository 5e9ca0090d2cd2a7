import { existsSync } from 'node:fs';
import {
  type Draft,
  draftWaivers,
  printable,
  readResult,
  type Said,
  type StoredResult,
  UnreadableResult,
  writeInOnePiece,
} from '../report';
import { SETTINGS, SettingsError, type WrittenSettings } from '../target';
import { dayInEngland, daysLater, EXIT, type ExitCode, isDay, namesCase } from '../verdict';
import { draftsIn, WAIVERS_VERSION, type WrittenWaiver } from '../verdict/read-waivers';
import type { Command } from './command';
import { UsageError } from './usage-error';
import { waiverProblems, waiverText } from './waivers-setting';
import { type OptionValues, writtenSettings } from './written-settings';

const options = {
  waivers: { type: 'string' },
  reason: { type: 'string' },
  owner: { type: 'string' },
  reference: { type: 'string' },
  expires: { type: 'string' },
  append: { type: 'boolean' },
  force: { type: 'boolean' },
  'env-file': { type: 'string' },
} as const;

const DEFAULT_FILE = 'waivers.json';
const DAYS = 30;
const MOST_TOLD = 20;

const help = `booking-conformance waive [RESULT] [options]

Writes a waiver file from the failures of a run: of its conformance.json, or of that in a folder, by default of the last
run. It has an entry for each rule and case, or for a rule that fails in all its cases; also for a rule that could not be
judged since one that it needs is broken. A run does not take the file until a person has filled in every reason and owner.

  --waivers FILE    the file to write, by default ${DEFAULT_FILE} (WAIVERS_FILE)
  --reason TEXT     why the failures are accepted until that day
  --owner TEXT      who answers for it
  --reference TEXT  where it is followed up, such as a ticket
  --expires DATE    the last day on which they are waived, by default ${DAYS} days from now: YYYY-MM-DD
  --append          keeps what is in the file, and adds what it does not cover
  --force           replaces the file
  --env-file FILE   reads settings from this file, by default .env (ENV_FILE)

Exit codes: 0 written, or nothing to waive, 64 wrong usage, no result of a run, or the file is there already.`;

async function waive(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const written = writtenSettings(given, process.env);
  const expires = lastDay(given.expires);
  const { file: source, result } = resultOf(args, written);
  const file = written.WAIVERS_FILE?.value ?? DEFAULT_FILE;
  const kept = await waiversToKeep(file, given, written);
  const said: Said = {
    reason: textIn(given.reason),
    owner: textIn(given.owner),
    reference: textIn(given.reference),
    expires,
  };
  const drafts = draftWaivers(result, said).filter((draft) => !kept.some((waiver) => covers(waiver, draft)));
  if (drafts.length === 0) {
    say(`${nothingToWaive(source, result, kept)} Nothing was written.`);
    return EXIT.conformant;
  }
  write(file, [...kept, ...drafts.map(({ waiver }) => waiver)]);
  tell(file, drafts, said);
  return EXIT.conformant;
}

/** @throws UsageError when it is no day, or is over */
function lastDay(given: OptionValues[string]): string {
  const today = dayInEngland(new Date());
  if (given === undefined) return daysLater(today, DAYS);
  const day = String(given);
  if (isDay(day) && day >= today) return day;
  const why = isDay(day) ? 'that day is over' : 'that is no day';
  throw new UsageError(
    `--expires ${printable(day)}: ${why}. Allowed is a day from today on, as YYYY-MM-DD. Example: --expires ${daysLater(today, DAYS)}`,
  );
}

/** @throws UsageError when there is no such result */
function resultOf(
  args: readonly string[],
  { REPORTS_DIR }: WrittenSettings,
): { readonly file: string; readonly result: StoredResult } {
  const example = 'Example: booking-conformance waive reports/conformance.json';
  if (args.length > 1) throw new UsageError(`'waive' takes one result. ${example}`);
  const path = args[0] ?? REPORTS_DIR?.value ?? SETTINGS.REPORTS_DIR.default;
  try {
    return readResult(path);
  } catch (error) {
    if (!(error instanceof UnreadableResult)) throw error;
    throw new UsageError(`${printable(path)} ${printable(error.message, 1_000)}. ${example}`);
  }
}

/**
 * What stays of a file that is there.
 *
 * @throws UsageError when the user did not say what is to become of it; SettingsError when it is no waiver file
 */
async function waiversToKeep(
  file: string,
  given: OptionValues,
  { WAIVERS_FILE }: WrittenSettings,
): Promise<readonly WrittenWaiver[]> {
  if (given.append && given.force) throw new UsageError('--append and --force do not go together.');
  if (given.force || !existsSync(file)) return [];
  if (!given.append)
    throw new UsageError(
      `${printable(file)} is there already. --append adds to it what it does not cover, --force replaces it, and --waivers FILE names another one.`,
    );
  try {
    return draftsIn(await waiverText(file));
  } catch (error) {
    throw new SettingsError(waiverProblems(error, WAIVERS_FILE ?? { value: file, as: '--append' }));
  }
}

/** Whether an entry is about what a draft is about: also one that is over, whose day is to be renewed then. */
function covers(entry: WrittenWaiver, { waiver }: Draft): boolean {
  if (entry.rule !== waiver.rule) return false;
  const name = entry.case ?? null;
  return name === null || (waiver.case !== undefined && namesCase(name, waiver.case));
}

/** @throws UsageError when it cannot be written */
function write(file: string, waivers: ReadonlyArray<WrittenWaiver | Draft['waiver']>): void {
  const content = { schemaVersion: WAIVERS_VERSION, waivers };
  try {
    // In one piece: the reasons in a file that is there must not be lost to a full disk.
    writeInOnePiece(file, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`${printable(file)} cannot be written: ${printable((error as Error).message)}`);
  }
}

function tell(file: string, drafts: readonly Draft[], { reason, owner }: Said): void {
  const one = drafts.length === 1;
  say(`${printable(file)} has ${drafts.length} ${one ? 'waiver' : 'waivers'} more:`);
  for (const { waiver, message } of drafts.slice(0, MOST_TOLD)) {
    const about =
      waiver.case === undefined ? `${waiver.rule}, in all cases` : `${waiver.rule}: ${waiver.case}`;
    say(`  ${printable(about)}\n      ${printable(message ?? '')}`);
  }
  if (drafts.length > MOST_TOLD) say(`  and ${drafts.length - MOST_TOLD} more`);
  const open = [...(reason === '' ? ['reason'] : []), ...(owner === '' ? ['owner'] : [])];
  if (open.length > 0)
    say(`Fill in ${open.join(' and ')} of ${one ? 'it' : 'each'}: a run does not take the file until then.`);
  say(`Then: booking-conformance run --waivers ${printable(file)}`);
}

function nothingToWaive(source: string, { verdict }: StoredResult, kept: readonly WrittenWaiver[]): string {
  if (kept.length > 0) return `The file covers all that fails and decides in ${printable(source)}.`;
  return `There is nothing to waive: ${printable(source)} is ${verdict}, and nothing in it fails that decides.`;
}

const textIn = (given: OptionValues[string]): string => (given === undefined ? '' : String(given).trim());

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * The command `waive`.
 *
 * @throws UsageError, SettingsError when the user must mend something
 */
export const waiveCommand: Command = { help, options, takesArguments: true, run: waive };
