import { randomUUID } from 'node:crypto';
import type { Slot } from 'fhir/r3';
import { CARECONNECT, instantOf, SYSTEMS } from '../lib/fhir';
import { scheduleReference } from './directory';

export type SlotStatus = 'free' | 'busy';

/** A slot of the diary, and who has it. */
export interface OfferedSlot {
  /** Place in the diary, which is in order of time. */
  readonly position: number;
  readonly id: string;
  readonly uuid: string;
  /** Reference to the Schedule of the clinic that offers it. */
  readonly schedule: string;
  /** Start and end in milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly version: number;
  readonly lastUpdated: Date;
  /** Id of the Appointment that the slot is booked for; null while it is free. */
  readonly bookedFor: string | null;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SLOT_LENGTH = 10 * MINUTE;
const OPENS_AT = 9 * 60 * MINUTE;
const CLOSES_AT = 17 * 60 * MINUTE;
const SLOTS_A_DAY = (CLOSES_AT - OPENS_AT) / SLOT_LENGTH;

/** What a diary of five days holds. */
export const DEFAULT_SLOTS = 5 * SLOTS_A_DAY;
export const MOST_SLOTS = 10_000;

/** What a diary is to hold. */
export interface DiaryOptions {
  readonly slots: number;
  /** How many clinics see patients at the same time. */
  readonly clinics: number;
  /** The id of the slot at a place in the diary. */
  readonly slotId: (position: number) => string;
}

/** The slots of the provider, from tomorrow on: every ten minutes from nine to five (UTC), as many days as they fill. */
export class Diary {
  readonly #slots: OfferedSlot[];

  constructor({ slots, clinics, slotId }: DiaryOptions, now: Date) {
    const tomorrow = Math.floor(now.getTime() / DAY) * DAY + DAY;
    this.#slots = Array.from({ length: slots }, (_, position) => {
      const place = Math.floor(position / clinics);
      const day = tomorrow + Math.floor(place / SLOTS_A_DAY) * DAY;
      const start = day + OPENS_AT + (place % SLOTS_A_DAY) * SLOT_LENGTH;
      return {
        position,
        id: slotId(position),
        uuid: randomUUID(),
        schedule: scheduleReference(position % clinics),
        start,
        end: start + SLOT_LENGTH,
        version: 1,
        lastUpdated: now,
        bookedFor: null,
      };
    });
  }

  /** All slots, as they are now, in order of time. */
  get slots(): readonly OfferedSlot[] {
    return this.#slots;
  }

  /** The slot that a consumer's Slot names: by its identifier, else by its id. */
  find(slot: Slot): OfferedSlot | undefined {
    const uuid = slot.identifier
      ?.find((identifier) => identifier.system === SYSTEMS.uuid)
      ?.value?.toLowerCase();
    return (
      this.#slots.find((offered) => offered.uuid === uuid) ??
      this.#slots.find((offered) => offered.id === slot.id)
    );
  }

  take({ position }: OfferedSlot, appointmentId: string, at: Date): void {
    this.#change(position, appointmentId, at);
  }

  /** Frees the slot that is booked for an Appointment, if one still is. */
  release(appointmentId: string, at: Date): void {
    const position = this.#slots.findIndex((slot) => slot.bookedFor === appointmentId);
    if (position >= 0) this.#change(position, null, at);
  }

  #change(position: number, bookedFor: string | null, at: Date): void {
    const slot = this.#slots[position];
    if (slot) this.#slots[position] = { ...slot, bookedFor, version: slot.version + 1, lastUpdated: at };
  }
}

/** The elements in which a consumer's Slot differs from the slot as it is offered; times are compared as instants. */
export function differences(slot: Slot, offered: OfferedSlot): string[] {
  const uuids = (slot.identifier ?? []).filter((identifier) => identifier.system === SYSTEMS.uuid);
  const same: Record<string, boolean> = {
    identifier: uuids.every((identifier) => identifier.value?.toLowerCase() === offered.uuid),
    schedule: slot.schedule.reference === offered.schedule,
    start: instantOf(slot.start) === offered.start,
    end: instantOf(slot.end) === offered.end,
  };
  return Object.keys(same).filter((element) => !same[element]);
}

/** The slot as a FHIR resource (NHS Booking API "Slot"), with the status to show. */
export function slotResource(slot: OfferedSlot, status: SlotStatus): Slot & { id: string } {
  return {
    resourceType: 'Slot',
    id: slot.id,
    meta: {
      versionId: String(slot.version),
      lastUpdated: slot.lastUpdated.toISOString(),
      profile: [CARECONNECT.Slot],
    },
    identifier: [{ system: SYSTEMS.uuid, value: slot.uuid }],
    schedule: { reference: slot.schedule },
    status,
    start: new Date(slot.start).toISOString(),
    end: new Date(slot.end).toISOString(),
  };
}
