import { type ExchangeRecord, fromRecord, toCurl } from '../http';
import { ruleById } from '../rules';
import { brokenOutcome, type CheckResult, explain, isDeciding, type RuleResult } from '../verdict';
import type { ConformanceResult } from './conformance-result';
import { gateOf } from './failures';
import type { FinishedRun } from './finished-run';
import { idsInShort } from './ids-in-short';
import { printable } from './printable';
import { waiverText } from './waiver-text';

/** A test case of JUnit. */
export interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly durationMs: number;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  /** Why, in one line; null for what passed. */
  readonly message: string | null;
  /** What sort of failure it is. */
  readonly type: string | null;
  /** All that is to be told of it, in several lines. */
  readonly text: string | null;
  readonly properties: ReadonlyArray<readonly [name: string, value: string]>;
}

const PASSED = { kind: 'passed', message: null, type: null, text: null, properties: [] } as const;

/** How a rule is named that no check of the run exercised. */
const NO_CASE = '(no case of this run)';

/** The checks of each rule as test cases, by its id; a rule without any is one that was skipped. */
export function checksOf(
  result: ConformanceResult,
  evidence: FinishedRun['evidence'],
): ReadonlyMap<string, readonly TestCase[]> {
  const durationOf = durationsOf(evidence);
  return new Map(
    result.rules.map((rule) => {
      const told = commandsTold(rule);
      const cases = rule.checks.map((check) => ({
        className: rule.id,
        name: check.case,
        durationMs: durationOf(check.exchanges),
        ...outcomeOf(check, rule, result, () => (told(check) ? commandFor(check, evidence) : null)),
      }));
      return [rule.id, cases.length > 0 ? cases : [unexercised(rule)]];
    }),
  );
}

function unexercised({ id, reason }: RuleResult): TestCase {
  return { className: id, name: NO_CASE, durationMs: 0, ...skipped(reason ?? '') };
}

/** Gives how long exchanges took, each counted once, so that the times of all checks add up to no more than theirs. */
function durationsOf(evidence: FinishedRun['evidence']): (ids: readonly string[]) => number {
  const counted = new Set<string>();
  return (ids) => {
    const fresh = ids.filter((id) => !counted.has(id));
    for (const id of fresh) counted.add(id);
    return fresh.reduce((sum, id) => sum + (evidence.get(id)?.durationMs ?? 0), 0);
  };
}

type ShownOutcome = Pick<TestCase, 'kind' | 'message' | 'type' | 'text' | 'properties'>;

function outcomeOf(
  check: CheckResult,
  rule: RuleResult,
  result: ConformanceResult,
  command: () => string | null,
): ShownOutcome {
  const { outcome, waiver } = check;
  if (waiver !== null) return skipped(`WAIVED ${waiverText(waiver)}: ${check.message ?? outcome}`);
  switch (outcome) {
    case 'pass':
      return PASSED;
    case 'inconclusive':
      return skipped(`INCONCLUSIVE: ${check.message ?? ''}`);
    case 'not-applicable':
      return skipped(`NOT APPLICABLE: ${check.message ?? ''}`);
    default: {
      const decides = isDeciding(rule, gateOf(result)) && outcome === brokenOutcome(rule.level);
      const text = told(check, rule, decides, command());
      if (outcome === 'warn' && !decides)
        return { ...PASSED, text, properties: [['warning', inOneLine(check.message ?? rule.title)]] };
      return {
        kind: 'failure',
        message: inOneLine(check.message ?? rule.title),
        type: rule.level,
        text,
        properties: [],
      };
    }
  }
}

const skipped = (why: string): ShownOutcome => ({ ...PASSED, kind: 'skipped', message: inOneLine(why) });

const MOST_OF_A_LINE = 600;
const inOneLine = (text: string): string => printable(text, MOST_OF_A_LINE);

/** What was required and by whom, what came, and where to look at it and how to send it again. */
function told(check: CheckResult, { id }: RuleResult, decides: boolean, command: string | null): string {
  const { outcome, message, expected, actual, exchanges } = check;
  return [
    explain(ruleById(id), {
      outcome,
      message: cut(message),
      expected: cut(expected),
      actual: cut(actual),
    }),
    ...(decides ? [] : ['decides:  no']),
    ...(exchanges.length > 0 ? [`evidence: exchanges ${idsInShort(exchanges)} in exchanges.ndjson`] : []),
    ...(command === null ? [] : [`again:\n${command}`]),
  ].join('\n');
}

const MOST_OF_A_TEXT = 4_000;

function cut(text: string | null): string | null {
  return text !== null && text.length > MOST_OF_A_TEXT ? `${text.slice(0, MOST_OF_A_TEXT)}…` : text;
}

/** In how many cases of a rule the command is told that sends the request again; the page for people does it alike. */
const MOST_COMMANDS = 5;
/** A longer one holds more than a reader of a test report wants to see. */
const LONGEST_COMMAND = 8_000;

/** Whether a check is one of the first that are not as they should be. */
function commandsTold({ checks }: RuleResult): (check: CheckResult) => boolean {
  const first = checks.filter(({ outcome, waiver }) => waiver === null && isBroken(outcome));
  return (check) => first.slice(0, MOST_COMMANDS).includes(check);
}

const isBroken = (outcome: CheckResult['outcome']): boolean => outcome === 'fail' || outcome === 'warn';

/** The command that sends the last request of a check again: those before it prepared it. */
function commandFor({ exchanges }: CheckResult, evidence: FinishedRun['evidence']): string | null {
  const record: ExchangeRecord | undefined = evidence.get(exchanges.at(-1) ?? '');
  const command = record && toCurl(fromRecord(record));
  return command === undefined || command.length > LONGEST_COMMAND ? null : command;
}
