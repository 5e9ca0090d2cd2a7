import { randomUUID } from 'node:crypto';
import type { Appointment, OperationOutcome } from 'fhir/r3';
import { type Consumer, claims, NOW, type Received, send, unsecured } from '../consumer';
import {
  anUnknownSlot,
  aProfileBreach,
  type Contained,
  expired,
  refuses,
  type Symptom,
  showsOnBooking,
} from './steps';

const SCOPE = 'patient/appointment.write';
const CLIENT_ID = { 'X-Request-Id': 'client-id' };

/** How the faults that only the urgent-care guide knows show on the wire, with the overlay. */
export const urgentCareSymptoms: Record<string, Symptom> = {
  'uec-request-id-on-bookings-only': async (consumer) => {
    expect((await consumer.book('{')).header('X-Request-Id')).toBeDefined();
    expect((await consumer.search()).header('X-Request-Id')).toBeUndefined();
  },
  'uec-correlation-id-on-bookings-only': async (consumer) => {
    expect((await consumer.book('{', CLIENT_ID)).header('X-Correlation-Id')).toBe('client-id');
    expect((await consumer.search('', CLIENT_ID)).header('X-Correlation-Id')).toBeUndefined();
  },
  'uec-correlation-id-left-to-request-id': async (consumer) => {
    const answer = await consumer.book('{', CLIENT_ID);
    expect(answer.header('X-Request-Id')).toBe('client-id');
    expect(answer.header('X-Correlation-Id')).toBeUndefined();
  },
  'uec-request-id-not-remembered': async (consumer) => {
    expect((await bookTwiceWithOneId(consumer)).status).toBe(201);
  },
  'uec-request-id-reuse-422': async (consumer) => {
    expect((await bookTwiceWithOneId(consumer)).status).toBe(422);
  },
  'uec-framework-errors': async (consumer) => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/Slot'],
    ] as const) {
      const answer = await send(consumer.baseUrl, { method, path });
      expect(answer.json()).toEqual({ message: 'Route not found' });
    }
  },
  'uec-outcome-without-detail': async (consumer) => {
    const outcome = (await consumer.book('{')).json<OperationOutcome>();
    expect(outcome).not.toHaveProperty('id');
    expect(outcome.issue).toEqual([{ severity: 'error', code: 'structure', expression: ['Appointment'] }]);
  },
  'uec-token-expiry-leeway': async (consumer) => {
    const slot = await consumer.slot();
    const longAgo = { ...claims(consumer.baseUrl, SCOPE), iat: NOW() - 90_000, exp: NOW() - 86_400 };
    const book = (authorization: string): Promise<Received> =>
      consumer.book(consumer.appointment(slot), { Authorization: authorization });
    expect((await book(`Bearer ${unsecured(longAgo)}`)).status).toBe(403);
    expect((await book(expired(consumer))).status).toBe(201);
  },
  'uec-token-claims-not-required': async (consumer) => {
    const { requesting_device: _, ...incomplete } = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, incomplete)).status).toBe(201);
  },
  'uec-token-scope-ignored': async (consumer) => {
    const reading = claims(consumer.baseUrl, 'patient/appointment.read');
    expect((await bookAs(consumer, reading)).status).toBe(201);
  },
  'uec-created-etag-missing': showsOnBooking((booked) => expect(booked.header('ETag')).toBeUndefined()),
  'uec-created-content-location-missing': showsOnBooking((booked) => {
    expect(booked.header('Content-Location')).toBeUndefined();
    expect(booked.header('Location')).toBeDefined();
  }),
  'uec-profiles-not-validated': async (consumer) => {
    const booked = await consumer.book(await aProfileBreach(consumer));
    expect(booked.status).toBe(201);
    expect((await consumer.cancel(booked)).status).toBe(200);
    expect((await consumer.book({ resourceType: 'Appointment' })).status).toBe(400);
  },
  'uec-unknown-elements-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book({ ...appointment, foo: 1 })).status).toBe(201);
  },
  'uec-slot-not-looked-up': async (consumer) => {
    expect((await consumer.book(await anUnknownSlot(consumer))).status).toBe(201);
    expect(await consumer.slots('status=busy')).toEqual([]);
  },
  'uec-offsets-refused': refuses((appointment) => {
    appointment.start = appointment.start?.replace('Z', '+00:00');
  }),
  'uec-offsets-dropped': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const anHourLater = new Date(Date.parse(appointment.start ?? '') + 3_600_000).toISOString();
    const start = anHourLater.replace('Z', '+01:00');
    const booked = await consumer.book({ ...appointment, start });
    expect(booked.status).toBe(201);
    expect(booked.json().start).toBe(anHourLater);
  },
  'uec-telecom-ranks-not-compared': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    patientOf(appointment).telecom?.push({ system: 'phone', value: '01632 960999', rank: 1 });
    expect((await consumer.book(appointment)).status).toBe(201);
  },
  'uec-nhs-number-not-checked': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    for (const identifier of patientOf(appointment).identifier ?? []) identifier.value = '9999999998';
    expect((await consumer.book(appointment)).status).toBe(201);
  },
  'uec-media-type-400': async (consumer) => {
    expect((await consumer.book('{}', { 'Content-Type': 'text/plain' })).status).toBe(400);
  },
  'uec-media-type-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { 'Content-Type': 'text/plain' })).status).toBe(201);
  },
  'uec-challenge-missing': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: 'Bearer x' });
    expect(answer.status).toBe(403);
    expect(answer.header('WWW-Authenticate')).toBeUndefined();
  },
};

/** Books one slot, then another, both under one X-Request-Id; gives the second answer. */
async function bookTwiceWithOneId(consumer: Consumer): Promise<Received> {
  const headers = { 'X-Request-Id': randomUUID() };
  const first = await consumer.book(consumer.appointment(await consumer.slot()), headers);
  expect(first.status).toBe(201);
  return consumer.book(consumer.appointment(await consumer.slot()), headers);
}

async function bookAs(consumer: Consumer, payload: object): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  return consumer.book(appointment, { Authorization: `Bearer ${unsecured(payload)}` });
}

function patientOf(appointment: Appointment): Contained[1] {
  return (appointment.contained as Contained)[1];
}
