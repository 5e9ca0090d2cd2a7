import Ajv, { type ValidateFunction } from 'ajv';
// Not by the index, which brings all that sends.
import { linesOf } from '../http/lines';
import type { JournalEntry } from './journal';
import schema from './journal.schema.json';

/** A journal as it was found on disk. */
export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** The numbers of lines that are no entries, from 1; none in a journal that nobody but the suite touched. */
  readonly damaged: readonly number[];
  /** Whether the last line was cut off by a kill; what it would have said never happened. */
  readonly cut: boolean;
}

let isEntry: ValidateFunction<JournalEntry> | undefined;

/** The entry that a line of a journal is, or null when it is none. */
export function entryIn(line: string): JournalEntry | null {
  isEntry ??= new Ajv({
    discriminator: true,
    allowUnionTypes: true,
    strictRequired: false,
  }).compile<JournalEntry>(schema);
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Reads a journal, line by line: what can be read, and which lines cannot. A file that does not exist has no entry.
 *
 * @throws Error of the file system when the file cannot be read
 */
export function readJournal(file: string): JournalReading {
  const entries: JournalEntry[] = [];
  const damaged: number[] = [];
  let cut = false;
  for (const { number, text, complete } of linesOf(file)) {
    const entry = entryIn(text);
    if (entry) entries.push(entry);
    else if (complete) damaged.push(number);
    else cut = true;
  }
  return { entries, damaged, cut };
}
