import { appendFileSync, readFileSync } from 'node:fs';
import type { Outcome } from './outcome';

/** One rule judged on one case. */
export interface CheckEntry {
  readonly kind: 'check';
  /** The place of the case among all, by which reports are sorted. */
  readonly order: number;
  readonly rule: string;
  readonly case: string;
  readonly outcome: Outcome;
  readonly message: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Ids of the exchanges that were looked at. */
  readonly exchanges: readonly string[];
}

/** What the target made of one invalid request. */
export interface DefectEntry {
  readonly kind: 'defect';
  /** The place of the case among all, by which reports are sorted. */
  readonly order: number;
  readonly name: string;
  readonly tier: string;
  readonly rule: string;
  /** Why it is wrong, in one sentence. */
  readonly why: string;
  /** False where servers may well differ: then no rule looks at its status. */
  readonly judged: boolean;
  readonly result: 'refused' | 'let-through' | 'error';
  readonly status: number | null;
  readonly case: string;
}

/** What the target made of one way to send a booking that is not the usual one, valid or not quite. */
export interface VariantEntry {
  readonly kind: 'variant';
  /** The place of the case among all, by which reports are sorted. */
  readonly order: number;
  readonly name: string;
  /** Whether nothing about it is wrong. */
  readonly valid: boolean;
  /** The rule that says how far a server must accept it; null where none does. */
  readonly rule: string | null;
  /** Why a server takes it, or may refuse it, in one sentence. */
  readonly why: string;
  readonly result: 'accepted' | 'refused' | 'error';
  readonly status: number | null;
  readonly case: string;
}

/** A booking that was made and what became of it; the last entry of an id holds. */
export interface BookingEntry {
  readonly kind: 'booking';
  /** Logical id of the Appointment, or null when the answer did not tell. */
  readonly id: string | null;
  readonly state: 'booked' | 'cancelled' | 'not-cancelled' | 'uncertain';
  /** The key of the slot that was asked for. */
  readonly slot: string;
  readonly exchange: string;
  readonly reason: string | null;
}

/** The suite itself is at fault: a check that crashed, a suite that does not load. */
export interface FaultEntry {
  readonly kind: 'fault';
  readonly where: string;
  readonly message: string;
}

/** The user asked for cases that do not exist; then nothing is sent. */
export interface UnknownCasesEntry {
  readonly kind: 'unknown-cases';
  /** What the user wrote. */
  readonly patterns: readonly string[];
  /** The cases that there are. */
  readonly names: readonly string[];
}

export type JournalEntry =
  | CheckEntry
  | DefectEntry
  | VariantEntry
  | BookingEntry
  | FaultEntry
  | UnknownCasesEntry;

/** Takes entries as they happen; each is on disk before `write` returns, so that a killed run keeps what it had. */
export interface Journal {
  write(entry: JournalEntry): void;
}

/** A journal in a file, one JSON entry a line. */
export function fileJournal(file: string): Journal {
  return { write: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`) };
}

/**
 * Reads a journal; a last line that was cut off by a kill is left out.
 *
 * @throws Error when the file cannot be read or a line before the last is damaged
 */
export function readJournal(file: string): JournalEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const cut = lines.pop();
  const entries = lines.map((line) => JSON.parse(line) as JournalEntry);
  if (cut) {
    try {
      entries.push(JSON.parse(cut) as JournalEntry);
    } catch {
      // The process was killed while it wrote this line; what it would have said never happened.
    }
  }
  return entries;
}
