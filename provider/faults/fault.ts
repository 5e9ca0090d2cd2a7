import type { Behaviour } from '../behaviour';

/** A provider that goes wrong in one way, to show that the suite notices. */
export interface Fault {
  readonly id: string;
  /** Id of the rule that it breaks. */
  readonly rule: string;
  /** What the provider does, in one sentence. */
  readonly description: string;
  /** Ids of further rules that break with it, or can't be judged any more. */
  readonly couplings: readonly string[];
  readonly behaviour: Partial<Behaviour>;
}
