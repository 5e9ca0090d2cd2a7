import { type ConformanceResult, percentile } from '../report';
import { ruleById, rulesFor, type Source } from '../rules';
import { runMark } from '../target';
import {
  decide,
  entriesOf,
  inOrder,
  type JournalEntry,
  judgeRules,
  judgeWaivers,
  type RunEntry,
  totalsOf,
  WITHIN,
  waiversInForce,
} from '../verdict';
import { ledgerOf, type RunRecord } from './run-record';

/** The case of what is sent to clean up after the run has ended: it is no part of what the run saw. */
export const CLEANED_UP_LATER = '(clean-up after the run)';

/** Why a run ended whose journal has no end. */
export const KILLED = 'the run was killed: its journal has no end';

/** The first entry of a journal, which tells what was run; undefined where it is lost. */
export function runEntryOf(entries: readonly JournalEntry[]): RunEntry | undefined {
  return entriesOf('run', entries)[0];
}

/**
 * The result of a run, made of nothing but what it noted, so that it is the same whenever it is made. A run that was
 * killed is judged by what it saw, and is never conformant; nor is a shard of one.
 *
 * @param run the first entry of its journal
 * @param damage what of the record cannot be read: then the run is never conformant either
 * @throws Error when the rulebook knows a rule of the run no longer
 */
export function resultOf(
  record: RunRecord,
  run: RunEntry,
  damage: readonly string[] = [],
): ConformanceResult {
  const { entries } = record;
  const evidence = [...record.evidence.values()].filter((exchange) => exchange.case !== CLEANED_UP_LATER);
  const durations = evidence.map((exchange) => exchange.durationMs);
  const end = entriesOf('end', entries)[0];
  const finishedAt = end?.finishedAt ?? lastInstant(record, run);
  const stopped = end ? end.stopped : KILLED;
  const faults = [
    ...entriesOf('fault', entries).map((fault) => `${fault.where}: ${fault.message}`),
    ...damage,
  ];
  const rules = run.rules.map(ruleById);
  const checks = entriesOf('check', entries);
  const judged = judgeRules(rules, checks, waiversInForce(run));
  const ledger = ledgerOf(record);
  const isNothingBooked = evidence.some(({ purpose }) => purpose === 'book') && !ledger.showsAny;
  const shard = run.shard ?? null;
  const gaps = [stopped !== null, isNothingBooked, shard !== null].filter(Boolean).length + faults.length;
  return {
    schemaVersion: 1,
    suite: run.suite,
    target: { ...run.target, software: entriesOf('software', entries)[0]?.software ?? null },
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt,
      // A clock may be set back while a run goes on.
      durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(run.startedAt)),
      exchanges: durations.length,
      latencyMs: {
        p50: percentile(durations, 50),
        p95: percentile(durations, 95),
        max: percentile(durations, 100),
      },
      gate: run.gate,
      overlays: run.overlays,
      strict: run.strict,
      selection: { selected: run.rules.length, all: rulesFor(run.overlays).length, cases: run.cases },
      shard,
      slots: slotsOf(entries),
      stopped,
      faults,
      settings: run.settings,
    },
    verdict: decide(judged, { sources: run.gate as Source[], strict: run.strict }, gaps),
    totals: totalsOf(judged),
    rules: judged,
    waivers: judgeWaivers({ run, rules, checks, isWhole: gaps === 0 }),
    defects: inOrder(entriesOf('defect', entries)).map(({ kind: _, order: __, ...defect }) => defect),
    variants: inOrder(entriesOf('variant', entries)).map(({ kind: _, order: __, ...variant }) => variant),
    bookings: {
      made: ledger.count,
      mark: runMark(...(run.mergedFrom ?? [run.id])),
      leftBehind: ledger.leftBehind,
    },
  };
}

/** What the processes of a run needed of slots, found and used, taken together. */
function slotsOf(entries: readonly JournalEntry[]): ConformanceResult['run']['slots'] {
  const told = entriesOf('slots', entries);
  const sum = (of: 'atOnce' | 'inAll' | 'offered'): number => told.reduce((all, each) => all + each[of], 0);
  // What lies within a case may ask for its slot again.
  const asked = entriesOf('booking', entries).flatMap((entry) =>
    entry.state === 'asked' ? [JSON.stringify([entry.case.split(WITHIN)[0], entry.slot])] : [],
  );
  return {
    atOnce: sum('atOnce'),
    inAll: sum('inAll'),
    offered: sum('offered'),
    used: new Set(asked).size,
    untested: told.flatMap(({ untested }) => untested),
  };
}

/** When a run that was killed did the last thing that is known of it. */
function lastInstant({ entries, evidence }: RunRecord, { startedAt }: RunEntry): string {
  const sent = [...evidence.values()]
    .filter((exchange) => exchange.case !== CLEANED_UP_LATER)
    .map((exchange) => Date.parse(exchange.startedAt) + exchange.durationMs);
  const judged = entriesOf('check', entries).map((check) => Date.parse(check.endedAt));
  const latest = [...sent, ...judged].reduce((one, other) => Math.max(one, other), Date.parse(startedAt));
  return new Date(latest).toISOString();
}
