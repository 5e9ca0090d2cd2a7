import type { JournalEntry } from '../verdict';

/**
 * An entry of the journal as it is written: without secrets in any text that may quote what the target wrote. What the
 * suite itself names things by stays as it is, so that reports can be made of it.
 */
export function toldEntry<E extends JournalEntry>(entry: E, redact: (text: string) => string): E {
  return { ...entry, ...toldTexts(entry, redact) };
}

function toldTexts(entry: JournalEntry, redact: (text: string) => string): Partial<JournalEntry> {
  const told = (text: string | null): string | null => text && redact(text);
  switch (entry.kind) {
    case 'check': {
      const { message, expected, actual } = entry;
      return { message: told(message), expected: told(expected), actual: told(actual) };
    }
    case 'booking':
      return entry.state === 'asked' ? { patient: told(entry.patient) } : { reason: told(entry.reason) };
    case 'software':
      return { software: redact(entry.software) };
    case 'end':
      return { stopped: told(entry.stopped) };
    case 'fault':
      return { message: redact(entry.message) };
    default:
      return {};
  }
}
