import type { Fault, ProviderOptions } from '../../provider';

/** The embedded provider that a fault asks for, yet without the fault: what the faulty one is compared with. */
export function faultlessProviderFor({ overlay }: Fault): ProviderOptions {
  return overlay ? { overlay } : {};
}

/** The embedded provider with the fault. */
export function faultyProviderFor(fault: Fault): ProviderOptions {
  return { ...faultlessProviderFor(fault), faults: [fault.id] };
}
