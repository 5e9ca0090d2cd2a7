import { type Rule, ruleById } from '../rules';
import { verdictHost } from './host';
import { observing } from './looked-at';
import { explain } from './message';
import { isUnmetNeed, NOTHING_SHOWS_IT, needsBroken, needsUnjudged } from './need';
import { type Finding, findingOf, inconclusive, PASS, rollUp } from './outcome';

/** A check passes when it returns; it ends otherwise by `broken`, `warned`, `inconclusive` or `notApplicable`. */
export type Check = () => void | Promise<void>;

export interface RuleOptions {
  /** Rules of the same case that must hold before this one can be judged. */
  readonly needs?: string | readonly string[];
  /** Gives a reason why this case cannot show the rule, or null when it can. */
  readonly unless?: () => string | null;
}

interface Judged {
  readonly finding: Finding;
  readonly exchanges: readonly string[];
  readonly gaps: readonly string[];
}

/** What the describe blocks of this file define, so that `needs` finds its rules, also those not selected. */
const definitions = new Map<string, () => Promise<Judged>>();

/**
 * Registers a Jest test that judges one rule of the rulebook on the case of the surrounding describe block. Level,
 * source and link come from the rulebook. A broken MUST fails the test; a broken SHOULD leaves it green and is reported
 * as a warning; what could not be judged shows as skipped, with its reason.
 *
 * @throws Error when the id is not in the rulebook, or the block already judges the rule
 */
export function rule(id: string, check: Check): void;
export function rule(id: string, options: RuleOptions, check: Check): void;
export function rule(id: string, optionsOrCheck: RuleOptions | Check, maybeCheck?: Check): void {
  const known = ruleById(id);
  const options = typeof optionsOrCheck === 'function' ? {} : optionsOrCheck;
  const check = typeof optionsOrCheck === 'function' ? optionsOrCheck : (maybeCheck as Check);
  const blocks = verdictHost().blocks();

  const judgeOnce = once(async (): Promise<Judged> => {
    const gaps = watchGaps();
    const [finding, exchanges] = await observing(() => judge(known, options, check, blocks));
    return { finding, exchanges, gaps: gaps() };
  });
  define(id, blocks, judgeOnce);

  registerTest(known, async () => {
    const judged = await judgeOnce();
    report(id, judged);
    failTestIf(known, judged.finding);
  });
}

/** A case to judge a rule on, when one test judges many. */
export interface Instance {
  readonly case: string;
  readonly exchange: string;
}

/** As many exchanges as one check points to. */
const MOST_EXCHANGES = 20;

/**
 * Registers one Jest test that judges a rule on many recorded exchanges. The exchanges of one case are one check in the
 * results, which is decided by the worst of them.
 *
 * @param instances asked for when the test runs; those of cases that were not selected are left out
 * @param whenNone what it means that there is none; by default that the rule could not be judged
 */
export function ruleOnEach<T extends Instance>(
  id: string,
  instances: () => readonly T[],
  check: (instance: T) => void,
  whenNone: Check = () => inconclusive(NOTHING_SHOWS_IT),
): void {
  const known = ruleById(id);
  registerTest(known, async () => {
    const findings: Finding[] = [];
    const watching = watchGaps();
    const found = byCase(instances());
    const gapsOfAll = watching();
    for (const [name, ofCase] of found) {
      const judged: Judged[] = [];
      for (const instance of ofCase) {
        const gaps = watchGaps();
        const finding = await attempt(known, () => check(instance));
        judged.push({ finding, exchanges: [instance.exchange], gaps: [...gapsOfAll, ...gaps()] });
      }
      const all = together(judged);
      report(id, all, name);
      findings.push(all.finding);
    }
    if (findings.length === 0) {
      const none = await attempt(known, whenNone);
      report(id, { finding: none, exchanges: [], gaps: gapsOfAll });
      return;
    }
    const outcome = rollUp(findings.map((finding) => finding.outcome));
    const decisive = findings.filter((finding) => finding.outcome === outcome);
    const first = decisive[0] as Finding;
    const count = ` (${decisive.length} of ${findings.length} cases)`;
    failTestIf(known, decisive.length > 1 ? { ...first, message: `${first.message}${count}` } : first);
  });
}

/** Judges a rule as `ruleOnEach` does, on answers to whatever case: selected alone, it has all cases sent. */
export function ruleOnEveryAnswer<T extends Instance>(
  id: string,
  instances: () => readonly T[],
  check: (instance: T) => void,
  whenNone?: Check,
): void {
  verdictHost().judgedOnEveryCase(id);
  ruleOnEach(id, instances, check, whenNone);
}

function byCase<T extends Instance>(instances: readonly T[]): Map<string, T[]> {
  const cases = new Map<string, T[]>();
  for (const instance of instances) {
    if (!verdictHost().caseSelected(instance.case)) continue;
    cases.set(instance.case, [...(cases.get(instance.case) ?? []), instance]);
  }
  return cases;
}

/** What the exchanges of one case show together: the first of the worst, and which they are. */
function together(judged: readonly Judged[]): Judged {
  const outcome = rollUp(judged.map(({ finding }) => finding.outcome));
  const decisive = judged.filter(({ finding }) => finding.outcome === outcome);
  const [first] = decisive as [Judged];
  const exchanges = decisive.flatMap((one) => one.exchanges).slice(0, MOST_EXCHANGES);
  const gaps = judged.flatMap((one) => one.gaps);
  if (outcome === 'pass' || decisive.length === 1) return { finding: first.finding, exchanges, gaps };
  const message = `${first.finding.message} (${decisive.length} of ${judged.length} exchanges)`;
  return { finding: { ...first.finding, message }, exchanges, gaps };
}

function report(id: string, { finding, exchanges, gaps }: Judged, name?: string): void {
  verdictHost().report({
    rule: id,
    ...(name === undefined ? {} : { case: name }),
    finding,
    exchanges,
    ...(gaps.length === 0 ? {} : { gaps: [...new Set(gaps)] }),
  });
}

/** Begins to note what is read and is not what was on the wire; gives what tells it. */
function watchGaps(): () => readonly string[] {
  return verdictHost().watchGaps?.() ?? (() => []);
}

/** A rule that was not selected is no test: then Jest runs no hook, and nothing is sent, for its sake. */
function registerTest(known: Rule, judging: () => Promise<void>): void {
  if (verdictHost().selected(known.id)) test(`${known.id}: ${known.title}`, judging);
}

async function judge(
  known: Rule,
  options: RuleOptions,
  check: Check,
  blocks: readonly string[],
): Promise<Finding> {
  return attempt(known, async () => {
    for (const needed of [options.needs ?? []].flat()) await demand(needed, blocks);
    const reason = options.unless?.();
    if (reason) inconclusive(reason);
    await check();
  });
}

async function attempt(known: Rule, check: Check): Promise<Finding> {
  try {
    await check();
    return PASS;
  } catch (thrown) {
    try {
      return findingOf(thrown, known.level);
    } catch (ours) {
      const message = ours instanceof Error ? (ours.stack ?? ours.message) : String(ours);
      verdictHost().fault(`check of ${known.id}: ${message}`);
      return {
        ...PASS,
        outcome: 'inconclusive',
        message: 'the suite itself failed here; see the faults of the run',
        holds: false,
      };
    }
  }
}

/** Ends the running check as inconclusive unless the needed rule holds in the same case. */
async function demand(needed: string, blocks: readonly string[]): Promise<void> {
  const definition = [...blocks]
    .reverse()
    .map((block) => definitions.get(key(needed, block)))
    .find(Boolean);
  if (!definition) throw new Error(`needs '${needed}', which no block around it judges`);
  const { finding } = await definition();
  if (finding.holds) return;
  // Of a chain of needs, only the first link that broke is told.
  if (isUnmetNeed(finding.message)) inconclusive(finding.message);
  inconclusive(
    finding.outcome === 'fail' || finding.outcome === 'warn'
      ? needsBroken(needed)
      : needsUnjudged(needed, finding.message ?? ''),
  );
}

/** Fails the running Jest test for a broken MUST: with our explanation, without a stack trace of ours. */
function failTestIf(known: Rule, finding: Finding): void {
  if (finding.outcome !== 'fail') return;
  const error = new Error(explain(known, finding));
  error.name = 'RuleBroken';
  error.stack = error.message;
  throw Object.assign(error, { expected: finding.expected, actual: finding.actual });
}

function define(id: string, blocks: readonly string[], judgeOnce: () => Promise<Judged>): void {
  const name = key(id, blocks.at(-1) ?? '');
  if (definitions.has(name)) throw new Error(`The rule '${id}' is judged twice in one describe block.`);
  definitions.set(name, judgeOnce);
}

const key = (id: string, block: string): string => `${block} ${id}`;

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
