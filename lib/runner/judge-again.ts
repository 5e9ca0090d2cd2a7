import { RULEBOOK } from '../rules';
import { BookingLedger, preflight, SettingsError } from '../target';
import {
  type CheckEntry,
  entriesOf,
  type FaultEntry,
  type JournalEntry,
  type RunEntry,
  type Verdict,
  WITHIN,
} from '../verdict';
import { type CheckDifference, type Comparison, compareChecks, type NotJudged } from './compare-checks';
import { laneOf, numberOf } from './exchange-number';
import { isAnsweredElsewhere } from './merge';
import { keyOfLane, type RecordedExchanges, recordedExchanges } from './recorded-exchanges';
import { Replay } from './replay';
import { GapCounter, type LaneToReplay, type ReplayedLane, replayedTarget, replayLane } from './replay-lane';
import { KILLED, resultOf, runEntryOf } from './result';
import { readRunRecord, type StoredRecord } from './run-record';
import { type CaseBlock, isOfShare, type Part } from './selection';
import { settingsOfRun } from './settings-of-run';
import { suiteVersion } from './suite-version';
import { isIssuedByOthers } from './tokens-of-run';
import { withoutNetwork } from './without-network';

export type { CheckDifference, NotJudged } from './compare-checks';

/** What judging the evidence of a run again came to. */
export interface JudgedAgain {
  /** How many checks were judged again. */
  readonly judged: number;
  /** How many of them have the outcome that the journal says. */
  readonly same: number;
  /** The checks whose outcome does not follow from the evidence, and those that are missing in the journal, or there only. */
  readonly differences: readonly CheckDifference[];
  /** The checks of which the evidence does not show enough. */
  readonly notJudged: readonly NotJudged[];
  /** What else of the record contradicts itself, each a sentence: exchanges that are missing, doubled or not asked for. */
  readonly problems: readonly string[];
  /** The verdict that follows from the journal, and the one from the evidence; what was not judged again counts as recorded. */
  readonly verdict: { readonly recorded: Verdict; readonly again: Verdict };
}

/**
 * Judges what a run recorded again, without its target, and compares the outcomes with those in its journal. Asks nothing
 * of the network, which is shut for this process meanwhile, and writes nothing. One at a time in a process, and none while
 * a run goes on in it.
 *
 * @param folder what the run wrote
 * @throws Error with a plain sentence when there is no journal of a run in the folder; Error of the file system when a
 *   file cannot be read
 */
export async function judgeAgain(folder: string): Promise<JudgedAgain> {
  const record = readRunRecord(folder);
  const run = record && runEntryOf(record.entries);
  if (!record || !run) throw new Error(`There is no journal of a run in ${folder}.`);
  const stranger = madeByAnotherSuite(run);
  if (stranger !== null) return notJudgedAtAll(record, run, stranger);
  const wrong = wrongSettings(run);
  if (wrong !== null) {
    const nothing = notJudgedAtAll(record, run, 'the settings in the journal cannot be read');
    return { ...nothing, problems: [...nothing.problems, wrong] };
  }
  return withoutNetwork(() => new SecondJudgement(record, run).result());
}

/** Why this suite cannot judge the run again; null where it can. */
function madeByAnotherSuite({ suite }: RunEntry): string | null {
  const { name, version, commit } = suiteVersion();
  const isSame = suite.name === name && suite.version === version && suite.rulebook === RULEBOOK;
  // An installed package does not tell its commit.
  if (isSame && [suite.commit, null].includes(commit)) return null;
  if (isSame && suite.commit === null) return null;
  const asText = (...[of, rulebook, at]: Array<string | null>): string =>
    `${of} with the rulebook ${rulebook}${at === null ? '' : `, commit ${at}`}`;
  const recordedBy = asText(`${suite.name} ${suite.version}`, suite.rulebook, suite.commit);
  return `it was recorded by ${recordedBy}; this is ${asText(`${name} ${version}`, RULEBOOK, commit)}`;
}

/** What is wrong with the settings in the journal, which no run can have had then; null where nothing is. */
function wrongSettings(run: RunEntry): string | null {
  try {
    settingsOfRun(run, { serviceParameter: null, slots: [], onProfiles: () => {} });
    return null;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}

function notJudgedAtAll(record: StoredRecord, run: RunEntry, reason: string): JudgedAgain {
  const checks = entriesOf('check', record.entries);
  const recorded = verdictIn(record.entries, record, run);
  return {
    judged: 0,
    same: 0,
    differences: [],
    notJudged: checks.map(({ rule, case: name }) => ({ rule, case: name, reason })),
    problems: record.damage,
    verdict: { recorded, again: recorded },
  };
}

const verdictIn = (
  entries: readonly JournalEntry[],
  { evidence, damage }: StoredRecord,
  run: RunEntry,
): Verdict => resultOf({ entries, evidence }, run, damage).verdict;

/** One judging of what a run recorded. */
class SecondJudgement {
  private readonly gaps = new GapCounter();
  private readonly exchanges: RecordedExchanges;
  private readonly faults: readonly FaultEntry[];
  private readonly isWhole: boolean;
  private readonly casesSent: ReadonlySet<string>;
  /** Who did a block of cases, by its name. */
  private readonly owners: ReadonlyMap<string, number>;
  private readonly askedSlots: ReadonlyMap<string, string>;
  private readonly replayed: ReplayedLane[] = [];

  constructor(
    private readonly record: StoredRecord,
    private readonly run: RunEntry,
  ) {
    const { entries } = record;
    const [end] = entriesOf('end', entries);
    this.faults = entriesOf('fault', entries);
    this.isWhole = end !== undefined && !end.stopped?.includes(KILLED) && this.faults.length === 0;
    this.exchanges = recordedExchanges(record, this.isWhole, this.gaps.note);
    const { seen } = this.exchanges;
    this.casesSent = new Set(seen.map((exchange) => exchange.case));
    this.owners = new Map(
      seen.map(({ id, case: name }) => [name.split(WITHIN)[0] ?? '', laneOf(numberOf(id)).worker]),
    );
    const asked = entriesOf('booking', entries).filter(({ state }) => state === 'asked');
    this.askedSlots = new Map(asked.map(({ exchange, slot }) => [exchange, slot]));
  }

  async result(): Promise<JudgedAgain> {
    const { run, record } = this;
    const of = run.mergedFrom?.length ?? run.shard?.of ?? 1;
    const shards = run.mergedFrom?.map((_, index) => index) ?? [(run.shard?.number ?? 1) - 1];
    for (const shard of shards) await this.replayShard(shard, of);
    if (run.mergedFrom) await this.replay({ cases: null, closing: ['judges'] }, [], []);
    const comparison = this.compare();
    return {
      judged: comparison.judged,
      same: comparison.same,
      differences: comparison.differences,
      notJudged: comparison.notJudged,
      problems: [...this.exchanges.problems, ...this.problems()],
      verdict: {
        recorded: verdictIn(record.entries, record, run),
        again: verdictIn(this.entriesAgain(comparison), record, run),
      },
    };
  }

  /** Judges again what one machine did: its workers first, and then what closed it. */
  private async replayShard(shard: number, of: number): Promise<void> {
    const ofShard = (block: CaseBlock): boolean => isOfShare({ index: shard, of }, block);
    const ofWorker = (worker: number) => this.exchanges.lanes.get(keyOfLane({ shard, worker })) ?? [];
    const numbers = [...this.exchanges.lanes.values()].flatMap((exchanges) =>
      numberOf(exchanges[0]?.id ?? ''),
    );
    const lanes = numbers.map(laneOf).filter((lane) => lane.shard === shard);
    const workers = lanes
      .flatMap(({ worker }) => (worker > 0 ? [worker] : []))
      .sort((one, other) => one - other);
    const main = ofWorker(0);
    if (workers.length === 0 && !(await this.cameToSuites(main))) return;
    // Nothing tells who had a case that sent nothing.
    const ownerOf = ({ name }: CaseBlock): number => this.owners.get(name) ?? workers[0] ?? 0;
    const before: ReplayedLane[] = [];
    for (const worker of workers) {
      const cases = (block: CaseBlock): boolean => ofShard(block) && ownerOf(block) === worker;
      before.push(await this.replay({ cases, closing: [] }, ofWorker(worker), []));
    }
    const closing: Part['closing'] = this.run.mergedFrom || this.run.shard ? ['sends'] : ['judges', 'sends'];
    await this.replay({ cases: workers.length > 0 ? null : ofShard, closing }, main, before);
  }

  /** Whether the target gave what a run needs to begin with its cases; else it ended at once. */
  private async cameToSuites(main: LaneToReplay['exchanges']): Promise<boolean> {
    if (main.some((exchange) => exchange.case !== PREFLIGHT)) return true;
    const target = replayedTarget(
      this.lane(EVERYTHING, main, []),
      new Replay(main),
      new BookingLedger(() => {}),
    );
    return (await preflight(target)).problem === null;
  }

  private async replay(
    part: Part,
    exchanges: LaneToReplay['exchanges'],
    before: readonly ReplayedLane[],
  ): Promise<ReplayedLane> {
    const replayed = await replayLane(this.lane(part, exchanges, before));
    this.replayed.push(replayed);
    return replayed;
  }

  private lane(
    part: Part,
    exchanges: LaneToReplay['exchanges'],
    before: readonly ReplayedLane[],
  ): LaneToReplay {
    const { run, gaps, askedSlots } = this;
    return { run, part, exchanges, seen: this.exchanges.seen, askedSlots, gaps, before };
  }

  private get entries(): JournalEntry[] {
    return this.replayed.flatMap(({ entries }) => entries);
  }

  private compare(): Comparison {
    const again = this.replayed.map(({ checks }) => checks);
    const all = again.flat().map(({ check }) => check);
    const suspects = new Map(this.replayed.flatMap(({ replay }) => [...replay.suspects]));
    return compareChecks({
      recorded: entriesOf('check', this.record.entries),
      again: this.run.mergedFrom
        ? again.map((checks) => checks.filter(({ check }) => !isAnsweredElsewhere(check, all)))
        : again,
      isWhole: this.isWhole,
      faults: { recorded: this.faults, again: entriesOf('fault', this.entries) },
      wasSent: (name) => this.casesSent.has(name),
      contradiction: (id) => {
        if (!this.exchanges.ids.has(id)) return `it refers to ${id}, which is not in the evidence`;
        const why = suspects.get(id);
        return why === undefined ? null : `${id} ${why}`;
      },
      excuse: (recorded, check) => this.excuse(recorded, check),
    });
  }

  private excuse(recorded: CheckEntry, again: CheckEntry | null): string | null {
    const { redacted, isCut } = this.exchanges;
    if (isCut) return 'the answers to searches for slots are too large to be held as they were judged';
    if ([...recorded.exchanges, ...(again?.exchanges ?? [])].some((id) => redacted.has(id)))
      return 'it looks at an answer of which a secret was taken out in the evidence';
    const isUnsent = !this.casesSent.has(recorded.case);
    const unjudged = ['inconclusive', 'not-applicable'];
    const regime = this.run.settings.JWT_REGIME ?? 'none';
    const dependsOnToken =
      isIssuedByOthers(regime) &&
      isUnsent &&
      [recorded, again].every((check) => unjudged.includes(check?.outcome ?? ''));
    return dependsOnToken ? 'it depends on the tokens of the run, which are not in the evidence' : null;
  }

  /** What is wrong with the record beside its checks. */
  private problems(): string[] {
    const left = this.isWhole ? this.replayed.flatMap(({ replay }) => replay.left) : [];
    return [
      ...left.map(({ id, case: name }) => `nothing asks for ${id}, which was recorded for "${name}"`),
      ...this.listsThatDiffer(),
    ];
  }

  /** Where the journal lists something else than judging again does of what the target made of unusual requests. */
  private listsThatDiffer(): string[] {
    const [recorded, again] = [listed(this.record.entries), listed(this.entries)];
    const only = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
      [...one].flatMap(([key, text]) => (other.has(key) ? [] : [text]));
    return [
      ...only(recorded, again).map((text) => `the journal lists what the evidence does not show: ${text}`),
      ...(this.isWhole ? only(again, recorded) : []).map(
        (text) => `the journal does not list what the evidence shows: ${text}`,
      ),
    ];
  }

  /** What the journal would be by the evidence. */
  private entriesAgain({ checks }: Comparison): JournalEntry[] {
    const told = this.record.entries.filter(({ kind }) => ['run', 'software', 'end', 'fault'].includes(kind));
    return [...told, ...entriesOf('booking', this.entries), ...checks];
  }
}

/** What became of each defect and each variant, in words, by what makes two of them the same. */
function listed(entries: readonly JournalEntry[]): Map<string, string> {
  const lists = [...entriesOf('defect', entries), ...entriesOf('variant', entries)];
  return new Map(
    lists.map((entry) => {
      const { kind, name, result, status, case: of } = entry;
      const text = `the ${kind} "${name}" as ${result} (status ${status ?? 'none'}) in "${of}"`;
      return [JSON.stringify({ ...entry, order: 0 }), text];
    }),
  );
}

const PREFLIGHT = '(preflight)';
const EVERYTHING: Part = { cases: null, closing: [] };
