import { type Fault, optionsFor, type ProviderOptions } from '../../provider';
import { compare, effectOf, problemsOf, type Verdicts, verdictsOf } from './effect';
import {
  type BaselineResult,
  baselineResult,
  type Cases,
  type FaultResult,
  faultResult,
} from './kill-matrix';
import { faultyProviderFor } from './provider-options';
import { casesThatShow } from './representative-cases';
import { TELLING_CASES } from './telling-cases';
import type { WarmRun, WarmRunTask } from './warm-run';

export interface ProofOptions {
  /** Sends every case for every fault; without it, only for faults that do not show as declared on fewer. */
  readonly full: boolean;
  readonly run: (task: WarmRunTask) => Promise<WarmRun>;
  /** Takes each result as soon as it is there. */
  readonly onBaseline?: (result: BaselineResult) => void;
  readonly onFault?: (result: FaultResult) => void;
}

/** A whole run against a provider without a fault. */
interface Baseline {
  readonly run: WarmRun;
  readonly verdicts: Verdicts;
  readonly result: BaselineResult;
}

/**
 * Runs the suites against the embedded provider with each of the faults, and without any. All rules are judged each time,
 * on cases that stand for all; a fault that does not come out as declared on these, since it concerns one case among
 * hundreds, is judged on all cases.
 *
 * @throws whatever `run` throws
 */
export async function proveFaults(
  faults: readonly Fault[],
  options: ProofOptions,
): Promise<{ baselines: BaselineResult[]; faults: FaultResult[] }> {
  const baselines = await runBaselines(faults, options);
  const proved = faults.map((fault) => proveFault(fault, baselines.get(keyOf(fault)) as Baseline, options));
  return {
    baselines: [...baselines.values()].map(({ result }) => result),
    faults: await Promise.all(proved),
  };
}

/** Which baseline a fault is compared with: the one of the same provider. */
const keyOf = (fault: Fault): string => JSON.stringify(optionsFor(fault));

async function runBaselines(
  faults: readonly Fault[],
  { run, onBaseline }: ProofOptions,
): Promise<ReadonlyMap<string, Baseline>> {
  const providers = new Map(faults.map((fault) => [keyOf(fault), optionsFor(fault)]));
  const baselineOf = async (provider: ProviderOptions): Promise<Baseline> => {
    const made = await run({ provider });
    const verdicts = verdictsOf(made);
    const result = baselineResult(provider, verdicts, problemsOf(made));
    onBaseline?.(result);
    return { run: made, verdicts, result };
  };
  const entries = [...providers].map(async ([key, provider]) => [key, await baselineOf(provider)] as const);
  return new Map(await Promise.all(entries));
}

async function proveFault(
  fault: Fault,
  baseline: Baseline,
  { full, run, onFault }: ProofOptions,
): Promise<FaultResult> {
  const provider = faultyProviderFor(fault);
  const effectOn = async (settings: Record<string, string>) =>
    effectOf(fault, await run({ provider, settings }), baseline.verdicts);

  // What a rule comes out as in its few representative cases without a fault, it does in all: so one baseline serves.
  const few = full ? null : await effectOn(settingsFor(fault, baseline));
  const isEnough = few !== null && compare(fault, few).exact;
  const effect = isEnough ? few : await effectOn({});
  const cases: Cases = isEnough ? 'representative' : 'all';
  const result = faultResult(fault, effect, { cases, provider });
  onFault?.(result);
  return result;
}

function settingsFor({ id, rule }: Fault, { run }: Baseline): Record<string, string> {
  if (!run.result) return {};
  const telling = TELLING_CASES[id];
  return { CASES: [...(telling ? [telling] : []), casesThatShow(rule, run.result)].join(';') };
}
