import type { SettingName } from './setting-names';

/** What reads a group of settings that belong together: the texts that the user wrote, and where problems are told. */
export interface SettingsReader {
  /** Whether the user wrote it at all. */
  isWritten(name: SettingName): boolean;
  /** The text, or its default; null where there is neither, or where it is known to be wrong. */
  text(name: SettingName): string | null;
  /** The parts of a text that holds several, without white space around them. */
  list(name: SettingName): string[];
  /** What is in the file that the setting names; null where none is named, or it cannot be read, which is told. */
  fromFile<T>(name: SettingName, read: (file: string) => T): T | null;
  /** Tells that a setting is wrong, and why. */
  describe(name: SettingName, why: string): void;
}
