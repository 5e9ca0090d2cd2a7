import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { SETTING_NAMES, type SettingName, settingSpec, type WrittenSettings } from '../target';
import { UsageError } from './usage-error';

/** What the command line says of settings: option values by option name, as the user wrote them. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * The settings as the user wrote them: on the command line, else in the environment, else in the env-file (`.env` in the
 * current folder, unless another is named). An empty variable counts as not set, but for that of the target.
 *
 * @throws UsageError when the env-file that was named cannot be read, or has a setting that does not exist
 */
export function writtenSettings(options: OptionValues, environment: NodeJS.ProcessEnv): WrittenSettings {
  const named =
    typeof options['env-file'] === 'string' ? options['env-file'] : environment.ENV_FILE || undefined;
  const file = readEnvFile(named);
  const written: WrittenSettings = {};
  for (const name of SETTING_NAMES) {
    const fromOption = optionText(name, options);
    // A pipeline whose variable for the target is empty must not go green for the embedded provider.
    if (name === 'TARGET_BASE_URL' && environment[name] === '') written[name] = { value: '', as: name };
    const fromEnvironment = environment[name];
    const fromFile = file.values[name];
    if (fromOption) written[name] = fromOption;
    else if (fromEnvironment) written[name] = { value: fromEnvironment, as: name };
    else if (fromFile) written[name] = { value: fromFile, as: `${name} in ${file.name}` };
  }
  return written;
}

function optionText(name: SettingName, options: OptionValues): { value: string; as: string } | null {
  if (name === 'HTML_REPORT' && options['no-html'] === true) return { value: 'false', as: '--no-html' };
  const { option, separator = ',' } = settingSpec(name);
  const given = option === undefined ? undefined : options[option];
  if (given === undefined) return null;
  const value = Array.isArray(given) ? given.join(separator) : String(given);
  return { value, as: `--${option}` };
}

/** A name in the singular, word by word: CASE for CASES is a slip of the pen. */
const inSingular = (name: string): string => name.replace(/S(?=_|$)/g, '');
const SINGULARS = new Set(SETTING_NAMES.map(inSingular));

/** How the names of our settings begin: what else begins so in the env-file is a slip of the pen. */
const BEGINNINGS = new Set(
  SETTING_NAMES.filter((name) => name.includes('_')).map((name) => name.split('_')[0]),
);

/** @throws UsageError that names the settings of the file that do not exist */
function demandKnownNames(values: Record<string, string>, file: string): void {
  const unknown = Object.keys(values).filter(
    (name) =>
      !SETTING_NAMES.some((ours) => ours === name) &&
      (SINGULARS.has(inSingular(name)) || (name.includes('_') && BEGINNINGS.has(name.split('_')[0]))),
  );
  if (unknown.length === 0) return;
  throw new UsageError(
    `${file} has settings that do not exist: ${unknown.join(', ')}.\nSettings are ${SETTING_NAMES.join(', ')}.`,
  );
}

function readEnvFile(named: string | undefined): { name: string; values: Record<string, string> } {
  const name = named ?? '.env';
  const path = resolve(name);
  if (named === undefined && !existsSync(path)) return { name, values: {} };
  let values: Record<string, string>;
  try {
    values = parse(readFileSync(path));
  } catch (error) {
    throw new UsageError(`The env-file ${name} cannot be read: ${(error as Error).message}`);
  }
  demandKnownNames(values, name);
  return { name, values };
}
