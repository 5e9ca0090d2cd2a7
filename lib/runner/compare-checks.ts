import type { CheckEntry, FaultEntry, Outcome } from '../verdict';

/** A check whose outcome does not follow from the evidence. */
export interface CheckDifference {
  readonly rule: string;
  readonly case: string;
  /** Null: the journal does not have the check. */
  readonly recorded: Outcome | null;
  /** Null: judging again comes to no such check. */
  readonly again: Outcome | null;
  readonly why: string | null;
}

/** A check of which the evidence does not show enough to judge it again. */
export interface NotJudged {
  readonly rule: string;
  readonly case: string;
  readonly reason: string;
}

/** A check as it was judged again. */
export interface AgainCheck {
  readonly check: CheckEntry;
  /** Why what it saw is not what was on the wire; none where it is. */
  readonly gaps: readonly string[];
}

/** What is compared, and what has to be known of the run to compare it. */
export interface Compared {
  /** The checks of the journal. */
  readonly recorded: readonly CheckEntry[];
  /** Those that judging again came to: of each lane, in their order. */
  readonly again: ReadonlyArray<readonly AgainCheck[]>;
  /** Whether the run came to its end, and nothing of the suite failed in it: then its journal has every check. */
  readonly isWhole: boolean;
  /** What of the suite failed in the run, and while it was judged again. */
  readonly faults: { readonly recorded: readonly FaultEntry[]; readonly again: readonly FaultEntry[] };
  /** Why what a check refers to cannot be what it saw; null where it can. */
  readonly contradiction: (exchangeId: string) => string | null;
  /** Whether the case has any exchange. */
  readonly wasSent: (ofCase: string) => boolean;
  /** Why an outcome that differs says nothing about the evidence; null where it does. */
  readonly excuse: (recorded: CheckEntry, again: CheckEntry | null) => string | null;
}

export interface Comparison {
  /** How many checks were judged again. */
  readonly judged: number;
  /** How many of them have the outcome that the journal says. */
  readonly same: number;
  readonly differences: readonly CheckDifference[];
  readonly notJudged: readonly NotJudged[];
  /** The checks as judged again; of those that could not be, as the journal has them. */
  readonly checks: readonly CheckEntry[];
}

/** Compares the checks of a journal with those that judging its evidence again comes to. */
export function compareChecks(compared: Compared): Comparison {
  return new CheckComparison(compared).result();
}

/** How checks say that the suite itself failed. */
const FAILED_ITSELF = 'the suite itself failed';

/** One check as the journal has it, and as it was judged again; one of them may be missing. */
interface Pair {
  readonly recorded: CheckEntry | null;
  readonly again: CheckEntry | null;
}

class CheckComparison {
  private readonly open = new Map<string, CheckEntry[]>();
  private readonly same: CheckEntry[] = [];
  private readonly different: Array<Pair & { readonly why: string | null }> = [];
  private readonly notJudged: Array<{ readonly recorded: CheckEntry; readonly reason: string }> = [];
  /** The tests that may have left out cases since the evidence has gaps, and which gap it is. */
  private readonly blurred = new Map<string, string>();

  constructor(private readonly compared: Compared) {
    for (const check of compared.recorded) add(this.open, keyOf(check), check);
  }

  result(): Comparison {
    for (const lane of this.compared.again) this.compareLane(lane);
    for (const recorded of [...this.open.values()].flat()) this.compareUnmatched(recorded);
    this.excuseConsequences();
    const { same, different, notJudged } = this;
    return {
      judged: same.length + different.length,
      same: same.length,
      differences: different.map(asDifference),
      notJudged: notJudged.map(({ recorded: { rule, case: name }, reason }) => ({
        rule,
        case: name,
        reason,
      })),
      checks: [
        ...same,
        ...different.flatMap(({ again }) => again ?? []),
        ...notJudged.map(({ recorded }) => recorded),
      ],
    };
  }

  private compareLane(lane: readonly AgainCheck[]): void {
    const matched = lane.map(({ check }) => this.open.get(keyOf(check))?.shift());
    const last = matched.findLastIndex((recorded) => recorded !== undefined);
    for (const [index, again] of lane.entries()) {
      const [gap] = again.gaps;
      if (gap !== undefined) this.blurred.set(testOf(again.check), gap);
      const recorded = matched[index];
      if (recorded) this.compare(recorded, again);
      else this.compareLacking(again, index > last);
    }
  }

  private compare(recorded: CheckEntry, { check: again, gaps }: AgainCheck): void {
    const pair = { recorded, again };
    const contradiction = [...recorded.exchanges, ...again.exchanges]
      .map((id) => this.compared.contradiction(id))
      .find((found) => found !== null);
    if (contradiction) {
      this.differ(pair, contradiction);
      return;
    }
    const isSame = recorded.outcome === again.outcome;
    const excuse = isSame ? null : this.compared.excuse(recorded, again);
    const reason = reasonOfGaps(gaps, isSame) ?? failedItself(recorded, again) ?? excuse;
    if (reason !== null) this.notJudged.push({ recorded, reason });
    else if (isSame) this.same.push(again);
    else this.differ(pair, again.message);
  }

  /** The journal has a check that judging again does not come to. */
  private compareUnmatched(recorded: CheckEntry): void {
    const { faults, excuse } = this.compared;
    const [fault] = faults.again;
    const gap = this.blurred.get(testOf(recorded));
    const reason =
      (gap === undefined ? null : reasonOfGaps([gap], false)) ??
      (fault ? `the suite failed while it judged this again: ${fault.message}` : null) ??
      excuse(recorded, null);
    if (reason !== null) this.notJudged.push({ recorded, reason });
    else this.differ({ recorded, again: null }, 'judging the evidence again comes to no such check');
  }

  /**
   * Judging again comes to a check that the journal does not have.
   *
   * @param isBehind whether it comes behind all that the journal has of the lane: what a run did not come to when it ended
   */
  private compareLacking({ check, gaps }: AgainCheck, isBehind: boolean): void {
    const { isWhole, wasSent, faults } = this.compared;
    if (gaps.length > 0) return;
    if (!isWhole && (isBehind || !wasSent(check.case))) return;
    if (faults.recorded.some(({ where }) => where.endsWith(check.test))) return;
    this.differ({ recorded: null, again: check }, 'the journal does not have this check');
  }

  private differ(pair: Pair, why: string | null): void {
    this.different.push({ ...pair, why });
  }

  /** Leaves out what differs only since a rule that it needs on the same case could not be judged again. */
  private excuseConsequences(): void {
    for (const one of [...this.different]) {
      const { recorded, why } = one;
      const needed = /^needs ([a-z0-9.-]+),/.exec(why ?? '')?.[1];
      const isOpen = this.notJudged.some(
        (other) => other.recorded.rule === needed && isWithin(recorded?.case ?? '', other.recorded.case),
      );
      if (!isOpen || recorded === null) continue;
      this.different.splice(this.different.indexOf(one), 1);
      this.notJudged.push({ recorded, reason: `it needs ${needed}, which was not judged again` });
    }
  }
}

function asDifference({ recorded, again, why }: Pair & { readonly why: string | null }): CheckDifference {
  const { rule, case: name } = (recorded ?? again) as CheckEntry;
  return { rule, case: name, recorded: recorded?.outcome ?? null, again: again?.outcome ?? null, why };
}

/** A rule may need one of a block around its own. */
const isWithin = (name: string, around: string): boolean => name === around || name.startsWith(`${around} `);

const keyOf = ({ rule, case: name, test }: CheckEntry): string => JSON.stringify([rule, name, test]);
const testOf = ({ rule, test }: CheckEntry): string => JSON.stringify([rule, test]);

/** The mark of a made-up patient still tells one from another; a check that came to the same was judged by it. */
function reasonOfGaps(gaps: readonly string[], isSame: boolean): string | null {
  const [first] = gaps.filter((gap) => gap !== 'marked' || !isSame);
  return first === undefined ? null : (REASONS[first] ?? first);
}

const MASKED_REASON = 'it looks at data of patients, which is masked in the evidence';

const REASONS: Readonly<Record<string, string>> = {
  masked: MASKED_REASON,
  marked: MASKED_REASON,
  redacted: 'it looks at a text of which a secret was taken out in the evidence',
  profiles: 'it is judged by the profiles of PROFILES_DIR, which are no part of the evidence',
};

function failedItself(...checks: readonly CheckEntry[]): string | null {
  const isFailed = checks.some(({ message }) => message?.includes(FAILED_ITSELF));
  return isFailed ? `${FAILED_ITSELF} here; see the faults of the run` : null;
}

function add<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
