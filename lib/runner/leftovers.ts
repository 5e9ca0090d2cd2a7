import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BookingLedger, LeftBehind, Settings } from '../target';
import type { JournalEntry, RunEntry } from '../verdict';
import { lockFolder } from './folder-lock';
import { makeTarget } from './make-target';
import { mayHaveLeftovers, UNFINISHED, writing } from './output-folder';
import { Recorder } from './recorder';
import { CLEANED_UP_LATER, runEntryOf } from './result';
import { ledgerOf, readRunRecord, type StoredRecord, takeOverLanes } from './run-record';
import { Wire } from './wire';

/**
 * What a run that has ended left booked, or may have. What becomes of it is appended to the journal of that run, and what
 * is sent for it to its exchanges.
 */
export class Leftovers {
  /** Why the journal cannot be written any more, as a plain sentence; null as long as it can. */
  problem: string | null = null;
  private readonly ledger: BookingLedger;
  private readonly recorder: Recorder;

  constructor(
    /** What was run. */
    readonly run: RunEntry,
    private readonly record: StoredRecord,
  ) {
    this.recorder = new Recorder(record.files, (problem) => {
      this.problem = problem;
    });
    this.ledger = ledgerOf(record, (change) => this.recorder.entry({ kind: 'booking', ...change }));
  }

  /** What is or may be still in the diary, and why. */
  get bookings(): readonly LeftBehind[] {
    return this.ledger.leftBehind;
  }

  /** What of the record cannot be read: bookings may be among it. */
  get damage(): readonly string[] {
    return this.record.damage;
  }

  /**
   * Cancels what can be, as the run would have; `bookings` tells what could not, and why. Never throws for anything that
   * the target does.
   *
   * @param settings how to reach the target
   * @param interrupted fires when the user wants no more to be sent
   */
  async cancel(settings: Settings, interrupted: AbortSignal): Promise<void> {
    const lane = { countFrom: this.highestExchange(), stopFile: null };
    const wire = new Wire(settings, (record) => this.recorder.exchange(record), lane);
    const stop = (): void => wire.stop('the clean-up was interrupted');
    const stopAt = setTimeout(
      () => wire.stop(`the clean-up took longer than RUN_TIMEOUT_MS (${settings.runTimeoutMs} ms)`),
      settings.runTimeoutMs,
    );
    if (interrupted.aborted) stop();
    interrupted.addEventListener('abort', stop);
    try {
      const target = makeTarget(settings, this.run.target.baseUrl, wire, this.ledger, null, this.run.id);
      target.currentCase = CLEANED_UP_LATER;
      await target.cleanUp();
    } finally {
      clearTimeout(stopAt);
      interrupted.removeEventListener('abort', stop);
    }
  }

  /** The highest number of an exchange of the run: those of the clean-up follow it. */
  private highestExchange(): number {
    const asked = this.record.entries.map((entry: JournalEntry) =>
      entry.kind === 'booking' ? entry.exchange : '',
    );
    const numbers = [...this.record.evidence.keys(), ...asked].map((id) =>
      Number(/^x(\d{1,15})$/.exec(id)?.[1] ?? 0),
    );
    return numbers.reduce((one, other) => Math.max(one, other), 0);
  }
}

/**
 * Opens what a run left in a folder, does something with it, and keeps others out meanwhile. Null when the journal does
 * not tell what was run.
 *
 * @throws FolderInUse while the run goes on; Error with a plain sentence when the journal cannot be read or written
 */
export async function withLeftovers<T>(
  root: string,
  work: (leftovers: Leftovers) => Promise<T>,
): Promise<T | null> {
  const release = await writing(root, () => lockFolder(root));
  try {
    takeOverLanes(root);
    const record = readRunRecord(root);
    const run = record && runEntryOf(record.entries);
    if (!record || !run) return null;
    return await work(new Leftovers(run, record));
  } finally {
    release();
  }
}

/** The folders below that of a run in which records of earlier runs are kept that left something booked, or may have. */
export function unfinishedBelow(root: string): string[] {
  const folder = join(root, UNFINISHED);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => mayHaveLeftovers(readRunRecord(path)));
}
