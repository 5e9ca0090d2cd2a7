import { type Fault, optionsFor, type ProviderOptions } from '../../provider';

/** The embedded provider with the fault; `optionsFor` gives the one without it, which it is compared with. */
export function faultyProviderFor(fault: Fault): ProviderOptions {
  return { ...optionsFor(fault), faults: [fault.id] };
}
