import { type JsonObject, objectsOf } from '../json';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import { isUuid } from './uuid';

/** The page Slot: what the appointment is booked into. Its identifier is required by the profile already. */
export function checkSlot({ status, identifier }: JsonObject, path: string, findings: BookingFindings): void {
  if (status !== 'busy' && status !== 'free') {
    findings.broken('slot.status', `${path}.status`, `Expected busy or free, found ${show(status)}.`);
  }
  for (const { object, path: at } of objectsOf(identifier, `${path}.identifier`)) {
    // The page shows the system in its example only, and a consumer sends the Slot as it found it.
    if (object.system !== SYSTEMS.uuid) {
      findings.doubtful(
        'slot.identifier',
        `${at}.system`,
        `Expected ${SYSTEMS.uuid}, found ${show(object.system)}.`,
      );
    } else if (!isUuid(object.value)) {
      findings.doubtful('slot.identifier', `${at}.value`, `Expected a UUID, found ${show(object.value)}.`);
    }
  }
}
