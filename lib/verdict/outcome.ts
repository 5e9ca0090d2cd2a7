/** What one check found: one rule, judged on one case. */
export type Outcome = 'pass' | 'fail' | 'warn' | 'inconclusive' | 'not-applicable';

/** The outcome of a check that finds a rule of this level broken. */
export const brokenOutcome = (level: 'MUST' | 'SHOULD' | 'MAY'): Outcome =>
  level === 'MUST' ? 'fail' : 'warn';

/** An outcome with what a reader needs to understand it. */
export interface Finding {
  readonly outcome: Outcome;
  /** Why; null only for a plain pass. */
  readonly message: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Whether what the rule requires was there, so that rules which need it can be judged. */
  readonly holds: boolean;
}

export interface Comparison {
  readonly expected?: string;
  readonly actual?: string;
}

/**
 * Thrown by a check that does not pass. `broken` leaves it to the level of the rule what that means: a MUST fails, a
 * SHOULD or MAY warns.
 */
export class Judgement extends Error {
  constructor(
    readonly outcome: 'broken' | 'warn' | 'inconclusive' | 'not-applicable',
    message: string,
    readonly comparison: Comparison = {},
    /** Whether what the rule requires was there all the same, so that rules which need it can be judged. */
    readonly holds: boolean = outcome === 'warn',
  ) {
    super(message);
    this.name = 'Judgement';
  }
}

/** Ends a check: the rule is broken. */
export function broken(message: string, comparison: Comparison = {}): never {
  throw new Judgement('broken', message, comparison);
}

/** Ends a check: the rule is kept, in a way that the rulebook says is to be warned of. */
export function warned(message: string, comparison: Comparison = {}): never {
  throw new Judgement('warn', message, comparison);
}

/** Ends a check: this case cannot show whether the rule is kept. */
export function inconclusive(reason: string, comparison: Comparison = {}): never {
  throw new Judgement('inconclusive', reason, comparison);
}

/**
 * Ends a check: what the rule requires is there, but nothing shows that it means anything. The rule is not passed; those
 * that need it can be judged.
 */
export function unproven(reason: string): never {
  throw new Judgement('inconclusive', reason, {}, true);
}

/** Ends a check: the rule does not bind the server here, or what it needs is not configured. */
export function notApplicable(reason: string): never {
  throw new Judgement('not-applicable', reason);
}

/**
 * The finding that a judgement means for a rule of the given level.
 *
 * @throws whatever was thrown, when it is no judgement: then the suite itself is at fault
 */
export function findingOf(thrown: unknown, level: 'MUST' | 'SHOULD' | 'MAY'): Finding {
  if (!(thrown instanceof Judgement)) throw thrown;
  return {
    outcome: thrown.outcome === 'broken' ? brokenOutcome(level) : thrown.outcome,
    message: thrown.message,
    expected: thrown.comparison.expected ?? null,
    actual: thrown.comparison.actual ?? null,
    holds: thrown.holds,
  };
}

export const PASS: Finding = { outcome: 'pass', message: null, expected: null, actual: null, holds: true };

/** The outcome that decides among several: any fail, else any warn, else any pass, else inconclusive, else not-applicable. */
export function rollUp(outcomes: readonly Outcome[]): Outcome {
  const order: readonly Outcome[] = ['fail', 'warn', 'pass', 'inconclusive'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'not-applicable';
}
