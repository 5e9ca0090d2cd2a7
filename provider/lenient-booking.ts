import { randomUUID } from 'node:crypto';
import type { Appointment, Patient } from 'fhir/r3';
import { answerRefusal, type Refusal, type Reply, refusal } from './answer';
import { readResource } from './appointment-body';
import { storeBooking, withLocalIdentifier } from './booking';
import type { Diary, OfferedSlot } from './diary';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';
import { serverError } from './server-error';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Books for whatever Appointment comes, as a provider does that validates nothing: the slot that it can make out in the
 * body, or the next free one where it can make out none. The body is stored as it came.
 *
 * The page tells how an invalid body is refused, if it is; that it must be refused, only the urgent-care guide says.
 * What the page does say holds here as well: what is no FHIR is 400, and a slot is booked once, and only if it was
 * offered.
 */
export function bookUnjudged(request: ProviderRequest, provider: Provider): Reply {
  const { message, refusal: unreadable } = readResource(request, provider);
  if (!message) return answerRefusal(unreadable);
  if (message.value.resourceType !== 'Appointment') {
    return answerRefusal(refusal('base-invalid', 'invalid', 'The body must be an Appointment.'));
  }
  const failure = serverError(request);
  if (failure) return answerRefusal(failure);
  const sent: JsonObject = { ...message.value };
  const { slot, refused } = slotMadeOut(sent, provider.diary);
  if (!slot) return answerRefusal(refused);
  const now = new Date();
  const id = randomUUID();
  return storeBooking(request, asStored(sent, id, now), { id, versionId: '1', now, slot }, provider);
}

type SlotChoice =
  | { readonly slot: OfferedSlot; readonly refused: null }
  | { readonly slot: null; readonly refused: Refusal };

function slotMadeOut({ contained }: JsonObject, diary: Diary): SlotChoice {
  const named = (Array.isArray(contained) ? contained : []).find(isSlot);
  if (named === undefined) {
    const next = diary.slots.find(({ bookedFor }) => bookedFor === null);
    return next ? { slot: next, refused: null } : notBookable('slot-taken', 'No Slot is free.');
  }
  const words = new Set(textsIn(named));
  const slot = diary.slots.find(({ id, uuid }) => words.has(uuid) || words.has(id));
  if (!slot) return notBookable('slot-unknown', 'The diary has no such Slot.');
  return slot.bookedFor === null
    ? { slot, refused: null }
    : notBookable('slot-taken', 'The Slot is no longer free.');
}

function notBookable(ground: 'slot-unknown' | 'slot-taken', text: string): SlotChoice {
  return { slot: null, refused: refusal(ground, 'business-rule', text) };
}

function isSlot(resource: unknown): boolean {
  return (resource as { resourceType?: unknown } | null)?.resourceType === 'Slot';
}

/** All texts in a value, in lower case too, as UUIDs are written. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value, value.toLowerCase()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function asStored(sent: JsonObject, id: string, now: Date): Appointment {
  const meta = typeof sent.meta === 'object' ? sent.meta : {};
  const lastUpdated = now.toISOString();
  return {
    ...sent,
    ...(Array.isArray(sent.contained) ? { contained: sent.contained.map(withIdentifier) } : {}),
    id,
    meta: { ...meta, versionId: '1', lastUpdated },
    created: lastUpdated,
  } as unknown as Appointment;
}

/** A Patient who came without any identifier gets one to be asked for by. */
function withIdentifier(resource: unknown): unknown {
  const { resourceType, identifier } = (resource ?? {}) as { resourceType?: unknown; identifier?: unknown };
  return resourceType === 'Patient' && identifier === undefined
    ? withLocalIdentifier(resource as Patient)
    : resource;
}
