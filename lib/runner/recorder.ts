import { join } from 'node:path';
import { appendJson, type ExchangeRecord } from '../http';
import type { JournalEntry } from '../verdict';

/** The files in which a run, or a lane of one, notes what happens. */
export interface RecordFiles {
  readonly journal: string;
  readonly exchanges: string;
}

/** What these files are called in the folder of a run, or of a lane. */
export function recordFilesIn(folder: string): RecordFiles {
  return { journal: join(folder, 'journal.ndjson'), exchanges: join(folder, 'exchanges.ndjson') };
}

/**
 * Writes journal and exchanges as things happen: each line is in its file when the call returns, so that a run that is
 * killed keeps what it had. When a file can no longer be written, nothing more is, and whoever runs is told once: what
 * was booked has to be cancelled all the same, so that this never throws.
 */
export class Recorder {
  private failure: string | null = null;

  /** @param onFailure told, once, that nothing more can be written, as a plain sentence */
  constructor(
    private readonly files: RecordFiles,
    private readonly onFailure: (problem: string) => void,
  ) {}

  /** Why nothing more is written, as a plain sentence; null as long as all is well. */
  get problem(): string | null {
    return this.failure;
  }

  /** Writes an entry of the journal. */
  entry(entry: JournalEntry): void {
    this.append(this.files.journal, entry);
  }

  /** Writes a redacted exchange. */
  exchange(record: ExchangeRecord): void {
    this.append(this.files.exchanges, record);
  }

  private append(file: string, value: JournalEntry | ExchangeRecord): void {
    if (this.failure !== null) return;
    try {
      appendJson(file, value);
    } catch (error) {
      this.failure = `${file} cannot be written: ${(error as Error).message}`;
      this.onFailure(this.failure);
    }
  }
}
