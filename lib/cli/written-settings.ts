import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { SETTING_NAMES, type SettingName, settingSpec, type WrittenSettings } from '../target';
import { UsageError } from './usage-error';

/** What the command line says of settings: option values by option name, as the user wrote them. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * The settings as the user wrote them: on the command line, else in the environment, else in the env-file (`.env` in the
 * current folder, unless another is named). An empty variable counts as not set.
 *
 * @throws UsageError when the env-file that was named cannot be read
 */
export function writtenSettings(options: OptionValues, environment: NodeJS.ProcessEnv): WrittenSettings {
  const named =
    typeof options['env-file'] === 'string' ? options['env-file'] : environment.ENV_FILE || undefined;
  const file = readEnvFile(named);
  const written: WrittenSettings = {};
  for (const name of SETTING_NAMES) {
    const fromOption = optionText(name, options);
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
  const { option } = settingSpec(name);
  const given = option === undefined ? undefined : options[option];
  if (given === undefined) return null;
  const value = Array.isArray(given) ? given.join(',') : String(given);
  return { value, as: `--${option}` };
}

function readEnvFile(named: string | undefined): { name: string; values: Record<string, string> } {
  const name = named ?? '.env';
  const path = resolve(name);
  if (named === undefined && !existsSync(path)) return { name, values: {} };
  try {
    return { name, values: parse(readFileSync(path)) };
  } catch (error) {
    throw new UsageError(`The env-file ${name} cannot be read: ${(error as Error).message}`);
  }
}
