import type { JournalEntry } from '../verdict';

/**
 * An entry of the journal as it is written: without secrets in any text that may quote what the target wrote. What the
 * suite itself names things by stays as it is, so that reports can be made of it.
 */
export function toldEntry(entry: JournalEntry, redact: (text: string) => string): JournalEntry {
  const told = (text: string | null): string | null => text && redact(text);
  switch (entry.kind) {
    case 'check': {
      const { message, expected, actual } = entry;
      return { ...entry, message: told(message), expected: told(expected), actual: told(actual) };
    }
    case 'booking':
      return entry.state === 'asked'
        ? { ...entry, patient: told(entry.patient) }
        : { ...entry, reason: told(entry.reason) };
    case 'software':
      return { ...entry, software: redact(entry.software) };
    case 'end':
      return { ...entry, stopped: told(entry.stopped) };
    case 'fault':
      return { ...entry, message: redact(entry.message) };
    default:
      return entry;
  }
}
