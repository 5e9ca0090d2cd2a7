import { randomUUID } from 'node:crypto';
import type { Appointment, Patient, Slot } from 'fhir/r3';
import { ruleById } from '../../lib/rules';
import { faults, startProvider } from '../../provider';
import { Consumer, claims, NOW, type Received, unsecured } from './consumer';

describe('The list of faults', () => {
  test('has an id of its own for each', () => {
    const ids = faults.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test.each(faults)('$id names the rule that it breaks, what it does, and what goes with it', (fault) => {
    const ruleId = /^[a-z]+(\.[a-z-]+)+$/;
    expect(fault.rule).toMatch(ruleId);
    for (const rule of fault.couplings) expect(rule).toMatch(ruleId);
    // The rulebook may not hold the rules of every source yet; those of the booking pages it does.
    for (const rule of [fault.rule, ...fault.couplings].filter((id) => /^(book|read)\./.test(id))) {
      expect(ruleById(rule).id).toBe(rule);
    }
    expect(fault.couplings).not.toContain(fault.rule);
    expect(new Set(fault.couplings).size).toBe(fault.couplings.length);
    expect(fault.description).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(fault.behaviour)).not.toEqual([]);
  });

  test.each([
    ...['status', 'location', 'location-absolute', 'location-versioned', 'location-ids', 'location-base'].map(
      (name) => `book.created.${name}`,
    ),
    ...['etag', 'last-modified', 'url-stable', 'put-supported', 'body', 'body-id', 'body-version'].map(
      (name) => `book.created.${name}`,
    ),
    'book.business-rule.status',
    'book.business-rule.outcome',
    'book.profile.status',
    'book.profile.outcome',
    'book.jwt-missing.status',
    'book.jwt-invalid.status',
    'book.jwt.outcome',
    'book.invalid-body.status',
    'book.base-invalid.status',
    'book.server-error.status',
    'book.request-id.returned',
    'book.request-id.unique',
    'book.request-id.optional',
    'book.correlation-id.returned',
    'book.correlation-id.exact',
    'book.use-case.slot',
    'book.request.valid-accepted',
    'book.request.options-accepted',
    'book.safety.no-double-booking',
    'book.safety.race',
    'book.safety.no-side-effect',
    'book.safety.jwt-enforced',
    'book.safety.slot-consumed',
    'read.patient.local-identifier',
    'read.created',
  ])('breaks %s', (rule) => {
    expect(faults.map((fault) => fault.rule)).toContain(rule);
  });
});

/** Runs against a provider with faults, which ends with it. */
async function withFaults<T>(ids: readonly string[], use: (consumer: Consumer) => Promise<T>): Promise<T> {
  const provider = await startProvider({ faults: ids, slots: 10 });
  try {
    return await use(new Consumer(provider));
  } finally {
    await provider.close();
  }
}

type Contained = [unknown, Patient, Slot];

/** How each fault shows on the wire. */
const SYMPTOMS: Record<string, (consumer: Consumer) => Promise<void>> = {
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
};

/** Once in a booking that is valid, of a provider that is conformant otherwise. */
function showsOnBooking(
  symptom: (booked: Received, consumer: Consumer) => void,
): (consumer: Consumer) => Promise<void> {
  return async (consumer) => symptom(await consumer.bookAny(), consumer);
}

/** A booking is refused for what `change` makes of it, and a plain one is not. */
function refuses(change: (appointment: Appointment) => void): (consumer: Consumer) => Promise<void> {
  return async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    change(appointment);
    expect((await consumer.book(appointment)).status).toBe(422);
    expect((await consumer.bookAny()).status).toBe(201);
  };
}

async function bookTwice(consumer: Consumer): Promise<Received> {
  const slot = await consumer.slot();
  await consumer.book(consumer.appointment(slot));
  return consumer.book(consumer.appointment(slot));
}

async function aProfileBreach(consumer: Consumer): Promise<Appointment> {
  const appointment = consumer.appointment(await consumer.slot());
  delete appointment.description;
  return appointment;
}

async function anUnknownSlot(consumer: Consumer): Promise<Appointment> {
  const slot = await consumer.slot();
  const identifier = (slot.identifier ?? []).map((each) => ({ ...each, value: randomUUID() }));
  return consumer.appointment({ ...slot, id: 'unknown', identifier });
}

function expired({ baseUrl }: Consumer): string {
  const now = NOW();
  const payload = { ...claims(baseUrl, 'patient/appointment.write'), iat: now - 3900, exp: now - 3600 };
  return `Bearer ${unsecured(payload)}`;
}

describe('On the wire', () => {
  test.each(faults)('$id: $description', async ({ id }) => {
    const symptom = SYMPTOMS[id];
    if (!symptom) throw new Error(`No test shows the fault ${id}.`);
    await withFaults([id], symptom);
  });

  test.each(faults)('a conformant provider does not show $id', async ({ id }) => {
    await expect(withFaults([], async (consumer) => SYMPTOMS[id]?.(consumer))).rejects.toThrow(
      /expect\(|JSON/,
    );
  });

  test('several faults show together', async () => {
    await withFaults(
      ['created-status-200', 'created-location-missing', 'request-id-constant'],
      async (consumer) => {
        const booked = await consumer.bookAny();
        expect(booked.status).toBe(200);
        expect(booked.header('Location')).toBeUndefined();
        expect(booked.header('X-Request-Id')).toMatch(/^0+-/);
      },
    );
  });
});
