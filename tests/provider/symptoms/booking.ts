import type { Appointment } from 'fhir/r3';
import {
  anUnknownSlot,
  aProfileBreach,
  bookTwice,
  type Contained,
  expired,
  refuses,
  type Symptom,
  showsOnBooking,
} from './steps';

/** How the faults in booking show on the wire. */
export const bookingSymptoms: Record<string, Symptom> = {
  'created-status-200': showsOnBooking((booked) => expect(booked.status).toBe(200)),
  'created-location-missing': showsOnBooking((booked) => expect(booked.header('Location')).toBeUndefined()),
  'created-location-twice': showsOnBooking((booked) => {
    expect(booked.fields.filter(([name]) => name === 'Location')).toHaveLength(2);
  }),
  'created-location-relative': showsOnBooking((booked) => {
    expect(booked.header('Location')).toBe(`/STU3/Appointment/${booked.json().id}/_history/1`);
  }),
  'created-location-unversioned': showsOnBooking((booked, { baseUrl }) => {
    expect(booked.header('Location')).toBe(`${baseUrl}/Appointment/${booked.json().id}`);
  }),
  'created-location-previous-booking': async (consumer) => {
    const first = await consumer.bookAny();
    const second = await consumer.bookAny();
    expect(first.header('Location')).toBe(`${consumer.baseUrl}/Appointment/0/_history/1`);
    expect(second.header('Location')).toBe(`${consumer.baseUrl}/Appointment/${first.json().id}/_history/1`);
  },
  'created-location-wrong-version': showsOnBooking((booked, { baseUrl }) => {
    expect(booked.header('Location')).toBe(`${baseUrl}/Appointment/${booked.json().id}/_history/2`);
  }),
  'created-location-internal-host': showsOnBooking((booked) => {
    expect(booked.header('Location')).toMatch(
      /^http:\/\/appointments\.internal:8080\/STU3\/Appointment\/.+\/_history\/1$/,
    );
  }),
  'created-etag-missing': showsOnBooking((booked) => expect(booked.header('ETag')).toBeUndefined()),
  'created-last-modified-missing': showsOnBooking((booked) => {
    expect(booked.header('Last-Modified')).toBeUndefined();
  }),
  'created-url-follows-newest': async (consumer) => {
    const booked = await consumer.bookAny();
    const url = booked.header('Location') ?? '';
    expect((await consumer.read(url)).json()).toEqual(booked.json());
    const cancelled = await consumer.cancel(booked);
    expect((await consumer.read(url)).json()).toEqual(cancelled.json());
    expect((await consumer.read(url.replace(/1$/, '9'))).status).toBe(404);
  },
  'created-url-gone-after-cancellation': async (consumer) => {
    const booked = await consumer.bookAny();
    const url = booked.header('Location') ?? '';
    expect((await consumer.read(url)).status).toBe(200);
    const cancelled = await consumer.cancel(booked);
    expect((await consumer.read(url)).status).toBe(404);
    expect((await consumer.read(cancelled.header('Location') ?? '')).status).toBe(200);
  },
  'created-put-405': async (consumer) => {
    const answer = await consumer.cancel(await consumer.bookAny());
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toBe('GET');
  },
  'created-body-empty': showsOnBooking((booked) => {
    expect(booked.text).toBe('');
    expect(booked.header('Content-Type')).toBeUndefined();
  }),
  'created-body-outcome': showsOnBooking((booked) => {
    expect(booked.json().resourceType).toBe('OperationOutcome');
  }),
  'created-body-without-id': showsOnBooking((booked) => {
    expect(booked.json()).not.toHaveProperty('id');
    expect(booked.json()).toHaveProperty('meta.versionId', '1');
  }),
  'created-body-without-version': showsOnBooking((booked) => {
    expect(booked.json()).not.toHaveProperty('meta.versionId');
    expect(booked.json()).toHaveProperty('meta.lastUpdated');
  }),
  'slot-taken-409': async (consumer) => expect((await bookTwice(consumer)).status).toBe(409),
  'slot-unknown-404': async (consumer) => {
    expect((await consumer.book(await anUnknownSlot(consumer))).status).toBe(404);
    expect((await bookTwice(consumer)).status).toBe(422);
  },
  'business-rule-empty-body': async (consumer) => {
    expect(await bookTwice(consumer)).toMatchObject({ status: 422, text: '' });
  },
  'profile-400': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(400);
  },
  'profile-html': async (consumer) => {
    const answer = await consumer.book(await aProfileBreach(consumer));
    expect(answer.status).toBe(422);
    expect(answer.header('Content-Type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<h1>');
  },
  'token-missing-401': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: undefined })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(403);
  },
  'token-malformed-500': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(500);
  },
  'token-expired-401': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: expired(consumer) })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: consumer.bearer('none') })).status).toBe(403);
  },
  'token-plain-json': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.status).toBe(403);
    expect(answer.header('Content-Type')).toBe('application/json');
    expect(answer.json()).toEqual({ error: 'forbidden' });
  },
  'not-json-422': async (consumer) => expect((await consumer.book('{')).status).toBe(422),
  'not-a-resource-500': async (consumer) => expect((await consumer.book('[]')).status).toBe(500),
  'base-invalid-500': async (consumer) => {
    expect((await consumer.book({ resourceType: 'Appointment' })).status).toBe(500);
  },
  'server-error-503': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { 'X-Provider-Trigger': 'server-error' })).status).toBe(503);
  },
  'request-id-missing': showsOnBooking((booked) => expect(booked.header('X-Request-Id')).toBeUndefined()),
  'request-id-missing-on-refusal': async (consumer) => {
    expect((await consumer.bookAny()).header('X-Request-Id')).toBeDefined();
    expect((await consumer.book('{')).header('X-Request-Id')).toBeUndefined();
  },
  'request-id-constant': async (consumer) => {
    const [one, other] = [await consumer.bookAny(), await consumer.bookAny()];
    expect(one.header('X-Request-Id')).toBe(other.header('X-Request-Id'));
  },
  'request-id-required': async (consumer) => {
    expect((await consumer.bookAny()).status).toBe(400);
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { 'X-Request-Id': 'a' })).status).toBe(201);
  },
  'correlation-id-missing': async (consumer) => {
    const answer = await consumer.book('{', { 'X-Request-Id': 'Client-Id' });
    expect(answer.header('X-Correlation-Id')).toBeUndefined();
  },
  'correlation-id-lower-case': async (consumer) => {
    const answer = await consumer.book('{', { 'X-Request-Id': 'Client-Id' });
    expect(answer.header('X-Correlation-Id')).toBe('client-id');
  },
  'correlation-id-own': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const answer = await consumer.book(appointment, { 'X-Request-Id': 'Client-Id' });
    expect(answer.header('X-Correlation-Id')).toMatch(/^[0-9a-f-]{36}$/);
  },
  'book-405': async (consumer) => {
    const answer = await consumer.bookAny();
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toBe('');
  },
  'nhs-number-required': refuses(({ contained }) => {
    delete (contained as Contained)[1].identifier;
  }),
  'contained-order-fixed': refuses(({ contained }) => {
    contained?.reverse();
  }),
  'offset-times-refused': refuses((appointment) => {
    appointment.start = appointment.start?.replace('Z', '+00:00');
  }),
  'incoming-referral-refused': refuses((appointment) => {
    appointment.incomingReferral = [{ reference: 'ReferralRequest/1' }];
  }),
  'further-participants-refused': refuses((appointment) => {
    appointment.participant.push({ actor: { reference: 'Practitioner/1' }, status: 'accepted' });
  }),
  'double-booking': async (consumer) => expect((await bookTwice(consumer)).status).toBe(201),
  'double-booking-race': async (consumer) => {
    const slot = await consumer.slot();
    const answers = await Promise.all([1, 2, 3].map(() => consumer.book(consumer.appointment(slot))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await bookTwice(consumer)).status).toBe(422);
  },
  'refusal-takes-slot': async (consumer) => {
    const slot = await consumer.slot();
    expect((await consumer.book('{')).status).toBe(400);
    expect((await consumer.slot()).id).toBe(slot.id);
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(422);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
  },
  'token-not-required': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: 'Bearer x' })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: undefined })).status).toBe(201);
  },
  'token-expiry-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: expired(consumer) })).status).toBe(201);
  },
  'slot-still-offered': async (consumer) => {
    const slot = await consumer.slot();
    expect((await bookTwice(consumer)).status).toBe(422);
    expect((await consumer.slot()).id).toBe(slot.id);
  },
  'local-identifier-missing': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    delete (appointment.contained as Contained)[1].identifier;
    const booked = (await consumer.book(appointment)).json<Appointment>();
    expect((booked.contained as Contained)[1]).not.toHaveProperty('identifier');
  },
  'created-as-sent': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const created = '1999-12-31T23:59:59Z';
    expect((await consumer.book({ ...appointment, created })).json().created).toBe(created);
    const { created: _, ...without } = consumer.appointment(await consumer.slot());
    expect((await consumer.book(without)).json()).not.toHaveProperty('created');
  },
  'created-as-sent-in-own-zone': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const booked = await consumer.book({ ...appointment, created: '1999-12-31T23:59:59Z' });
    expect(booked.json().created).toBe('2000-01-01T00:59:59+01:00');
  },
};
