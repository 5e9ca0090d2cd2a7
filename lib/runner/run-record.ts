import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dropCutLine, type ExchangeRecord, fromRecord, linesOf, readEvidence } from '../http';
import { BookingLedger, type LedgerChange } from '../target';
import { entriesOf, type JournalEntry } from '../verdict';
import { readJournal } from '../verdict/read-journal';
import { Keeper } from './keeper';
import { LANES_FOLDER } from './lane';
import { type RecordFiles, recordFilesIn } from './recorder';

/** What a run noted: of one that has ended here, or of one that is read from disk. All reports are made of it. */
export interface RunRecord {
  readonly entries: readonly JournalEntry[];
  /** Every exchange, redacted, as it is kept in memory. */
  readonly evidence: ReadonlyMap<string, ExchangeRecord>;
}

/** What a run left in a folder. */
export interface StoredRecord extends RunRecord {
  readonly files: RecordFiles;
  /** What is damaged, each a sentence: then not all that the run saw is known. */
  readonly damage: readonly string[];
  /** What a kill cut off, each a sentence: it never happened. */
  readonly cut: readonly string[];
}

/**
 * Reads what a run left in a folder: its journal and its exchanges, and what its lanes had not handed over yet when it
 * was killed. Null when there is no journal.
 *
 * @throws Error of the file system when a file cannot be read
 */
export function readRunRecord(folder: string): StoredRecord | null {
  const files = recordFilesIn(folder);
  if (!existsSync(files.journal)) return null;
  const evidence = new Map<string, ExchangeRecord>();
  const keeper = new Keeper();
  const damage: string[] = [];
  const cut: string[] = [];
  const entries: JournalEntry[] = [];
  for (const source of [files, ...laneRecords(folder)]) {
    const sent = readEvidence(source.exchanges, (record) =>
      evidence.set(record.id, keeper.keepRecord(record)),
    );
    const noted = readJournal(source.journal);
    // By names that are the same wherever the folder lies: reports tell of them.
    const journal = relative(folder, source.journal);
    const exchanges = relative(folder, source.exchanges);
    entries.push(...(source === files ? noted.entries : notYetIn(entries, noted.entries)));
    for (const line of noted.damaged) damage.push(`line ${line} of ${journal} is no entry of a journal`);
    for (const line of sent.damaged) damage.push(`line ${line} of ${exchanges} is no exchange`);
    if (noted.cut) cut.push(`the last line of ${journal} was cut off`);
    if (sent.cut) cut.push(`the last line of ${exchanges} was cut off`);
  }
  return { entries, evidence, files, damage, cut };
}

function laneRecords(folder: string): RecordFiles[] {
  const lanes = join(folder, LANES_FOLDER);
  if (!existsSync(lanes)) return [];
  const names = readdirSync(lanes).filter((name) => /^\d+$/.test(name));
  return names.map((name) => recordFilesIn(join(lanes, name)));
}

/** The entries of a lane that the run had not taken over: it takes each over as it is. */
function notYetIn(known: readonly JournalEntry[], entries: readonly JournalEntry[]): JournalEntry[] {
  const isMissing = missingIn(known.map((entry) => JSON.stringify(entry)));
  return entries.filter((entry) => isMissing(JSON.stringify(entry)));
}

/**
 * Hands over to the run what its lanes had not handed over when it was killed, so that what is noted from now on stands
 * behind it; then the lanes are gone.
 *
 * @throws Error of the file system when it refuses that
 */
export function takeOverLanes(folder: string): void {
  const files = recordFilesIn(folder);
  for (const file of [files.journal, files.exchanges]) dropCutLine(file);
  for (const lane of laneRecords(folder)) {
    appendMissingLines(files.exchanges, lane.exchanges);
    appendMissingLines(files.journal, lane.journal);
  }
  rmSync(join(folder, LANES_FOLDER), { recursive: true, force: true });
}

/** Appends the complete lines of a file that are not in the other one; a damaged one stays damaged there. */
function appendMissingLines(to: string, from: string): void {
  const isMissing = missingIn(Array.from(linesOf(to), ({ text }) => digest(text)));
  for (const { text, complete } of linesOf(from))
    if (complete && isMissing(digest(text))) appendFileSync(to, `${text}\n`);
}

/** Gives a function that says of each text whether it is one more than there are. */
function missingIn(known: readonly string[]): (text: string) => boolean {
  const counts = new Map<string, number>();
  for (const text of known) counts.set(text, (counts.get(text) ?? 0) + 1);
  return (text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  };
}

/** Lines of exchanges may be long. */
const digest = (text: string): string => createHash('sha1').update(text).digest('hex');

/**
 * The bookings of a run, as its record tells them.
 *
 * @param onChange told of what is decided only now, and of what becomes of the bookings from now on
 */
export function ledgerOf(
  record: RunRecord,
  onChange: (change: LedgerChange) => void = () => {},
): BookingLedger {
  const ledger = new BookingLedger(onChange);
  const exchangeOf = (id: string) => {
    const found = record.evidence.get(id);
    return found && fromRecord(found);
  };
  for (const entry of entriesOf('booking', record.entries)) ledger.adopt(entry, exchangeOf(entry.exchange));
  ledger.decideOnUnanswered(exchangeOf);
  return ledger;
}
