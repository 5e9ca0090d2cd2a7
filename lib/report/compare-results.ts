import type { Level, Source } from '../rules';
import { brokenOutcome, isDeciding, type Outcome, rollUp, type Verdict } from '../verdict';
import { gateOf } from './failures';
import type { StoredCheck, StoredResult, StoredRule } from './read-result';

/**
 * What became of a rule, or of one of its cases, between two runs: broken and fixed; there in one run only (`new`,
 * `gone`); judged in one run only; or another change that is neither better nor worse.
 */
export type Change = 'broken' | 'fixed' | 'new' | 'gone' | 'no-longer-judged' | 'now-judged' | 'changed';

/** Two outcomes that differ; null where the run has none. */
export interface Changed {
  readonly change: Change;
  readonly from: Outcome | null;
  readonly to: Outcome | null;
  /** Whether a waiver covers it in the second run. */
  readonly waived: boolean;
  /** What the second run says of it, else the first one. */
  readonly message: string | null;
}

export interface ChangedCheck extends Changed {
  readonly case: string;
}

/** A rule that differs, or that has checks that differ. */
export interface ChangedRule extends Omit<Changed, 'change'> {
  readonly id: string;
  readonly level: Level;
  readonly source: Source;
  readonly title: string;
  /** Whether it decides by the gate of the second run. */
  readonly decides: boolean;
  /** Null where it comes to the same, though some of its checks do not. */
  readonly change: Change | null;
  readonly checks: readonly ChangedCheck[];
}

/** What one of the two results is. */
export interface ComparedRun {
  readonly file: string;
  readonly startedAt: string;
  readonly target: string;
  readonly suite: string;
  readonly rulebook: string;
  readonly verdict: Verdict;
}

/** The contract of `compare --json`; change it only by adding. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /** What else differs between the runs, so that not all changes need be the target's. */
  readonly differences: ReadonlyArray<{ readonly what: string; readonly a: string; readonly b: string }>;
  /** Ids of the deciding rules that something broke in, waived failures left out. */
  readonly broke: readonly string[];
  /** How many checks there are of each change, and how many are the same. */
  readonly totals: Readonly<Record<Change | 'same', number>>;
  readonly rules: readonly ChangedRule[];
}

/** A result and the name of its file. */
export interface NamedResult {
  readonly file: string;
  readonly result: StoredResult;
}

/** What changed from one run to another, rule by rule and case by case, in the order of the second one. */
export function compareResults(a: NamedResult, b: NamedResult): Comparison {
  const before = new Map(a.result.rules.map((rule) => [rule.id, rule]));
  const after = new Set(b.result.rules.map(({ id }) => id));
  const pairs: RulePair[] = [
    ...b.result.rules.map((to) => ({ from: before.get(to.id) ?? null, to })),
    ...a.result.rules.filter(({ id }) => !after.has(id)).map((from) => ({ from, to: null })),
  ];
  const gate = gateOf(b.result);
  const compared = pairs.map((pair) => compareRule(pair, isDeciding(pair.to ?? pair.from, gate)));
  const changes = compared.flatMap(({ rule }) => rule.checks.map(({ change }) => change));
  const count = (wanted: Change): number => changes.filter((change) => change === wanted).length;
  return {
    schemaVersion: 1,
    a: comparedRun(a),
    b: comparedRun(b),
    differences: differencesOf(a.result, b.result),
    broke: compared.map(({ rule }) => rule).flatMap((rule) => (isBroken(rule) ? [rule.id] : [])),
    totals: {
      broken: count('broken'),
      fixed: count('fixed'),
      new: count('new'),
      gone: count('gone'),
      'no-longer-judged': count('no-longer-judged'),
      'now-judged': count('now-judged'),
      changed: count('changed'),
      same: compared.reduce((sum, { same }) => sum + same, 0),
    },
    rules: compared
      .map(({ rule }) => rule)
      .filter(({ change, checks }) => change !== null || checks.length > 0),
  };
}

type RulePair =
  | { readonly from: StoredRule | null; readonly to: StoredRule }
  | { readonly from: StoredRule; readonly to: null };

function compareRule(
  { from, to }: RulePair,
  decides: boolean,
): { readonly rule: ChangedRule; readonly same: number } {
  const { id, level, source, title } = to ?? from;
  const before = casesOf(from);
  const after = casesOf(to);
  const names = [...new Set([...after.keys(), ...before.keys()])];
  const checks = names.flatMap((name) => {
    const changed = compareStates(level, before.get(name) ?? null, after.get(name) ?? null);
    return changed === null ? [] : [{ case: name, ...changed }];
  });
  const [earlier, later] = [stateOfRule(from), stateOfRule(to)];
  const changed = compareStates(level, earlier, later);
  const rule = {
    ...{ id, level, source, title, decides },
    ...(changed ?? { change: null, ...between(earlier, later) }),
    checks,
  };
  return { rule, same: names.length - checks.length };
}

/** What a run says of one thing. */
interface State {
  readonly outcome: Outcome;
  readonly waived: boolean;
  readonly message: string | null;
}

function stateOfRule(rule: StoredRule | null): State | null {
  if (rule === null) return null;
  const decisive = rule.checks.find(({ outcome }) => outcome === rule.verdict);
  return {
    outcome: rule.verdict,
    waived: (rule.waiver ?? null) !== null,
    message: decisive?.message ?? null,
  };
}

/** The cases of a rule; what one case shows in several checks is rolled up. */
function casesOf(rule: StoredRule | null): Map<string, State> {
  const byName = new Map<string, StoredCheck[]>();
  for (const check of rule?.checks ?? []) byName.set(check.case, [...(byName.get(check.case) ?? []), check]);
  return new Map([...byName].map(([name, checks]) => [name, stateOfChecks(checks)]));
}

function stateOfChecks(checks: readonly StoredCheck[]): State {
  const outcome = rollUp(checks.map((check) => check.outcome));
  const decisive = checks.filter((check) => check.outcome === outcome);
  return {
    outcome,
    waived: decisive.every(({ waiver }) => (waiver ?? null) !== null),
    message: decisive[0]?.message ?? null,
  };
}

/** How a thing changed; null when it did not. */
function compareStates(level: Level, from: State | null, to: State | null): Changed | null {
  const change = changeOf(level, from, to);
  return change === null ? null : { change, ...between(from, to) };
}

const between = (from: State | null, to: State | null): Omit<Changed, 'change'> => ({
  from: from?.outcome ?? null,
  to: to?.outcome ?? null,
  waived: to?.waived ?? false,
  message: (to ?? from)?.message ?? null,
});

function changeOf(level: Level, from: State | null, to: State | null): Change | null {
  if (from === null) return to === null ? null : 'new';
  if (to === null) return 'gone';
  if (from.outcome === to.outcome) return from.waived === to.waived ? null : 'changed';
  const broken = brokenOutcome(level);
  if (to.outcome === broken) return 'broken';
  if (!isJudged(to.outcome)) return isJudged(from.outcome) ? 'no-longer-judged' : 'changed';
  if (from.outcome === broken) return 'fixed';
  return isJudged(from.outcome) ? 'changed' : 'now-judged';
}

const isJudged = (outcome: Outcome): boolean => ['pass', 'warn', 'fail'].includes(outcome);

/**
 * Whether something broke in a rule that decides: the rule itself, or one of its cases. A rule that the first run did not
 * judge at all is new, and not broken; nor does a failure count that is waived.
 */
function isBroken({ decides, change, from, waived, checks }: ChangedRule): boolean {
  if (!decides || from === null) return false;
  return (
    (change === 'broken' && !waived) || checks.some((check) => check.change === 'broken' && !check.waived)
  );
}

function comparedRun({ file, result }: NamedResult): ComparedRun {
  const { suite, run, verdict } = result;
  return {
    file,
    startedAt: run.startedAt,
    target: targetOf(result),
    suite: suite.version,
    rulebook: suite.rulebook,
    verdict,
  };
}

/** The embedded provider has another port each time, and is the same. */
const targetOf = ({ target }: StoredResult): string =>
  target.embedded ? 'the embedded provider' : target.baseUrl;

/** Settings that say where reports go, or what is compared beside them. */
const NOT_COMPARED = [
  ...['TARGET_BASE_URL', 'REPORTS_DIR', 'HTML_REPORT', 'HISTORY_FILE', 'FAILED_FROM'],
  ...['GATE', 'OVERLAY', 'STRICT', 'ONLY', 'CASES'],
];
/** What the embedded provider makes anew each time that it is started. */
const MADE_ANEW = [
  ...['LOCATION_BASE_URLS', 'JWT_AUDIENCE', 'JWT_SECRET', 'JWT_KEY_FILE', 'SLOTS_FILE'],
  ...['TLS_CA_FILE', 'TLS_CERT_FILE', 'TLS_KEY_FILE'],
];

function differencesOf(a: StoredResult, b: StoredResult): Comparison['differences'] {
  const leftOut = a.target.embedded && b.target.embedded ? [...NOT_COMPARED, ...MADE_ANEW] : NOT_COMPARED;
  const names = new Set([...Object.keys(a.run.settings), ...Object.keys(b.run.settings)]);
  const selection = ({ run: { selection } }: StoredResult): string =>
    `${selection.selected} of ${selection.all} rules, ${selection.cases.join('; ') || 'all cases'}`;
  const facts: ReadonlyArray<[what: string, of: (result: StoredResult) => string]> = [
    ['target', targetOf],
    ['software', ({ target }) => target.software ?? 'not told'],
    ['suite', ({ suite }) => suite.version],
    ['rulebook', ({ suite }) => suite.rulebook],
    ['gate', ({ run }) => run.gate.join(',')],
    ['overlays', ({ run }) => run.overlays.join(',') || 'none'],
    ['strict', ({ run }) => String(run.strict)],
    ['selection', selection],
    ['ended early', ({ run }) => run.stopped ?? 'no'],
    ...[...names]
      .filter((name) => !leftOut.includes(name))
      .map((name): [string, (result: StoredResult) => string] => [
        name,
        ({ run }) => run.settings[name] ?? 'not set',
      ]),
  ];
  return facts
    .map(([what, of]) => ({ what, a: of(a), b: of(b) }))
    .filter((difference) => difference.a !== difference.b);
}
