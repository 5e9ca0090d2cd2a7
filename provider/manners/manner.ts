import type { Format } from '../../lib/fhir';
import type { Behaviour } from '../behaviour';
import type { Traits } from '../traits';
import type { Transfer } from '../transfer';

/** A way in which a provider may differ from others, and be as conformant as they are. */
export interface Manner {
  readonly id: string;
  /** What the provider does, in one sentence. */
  readonly description: string;
  readonly behaviour?: Partial<Behaviour>;
  readonly traits?: Partial<Omit<Traits, 'transfer'>>;
  readonly transfer?: Partial<Transfer>;
  /** The only format in which it shows, where it is one of notation. */
  readonly format?: Format;
  /** Ids of the rules that can't be judged because of it. */
  readonly unjudged?: readonly string[];
}
