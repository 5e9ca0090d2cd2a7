import type { RuleResult, Totals, Verdict, WaiverResult } from '../verdict';
import type { DefectEntry, VariantEntry } from '../verdict/journal';

/** `conformance.json`: the one machine-readable result of a run. Its JSON Schema is `conformance.schema.json`. */
export interface ConformanceResult {
  readonly schemaVersion: 1;
  readonly suite: {
    readonly name: string;
    readonly version: string;
    /** The commit that the suite was built from, where it is known. */
    readonly commit: string | null;
    readonly rulebook: string;
  };
  readonly target: { readonly baseUrl: string; readonly embedded: boolean; readonly software: string | null };
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly durationMs: number;
    readonly exchanges: number;
    readonly latencyMs: { readonly p50: number; readonly p95: number; readonly max: number };
    readonly gate: readonly string[];
    readonly overlays: readonly string[];
    readonly strict: boolean;
    /** How many rules the rulebook has for this target, how many of them this run was asked for, and which cases. */
    readonly selection: {
      readonly selected: number;
      readonly all: number;
      readonly cases: readonly string[];
    };
    /** Which part of a run this is that several machines share, counted from 1; null for a whole run. */
    readonly shard: { readonly number: number; readonly of: number } | null;
    /** The free slots that the cases needed, as far as that was told before they began, and those that there were. */
    readonly slots: {
      /** The most at the same time. */
      readonly atOnce: number;
      /** As many as are used if none is used again. */
      readonly inAll: number;
      /** How many were found before the first was booked: a search is read no further than 250. */
      readonly offered: number;
      /** How often a case asked for a slot. */
      readonly used: number;
      /** The cases that needed more at the same time than there were. */
      readonly untested: readonly string[];
    };
    /** Why the run ended before its end: interrupted, out of time, the target silent; null when it did not. */
    readonly stopped: string | null;
    /** Faults of the suite itself. */
    readonly faults: readonly string[];
    readonly settings: Readonly<Record<string, string>>;
  };
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly rules: readonly RuleResult[];
  /** The waivers that were given, and what became of each; one that is expired or stale fails the run. */
  readonly waivers: readonly WaiverResult[];
  readonly defects: ReadonlyArray<Omit<DefectEntry, 'kind' | 'order'>>;
  /** What the target made of unusual ways to send a booking. */
  readonly variants: ReadonlyArray<Omit<VariantEntry, 'kind' | 'order'>>;
  readonly bookings: {
    readonly made: number;
    /** What their descriptions say, but for those of bodies that have another, so that they can be found in a diary. */
    readonly mark: string;
    /** What is or may be still in the diary, and why. */
    readonly leftBehind: ReadonlyArray<{
      readonly id: string | null;
      readonly slot: string;
      readonly exchange: string;
      readonly reason: string;
      /** By what it can be recognised in a diary: the made-up patient, and the X-Request-Id of the request. */
      readonly patient: string | null;
      readonly requestId: string | null;
    }>;
  };
}

/** The p-th percentile (nearest rank) of durations in milliseconds; 0 when there are none. */
export function percentile(durations: readonly number[], p: number): number {
  if (durations.length === 0) return 0;
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.ceil((p / 100) * sorted.length) - 1] as number;
}
