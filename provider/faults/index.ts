import { acceptanceFaults } from './acceptance';
import { createdFaults } from './created';
import { failureFaults } from './failure';
import type { Fault } from './fault';
import { headerFaults } from './headers';
import { readingFaults } from './reading';
import { safetyFaults } from './safety';

export type { Fault } from './fault';

/** Every fault that the provider can have, in the order of the rulebook. */
export const faults: readonly Fault[] = [
  ...createdFaults,
  ...failureFaults,
  ...headerFaults,
  ...acceptanceFaults,
  ...safetyFaults,
  ...readingFaults,
];
