import {
  brokenOutcome,
  type CheckResult,
  decisiveChecks,
  isDeciding,
  type Outcome,
  type RuleResult,
} from '../verdict';
import type { ConformanceResult } from './conformance-result';
import { gateOf } from './failures';

/** What is told in full: the rules that are broken, or warned of, by what follows from that. */
export interface BrokenRules {
  /** They make the server non-conformant. */
  readonly deciding: readonly RuleResult[];
  /** A MUST is broken that the gate leaves out. */
  readonly beside: readonly RuleResult[];
  /** They would decide, or be a failure beside, were they not waived. */
  readonly waived: readonly RuleResult[];
  readonly warnings: readonly RuleResult[];
}

export function brokenRulesOf(result: ConformanceResult): BrokenRules {
  const isOpen = ({ waiver }: RuleResult): boolean => waiver === null;
  const decides = (rule: RuleResult): boolean =>
    isDeciding(rule, gateOf(result)) && rule.verdict === brokenOutcome(rule.level);
  const open = result.rules.filter(isOpen);
  return {
    deciding: open.filter(decides),
    beside: open.filter((rule) => rule.verdict === 'fail' && !decides(rule)),
    waived: result.rules.filter((rule) => !isOpen(rule) && rule.verdict !== 'inconclusive'),
    warnings: open.filter((rule) => rule.verdict === 'warn' && !decides(rule)),
  };
}

/** An outcome for those who know of no warnings: a SHOULD that `STRICT` lets decide has failed where it is warned of. */
export function outcomeAsItCounts(
  rule: Pick<RuleResult, 'level' | 'basis' | 'source'>,
  outcome: Outcome,
  result: Pick<ConformanceResult, 'run'>,
): Outcome {
  return isDeciding(rule, gateOf(result)) && outcome === brokenOutcome(rule.level) ? 'fail' : outcome;
}

/** The checks that make a rule what it is; those that are not waived come first. */
export function checksToTell({ checks, verdict }: RuleResult): CheckResult[] {
  const decisive = decisiveChecks(verdict, checks);
  return [...decisive.filter(({ waiver }) => !waiver), ...decisive.filter(({ waiver }) => waiver)];
}

/** How many cases of a rule are told in full; the others are listed. */
const MOST_TOLD = 5;

/** The cases of a rule that are told in full, and those that are only listed. */
export function toldChecks(rule: RuleResult): {
  readonly told: readonly CheckResult[];
  readonly listed: readonly CheckResult[];
} {
  const checks = checksToTell(rule);
  return { told: checks.slice(0, MOST_TOLD), listed: checks.slice(MOST_TOLD) };
}
