import { type Rule, requirementsOf, rulesFor } from '../rules';
import { isDeciding, type Outcome, type RuleResult } from '../verdict';
import { checksToTell } from './broken-rules';
import type { ConformanceResult } from './conformance-result';
import { csv } from './csv';
import { gateOf } from './failures';
import type { FinishedRun } from './finished-run';
import { idsInShort } from './ids-in-short';
import { waiverText } from './waiver-text';

/** What became of a rule that the run was not asked for. */
const NOT_SELECTED = 'not-selected';

type Cell = string | number;

interface Row {
  readonly rule: Rule;
  /** Null for a rule that was not selected. */
  readonly found: RuleResult | null;
  readonly result: ConformanceResult;
}

const COLUMNS: ReadonlyArray<readonly [name: string, of: (row: Row) => Cell]> = [
  ['rule', ({ rule }) => rule.id],
  ['level', ({ rule }) => rule.level],
  ['basis', ({ rule }) => rule.basis],
  ['source', ({ rule }) => rule.source],
  ['document', ({ rule }) => rule.document],
  ['section', ({ rule }) => rule.section],
  ['title', ({ rule }) => rule.title],
  ['requirement', ({ rule }) => rule.requirement],
  ['link', ({ rule }) => rule.link],
  ['assurance requirements', ({ rule }) => requirementsOf(rule.id).join('; ')],
  ['decides', ({ rule, result }) => (isDeciding(rule, gateOf(result)) ? 'yes' : 'no')],
  ['verdict', ({ found }) => found?.verdict ?? NOT_SELECTED],
  ['reason', ({ found }) => (found ? (found.reason ?? '') : 'the run was not asked for it')],
  ['waiver', ({ found }) => (found?.waiver ? waiverText(found.waiver) : '')],
  ['cases', ({ found }) => found?.cases ?? 0],
  ['exercised', ({ found }) => found?.exercised ?? 0],
  ['pass', counting('pass')],
  ['warn', counting('warn')],
  ['fail', counting('fail')],
  ['inconclusive', counting('inconclusive')],
  ['not applicable', counting('not-applicable')],
  ['evidence', ({ found }) => (found ? idsInShort(evidenceOf(found)) : '')],
  ['names of cases', ({ found }) => (found ? namesOfCases(found).join('; ') : '')],
];

/**
 * The matrix that traces what was judged to what is required, as CSV in UTF-8: a row for each rule of the rulebook, with its
 * source, what became of it, and the exchanges that show that. Rules that were not selected are there, and say so.
 */
export function traceabilityCsv({ result }: FinishedRun): string {
  const found = new Map(result.rules.map((rule) => [rule.id, rule]));
  const rows = rulesFor(result.run.overlays).map((rule) => {
    const row = { rule, found: found.get(rule.id) ?? null, result };
    return COLUMNS.map(([, of]) => of(row));
  });
  return csv([COLUMNS.map(([name]) => name), ...rows]);
}

function counting(outcome: Outcome): (row: Row) => number {
  return ({ found }) => found?.checks.filter((check) => check.outcome === outcome).length ?? 0;
}

/** The exchanges of the checks that make a rule what it is. */
const evidenceOf = (rule: RuleResult): string[] => [
  ...new Set(checksToTell(rule).flatMap(({ exchanges }) => exchanges)),
];

/** Names of cases have no semicolon. */
const namesOfCases = ({ checks }: RuleResult): string[] => [...new Set(checks.map((check) => check.case))];
