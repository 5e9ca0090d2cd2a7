import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Appointment, Patient, Slot } from 'fhir/r3';
import { instantOf, readMessage, SYSTEMS } from '../lib/fhir';
import { answerRefusal, answerWith, type Refusal, type Reply, refusal } from './answer';
import { readAppointment } from './appointment-body';
import { isPatient, isSlot } from './contained';
import { type Diary, differences, type OfferedSlot } from './diary';
import { LOCAL_SYSTEMS } from './directory';
import type { Provider } from './provider';
import { headerOf, type ProviderRequest } from './request';
import { serverError } from './server-error';
import { refusalByTheGuide } from './urgent-care';
import { locationOf, versionHeaders } from './version-headers';

/**
 * Books an Appointment (NHS Booking API "Book an appointment"; FHIR STU3 http.html#create).
 *
 * 201 with the created Appointment, its version-specific Location, ETag and Last-Modified; else the refusal of the first
 * tier that the request fails: media type, JSON or XML, base STU3, profile and booking table, business rules, and with
 * the overlay `uec` those of the urgent-care guide. A refused booking changes nothing. Finding the slot free and taking
 * it is one step: of two bookings at the same time, one is refused.
 */
export async function book(request: ProviderRequest, provider: Provider): Promise<Reply> {
  const { behaviour } = provider;
  const { appointment, refusal: invalid } = readAppointment(request, 'request', provider);
  if (!appointment) return refuseBooking(request, invalid, provider);
  const { slot, refusal: unbookable } = chooseSlot(appointment, provider);
  const failure = invalid ?? serverError(request) ?? bookedBefore(request, provider);
  if (!slot) return refuseBooking(request, failure ?? unbookable, provider);

  const decided = failure ?? unbookable ?? refusalByTheGuide(appointment, provider);
  const refused = behaviour.bookingRefusal(decided, { request, appointment });
  if (refused) return refuseBooking(request, refused, provider);
  const gap = behaviour.gapBeforeBooking(0);
  if (gap > 0) await pause(gap);
  return create(request, appointment, slot, provider);
}

/** Answers a booking that is refused. The conformant provider leaves its slot as it is, whatever it is refused for. */
export function refuseBooking(
  { body }: ProviderRequest,
  refused: Refusal,
  { behaviour, diary }: Provider,
): Reply {
  const effect = behaviour.sideEffect('none', refused);
  const slot = effect === 'none' ? undefined : slotNamedIn(body, diary);
  if (slot && effect === 'takes-slot') diary.take(slot, randomUUID(), new Date());
  if (slot?.bookedFor && effect === 'frees-slot') diary.release(slot.bookedFor, new Date());
  return answerRefusal(refused);
}

/** The slot that is contained in a body, however invalid that is. */
function slotNamedIn(body: Buffer, diary: Diary): OfferedSlot | undefined {
  const { contained } = (readMessage(body).value ?? {}) as { contained?: unknown };
  const named: ReadonlyArray<Partial<Slot> | null> = Array.isArray(contained) ? contained : [];
  const id = named.find((resource) => resource?.resourceType === 'Slot')?.id;
  return diary.slots.find((slot) => slot.id === id);
}

/** A retry of a booking that succeeded must not book again: urgent-care guide, "Transactional Integrity". */
function bookedBefore(request: ProviderRequest, provider: Provider): Refusal | null {
  const requestId = headerOf(request.headers, 'X-Request-Id');
  if (provider.overlay === null || !requestId) return null;
  const isReused = provider.behaviour.hasBookedBefore(provider.bookedRequestIds.has(requestId), requestId);
  return isReused
    ? refusal('request-id-reused', 'duplicate', 'An Appointment was booked with this X-Request-Id before.')
    : null;
}

/** The slot to book, or why there is none; both, where the slot is there but can't be booked. */
type SlotChoice =
  | { readonly slot: OfferedSlot; readonly refusal: Refusal | null }
  | { readonly slot: null; readonly refusal: Refusal };

/** The business rules of the slot: it is one that was offered, as it was offered, and it is free. */
function chooseSlot(appointment: Appointment, { behaviour, diary }: Provider): SlotChoice {
  const asked = containedSlot(appointment);
  const slot = asked && behaviour.slotFound(diary.find(asked), asked);
  if (!asked || !slot) {
    const text = asked ? 'The diary has no such Slot.' : 'The Slot to book must be a contained resource.';
    return { slot: null, refusal: slotRefusal('slot-unknown', text) };
  }
  const differing = differences(asked, slot);
  if (differing.length > 0) {
    const text = `The Slot is not as it was offered. What differs: ${differing.join(', ')}.`;
    return { slot, refusal: slotRefusal('slot-unknown', text) };
  }
  if (!isWithin(appointment, slot)) {
    return { slot, refusal: slotRefusal('slot-unknown', 'The Appointment does not lie within its Slot.') };
  }
  const isFree = behaviour.isFree(slot.bookedFor === null, slot, { appointment, slot: asked });
  return { slot, refusal: isFree ? null : slotRefusal('slot-taken', 'The Slot is no longer free.') };
}

/** The contained Slot that the Appointment is booked into. */
function containedSlot({ slot, contained }: Appointment): Slot | undefined {
  const reference = slot?.[0]?.reference;
  return contained?.find((resource): resource is Slot => isSlot(resource) && `#${resource.id}` === reference);
}

function slotRefusal(ground: 'slot-unknown' | 'slot-taken', text: string): Refusal {
  return refusal(ground, 'business-rule', text, 'Appointment.slot[0]');
}

function isWithin(appointment: Appointment, slot: OfferedSlot): boolean {
  const start = instantOf(appointment.start);
  const end = instantOf(appointment.end);
  return start !== null && end !== null && slot.start <= start && start < end && end <= slot.end;
}

function create(request: ProviderRequest, sent: Appointment, slot: OfferedSlot, provider: Provider): Reply {
  const { behaviour } = provider;
  const id = behaviour.idToAssign(randomUUID(), sent);
  const versionId = behaviour.versionIdToAssign('1', sent, null);
  const now = new Date();
  const stored = behaviour.appointmentToStore(asCreated(sent, id, versionId, now), sent);
  return storeBooking(request, stored, { id, versionId, now, slot }, provider);
}

/** What a new booking is known by. */
export interface NewBooking {
  readonly id: string;
  readonly versionId: string;
  readonly now: Date;
  readonly slot: OfferedSlot;
}

/** Stores a new Appointment, takes its slot, and answers with it. */
export function storeBooking(
  request: ProviderRequest,
  stored: Appointment,
  { id, versionId, now, slot }: NewBooking,
  provider: Provider,
): Reply {
  const version = provider.appointments.store(stored, id, versionId, now);
  if (!version) {
    return answerRefusal(refusal('server-error', 'no-store', 'The provider has no memory left.'));
  }
  provider.diary.take(slot, id, now);
  const requestId = headerOf(request.headers, 'X-Request-Id');
  if (requestId) provider.bookedRequestIds.add(requestId);
  return answerWith('booked', 201, stored, [
    ['Location', locationOf(version, provider.publicBaseUrl)],
    ...versionHeaders(version, provider.publicBaseUrl),
  ]);
}

/**
 * The Appointment as the provider stores it: what was sent, with an id, version, times and a local identifier of the
 * provider's own (FHIR STU3 http.html#create; "Appointment": created; "Get a specific appointment": Patient), and its
 * Slot busy.
 */
function asCreated(sent: Appointment, id: string, versionId: string, now: Date): Appointment {
  const lastUpdated = now.toISOString();
  const { resourceType, id: _, meta, contained = [], ...content } = withoutCompanions(sent);
  return {
    resourceType,
    id,
    meta: { ...meta, versionId, lastUpdated },
    contained: contained.map((resource) => {
      if (isPatient(resource)) return withLocalIdentifier(resource);
      return isSlot(resource) ? { ...resource, status: 'busy' } : resource;
    }),
    ...content,
    created: lastUpdated,
  };
}

/** The Appointment without the extensions that a client put on elements which the provider sets. */
function withoutCompanions(sent: Appointment): Appointment {
  const copy: Record<string, unknown> = { ...sent, ...(sent.meta ? { meta: { ...sent.meta } } : {}) };
  for (const companion of ['_id', '_created']) delete copy[companion];
  const meta = copy.meta as Record<string, unknown> | undefined;
  for (const companion of ['_versionId', '_lastUpdated']) delete meta?.[companion];
  return copy as unknown as Appointment;
}

/** A Patient without NHS number gets an identifier to be asked for by. */
export function withLocalIdentifier(patient: Patient): Patient {
  const identifiers = patient.identifier ?? [];
  if (identifiers.some((identifier) => identifier.system === SYSTEMS.nhsNumber)) return patient;
  return {
    ...patient,
    identifier: [...identifiers, { use: 'usual', system: LOCAL_SYSTEMS.patient, value: randomUUID() }],
  };
}
