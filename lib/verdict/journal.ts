import type { Outcome } from './outcome';
import type { Waiver } from './waiver';

/** The version of the entries below; whatever is changed but by adding raises it. */
export const JOURNAL_VERSION = 1;

/** What a run ran on. */
export interface Runtime {
  /** As `v20.19.0`. */
  readonly node: string;
  /** Operating system and processor. */
  readonly platform: string;
  /** The version of every package that was in use, by its name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The first entry: what was to be done, and all that reports say of the run beside what was found. */
export interface RunEntry {
  readonly kind: 'run';
  readonly journal: typeof JOURNAL_VERSION;
  readonly id: string;
  readonly startedAt: string;
  readonly suite: {
    readonly name: string;
    readonly version: string;
    readonly commit: string | null;
    readonly rulebook: string;
  };
  /** A journal of an earlier version has none. */
  readonly runtime?: Runtime;
  readonly target: { readonly baseUrl: string; readonly embedded: boolean };
  /** Ids of the rules that were selected. */
  readonly rules: readonly string[];
  /** The cases that were selected; empty: all. */
  readonly cases: readonly string[];
  readonly gate: readonly string[];
  readonly overlays: readonly string[];
  readonly strict: boolean;
  /** The waivers that were given, also those that had expired; a journal of an earlier version has none. */
  readonly waivers?: readonly Waiver[];
  /** Which of several machines did this, where they share a run; its number is counted from 1. */
  readonly shard?: { readonly number: number; readonly of: number };
  /** The ids of the shards that were put together to this run; they made its bookings. */
  readonly mergedFrom?: readonly string[];
  /** The settings as reports show them, without secrets. */
  readonly settings: Readonly<Record<string, string>>;
  /** How the user asks for some of it again: what stands before the selection, and behind it. */
  readonly again: { readonly before: string; readonly after: string };
}

/** What the target says it is. */
export interface SoftwareEntry {
  readonly kind: 'software';
  readonly software: string;
}

/** How many free slots the cases need that a process runs, and how many it found before it booked any. */
export interface SlotsEntry {
  readonly kind: 'slots';
  /** The most that one of them needs at the same time. */
  readonly atOnce: number;
  /** As many as are used if none is used again. */
  readonly inAll: number;
  readonly offered: number;
  /** The cases that need more at the same time than there are. */
  readonly untested: readonly string[];
}

/** The last entry of a run that was not killed. */
export interface EndEntry {
  readonly kind: 'end';
  readonly finishedAt: string;
  /** Why it ended before its end; null when it did not. */
  readonly stopped: string | null;
}

/** One rule judged on one case. */
export interface CheckEntry {
  readonly kind: 'check';
  /** The place of the case among all, by which reports are sorted. */
  readonly order: number;
  readonly rule: string;
  readonly case: string;
  /** The case whose test judged it: another one, where one test judges many cases. */
  readonly test: string;
  /** When that test began, and when the check was done. */
  readonly startedAt: string;
  readonly endedAt: string;
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

/** A request to book, before it was sent: a run that is killed leaves at least this of it. */
export interface AskedEntry {
  readonly kind: 'booking';
  readonly state: 'asked';
  /** The key of the slot that was asked for. */
  readonly slot: string;
  readonly exchange: string;
  readonly case: string;
  /** By what the made-up patient is recognised: family name, NHS number; null when the request names none. */
  readonly patient: string | null;
  readonly requestId: string | null;
}

/** A booking that was made or may have been, and what became of it; the last entry of an exchange holds. */
export interface BookingEntry {
  readonly kind: 'booking';
  /** Logical id of the Appointment, or null when the answer did not tell. */
  readonly id: string | null;
  readonly state: 'booked' | 'cancelled' | 'not-cancelled' | 'uncertain';
  /** The key of the slot that was asked for. */
  readonly slot: string;
  /** The exchange that asked for the booking. */
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
  | RunEntry
  | SoftwareEntry
  | SlotsEntry
  | EndEntry
  | CheckEntry
  | DefectEntry
  | VariantEntry
  | AskedEntry
  | BookingEntry
  | FaultEntry
  | UnknownCasesEntry;

/** The entries of one kind, in their order. */
export function entriesOf<K extends JournalEntry['kind']>(
  kind: K,
  entries: readonly JournalEntry[],
): Array<Extract<JournalEntry, { kind: K }>> {
  return entries.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind);
}
