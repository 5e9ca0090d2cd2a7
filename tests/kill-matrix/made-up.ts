import type { WarmRun } from '../../lib/proof';
import type { ConformanceResult } from '../../lib/report';
import type { Outcome } from '../../lib/verdict';
import type { Fault } from '../../provider';
import { check, resultOf } from '../report/samples';

/** Rules to make up faults of: a MUST, a SHOULD, and two that others may couple with. */
export const MUST = 'book.created.status';
export const SHOULD = 'book.created.last-modified';
export const LOCATION = 'book.created.location';
export const BODY = 'book.created.body';

/** What every rule comes out as in a run against a provider without a fault. */
export const FAULTLESS: Readonly<Record<string, Outcome>> = {
  [MUST]: 'pass',
  [SHOULD]: 'pass',
  [LOCATION]: 'pass',
  [BODY]: 'pass',
};

export function faultOf(rule: string, more: Partial<Fault> = {}): Fault {
  return { id: 'made-up', rule, description: 'It goes wrong.', couplings: [], behaviour: {}, ...more };
}

/** A run in which the rules came out like this. */
export function runOf(
  verdicts: Readonly<Record<string, Outcome>>,
  run: Partial<ConformanceResult['run']> = {},
): WarmRun {
  const checks = Object.entries(verdicts).map(([rule, outcome]) => check(rule, outcome));
  return { exitCode: 0, result: resultOf(checks, {}, run), problem: null };
}

/** A run whose process died. */
export const LOST: WarmRun = {
  exitCode: 70,
  result: null,
  problem: 'the process of the run ended (SIGKILL)',
};
