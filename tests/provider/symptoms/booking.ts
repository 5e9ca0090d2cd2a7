import type { Appointment, FhirResource, OperationOutcome, Patient } from 'fhir/r3';
import { inOffset } from '../../../fixtures/zone';
import { type Consumer, claims, NOW, type Sent, unsecured } from '../consumer';
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
  'created-status-202': showsOnBooking((booked) => expect(booked.status).toBe(202)),
  'created-etag-missing': showsOnBooking((booked) => expect(booked.header('ETag')).toBeUndefined()),
  'created-etag-twice': showsOnBooking((booked) => expect(booked.header('ETag')).toBe('W/"1" & W/"1"')),
  'created-last-modified-missing': showsOnBooking((booked) => {
    expect(booked.header('Last-Modified')).toBeUndefined();
  }),
  'created-put-405': async (consumer) => {
    const answer = await consumer.cancel(await consumer.bookAny());
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toBe('GET');
  },
  'created-put-not-stored': async (consumer) => {
    const booked = await consumer.bookAny();
    const cancelled = await consumer.cancel(booked);
    expect(cancelled.status).toBe(200);
    expect(cancelled.json().status).toBe('cancelled');
    expect((await consumer.read(`/Appointment/${booked.json().id}`)).json()).toEqual(booked.json());
  },
  'created-body-empty': showsOnBooking((booked) => {
    expect(booked.text).toBe('');
    expect(booked.header('Content-Type')).toBeUndefined();
  }),
  'created-body-outcome': showsOnBooking((booked) => {
    expect(booked.json().resourceType).toBe('OperationOutcome');
  }),
  'created-body-stub': showsOnBooking((booked) => {
    expect(Object.keys(booked.json()).sort()).toEqual(['id', 'meta', 'resourceType']);
  }),
  'created-body-in-summer-time': async (consumer) => {
    const slot = await consumer.slot();
    const booked = (await consumer.book(consumer.appointment(slot))).json<Appointment>();
    expect(Date.parse(booked.start ?? '') - Date.parse(slot.start)).toBe(3_600_000);
  },
  'created-body-other-patient': showsOnBooking((booked) => {
    const patient = (booked.json<Appointment>().contained as Contained)[1];
    expect(patient.identifier?.[0]?.value).toBe('9876543210');
  }),
  'created-body-without-id': showsOnBooking((booked) => {
    expect(booked.json()).not.toHaveProperty('id');
    expect(booked.json()).toHaveProperty('meta.versionId', '1');
  }),
  'created-body-as-sent': showsOnBooking((booked) => {
    expect(booked.json()).not.toHaveProperty('id');
    expect(Object.keys(booked.json<Appointment>().meta ?? {})).toEqual(['profile']);
  }),
  'created-body-id-number': showsOnBooking((booked) => {
    expect(booked.header('Location')).toContain(`/Appointment/${booked.json().id}/_history/1`);
    expect(typeof booked.json().id).toBe('number');
  }),
  'created-body-id-with-type': showsOnBooking((booked) => {
    expect(booked.json().id).toMatch(/^Appointment\/[^/]+\/_history\/1$/);
  }),
  'created-body-without-version': showsOnBooking((booked) => {
    expect(booked.json()).not.toHaveProperty('meta.versionId');
    expect(booked.json()).toHaveProperty('meta.lastUpdated');
  }),
  'created-body-version-number': showsOnBooking((booked) => {
    expect(booked.json()).toHaveProperty('meta.versionId', 1);
  }),
  'created-body-version-of-etag': showsOnBooking((booked) => {
    expect(booked.json()).toHaveProperty('meta.versionId', 'W/"1"');
  }),
  'slot-taken-409': async (consumer) => expect((await bookTwice(consumer)).status).toBe(409),
  'slot-taken-500': async (consumer) => expect((await bookTwice(consumer)).status).toBe(500),
  'slot-unknown-404': async (consumer) => {
    expect((await consumer.book(await anUnknownSlot(consumer))).status).toBe(404);
    expect((await bookTwice(consumer)).status).toBe(422);
  },
  'slot-unknown-500': async (consumer) => {
    expect((await consumer.book(await anUnknownSlot(consumer))).status).toBe(500);
    expect((await bookTwice(consumer)).status).toBe(422);
  },
  'business-rule-empty-body': async (consumer) => {
    expect(await bookTwice(consumer)).toMatchObject({ status: 422, text: '' });
  },
  'slot-taken-plain-text': async (consumer) => {
    const answer = await bookTwice(consumer);
    expect(answer.header('Content-Type')).toMatch(/^text\/plain/);
    expect((await consumer.book(await anUnknownSlot(consumer))).json().resourceType).toBe('OperationOutcome');
  },
  'slot-taken-as-information': async (consumer) => {
    const answer = await bookTwice(consumer);
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({ issue: [{ severity: 'information' }] });
  },
  'profile-400': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(400);
  },
  'profile-500': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(500);
  },
  'profile-412': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(412);
  },
  'booking-table-400': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(400);
    const appointment = consumer.appointment(await consumer.slot());
    delete (appointment.contained as Contained)[1].gender;
    expect((await consumer.book(appointment)).status).toBe(422);
  },
  'profile-html': async (consumer) => {
    const answer = await consumer.book(await aProfileBreach(consumer));
    expect(answer.status).toBe(422);
    expect(answer.header('Content-Type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<h1>');
  },
  'profile-problem-json': async (consumer) => {
    const answer = await consumer.book(await aProfileBreach(consumer));
    expect(answer.status).toBe(422);
    expect(answer.header('Content-Type')).toBe('application/problem+json');
    expect(answer.json()).not.toHaveProperty('resourceType');
  },
  'profile-outcome-says-nothing': async (consumer) => {
    const answer = await consumer.book(await aProfileBreach(consumer));
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json<OperationOutcome>().issue[0] ?? {})).toEqual(['severity', 'code']);
  },
  'token-missing-401': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: undefined })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(403);
  },
  'token-missing-400': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: undefined })).status).toBe(400);
    expect((await consumer.book('{}', { Authorization: 'Basic x' })).status).toBe(403);
  },
  'token-empty-500': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: 'Bearer ' })).status).toBe(500);
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(403);
  },
  'token-of-another-scheme-401': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: 'Basic x' })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: undefined })).status).toBe(403);
  },
  'token-malformed-500': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(500);
  },
  'token-expired-401': async (consumer) => {
    expect((await consumer.book('{}', { Authorization: expired(consumer) })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: consumer.bearer('none') })).status).toBe(403);
  },
  'token-audience-401': async (consumer) => {
    const token = unsecured(claims('https://another.example', 'patient/appointment.write'));
    expect((await consumer.book('{}', { Authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: expired(consumer) })).status).toBe(403);
  },
  'token-signature-401': async (consumer) => {
    const authorization = consumer.bearer('patient/appointment.write').replace(/[^.]*$/, '');
    expect((await consumer.book('{}', { Authorization: authorization })).status).toBe(401);
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).status).toBe(403);
  },
  'token-plain-json': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.status).toBe(403);
    expect(answer.header('Content-Type')).toBe('application/json');
    expect(answer.json()).toEqual({ error: 'forbidden' });
  },
  'token-missing-empty-body': async (consumer) => {
    expect(await consumer.book('{}', { Authorization: undefined })).toMatchObject({ status: 403, text: '' });
    expect((await consumer.book('{}', { Authorization: 'Bearer x' })).text).not.toBe('');
  },
  'not-json-422': async (consumer) => expect((await consumer.book('{')).status).toBe(422),
  'not-json-500': async (consumer) => expect((await consumer.book('{')).status).toBe(500),
  'trailing-comma-accepted': async (consumer) => {
    const body = JSON.stringify(consumer.appointment(await consumer.slot()));
    expect((await consumer.book('{')).status).toBe(400);
    expect((await consumer.book(body.replace(/}$/, ',}'))).status).toBe(201);
  },
  'not-a-resource-500': async (consumer) => expect((await consumer.book('[]')).status).toBe(500),
  'not-a-resource-422': async (consumer) => expect((await consumer.book('[]')).status).toBe(422),
  'array-unwrapped': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book('[]')).status).toBe(400);
    expect((await consumer.book(JSON.stringify([appointment]))).status).toBe(201);
  },
  'resource-type-in-any-case': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book({ ...appointment, resourceType: 'Nothing' })).status).toBe(400);
    expect((await consumer.book({ ...appointment, resourceType: 'APPOINTMENT' })).status).toBe(201);
  },
  'resource-type-not-looked-at': async (consumer) => {
    const { resourceType: _, ...content } = consumer.appointment(await consumer.slot());
    expect((await consumer.book('[]')).status).toBe(400);
    expect((await consumer.book(content)).status).toBe(201);
  },
  'base-invalid-500': async (consumer) => {
    expect((await consumer.book({ resourceType: 'Appointment' })).status).toBe(500);
  },
  'unknown-code-500': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book({ ...appointment, status: 'unheard-of' })).status).toBe(500);
    expect((await consumer.book({ ...appointment, unheardOf: 1 })).status).toBe(400);
  },
  'other-resource-404': async (consumer) => {
    expect((await consumer.book({ resourceType: 'Patient', gender: 'other' })).status).toBe(404);
    expect((await consumer.book({ resourceType: 'Appointment' })).status).toBe(400);
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
  'request-id-missing-without-token': async (consumer) => {
    expect((await consumer.book('{')).header('X-Request-Id')).toBeDefined();
    expect((await consumer.book('{', { Authorization: undefined })).header('X-Request-Id')).toBeUndefined();
  },
  'request-id-missing-on-server-error': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const failed = await consumer.book(appointment, { 'X-Provider-Trigger': 'server-error' });
    expect(failed.header('X-Request-Id')).toBeUndefined();
    expect((await consumer.book('{')).header('X-Request-Id')).toBeDefined();
  },
  'request-id-only-echoed': async (consumer) => {
    expect((await consumer.book('{', CLIENT_ID)).header('X-Request-Id')).toBe('Client-Id');
    expect((await consumer.book('{')).header('X-Request-Id')).toBeUndefined();
  },
  'request-id-empty-unless-sent': async (consumer) => {
    expect((await consumer.book('{', CLIENT_ID)).header('X-Request-Id')).toBe('Client-Id');
    expect((await consumer.book('{')).header('X-Request-Id')).toBe('');
  },
  'request-id-twice': showsOnBooking((booked) => {
    expect(booked.fields.filter(([name]) => name === 'X-Request-Id')).toHaveLength(2);
  }),
  'request-id-constant': async (consumer) => {
    const [one, other] = [await consumer.bookAny(), await consumer.bookAny()];
    expect(one.header('X-Request-Id')).toBe(other.header('X-Request-Id'));
  },
  'request-id-of-the-second': showsOnBooking((booked) => {
    const time = Number(booked.header('X-Request-Id'));
    expect(Math.abs(time - NOW())).toBeLessThan(60);
  }),
  'request-id-undefined': async (consumer) => {
    expect((await consumer.book('{', CLIENT_ID)).header('X-Request-Id')).toBe('Client-Id');
    expect((await consumer.book('{')).header('X-Request-Id')).toBe('undefined');
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
  'correlation-id-missing-on-refusal': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, CLIENT_ID)).header('X-Correlation-Id')).toBe('Client-Id');
    expect((await consumer.book('{', CLIENT_ID)).header('X-Correlation-Id')).toBeUndefined();
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
  'correlation-id-without-hyphens': showsForClientId('Client-Id', 'ClientId'),
  'correlation-id-in-quotes': showsForClientId('Client-Id', '"Client-Id"'),
  'correlation-id-cut-off': showsForClientId('x'.repeat(36), 'x'.repeat(32)),
  'correlation-id-joined': showsForClientId('Client-Id', /^Client-Id, [0-9a-f-]{36}$/),
  'correlation-id-twice': showsForClientId('Client-Id', /^Client-Id & [0-9a-f-]{36}$/),
  'correlation-ids-swapped': async (consumer) => {
    const answer = await consumer.book('{', CLIENT_ID);
    expect(answer.header('X-Request-Id')).toBe('Client-Id');
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
  'patient-by-position': refuses(({ contained }) => {
    contained?.push(contained.splice(1, 1)[0] as FhirResource);
  }),
  'offset-times-refused': refuses((appointment) => {
    appointment.start = appointment.start?.replace('Z', '+00:00');
  }),
  'offsets-west-refused': refuses((appointment) => {
    appointment.start = appointment.start?.replace('Z', '-00:00');
  }),
  'offsets-of-half-hours-refused': refuses((appointment) => {
    appointment.start = inOffset(appointment.start ?? '', 330);
  }),
  'offsets-cut-off': async (consumer) => {
    const slot = await consumer.slot();
    const start = inOffset(slot.start, 60);
    const booked = await consumer.book({ ...consumer.appointment(slot), start });
    expect(booked.json<Appointment>().start).toBe(start.replace('+01:00', 'Z'));
  },
  'fractions-of-seconds-refused': async (consumer) => {
    const slot = await consumer.slot();
    expect(slot.start).toMatch(/:00Z$/);
    const withFractions = new Date(slot.start).toISOString();
    expect((await consumer.book({ ...consumer.appointment(slot), start: withFractions })).status).toBe(422);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(201);
  },
  'names-in-ascii-only': refuses(({ contained }) => {
    (contained as Contained)[1].name?.[0]?.given?.push('Zoë');
  }),
  'emoji-500': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book({ ...appointment, description: 'Cough 😷' })).status).toBe(500);
    expect((await consumer.book({ ...appointment, description: 'Hustenreiz – schlimm' })).status).toBe(201);
  },
  'incoming-referral-refused': refuses((appointment) => {
    appointment.incomingReferral = [{ reference: 'ReferralRequest/1' }];
  }),
  'further-participants-refused': refuses((appointment) => {
    appointment.participant.push({ actor: { reference: 'Practitioner/1' }, status: 'accepted' });
  }),
  'third-participant-refused': refuses((appointment) => {
    const others = ['Practitioner/1', 'Location/1'];
    for (const reference of others)
      appointment.participant.push({ actor: { reference }, status: 'accepted' });
  }),
  'created-required': refuses((appointment) => {
    delete appointment.created;
  }),
  'double-booking': async (consumer) => expect((await bookTwice(consumer)).status).toBe(201),
  'slot-taken-200': async (consumer) => {
    const answer = await bookTwice(consumer);
    expect(answer.status).toBe(200);
    expect(answer.json().resourceType).toBe('OperationOutcome');
  },
  'double-booking-after-refusal': async (consumer) => {
    const slot = await consumer.slot();
    const answers = [];
    for (const _ of [1, 2, 3]) answers.push(await consumer.book(consumer.appointment(slot)));
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 201]);
  },
  'double-booking-stale-copy': async (consumer) => expect((await bookTwice(consumer)).status).toBe(201),
  'double-booking-in-another-zone': async (consumer) => {
    const slot = await consumer.slot();
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(201);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
    const start = inOffset(slot.start, 60);
    expect((await consumer.book({ ...consumer.appointment(slot), start })).status).toBe(201);
  },
  'double-booking-by-contained-id': async (consumer) => {
    const slot = await consumer.slot();
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(201);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
    expect((await consumer.book(consumer.appointment({ ...slot, id: 'mine' }))).status).toBe(201);
  },
  'double-booking-race': async (consumer) => {
    const slot = await consumer.slot();
    const answers = await Promise.all([1, 2, 3].map(() => consumer.book(consumer.appointment(slot))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await bookTwice(consumer)).status).toBe(422);
  },
  'double-booking-race-last': async (consumer) => {
    const slot = await consumer.slot();
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await consumer.book(consumer.appointment(slot)));
    expect(answers.map(({ status }) => status)).toEqual([201, ...Array(8).fill(422), 201]);
  },
  'refusal-takes-slot': async (consumer) => {
    const slot = await consumer.slot();
    expect((await consumer.book('{')).status).toBe(400);
    expect((await consumer.slot()).id).toBe(slot.id);
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(422);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
  },
  'invalid-body-takes-slot': losesSlotBy(
    (appointment) => ({ body: { ...appointment, status: 'unheard-of' } }),
    400,
  ),
  'business-refusal-takes-slot': losesSlotBy(
    ({ start: _, ...appointment }) => ({ body: { ...appointment, start: '2030-01-01T09:00:00Z' } }),
    422,
  ),
  'token-refusal-takes-slot': losesSlotBy(
    (appointment) => ({ body: appointment, headers: { Authorization: undefined } }),
    403,
  ),
  'token-not-required': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: 'Bearer x' })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: undefined })).status).toBe(201);
  },
  'token-not-read': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: undefined })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: 'Bearer x' })).status).toBe(201);
  },
  'token-scheme-not-read': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: undefined })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: 'Basic x' })).status).toBe(201);
  },
  'token-empty-accepted': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: 'Bearer x' })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: 'Bearer ' })).status).toBe(201);
  },
  'token-expiry-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { Authorization: expired(consumer) })).status).toBe(201);
  },
  'token-expiry-of-zero-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const token = unsecured({ ...claims(consumer.baseUrl, 'patient/appointment.write'), iat: 0, exp: 0 });
    expect((await consumer.book(appointment, { Authorization: expired(consumer) })).status).toBe(403);
    expect((await consumer.book(appointment, { Authorization: `Bearer ${token}` })).status).toBe(201);
  },
  'slot-still-offered': async (consumer) => {
    const slot = await consumer.slot();
    expect((await bookTwice(consumer)).status).toBe(422);
    expect((await consumer.slot()).id).toBe(slot.id);
  },
  'slot-offered-too-long': async (consumer) => {
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
  'local-identifier-without-value': async (consumer) => {
    const [booked] = await bookedWithoutNhsNumber(consumer);
    expect(booked.identifier).toHaveLength(1);
    expect(booked.identifier?.[0]).not.toHaveProperty('value');
  },
  'local-identifier-not-stored': async (consumer) => {
    const [booked, read] = await bookedWithoutNhsNumber(consumer);
    expect(booked.identifier).toHaveLength(1);
    expect(read).not.toHaveProperty('identifier');
  },
  'local-identifier-on-read-only': async (consumer) => {
    const [booked, read] = await bookedWithoutNhsNumber(consumer);
    expect(booked).not.toHaveProperty('identifier');
    expect(read.identifier).toHaveLength(1);
  },
  'created-as-sent': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const created = '1999-12-31T23:59:59Z';
    expect((await consumer.book({ ...appointment, created })).json().created).toBe(created);
    const { created: _, ...without } = consumer.appointment(await consumer.slot());
    expect((await consumer.book(without)).json()).not.toHaveProperty('created');
  },
  'created-not-shown': showsOnBooking((booked) => expect(booked.json()).not.toHaveProperty('created')),
  'created-as-sent-by-the-day': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const booked = await consumer.book({ ...appointment, created: '1999-12-31T23:59:59Z' });
    expect(booked.json().created).toBe('1999-12-31');
  },
  'created-as-sent-in-own-zone': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    const booked = await consumer.book({ ...appointment, created: '1999-12-31T23:59:59Z' });
    expect(booked.json().created).toBe('2000-01-01T00:59:59+01:00');
  },
};

const CLIENT_ID = { 'X-Request-Id': 'Client-Id' } as const;

/** The id that the client sent comes back otherwise. */
function showsForClientId(sent: string, returned: string | RegExp): Symptom {
  return async (consumer) => {
    const answer = await consumer.book('{', { 'X-Request-Id': sent });
    expect(answer.header('X-Correlation-Id')).toEqual(
      returned instanceof RegExp ? expect.stringMatching(returned) : returned,
    );
  };
}

/** A booking is refused with this status, and its slot is gone. */
function losesSlotBy(
  spoil: (appointment: Appointment) => Pick<Sent, 'body' | 'headers'>,
  status: number,
): Symptom {
  return async (consumer) => {
    const slot = await consumer.slot();
    const { body, headers = {} } = spoil(consumer.appointment(slot));
    expect((await consumer.book(body, headers)).status).toBe(status);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
  };
}

/** The Patient of a booking without NHS number, as the booking shows it and as it is read. */
async function bookedWithoutNhsNumber(consumer: Consumer): Promise<[Patient, Patient]> {
  const appointment = consumer.appointment(await consumer.slot());
  delete (appointment.contained as Contained)[1].identifier;
  const booked = (await consumer.book(appointment)).json<Appointment>();
  const read = (await consumer.read(`/Appointment/${booked.id}`)).json<Appointment>();
  return [(booked.contained as Contained)[1], (read.contained as Contained)[1]];
}
