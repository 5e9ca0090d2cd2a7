import { randomUUID } from 'node:crypto';
import type { Appointment, Patient, Slot } from 'fhir/r3';
import { validate } from '../../../lib/fhir';
import { type Consumer, claims, NOW, type Received, unsecured } from '../consumer';

/** How a fault shows on the wire. */
export type Symptom = (consumer: Consumer) => Promise<void>;

/** What a booking contains, in the order in which the tests send it. */
export type Contained = [unknown, Patient, Slot];

/** Once in a booking that is valid, of a provider that is conformant otherwise. */
export function showsOnBooking(
  symptom: (booked: Received, consumer: Consumer) => void | Promise<void>,
): (consumer: Consumer) => Promise<void> {
  return async (consumer) => symptom(await consumer.bookAny(), consumer);
}

/** Once in the cancellation of a booking. */
export function showsOnCancellation(symptom: (cancelled: Received) => void): Symptom {
  return async (consumer) => symptom(await consumer.cancel(await consumer.bookAny()));
}

/** The body has errors, and all of them are at these elements. */
export function hasErrorAt(...paths: readonly string[]): (answer: Received) => void {
  return (answer) => {
    const errors = validate(answer.json()).filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map((error) => error.path))].sort()).toEqual([...paths].sort());
  };
}

/** Books with these elements in place of what is sent usually. */
export async function bookWith(consumer: Consumer, elements: Partial<Appointment>): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  const meta = { ...appointment.meta, ...elements.meta };
  return consumer.book({ ...appointment, ...elements, meta });
}

/** Updates a booking on the basis of a version that it never had. */
export async function staleUpdate(consumer: Consumer): Promise<Received> {
  const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
  return consumer.update(booked.id, { ...booked, status: 'cancelled' }, { 'If-Match': 'W/"0"' });
}

/** The contained Patient of a booking. */
export function patientIn(answer: Received): Patient {
  return (answer.json<Appointment>().contained as Contained)[1];
}

/** A booking is refused for what `change` makes of it, and a plain one is not. */
export function refuses(change: (appointment: Appointment) => void): (consumer: Consumer) => Promise<void> {
  return async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    change(appointment);
    expect((await consumer.book(appointment)).status).toBe(422);
    expect((await consumer.bookAny()).status).toBe(201);
  };
}

/** Books a slot that is booked already. */
export async function bookTwice(consumer: Consumer): Promise<Received> {
  const slot = await consumer.slot();
  await consumer.book(consumer.appointment(slot));
  return consumer.book(consumer.appointment(slot));
}

/** A booking that breaks the table of the page: it has no description. */
export async function aProfileBreach(consumer: Consumer): Promise<Appointment> {
  const appointment = consumer.appointment(await consumer.slot());
  delete appointment.description;
  return appointment;
}

/** A booking of a slot that the diary does not have. */
export async function anUnknownSlot(consumer: Consumer): Promise<Appointment> {
  const slot = await consumer.slot();
  const identifier = (slot.identifier ?? []).map((each) => ({ ...each, value: randomUUID() }));
  return consumer.appointment({ ...slot, id: 'unknown', identifier });
}

/** An Authorization header with a token for booking that expired an hour ago. */
export function expired({ baseUrl }: Consumer): string {
  const now = NOW();
  const payload = { ...claims(baseUrl, 'patient/appointment.write'), iat: now - 3900, exp: now - 3600 };
  return `Bearer ${unsecured(payload)}`;
}
