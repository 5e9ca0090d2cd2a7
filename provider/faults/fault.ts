import type { Behaviour } from '../behaviour';
import type { TlsMode } from '../certificates';
import type { JwtRegime } from '../keys';
import type { Overlay } from '../overlay';

/** A provider that goes wrong in one way, to show that the suite notices. */
export interface Fault {
  readonly id: string;
  /** Id of the rule that it breaks. */
  readonly rule: string;
  /** What the provider does, in one sentence. */
  readonly description: string;
  /** Ids of further rules that break with it, or can't be judged any more. */
  readonly couplings: readonly string[];
  /** The overlay without which the fault does not show: its rule is of it. */
  readonly overlay?: Overlay;
  /** How tokens have to be secured for the fault to show; without it, they need not be. */
  readonly jwt?: JwtRegime;
  /** How the provider must be reached for the fault to show. */
  readonly tls?: TlsMode;
  /** How many slots a whole run needs with it, where that is more than usual: none is free again if nothing can be cancelled. */
  readonly slots?: number;
  /** `warn` where a MUST is met in a way that is to be warned of; without it, the fault does what its rule forbids. */
  readonly verdict?: 'warn';
  readonly behaviour: Partial<Behaviour>;
}

/** A fault that shows only with the overlay of the urgent-care guide, which is added to it. */
export type GuideFault = Omit<Fault, 'overlay'>;
