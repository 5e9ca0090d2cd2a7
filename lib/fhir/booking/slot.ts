import { type JsonObject, objectsOf } from '../json';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import { isUuid } from './uuid';

/** The page Slot: what is booked. The profile requires the identifier already, and base STU3 the rest. */
export function checkSlot({ status, identifier }: JsonObject, page: BookingFindings): void {
  if (status !== 'busy' && status !== 'free') {
    page.broken('status', `Expected busy or free, found ${show(status)}.`);
  }
  for (const { object, path } of objectsOf(identifier, 'identifier')) {
    // Doubtful at most: the page shows the system in an example only, and a consumer sends the Slot as it found it.
    if (object.system !== SYSTEMS.uuid) {
      page.doubtful(
        `${path}.system`,
        `Expected ${SYSTEMS.uuid}, found ${show(object.system)}.`,
        'identifier',
      );
    } else if (!isUuid(object.value)) {
      page.doubtful(`${path}.value`, `Expected a UUID, found ${show(object.value)}.`, 'identifier');
    }
  }
}
