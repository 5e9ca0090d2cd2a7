import type { Appointment, Patient } from 'fhir/r3';
import {
  hasErrors,
  parseEntityTag,
  parseImfFixdate,
  parseVersionedLocation,
  SYSTEMS,
  validate,
} from '../../lib/fhir';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer, reasons } from './consumer';

let provider: RunningProvider;
let consumer: Consumer;

beforeAll(async () => {
  provider = await startProvider({ slots: 60 });
  consumer = new Consumer(provider);
});
afterAll(() => provider.close());

function patientOf(appointment: Appointment): Patient | undefined {
  return appointment.contained?.find((each): each is Patient => each.resourceType === 'Patient');
}

describe('Booking a free slot', () => {
  test('answers 201 with the created Appointment and what identifies it', async () => {
    const before = Date.now();
    const booked = await consumer.bookAny();
    const appointment = booked.json<Appointment>();
    const location = parseVersionedLocation(booked.header('Location') ?? '');

    expect(booked.status).toBe(201);
    expect(location).toEqual({
      base: provider.baseUrl,
      id: appointment.id,
      versionId: appointment.meta?.versionId,
    });
    expect(booked.header('Content-Type')).toBe('application/fhir+json;charset=utf-8');
    expect(parseEntityTag(booked.header('ETag') ?? '')).toEqual({ weak: true, tag: '1' });
    const lastModified = parseImfFixdate(booked.header('Last-Modified') ?? '')?.getTime() ?? Number.NaN;
    expect(lastModified).toBeLessThanOrEqual(parseImfFixdate(booked.header('Date') ?? '')?.getTime() ?? 0);
    expect(Date.parse(appointment.meta?.lastUpdated ?? '')).toBeGreaterThanOrEqual(before);
    expect(hasErrors(validate(appointment, { as: 'response' }))).toBe(false);
  });

  test('keeps what was sent, and shows its Slot busy', async () => {
    const slot = await consumer.slot();
    const sent = { ...consumer.appointment(slot), description: 'Schmerz im Knie – 膝の痛み' };
    const { id, meta, created, contained, ...kept } = (await consumer.book(sent)).json<Appointment>();

    const { meta: sentMeta, created: _, contained: sentContained, ...sentElements } = sent;
    expect(kept).toEqual(sentElements);
    expect(meta?.profile).toEqual(sentMeta?.profile);
    expect(contained).toEqual(
      sentContained?.map((each) => (each.resourceType === 'Slot' ? { ...each, status: 'busy' } : each)),
    );
    expect((await consumer.slots('status=free')).map((each) => each.id)).not.toContain(slot.id);
    expect((await consumer.slots('status=busy')).map((each) => each.id)).toContain(slot.id);
  });

  test("sets id, version, times and created itself, whatever the consumer's", async () => {
    const appointment = {
      ...consumer.appointment(await consumer.slot()),
      id: 'mine',
      meta: { versionId: '999', lastUpdated: '2001-01-01T00:00:00Z' },
      created: '1999-01-01T00:00:00Z',
    };
    const booked = (await consumer.book(appointment)).json<Appointment>();
    expect(booked.id).not.toBe('mine');
    expect(booked.meta?.versionId).toBe('1');
    expect(booked.meta?.lastUpdated).not.toMatch(/^2001/);
    expect(booked.created).toBe(booked.meta?.lastUpdated);
  });

  test('gives a Patient without NHS number a local identifier, and leaves another as it is', async () => {
    const withNumber = consumer.appointment(await consumer.slot());
    expect(patientOf((await consumer.book(withNumber)).json())?.identifier).toEqual(
      patientOf(withNumber)?.identifier,
    );

    const without = consumer.appointment(await consumer.slot());
    delete patientOf(without)?.identifier;
    const booked = await consumer.book(without);
    const identifiers = patientOf(booked.json())?.identifier ?? [];
    expect(identifiers).toHaveLength(1);
    expect(identifiers[0]?.system).not.toBe(SYSTEMS.nhsNumber);
    expect(identifiers[0]?.value).toBeTruthy();
  });

  test.each([
    ['application/json', 'application/json'],
    ['a charset', 'application/fhir+json; charset=UTF-8'],
    ['no Content-Type', undefined],
  ])('takes a body with %s', async (_name, contentType) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { 'Content-Type': contentType })).status).toBe(201);
  });

  test('takes times with an offset, contained resources in any order and a Slot that says busy', async () => {
    const slot = await consumer.slot();
    const appointment = consumer.appointment({ ...slot, status: 'busy' });
    const [document, patient, contained] = appointment.contained ?? [];
    const inBerlin = (instant: string): string =>
      new Date(Date.parse(instant) + 3_600_000).toISOString().replace('Z', '+01:00');
    const booked = await consumer.book({
      ...appointment,
      contained: [contained, patient, document],
      start: inBerlin(slot.start),
      end: inBerlin(slot.end),
    });
    expect(booked.status).toBe(201);
  });

  test('finds a slot by its identifier where the contained Slot has an id of its own', async () => {
    const slot = await consumer.slot();
    const appointment = consumer.appointment({ ...slot, id: 'the-slot' });
    expect((await consumer.book(appointment)).status).toBe(201);
    expect((await consumer.slots()).map((each) => each.id)).not.toContain(slot.id);
  });

  test('lets one of ten simultaneous bookings succeed', async () => {
    const slot = await consumer.slot();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => consumer.book(consumer.appointment(slot))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(422)]);
  });
});

describe('Reading an Appointment', () => {
  test('gives what the booking gave, by id and by version', async () => {
    const booked = await consumer.bookAny();
    const { id } = booked.json<Appointment>();
    for (const path of [`/Appointment/${id}`, booked.header('Location') ?? '']) {
      const read = await consumer.read(path);
      expect(read.status).toBe(200);
      expect(read.json()).toEqual(booked.json());
      expect(read.header('ETag')).toBe('W/"1"');
      expect(read.header('Last-Modified')).toBe(booked.header('Last-Modified'));
    }
  });

  test.each(['/Appointment/unknown', '/Appointment/unknown/_history/1'])(
    'answers 404 for %s',
    async (path) => {
      const read = await consumer.read(path);
      expect(read.status).toBe(404);
      expect(reasons(read)).toContain('no such Appointment');
    },
  );

  test('answers 404 for an unknown version', async () => {
    const { id } = (await consumer.bookAny()).json<Appointment>();
    expect((await consumer.read(`/Appointment/${id}/_history/2`)).status).toBe(404);
  });
});

describe('Cancelling an Appointment', () => {
  test('makes a new version, frees the slot and keeps the old version readable', async () => {
    const slot = await consumer.slot();
    const booked = await consumer.book(consumer.appointment(slot));
    const cancelled = await consumer.cancel(booked);
    const appointment = cancelled.json<Appointment>();

    expect(cancelled.status).toBe(200);
    expect(appointment).toMatchObject({ status: 'cancelled', meta: { versionId: '2' } });
    expect(cancelled.header('ETag')).toBe('W/"2"');
    expect(cancelled.header('Last-Modified')).toBeDefined();
    expect(cancelled.header('Location')).toBe(`${provider.baseUrl}/Appointment/${appointment.id}/_history/2`);
    expect(hasErrors(validate(appointment, { as: 'response' }))).toBe(false);

    const again = await consumer.book(consumer.appointment(slot));
    expect(again.status).toBe(201);
    expect((await consumer.read(booked.header('Location') ?? '')).json()).toEqual(booked.json());
    expect((await consumer.read(`/Appointment/${appointment.id}`)).json()).toEqual(appointment);
  });

  test('does not look at the version and time in meta, nor at the order of members', async () => {
    const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
    const { description, ...others } = booked;
    const { status } = await consumer.update(booked.id, {
      ...others,
      meta: { ...booked.meta, versionId: '777', lastUpdated: '1999-12-31T23:59:59Z' },
      status: 'cancelled',
      description,
    });
    expect(status).toBe(200);
  });

  test.each([
    ['any version', '*'],
    ['one of several', 'W/"7", W/"1"'],
    ['a strong tag', '"1"'],
  ])('takes If-Match with %s', async (_name, ifMatch) => {
    const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
    const answer = await consumer.update(
      booked.id,
      { ...booked, status: 'cancelled' },
      { 'If-Match': ifMatch },
    );
    expect(answer.status).toBe(200);
  });

  type Booked = Appointment & { id: string };
  const refused: Array<
    [
      name: string,
      status: number,
      change: (booked: Booked) => object,
      headers: Record<string, string | undefined>,
    ]
  > = [
    ['without If-Match', 412, (booked) => booked, { 'If-Match': undefined }],
    ['with a stale If-Match', 409, (booked) => booked, { 'If-Match': 'W/"0"' }],
    ['with an If-Match that is no entity-tag', 400, (booked) => booked, { 'If-Match': '1' }],
    ['with another id in the body', 400, (booked) => ({ ...booked, id: 'another' }), {}],
    ['without an id in the body', 400, ({ id: _, ...booked }) => booked, {}],
    ['with another status', 422, (booked) => ({ ...booked, status: 'booked' }), {}],
    ['with another description', 422, (booked) => ({ ...booked, description: 'Changed' }), {}],
    ['without created', 422, ({ created: _, ...booked }) => booked, {}],
    [
      'with another profile',
      422,
      (booked) => ({ ...booked, meta: { ...booked.meta, profile: ['http://x.example/p'] } }),
      {},
    ],
    [
      'with a narrative added',
      422,
      (booked) => ({
        ...booked,
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Changed</div>' },
      }),
      {},
    ],
    ['with a status that FHIR does not know', 400, (booked) => ({ ...booked, status: 'canceled' }), {}],
    ['with no JSON', 400, () => Buffer.from('{'), {}],
  ];
  test.each(refused)('is refused %s: %d', async (_name, status, change, headers) => {
    const booked = (await consumer.bookAny()).json<Booked>();
    const answer = await consumer.update(booked.id, change({ ...booked, status: 'cancelled' }), headers);
    expect(answer.status).toBe(status);
    expect(reasons(answer)).not.toBe('');
    expect((await consumer.read(`/Appointment/${booked.id}`)).json()).toEqual(booked);
  });

  test('is refused a second time', async () => {
    const cancelled = await consumer.cancel(await consumer.bookAny());
    const appointment = cancelled.json<Booked>();
    const again = await consumer.update(appointment.id, appointment, { 'If-Match': 'W/"2"' });
    expect(again.status).toBe(422);
    expect(reasons(again)).toContain('cancelled already');
  });

  test('names every element that was changed', async () => {
    const booked = (await consumer.bookAny()).json<Booked>();
    const answer = await consumer.update(booked.id, {
      ...booked,
      status: 'cancelled',
      description: 'Changed',
      comment: 'New',
    });
    expect(reasons(answer)).toMatch(/^Appointment\.description: .*\nAppointment\.comment: /);
  });

  test('answers 404 for an unknown Appointment', async () => {
    const booked = (await consumer.bookAny()).json<Booked>();
    expect((await consumer.update('unknown', { ...booked, id: 'unknown', status: 'cancelled' })).status).toBe(
      404,
    );
  });
});

describe('Asking what the provider can do', () => {
  test('needs no token and gives a valid CapabilityStatement', async () => {
    const response = await fetch(`${provider.baseUrl}/metadata`);
    const statement: unknown = await response.json();
    expect(response.status).toBe(200);
    expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '3.0.1' });
    expect(validate(statement).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
