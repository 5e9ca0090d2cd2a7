import type { Fault, ProviderOptions } from '../../provider';
import { RULEBOOK, type Rule } from '../rules';
import type { SuiteVersion } from '../runner/suite-version';
import type { Outcome } from '../verdict';
import { compare, type Effect, findingsIn, type Verdicts, verdictBrought } from './effect';

/** `kill-matrix.json`: which fault is caught by which rule. Its JSON Schema is `kill-matrix.schema.json`. */
export interface KillMatrix {
  readonly schemaVersion: 1;
  readonly suite: SuiteVersion & { readonly rulebook: string };
  /** Whether every case was sent for every fault, or first those that stand for all. */
  readonly full: boolean;
  /** The faults that were asked for; null when it was all of them. Those of a selection prove nothing of the others. */
  readonly selection: readonly string[] | null;
  readonly baselines: readonly BaselineResult[];
  readonly faults: readonly FaultResult[];
  /** The rules that bind a server, and how many faults break them. */
  readonly rules: ReadonlyArray<{ readonly id: string; readonly faults: number }>;
  readonly totals: {
    readonly faults: number;
    readonly caught: number;
    readonly exact: number;
    readonly rules: number;
    readonly rulesWithoutFault: number;
  };
  /** Whether all is as declared: each fault exact, no finding without one, and, but in a selection, each rule broken. */
  readonly exact: boolean;
}

/** How a provider without a fault came out, with which those with a fault are compared. */
export interface BaselineResult {
  readonly provider: ProviderOptions;
  /** The rules that flag it: none may, since it is conformant. */
  readonly flagged: readonly string[];
  readonly problems: readonly string[];
}

/** What one fault did, and what it declares. */
export interface FaultResult {
  readonly id: string;
  readonly rule: string;
  readonly description: string;
  readonly caught: boolean;
  readonly flagged: readonly string[];
  readonly couplings: readonly string[];
  readonly exact: boolean;
  /** The verdict that the fault brings upon its rule, and the one that came. */
  readonly expected: Outcome;
  readonly verdict: Outcome | null;
  readonly changed: readonly string[];
  readonly undeclared: readonly string[];
  readonly unseen: readonly string[];
  readonly problems: readonly string[];
  /** Whether it is judged on all cases, or on those that stand for all. */
  readonly cases: Cases;
  readonly provider: ProviderOptions;
}

export type Cases = 'representative' | 'all';

/** All that a kill matrix is computed from. */
export interface Proof {
  readonly suite: SuiteVersion;
  readonly full: boolean;
  readonly selection: readonly string[] | null;
  readonly rules: readonly Rule[];
  readonly baselines: readonly BaselineResult[];
  readonly faults: readonly FaultResult[];
}

/** The result of a provider without a fault. */
export function baselineResult(
  provider: ProviderOptions,
  verdicts: Verdicts,
  problems: readonly string[],
): BaselineResult {
  return { provider, flagged: findingsIn(verdicts), problems };
}

/** The result of a fault: what it did, beside what it declares. */
export function faultResult(
  fault: Fault,
  effect: Effect,
  { cases, provider }: Pick<FaultResult, 'cases' | 'provider'>,
): FaultResult {
  const { id, rule, description, couplings } = fault;
  const { verdict, flagged, changed, problems } = effect;
  const { caught, undeclared, unseen, exact } = compare(fault, effect);
  const declared = { expected: verdictBrought(fault), verdict, changed, undeclared, unseen };
  return { id, rule, description, caught, flagged, couplings, exact, ...declared, problems, cases, provider };
}

/** Draws up the matrix. */
export function killMatrix({ suite, full, selection, rules, baselines, faults }: Proof): KillMatrix {
  const binding = rules
    .filter(({ binds }) => binds === 'server')
    .map(({ id }) => ({ id, faults: faults.filter(({ rule }) => rule === id).length }));
  const totals = {
    faults: faults.length,
    caught: faults.filter(({ caught }) => caught).length,
    exact: faults.filter(({ exact }) => exact).length,
    rules: binding.length,
    rulesWithoutFault: binding.filter((rule) => rule.faults === 0).length,
  };
  const isClean = baselines.every(({ flagged, problems }) => flagged.length + problems.length === 0);
  const isComplete = selection !== null || totals.rulesWithoutFault === 0;
  const exact = isClean && isComplete && totals.exact === totals.faults;
  const versions = { ...suite, rulebook: RULEBOOK };
  return {
    schemaVersion: 1,
    suite: versions,
    full,
    selection,
    baselines,
    faults,
    rules: binding,
    totals,
    exact,
  };
}
