import { printable } from '../report';
import { OVERLAYS, SOURCES } from '../rules';
import type { Leftovers } from '../runner/leftovers';
import {
  type LeftBehind,
  readSettings,
  runMark,
  SETTING_NAMES,
  type SettingName,
  type Settings,
  SettingsError,
  settingSpec,
  type WrittenSettings,
} from '../target';
import { EXIT, type ExitCode, type RunEntry } from '../verdict';
import type { Command } from './command';
import { interruptible } from './interruption';
import { recordFolder } from './record-folder';
import type { OptionValues } from './written-settings';

const options = {
  out: { type: 'string' },
  target: { type: 'string' },
  'env-file': { type: 'string' },
} as const;

const help = `booking-conformance cleanup [DIR] [--target URL] [--env-file FILE]

Cancels what a run left booked, as its journal in DIR tells: a run that was killed, or whose server did not let it cancel.
Changes only what the run itself booked, and notes in the journal what became of it. The server and how to reach it are
taken from the journal; secrets, which it never holds, from the environment or the env-file, as for \`run\`.

  --out DIR         the folder of the run, by default reports (REPORTS_DIR)
  --target URL      may be given, but only as it was in the run (TARGET_BASE_URL)
  --env-file FILE   reads settings from this file, by default .env (ENV_FILE)

Exit codes: 0 nothing of the run is left, 1 something is or may be, 64 wrong usage or settings, or no journal there.`;

/** Settings that say nothing of how the target is reached. What they name may have changed since the run. */
const NOT_NEEDED: readonly SettingName[] = [
  'SLOT_SEARCH_FROM',
  'SLOT_SEARCH_TO',
  'SLOT_SEARCH_DAYS',
  'SLOTS_FILE',
  'SLOTS_COMMAND',
  'ONLY',
  'CASES',
  'FAILED_FROM',
  'WORKERS',
  'GATE',
  'OVERLAY',
  'PROFILES_DIR',
  'WAIVERS_FILE',
  'STRICT',
  'REPORTS_DIR',
  'HTML_REPORT',
  'ATTEST_PRODUCT',
  'ATTEST_PRODUCT_VERSION',
  'ATTEST_ENVIRONMENT',
  'ATTEST_SIGNATORY',
  'ATTEST_ROLE',
  'PACK_KEY_FILE',
  'PACK_KEY_PASSPHRASE',
];

async function cleanUp(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const { folder, written } = recordFolder('cleanup', given, args);
  const { unfinishedBelow, withLeftovers } = await import('../runner/leftovers.js');
  const isClean = await withLeftovers(folder, (leftovers) => cancel(leftovers, written));
  if (isClean === null) say(withoutBeginning(folder));
  const others = unfinishedBelow(folder);
  if (others.length > 0) {
    say('Runs before it in the same folder left something booked, too, or may have. It is cancelled by');
    for (const other of others) say(`  booking-conformance cleanup ${printable(other)}`);
  }
  return isClean === true && others.length === 0 ? EXIT.conformant : EXIT.nonConformant;
}

function withoutBeginning(folder: string): string {
  return `The journal in ${printable(folder)} does not begin with the entry of a run: it is empty, damaged, or of an earlier version of the suite. What it lists as booked and not as cancelled has to be cancelled by hand.`;
}

/** Cancels what a run left, and tells what became of each booking; gives whether nothing is left. */
async function cancel(leftovers: Leftovers, written: WrittenSettings): Promise<boolean> {
  const { run, damage } = leftovers;
  for (const sentence of damage) say(`Bookings may be missing here: ${printable(sentence, 1_000)}.`);
  const before = leftovers.bookings;
  if (run.target.embedded) {
    say('The run was against the embedded provider, whose diary went with it: nothing is left.');
    return true;
  }
  demandSameServer(run, written);
  if (before.length === 0) {
    say(`Nothing of the run is left at ${printable(run.target.baseUrl)}.`);
    return damage.length === 0;
  }
  const settings = settingsFor(run, written);
  say(`Of the run of ${run.startedAt} against ${printable(run.target.baseUrl)}:`);
  const interruption = interruptible('Interrupted: no more is cancelled. Once more to stop at once.');
  try {
    await leftovers.cancel(settings, interruption.signal);
  } finally {
    interruption.end();
  }
  const left = leftovers.bookings;
  for (const booking of before) {
    const still = left.find(({ exchange }) => exchange === booking.exchange);
    say(still ? leftText(still) : `  cancelled  ${nameOf(booking)}`);
  }
  if (left.length > 0)
    say(`Look in the diary for “${runMark(...(run.mergedFrom ?? [run.id]))}”, which descriptions end with.`);
  say(conclusionText(before.length - left.length, left.length));
  if (leftovers.problem !== null)
    say(`What became of them is not in the journal: ${printable(leftovers.problem, 1_000)}`);
  return left.length === 0 && damage.length === 0;
}

/** @throws SettingsError when the user names another server than that of the run */
function demandSameServer(run: RunEntry, { TARGET_BASE_URL: target }: WrittenSettings): void {
  if (!target || isSameBase(target.value, run.target.baseUrl)) return;
  throw new SettingsError([
    `  ${target.as}: ${printable(target.value)}\n    is not the server of the run\n    allowed: ${printable(run.target.baseUrl)}, or none`,
  ]);
}

/**
 * How to reach the server of the run: as the user says now, else as the journal tells.
 *
 * @throws SettingsError when a setting is wrong, or a secret missing
 */
function settingsFor(run: RunEntry, given: WrittenSettings): Settings {
  const written: WrittenSettings = {};
  const needed = SETTING_NAMES.filter((name) => !NOT_NEEDED.includes(name));
  const missing = needed.filter((name) => settingSpec(name).secret && run.settings[name] && !given[name]);
  if (missing.length > 0) throw new SettingsError(missing.map(missingSecret));
  for (const name of needed) {
    const noted = settingSpec(name).secret ? undefined : run.settings[name];
    const setting =
      given[name] ?? (noted === undefined ? undefined : { value: noted, as: `${name} in the journal` });
    if (setting) written[name] = setting;
  }
  return readSettings(written, { sources: SOURCES, overlays: OVERLAYS });
}

function missingSecret(name: SettingName): string {
  return `  ${name}\n    missing; the run had it, and its journal holds no secrets\n    allowed: ${settingSpec(name).allowed}`;
}

function isSameBase(one: string, other: string): boolean {
  const comparable = (url: string): string => new URL(url).href.replace(/\/+$/, '');
  return URL.canParse(one) && URL.canParse(other) && comparable(one) === comparable(other);
}

function leftText({ reason, patient, requestId, exchange, ...booking }: LeftBehind): string {
  const marks = [
    ...(patient === null ? [] : [`patient ${patient}`]),
    ...(requestId === null ? [] : [`X-Request-Id ${requestId}`]),
    `exchange ${exchange}`,
  ];
  return `  LEFT       ${nameOf(booking)}: ${printable(reason, 1_000)}\n             ${printable(marks.join(', '))}`;
}

const nameOf = ({ id, slot }: Pick<LeftBehind, 'id' | 'slot'>): string =>
  `${id === null ? 'a booking whose id is not known' : `Appointment ${printable(id)}`} in slot ${printable(slot)}`;

function conclusionText(cancelled: number, left: number): string {
  if (left === 0)
    return `All ${cancelled} are cancelled. \`booking-conformance report\` brings the reports up to date.`;
  return `${cancelled} cancelled, ${left} left. What is left has to be looked for in the diary by hand, or tried again later.`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * The command `cleanup`.
 *
 * @throws UsageError, SettingsError, FolderInUse when the user must mend something
 */
export const cleanupCommand: Command = { help, options, takesArguments: true, run: cleanUp };
