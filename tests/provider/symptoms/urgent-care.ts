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
  'uec-request-id-not-on-framework-errors': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).header('X-Request-Id')).toBeUndefined();
    expect((await consumer.search()).header('X-Request-Id')).toBeDefined();
  },
  'uec-request-id-twice-on-reads': showsOnBooking(async (booked, consumer) => {
    expect(booked.header('X-Request-Id')).not.toContain('&');
    const read = await consumer.read(`/Appointment/${booked.json().id}`);
    expect(read.header('X-Request-Id')).toMatch(/^(\S+) & \1$/);
  }),
  'uec-correlation-id-own-on-reads': showsOnBooking(async (booked, consumer) => {
    const read = await consumer.read(`/Appointment/${booked.json().id}`, CLIENT_ID);
    expect(read.header('X-Correlation-Id')).not.toBe('client-id');
    expect((await consumer.search('', CLIENT_ID)).header('X-Correlation-Id')).toBe('client-id');
  }),
  'uec-server-error-plain': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const answer = await consumer.book(appointment, { 'X-Provider-Trigger': 'server-error' });
    expect(answer).toMatchObject({ status: 500, text: 'Internal Server Error' });
  },
  'uec-media-type-refused-plain-json': async (consumer) => {
    const answer = await consumer.book('{}', { 'Content-Type': 'image/png' });
    expect(answer.json()).toEqual({ status: 415, error: 'Unsupported Media Type' });
  },
  'uec-outcome-without-issues': async (consumer) => {
    const outcome = (await consumer.book('{')).json();
    expect(outcome).toEqual({ resourceType: 'OperationOutcome', id: expect.any(String) });
  },
  'uec-outcome-issue-without-severity': async (consumer) => {
    const outcome = (await consumer.book('{')).json<OperationOutcome>();
    expect(outcome.issue[0]).not.toHaveProperty('severity');
    expect(outcome.issue[0]).toHaveProperty('details.text');
  },
  'uec-challenge-missing-without-token': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.header('WWW-Authenticate')).toBeUndefined();
    const other = await consumer.book('{}', { Authorization: 'Bearer x' });
    expect(other.header('WWW-Authenticate')).toBeDefined();
  },
  'uec-challenge-empty': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: 'Bearer x' });
    expect(answer.header('WWW-Authenticate')).toBe('');
  },
  'uec-token-expiry-zero-passes': async (consumer) => {
    const payload = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, { ...payload, exp: 0 })).status).toBe(201);
    expect((await bookAs(consumer, { ...payload, exp: 1 })).status).toBe(403);
  },
  'uec-token-own-claims-not-required': async (consumer) => {
    const { requesting_device: _, ...others } = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, others)).status).toBe(201);
    const { iss: __, ...anonymous } = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, anonymous)).status).toBe(403);
  },
  'uec-token-without-expiry': async (consumer) => {
    const { exp: _, ...endless } = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, endless)).status).toBe(201);
    const { iat: __, ...timeless } = claims(consumer.baseUrl, SCOPE);
    expect((await bookAs(consumer, timeless)).status).toBe(403);
  },
  'uec-token-scope-by-resource': async (consumer) => {
    const as = (scope: string): Promise<Received> => bookAs(consumer, claims(consumer.baseUrl, scope));
    expect((await as('patient/appointment.read')).status).toBe(201);
    expect((await as('organization/slot.read')).status).toBe(403);
  },
  'uec-media-type-form-taken': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const as = (type: string): Promise<Received> => consumer.book(appointment, { 'Content-Type': type });
    expect((await as('image/png')).status).toBe(415);
    expect((await as('application/x-www-form-urlencoded')).status).toBe(201);
  },
  'uec-careconnect-not-validated': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    for (const name of patientOf(appointment).name ?? []) delete name.use;
    expect((await consumer.book(appointment)).status).toBe(201);
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(422);
  },
  'uec-tables-not-validated': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(201);
    const appointment = consumer.appointment(await consumer.slot());
    for (const name of patientOf(appointment).name ?? []) delete name.use;
    expect((await consumer.book(appointment)).status).toBe(422);
  },
  'uec-invariants-not-validated': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    appointment.participant.push({ actor: { reference: '#nobody' }, status: 'accepted' });
    expect((await consumer.book(appointment)).status).toBe(201);
  },
  'uec-contained-not-validated': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    for (const name of patientOf(appointment).name ?? []) delete name.use;
    expect((await consumer.book(appointment)).status).toBe(201);
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(422);
  },
  'uec-references-not-looked-up': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    appointment.participant.push({ actor: { reference: 'Practitioner/unknown' }, status: 'accepted' });
    expect((await consumer.book(appointment)).status).toBe(201);
  },
  'uec-offsets-added': async (consumer) => {
    const booked = await bookWithStart(consumer, (start) => inZone(start, 60, '+01:00'));
    expect(booked.json().start).toMatch(/-01:00$/);
  },
  'uec-offsets-in-hours': async (consumer) => {
    const booked = await bookWithStart(consumer, (start) => inZone(start, 330, '+05:30'));
    expect(booked.json().start).toMatch(/\+05:00$/);
  },
  'uec-telecom-ranks-409': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    patientOf(appointment).telecom?.push({ system: 'phone', value: '01632 960999', rank: 1 });
    expect((await consumer.book(appointment)).status).toBe(409);
  },
  'uec-nhs-number-400': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    for (const identifier of patientOf(appointment).identifier ?? []) identifier.value = '9999999998';
    expect((await consumer.book(appointment)).status).toBe(400);
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(422);
  },
};

/** Books with the start written in another way. */
async function bookWithStart(consumer: Consumer, write: (start: string) => string): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  return consumer.book({ ...appointment, start: write(appointment.start ?? '') });
}

function inZone(instant: string, minutes: number, zone: string): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString().replace('Z', zone);
}

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
