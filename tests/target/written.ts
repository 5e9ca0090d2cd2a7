import {
  readSettings,
  type SettingName,
  type Settings,
  SettingsError,
  type Written,
  type WrittenSettings,
} from '../../lib/target';

/** Settings as a user writes them. */
export type Texts = Readonly<Partial<Record<SettingName, string>>>;

/** Settings as environment variables. */
export function written(values: Texts): WrittenSettings {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Written] => [name, { value, as: name }]),
  );
}

export const read = (values: Texts): Settings =>
  readSettings(written(values), { sources: ['booking'], overlays: [] });

/** The one problem with these settings. */
export function problem(values: Texts): string {
  try {
    read(values);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.problems).toHaveLength(1);
    return error.problems[0] as string;
  }
  throw new Error('nothing is wrong with these settings');
}
