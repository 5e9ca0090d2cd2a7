import { acceptanceFaults } from './acceptance';
import { connectionFaults } from './connection';
import { createdFaults } from './created';
import { failureFaults } from './failure';
import type { Fault } from './fault';
import { forgedTokenFaults } from './forged-tokens';
import { headerFaults } from './headers';
import { httpFaults } from './http';
import { locationFaults } from './location';
import { messageFaults } from './messages';
import { outcomeFaults } from './outcomes';
import { readingFaults } from './reading';
import { resourceFaults } from './resources';
import { safetyFaults } from './safety';
import { storingFaults } from './storing';
import { syntaxFaults } from './syntax';
import { updateFaults } from './updates';
import { urgentCareFaults } from './urgent-care';
import { versionFaults } from './versions';

export type { Fault } from './fault';

/** Every fault that the provider can have, in the order of the rulebook. */
export const faults: readonly Fault[] = [
  ...createdFaults,
  ...locationFaults,
  ...failureFaults,
  ...headerFaults,
  ...acceptanceFaults,
  ...connectionFaults,
  ...safetyFaults,
  ...forgedTokenFaults,
  ...readingFaults,
  ...storingFaults,
  ...resourceFaults,
  ...syntaxFaults,
  ...messageFaults,
  ...outcomeFaults,
  ...versionFaults,
  ...updateFaults,
  ...httpFaults,
  ...urgentCareFaults,
];
