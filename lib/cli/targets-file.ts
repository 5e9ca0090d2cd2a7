import { readFileSync } from 'node:fs';
import { SETTING_NAMES, type SettingName, settingSpec } from '../target';
import { UsageError } from './usage-error';

/** One of several targets that are tested one after the other. */
export interface NamedTarget {
  /** What it is called in the overview, and its folder in that of the reports. */
  readonly name: string;
  /** Its env-file; null: the usual one. */
  readonly envFile: string | null;
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
}

const EXAMPLE = `Example:
  {"targets": [
    {"name": "north", "settings": {"TARGET_BASE_URL": "https://north.example.org/STU3"}},
    {"name": "south", "envFile": "south.env"}
  ]}`;

const MOST_TARGETS = 1_000;
/** A name of a folder in every file system, but none that is hidden. */
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The targets in a file of JSON.
 *
 * @throws UsageError that says what in the file is wrong, and what is allowed
 */
export function targetsIn(file: string): NamedTarget[] {
  const wrong = (what: string): UsageError => new UsageError(`--targets ${file}: ${what}\n${EXAMPLE}`);
  const content = parsed(file, wrong);
  const { targets } = fieldsOf(content);
  if (!Array.isArray(targets) || targets.length === 0)
    throw wrong('the file needs "targets", a list of one or more');
  if (targets.length > MOST_TARGETS) throw wrong(`the file names more than ${MOST_TARGETS} targets`);
  const named = targets.map((target, index) => targetIn(target, `target ${index + 1}`, wrong));
  const names = named.map(({ name }) => name.toLowerCase());
  const twice = named.find(({ name }, index) => names.indexOf(name.toLowerCase()) < index);
  if (twice) throw wrong(`the name "${twice.name}" is there twice; each names a folder of its own`);
  return named;
}

type Wrong = (what: string) => UsageError;

function parsed(file: string, wrong: Wrong): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong(`the file cannot be read as JSON: ${(error as Error).message}`);
  }
}

function targetIn(value: unknown, where: string, wrong: Wrong): NamedTarget {
  const { name, envFile = null, settings = {}, ...others } = fieldsOf(value);
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong(`${where} has "${other}"; allowed are name, envFile and settings`);
  if (typeof name !== 'string' || !NAME.test(name) || WINDOWS_DEVICE.test(name))
    throw wrong(`${where} needs a "name" of letters, digits, dots, hyphens and underscores, at most 64`);
  if (envFile !== null && typeof envFile !== 'string') throw wrong(`${name}: "envFile" is no path of a file`);
  return { name, envFile, settings: settingsIn(settings, name, wrong) };
}

/** Not for one target to say: where reports go, and what names several. */
const NOT_THEIRS: readonly SettingName[] = ['REPORTS_DIR'];

function settingsIn(value: unknown, where: string, wrong: Wrong): NamedTarget['settings'] {
  const entries = Object.entries(fieldsOf(value));
  for (const [name, setting] of entries) {
    const known = SETTING_NAMES.find((each) => each === name);
    if (known === undefined || NOT_THEIRS.includes(known)) {
      const allowed = SETTING_NAMES.filter((each) => !NOT_THEIRS.includes(each) && !settingSpec(each).secret);
      throw wrong(
        `${where} has ${name} among its settings, which is none of theirs; allowed are ${allowed.join(', ')}`,
      );
    }
    if (settingSpec(known).secret)
      throw wrong(
        `${where} has ${name} among its settings, which is a secret: put it into its envFile instead`,
      );
    if (typeof setting !== 'string') throw wrong(`${where}: ${name} is no text; write it in quotes`);
  }
  return Object.fromEntries(entries);
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
