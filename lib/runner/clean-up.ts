import type { Target } from '../target';
import type { Wire } from './wire';

const CLEAN_UP_MS = 60_000;

/** Cancels what is booked; also after the run was stopped, but then only for so long. */
export async function cleanUp(target: Target, wire: Wire): Promise<void> {
  target.currentCase = '(clean-up)';
  await wire.evenIfStopped(CLEAN_UP_MS, () => target.cleanUp());
}
