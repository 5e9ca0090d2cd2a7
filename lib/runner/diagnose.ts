import { randomUUID } from 'node:crypto';
import { BookingLedger, type Preflight, preflight, type Settings } from '../target';
import { makeTarget } from './make-target';
import { Wire } from './wire';

/** Asks the target the questions of the preflight; leaves nothing on disk and books nothing. */
export function diagnose(settings: Settings, baseUrl: string): Promise<Preflight> {
  const wire = new Wire(settings, () => {});
  return preflight(makeTarget(settings, baseUrl, wire, new BookingLedger(() => {}), null, randomUUID()));
}
