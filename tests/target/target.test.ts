import { gunzipSync } from 'node:zlib';
import jwt from 'jsonwebtoken';
import { headerValues, type RequestToSend } from '../../lib/http';
import { type FoundSlot, MADE_UP_DESCRIPTION, type Recipe, type Settings } from '../../lib/target';
import { type Answer, aSlot, aTarget, BASE, bundleOf, FakeClock, found, type World } from './fakes';

/** What a test books: enough to see which slot and which patient went into it. */
const RECIPE: Recipe = ({ slot, patient }) => ({
  resourceType: 'Appointment',
  slot: slot.id,
  patient,
  start: slot.start,
});

const CREATED: Answer = { status: 201, body: { resourceType: 'Appointment', id: 'a1' } };
/** How the target serves what was booked, and what comes of its cancellation. */
const STORED = {
  status: 200,
  headers: [['ETag', 'W/"7"']],
  body: {
    resourceType: 'Appointment',
    id: 'a1',
    meta: { versionId: '7' },
    status: 'booked',
    description: MADE_UP_DESCRIPTION,
    start: aSlot('s1').start,
  },
} satisfies Answer;
const CANCELLED = {
  status: 200,
  body: { ...STORED.body, meta: { versionId: '8' }, status: 'cancelled' },
} satisfies Answer;

/** A server that gives these answers, by method; of several for one method, one after the other, the last for ever. */
function serving(answers: Partial<Record<'GET' | 'POST' | 'PUT', Answer | readonly Answer[]>>) {
  const counts: Record<string, number> = {};
  return ({ method }: RequestToSend): Answer => {
    const all = [answers[method as 'GET'] ?? { status: 404 }].flat();
    counts[method] = (counts[method] ?? 0) + 1;
    return all[Math.min(counts[method], all.length) - 1] as Answer;
  };
}

const header = (request: RequestToSend | undefined, name: string) =>
  headerValues(request?.headers ?? [], name);
const bodyOf = (request: RequestToSend | undefined) => JSON.parse(request?.body?.toString() ?? 'null');
const scopeOf = (request: RequestToSend | undefined) => {
  const token = header(request, 'Authorization')[0]?.replace('Bearer ', '') ?? '';
  return (jwt.decode(token) as { requested_scope?: string } | null)?.requested_scope;
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('book', () => {
  test('sends a booking as the page asks', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    const { exchange, sent, requestId, slot } = await target.book(RECIPE);
    const [request] = client.sent;
    expect(client.lines).toEqual(['POST /Appointment']);
    expect(request?.headers.map(([name]) => name)).toEqual([
      'Accept',
      'Accept-Encoding',
      'Content-Type',
      'Authorization',
      'X-Request-Id',
    ]);
    expect(header(request, 'Accept')).toEqual(['application/fhir+json']);
    expect(header(request, 'Content-Type')).toEqual(['application/fhir+json;charset=utf-8']);
    expect(scopeOf(request)).toBe('patient/appointment.write');
    expect(header(request, 'X-Request-Id')).toEqual([requestId]);
    expect(requestId).toMatch(UUID);
    expect(bodyOf(request)).toEqual(sent);
    expect(request).toMatchObject({ case: 'a case', purpose: 'book' });
    expect(exchange.response?.status).toBe(201);
    expect(slot.key).toBe('s1');
  });

  test('gives every booking its own slot, patient and request id', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    await target.book(RECIPE);
    await target.book(RECIPE);
    const [first, second] = client.sent.map(bodyOf);
    expect([first.slot, second.slot]).toEqual(['s1', 's2']);
    expect(second.patient).toBe(first.patient + 1);
    expect(header(client.sent[0], 'X-Request-Id')).not.toEqual(header(client.sent[1], 'X-Request-Id'));
  });

  test('books no slot that starts when the user does not want it, though the search shows it', async () => {
    const starts = [
      '2098-12-31T23:59:00Z',
      '2099-01-01T00:00:00Z',
      '2099-01-01T12:00:00Z',
      '2099-01-01T12:00:01Z',
    ];
    const slots = starts.map((start) => aSlot(`at ${start}`, { start }));
    const window = {
      slotSearchFrom: Date.parse('2099-01-01T00:00:00Z'),
      slotSearchTo: Date.parse('2099-01-01T12:00:00Z'),
    };
    const served = serving({ GET: { body: bundleOf(slots) }, POST: CREATED });
    const { target, client } = aTarget(served, { ...window, slotGraceMs: 0 });
    await target.offeredSlots();
    const { searchParams } = new URL(client.sent[0]?.url ?? '');
    expect(searchParams.getAll('start')).toEqual([
      'ge2099-01-01T00:00:00.000Z',
      'le2099-01-01T12:00:00.000Z',
    ]);
    const booked = [await target.book(RECIPE), await target.book(RECIPE)].map(({ slot }) => slot.key);
    expect(booked.sort()).toEqual([`at ${starts[1]}`, `at ${starts[2]}`]);
    await expect(target.book(RECIPE)).rejects.toMatchObject({ name: 'PreparationFailed' });
  });

  test('leaves out a token or a request id that the case does not want', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    const booking = await target.book(RECIPE, { authorization: null, requestId: null });
    expect(client.sent[0]?.headers.map(([name]) => name)).toEqual([
      'Accept',
      'Accept-Encoding',
      'Content-Type',
    ]);
    expect(booking.requestId).toBeNull();
  });

  test('sends what the case wants instead', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    const slot = found('another');
    await target.book(RECIPE, {
      slot,
      authorization: 'Basic dXNlcjpwYXNz',
      requestId: 'mine',
      headers: [['X-More', '1']],
    });
    const [request] = client.sent;
    expect(header(request, 'Authorization')).toEqual(['Basic dXNlcjpwYXNz']);
    expect(header(request, 'X-Request-Id')).toEqual(['mine']);
    expect(header(request, 'X-More')).toEqual(['1']);
    expect(bodyOf(request).slot).toBe('another');
    expect(await target.slots.look()).toBe(3);
  });

  test('labels the body and asks for formats as the case wants', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    await target.book(RECIPE, { contentType: 'application/json', accept: '*/*' });
    await target.book(RECIPE, { contentType: null, accept: null });
    const [first, second] = client.sent;
    expect([header(first, 'Content-Type'), header(first, 'Accept')]).toEqual([['application/json'], ['*/*']]);
    expect([header(second, 'Content-Type'), header(second, 'Accept')]).toEqual([[], []]);
  });

  test('packs the body when the case wants it, and knows its booking by what was packed', async () => {
    const { target, client, ledger } = aTarget(serving({ POST: CREATED }));
    const { sent, exchange } = await target.book(RECIPE, { gzip: true });
    const [request] = client.sent;
    expect(header(request, 'Content-Encoding')).toEqual(['gzip']);
    const unpacked = gunzipSync(request?.body as Buffer);
    expect(JSON.parse(unpacked.toString())).toEqual(sent);
    expect(ledger.entryOf(exchange.id)?.sent).toEqual(unpacked);
  });

  test('keeps every credential out of the evidence', async () => {
    const { target, client, hidden } = aTarget(serving({ POST: CREATED }));
    await target.book(RECIPE);
    await target.book(RECIPE, { authorization: 'Basic dXNlcjpwYXNz' });
    expect(hidden).toContain(header(client.sent[0], 'Authorization')[0]?.replace('Bearer ', ''));
    expect(hidden).toContain('dXNlcjpwYXNz');
  });

  test('sends bytes as they are, and calls them no JSON of ours', async () => {
    const bytes = Buffer.from('{"resourceType":');
    const { target, client } = aTarget(serving({ POST: { status: 400 } }));
    const { sent } = await target.book(() => bytes);
    expect(client.sent[0]?.body).toBe(bytes);
    expect(sent).toBeNull();
  });

  test('notes what was booked', async () => {
    const { target, changes } = aTarget(serving({ POST: [CREATED, { status: 422 }] }));
    await target.book(RECIPE);
    await target.book(RECIPE);
    expect(changes.filter(({ state }) => state !== 'asked')).toEqual([
      { id: 'a1', slot: 's1', exchange: 'x0001', state: 'booked', reason: null },
    ]);
  });

  test('without a slot there is nothing to send', async () => {
    const { target, client } = aTarget(serving({}), { slots: [] });
    await expect(target.book(RECIPE)).rejects.toMatchObject({ name: 'PreparationFailed' });
    expect(client.sent).toEqual([]);
  });

  test.each([429, 500, 502, 503, 504])('is sent once, whatever comes: %d', async (status) => {
    const { target, client, clock } = aTarget(serving({ POST: [{ status }, CREATED] }));
    const { exchange } = await target.book(RECIPE);
    expect(exchange.response?.status).toBe(status);
    expect([client.sent.length, clock.waited]).toEqual([1, []]);
  });
});

const SEVEN_SLOTS = { slots: ['s1', 's2', 's3', 's4', 's5', 's6', 's7'].map((id) => found(id)) };

describe('prepareBooking', () => {
  test('waits out a 429 once, and books the same slot', async () => {
    const { target, client, clock } = aTarget(serving({ POST: [{ status: 429 }, CREATED] }));
    const { exchange } = await target.prepareBooking(RECIPE);
    expect(exchange.response?.status).toBe(201);
    expect(client.sent.map((request) => bodyOf(request).slot)).toEqual(['s1', 's1']);
    expect(clock.waited).toEqual([1_000]);
  });

  test('is not waited for again while the last wait was in vain', async () => {
    const busy = { status: 429 };
    const { target, clock } = aTarget(
      serving({ POST: [busy, busy, busy, CREATED, busy, CREATED] }),
      SEVEN_SLOTS,
    );
    await target.prepareBooking(RECIPE);
    await target.prepareBooking(RECIPE);
    expect(clock.waited).toEqual([1_000]);
    await target.prepareBooking(RECIPE);
    await target.prepareBooking(RECIPE);
    expect(clock.waited).toEqual([1_000, 1_000]);
  });

  const slotsOf = ({ sent }: World['client']) => sent.map((request) => bodyOf(request).slot);

  test.each([404, 409, 410, 422])('%d may say that the slot was taken: others are tried', async (status) => {
    const { target, client } = aTarget(serving({ POST: [{ status }, { status }, CREATED] }), SEVEN_SLOTS);
    expect((await target.prepareBooking(RECIPE)).exchange.response?.status).toBe(201);
    expect(slotsOf(client)).toEqual(['s1', 's2', 's3']);
  });

  test('where several slots in turn seem taken, one alone is tried until it is booked', async () => {
    const refused = { status: 422 };
    const answers = [refused, refused, refused, refused, CREATED, refused, CREATED];
    const { target, client } = aTarget(serving({ POST: answers }), SEVEN_SLOTS);
    const statuses: unknown[] = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await target.prepareBooking(RECIPE)).exchange.response?.status);
    expect(statuses).toEqual([422, 422, 201, 201]);
    expect(client.sent).toHaveLength(7);
  });

  test('a slot that the case asks for is the only one that is tried', async () => {
    const { target, client } = aTarget(serving({ POST: { status: 422 } }), SEVEN_SLOTS);
    await target.prepareBooking(RECIPE, { slot: found('s1') });
    expect(slotsOf(client)).toEqual(['s1']);
  });

  describe('where slots are searched', () => {
    /** A server that refuses every booking, and then offers these slots. */
    const refusing = (...offered: string[]) => {
      const all = ['s1', 's2', 's3', 's4', 's5'];
      let refused = 0;
      return aTarget(
        ({ method }) => {
          if (method === 'POST') refused += 1;
          const shown = refused === 0 ? all : offered;
          return method === 'POST' ? { status: 422 } : { body: bundleOf(shown.map((id) => aSlot(id))) };
        },
        { slots: null, slotGraceMs: 0 },
      );
    };

    test('a slot that is no longer offered was taken by another user, who does not count against the next', async () => {
      const { target, client } = refusing();
      expect(await target.prepareBooking(RECIPE)).toMatchObject({ slotIsGone: true });
      expect(client.sent.filter(({ method }) => method === 'POST')).toHaveLength(3);
      await target.prepareBooking(RECIPE);
      expect(client.sent.filter(({ method }) => method === 'POST').length).toBeGreaterThan(4);
    });

    test('a slot that is still offered was not', async () => {
      const { target } = refusing('s1', 's2', 's3', 's4', 's5');
      expect(await target.prepareBooking(RECIPE)).not.toHaveProperty('slotIsGone');
    });

    test('the slot that the case asks for is looked for, too', async () => {
      const { target, client } = refusing('s2');
      expect(await target.prepareBooking(RECIPE, { slot: found('s1') })).toMatchObject({ slotIsGone: true });
      expect(await target.prepareBooking(RECIPE, { slot: found('s2') })).not.toHaveProperty('slotIsGone');
      expect(client.sent.filter(({ method }) => method === 'POST')).toHaveLength(2);
    });

    test('a search that fails says nothing', async () => {
      const { target } = aTarget(({ method }) => ({ status: method === 'POST' ? 422 : 500 }), {
        slots: null,
      });
      const booking = await target.prepareBooking(RECIPE, { slot: found('s1') });
      expect(booking).not.toHaveProperty('slotIsGone');
    });
  });

  test('without another slot, the refusal stands', async () => {
    const { target } = aTarget(serving({ POST: { status: 422 } }), { slots: [found('s1')] });
    expect((await target.prepareBooking(RECIPE)).exchange.response?.status).toBe(422);
  });

  test('gives up after the second 429', async () => {
    const { target, client } = aTarget(serving({ POST: { status: 429 } }));
    expect((await target.prepareBooking(RECIPE)).exchange.response?.status).toBe(429);
    expect(client.sent).toHaveLength(2);
  });

  test.each([500, 502, 503, 504])(
    'never repeats after %d: the booking may have been made',
    async (status) => {
      const { target, client, clock } = aTarget(serving({ POST: [{ status }, CREATED] }));
      expect((await target.prepareBooking(RECIPE)).exchange.response?.status).toBe(status);
      expect([client.sent.length, clock.waited]).toEqual([1, []]);
    },
  );
});

describe('control', () => {
  test('is booked once in a run, whoever asks', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    const first = await target.control(RECIPE);
    target.currentCase = 'another case';
    expect(await target.control(RECIPE)).toBe(first);
    expect(client.sent.filter(({ purpose }) => purpose === 'book')).toHaveLength(1);
    expect(target.currentCase).toBe('another case');
  });

  test('is cancelled at once, in the name of a case of its own', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED }));
    await target.control(RECIPE);
    expect(new Set(client.sent.map((request) => request.case)).size).toBe(1);
    expect(client.sent.map((request) => request.case)).not.toContain('a case');
    expect(client.sent.map(({ purpose }) => purpose)).toEqual(['book', 'read']);
  });

  test.each([404, 409, 410, 422])(
    'is tried with a second slot after %d, which may be the fault of the first',
    async (status) => {
      const { target, client } = aTarget(serving({ POST: [{ status }, CREATED] }));
      expect((await target.control(RECIPE)).exchange.response?.status).toBe(201);
      const booked = client.sent.filter(({ purpose }) => purpose === 'book');
      expect(booked.map((request) => bodyOf(request).slot)).toEqual(['s1', 's2']);
    },
  );

  test.each([400, 401, 403, 500])('is as it is after %d', async (status) => {
    const { target, client } = aTarget(serving({ POST: [{ status }, CREATED] }));
    expect((await target.control(RECIPE)).exchange.response?.status).toBe(status);
    expect(client.sent).toHaveLength(1);
  });

  test('is refused when the third is', async () => {
    const { target, client } = aTarget(serving({ POST: { status: 422 } }), SEVEN_SLOTS);
    expect((await target.control(RECIPE)).exchange.response?.status).toBe(422);
    expect(client.sent).toHaveLength(3);
  });
});

describe('How long is waited', () => {
  test.each<[name: string, retryAfter: string | undefined, milliseconds: number]>([
    ['a second, when nothing is asked', undefined, 1_000],
    ['as asked in seconds', '3', 3_000],
    ['not at all', '0', 0],
    ['half a minute at most', '3600', 30_000],
    ['half a minute at most, whatever the number', '9'.repeat(20), 30_000],
    ['half a minute at most, until a date', 'Fri, 01 Jan 2100 00:00:00 GMT', 30_000],
    ['not for a date that is over', 'Mon, 01 Jan 2001 00:00:00 GMT', 0],
    ['a second, when what is asked makes no sense', 'soon', 1_000],
    ['a second, when nothing is said', '', 1_000],
  ])('%s', async (_name, retryAfter, milliseconds) => {
    const headers = retryAfter === undefined ? [] : ([['retry-after', retryAfter]] as const);
    const { target, clock } = aTarget(serving({ GET: [{ status: 503, headers }, { status: 200 }] }));
    await target.patiently(async () => (await target.read('a1')).exchange);
    expect(clock.waited).toEqual([milliseconds]);
  });

  test.each([429, 502, 503, 504])(
    'patiently asks once more after %d, and not a third time',
    async (status) => {
      const { target, client } = aTarget(serving({ GET: { status } }));
      const exchange = await target.patiently(async () => (await target.read('a1')).exchange);
      expect(exchange.response?.status).toBe(status);
      expect(client.sent).toHaveLength(2);
    },
  );

  test.each<Answer>([
    { status: 200 },
    { status: 400 },
    { status: 500 },
    { error: { code: 'DEADLINE', message: 'none' } },
  ])('patiently takes any other answer as it is: %j', async (answer) => {
    const { target, client } = aTarget(serving({ GET: answer }));
    await target.patiently(async () => (await target.read('a1')).exchange);
    expect(client.sent).toHaveLength(1);
  });
});

describe('bookTogether', () => {
  test('sends one slot for several patients at once, and notes what was booked', async () => {
    const { target, client, ledger } = aTarget(serving({ POST: [CREATED, { status: 422 }] }));
    const { bookings, exchange } = await target.bookTogether(RECIPE, 3);
    const sent = client.sent.map(bodyOf);
    expect(client.together).toEqual([3]);
    expect(new Set(sent.map((body) => body.slot))).toEqual(new Set(['s1']));
    expect(new Set(sent.map((body) => body.patient)).size).toBe(3);
    expect(bookings.map((booking) => booking.exchange.id)).toEqual(['x0001', 'x0002', 'x0003']);
    expect(exchange).toBe(bookings[0]?.exchange);
    expect(ledger.count).toBe(1);
  });

  test.each([
    [
      { maxConcurrentRequests: 2 },
      /a race of 3 requests \(RACE_REQUESTS\) is more than MAX_CONCURRENT_REQUESTS=2/,
    ],
    [{ requestsPerSecond: 2 }, /a race of 3 requests \(RACE_REQUESTS\) is more than REQUESTS_PER_SECOND=2/],
  ])('more than %j lets go together is not sent', async (limits, why) => {
    const { target, client } = aTarget(() => ({ status: 201 }), { slots: [found('s1')], ...limits });
    await expect(target.bookTogether(RECIPE, 3)).rejects.toThrow(why);
    await expect(target.bookTogether(RECIPE, 2)).resolves.toBeDefined();
    expect(client.together).toEqual([2]);
  });
});

describe('Reading', () => {
  test('read asks for the current version', async () => {
    const { target, client } = aTarget(serving({ GET: STORED }));
    await target.read('a1');
    expect(client.lines).toEqual(['GET /Appointment/a1']);
    expect(scopeOf(client.sent[0])).toBe('patient/appointment.read');
    expect(client.sent[0]?.purpose).toBe('read');
  });

  test('readBack reads what the booking made', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED, GET: STORED }));
    await target.readBack(await target.book(RECIPE));
    expect(client.lines).toEqual(['POST /Appointment', 'GET /Appointment/a1']);
  });

  test.each<[string, Answer]>([
    ['was refused', { status: 422 }],
    ['told no id', { status: 201 }],
  ])('readBack fails for a booking that %s', async (_name, answer) => {
    const { target } = aTarget(serving({ POST: answer }));
    const booking = await target.book(RECIPE);
    await expect(async () => target.readBack(booking)).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: 'there is no booking whose id is known',
    });
  });

  test.each([`${BASE}/Appointment/a1/_history/2`, 'https://elsewhere.test/x/Appointment/a1/_history/2'])(
    'readVersion asks the target, whatever the base in Location: %s',
    async (location) => {
      const { target, client } = aTarget(serving({ GET: STORED }));
      await target.readVersion(location);
      expect(client.sent.map(({ url }) => url)).toEqual([`${BASE}/Appointment/a1/_history/2`]);
      expect(client.sent[0]?.purpose).toBe('vread');
    },
  );

  test.each([
    '',
    '/Appointment/a1/_history/2',
    `${BASE}/Appointment/a1`,
    `${BASE}/Appointment/a1/_history/2?x=1`,
  ])('readVersion sends nothing for a Location that names no version: %j', async (location) => {
    const { target, client } = aTarget(serving({ GET: STORED }));
    await expect(target.readVersion(location)).rejects.toMatchObject({ name: 'PreparationFailed' });
    expect(client.sent).toEqual([]);
  });
});

describe('vread', () => {
  test('asks for one version', async () => {
    const { target, client } = aTarget(serving({ GET: STORED }));
    await target.vread('a1', '2');
    expect(client.lines).toEqual(['GET /Appointment/a1/_history/2']);
    expect(scopeOf(client.sent[0])).toBe('patient/appointment.read');
    expect(client.sent[0]?.purpose).toBe('vread');
  });
});

describe('update', () => {
  const world = () => aTarget(serving({ POST: CREATED, GET: STORED, PUT: { status: 409 } }));

  test('reads the booking and sends it back changed, with the version that was read', async () => {
    const { target, client, changes } = world();
    const { exchange } = await target.update(await target.book(RECIPE), (current) => ({
      ...current,
      id: 'another',
    }));
    expect(client.lines.slice(1)).toEqual(['GET /Appointment/a1', 'PUT /Appointment/a1']);
    expect(bodyOf(client.sent[2])).toEqual({ ...STORED.body, id: 'another' });
    expect(header(client.sent[2], 'If-Match')).toEqual(['W/"7"']);
    expect(scopeOf(client.sent[2])).toBe('patient/appointment.write');
    expect(client.sent[2]?.purpose).toBe('update');
    expect(exchange.response?.status).toBe(409);
    expect(changes.at(-1)?.state).toBe('booked');
  });

  test.each<[string | null, string[]]>([
    ['W/"1"', ['W/"1"']],
    [null, []],
  ])('sends the If-Match that the case wants: %s', async (ifMatch, sent) => {
    const { target, client } = world();
    await target.update(await target.book(RECIPE), (current) => current, { ifMatch });
    expect(header(client.sent[2], 'If-Match')).toEqual(sent);
  });

  test('never touches what reads like a booking of somebody else', async () => {
    const theirs = { status: 200, body: { ...STORED.body, description: 'Annual review' } };
    const { target, client } = aTarget(serving({ POST: CREATED, GET: theirs }));
    const booking = await target.book(RECIPE);
    await expect(target.update(booking, (current) => current)).rejects.toMatchObject({
      name: 'PreparationFailed',
    });
    expect(client.lines).toEqual(['POST /Appointment', 'GET /Appointment/a1']);
  });

  test('of a booking that was refused is not sent', async () => {
    const { target, client } = aTarget(serving({ POST: { status: 422 } }));
    const booking = await target.book(RECIPE);
    await expect(target.update(booking, (current) => current)).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: 'there is no booking to update',
    });
    expect(client.lines).toEqual(['POST /Appointment']);
  });
});

describe('probe', () => {
  test('sends the method to the path, with a token and nothing that was not asked for', async () => {
    const { target, client } = aTarget(serving({}));
    await target.probe({ method: 'DELETE', path: '/Appointment/nobody', scope: 'patient/appointment.write' });
    expect(client.lines).toEqual(['DELETE /Appointment/nobody']);
    expect(header(client.sent[0], 'Content-Type')).toEqual([]);
    expect(scopeOf(client.sent[0])).toBe('patient/appointment.write');
    expect(client.sent[0]?.purpose).toBe('probe');
    expect(client.sent[0]?.body ?? null).toBeNull();
  });
});

describe('cancel', () => {
  test('reads the booking and sends it back as cancelled, with the version that was read', async () => {
    const { target, client, changes } = aTarget(serving({ POST: CREATED, GET: STORED, PUT: CANCELLED }));
    const { exchange } = await target.cancel(await target.book(RECIPE));
    expect(client.lines.slice(1)).toEqual(['GET /Appointment/a1', 'PUT /Appointment/a1']);
    const put = client.sent[2];
    expect(bodyOf(put)).toEqual({ ...STORED.body, status: 'cancelled' });
    expect(header(put, 'If-Match')).toEqual(['W/"7"']);
    expect(header(put, 'Content-Type')).toEqual(['application/fhir+json;charset=utf-8']);
    expect(scopeOf(put)).toBe('patient/appointment.write');
    expect(put?.purpose).toBe('cancel');
    expect(exchange.request.method).toBe('PUT');
    expect(changes.at(-1)?.state).toBe('cancelled');
  });

  test('sends no If-Match when the target told no version', async () => {
    const unversioned = { status: 200, body: { ...STORED.body, meta: {} } };
    const { target, client } = aTarget(serving({ POST: CREATED, GET: unversioned, PUT: CANCELLED }));
    await target.cancel(await target.book(RECIPE));
    expect(client.sent[2]?.method).toBe('PUT');
    expect(header(client.sent[2], 'If-Match')).toEqual([]);
  });

  test('asks again when the target is too busy to read or to change it', async () => {
    const busy = { status: 503 };
    const answers = serving({ POST: CREATED, GET: [busy, STORED], PUT: [busy, CANCELLED] });
    const { target, client, clock } = aTarget(answers);
    await target.cancel(await target.book(RECIPE));
    expect(client.lines.slice(1)).toEqual([
      'GET /Appointment/a1',
      'GET /Appointment/a1',
      'PUT /Appointment/a1',
      'PUT /Appointment/a1',
    ]);
    expect(clock.waited).toEqual([1_000, 1_000]);
  });

  test('of a booking that cannot be read changes nothing', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED, GET: { status: 404 } }));
    const booking = await target.book(RECIPE);
    await expect(target.cancel(booking)).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: 'the booking could not be read back: status 404',
    });
    expect(client.lines).not.toContain('PUT /Appointment/a1');
  });

  test('of a booking that was refused is refused', async () => {
    const { target } = aTarget(serving({ POST: { status: 422 } }));
    const booking = await target.book(RECIPE);
    await expect(target.cancel(booking)).rejects.toThrow('there is no booking to cancel');
  });
});

describe('Cleaning up', () => {
  /** A server that counts its Appointments: a1, a2, … */
  function keeping(more: Partial<Record<'search' | 'cancel', Answer>> = {}) {
    let count = 0;
    return ({ method, purpose }: RequestToSend): Answer => {
      if (purpose === 'search') return more.search ?? { status: 404 };
      if (method === 'GET') return STORED;
      if (method === 'PUT') return more.cancel ?? CANCELLED;
      count += 1;
      return { status: 201, body: { resourceType: 'Appointment', id: `a${count}` } };
    };
  }

  test('endCase cancels what the case booked, the latest first, and leaves the others alone', async () => {
    const { target, client, ledger } = aTarget(keeping());
    await target.book(RECIPE);
    target.currentCase = 'another case';
    await target.book(RECIPE);
    await target.book(RECIPE);
    await target.endCase();
    expect(client.lines.filter((line) => line.startsWith('PUT'))).toEqual([
      'PUT /Appointment/a3',
      'PUT /Appointment/a2',
    ]);
    expect(ledger.uncancelled.map((entry) => entry.id)).toEqual(['a1']);
  });

  const ONE_SLOT = { body: bundleOf([aSlot('s1')]) };

  test('endCase gives the slots of the case back to the search', async () => {
    const { target, clock } = aTarget(keeping({ search: ONE_SLOT }), {});
    await target.book(RECIPE);
    await target.endCase();
    target.currentCase = 'another case';
    expect((await target.book(RECIPE)).slot.key).toBe('s1');
    expect(clock.waited).toEqual([]);
  });

  test('a slot in which a booking may be left is not used again, whatever a search says', async () => {
    const answer = keeping({ search: ONE_SLOT, cancel: { status: 500 } });
    const { target, ledger } = aTarget(answer, { slotGraceMs: 0 });
    await target.book(RECIPE);
    await target.endCase();
    expect(ledger.leftBehind).toHaveLength(1);
    await expect(target.book(RECIPE)).rejects.toThrow('none of the 1 slots it offered as free again');
  });

  test('cleanUp tries again what could not be cancelled', async () => {
    const answers = serving({ POST: CREATED, GET: STORED, PUT: [{ status: 500 }, CANCELLED] });
    const { target, ledger } = aTarget(answers);
    await target.book(RECIPE);
    await target.endCase();
    expect(ledger.leftBehind).toHaveLength(1);
    await target.cleanUp();
    expect(ledger.leftBehind).toEqual([]);
  });
});

describe('After a stop', () => {
  test('nothing is sent, and the reason is told', async () => {
    const { target, client } = aTarget(serving({ POST: CREATED, GET: STORED }));
    const booking = await target.book(RECIPE);
    client.stop('the run was interrupted');
    const stopped = { name: 'PreparationFailed', message: 'the run was interrupted' };
    await expect(target.book(RECIPE)).rejects.toMatchObject(stopped);
    await expect(target.read('a1')).rejects.toMatchObject(stopped);
    await expect(target.cancel(booking)).rejects.toMatchObject(stopped);
    expect(client.sent).toHaveLength(1);
  });

  test('the end of a case leaves the booking behind, with the reason', async () => {
    const { target, client, ledger } = aTarget(serving({ POST: CREATED, GET: STORED }));
    await target.book(RECIPE);
    client.stop('the run was interrupted');
    await target.endCase();
    expect(ledger.leftBehind).toEqual([expect.objectContaining({ reason: 'the run was interrupted' })]);
  });
});

describe('Searching', () => {
  const offering = (...answers: ReadonlyArray<readonly FoundSlot[] | Answer>) =>
    serving({
      GET: answers.map((answer) =>
        Array.isArray(answer) ? { body: bundleOf(answer.map((slot) => slot.resource)) } : (answer as Answer),
      ),
    });
  const SLOT = found('s1');

  test('a slot of its own is searched from now on, for as many days as are set', async () => {
    const { target, client } = aTarget(offering([SLOT]), { slotSearchDays: 3, slotServiceId: '42' });
    const before = Date.now();
    await target.book(RECIPE);
    const query = new URL(client.sent[0]?.url ?? '').searchParams;
    const [from, to] = query.getAll('start').map((text) => Date.parse(text.slice(2)));
    expect(query.get('service')).toBe('42');
    expect(from).toBeGreaterThanOrEqual(before);
    expect((to ?? 0) - (from ?? 0)).toBe(3 * 86_400_000);
    expect(scopeOf(client.sent[0])).toBe('organization/slot.read');
  });

  test('slotWithId finds the slot that the target offers', async () => {
    const { target } = aTarget(offering([found('s0'), SLOT]), {});
    expect((await target.slotWithId('s1')).key).toBe('s1');
    await expect(target.slotWithId('s9')).rejects.toThrow('no free slot with the id s9 is offered');
  });

  test('slotWithId looks in the file when there is one', async () => {
    const { target, client } = aTarget(serving({}));
    expect((await target.slotWithId('s2')).key).toBe('s2');
    await expect(target.slotWithId('s9')).rejects.toMatchObject({ name: 'PreparationFailed' });
    expect(client.sent).toEqual([]);
  });

  test.each<[string, Partial<Settings>]>([
    ['the search', {}],
    ['a file', { slots: [SLOT, found('s2')] }],
  ])('the slot that makes the target fail is kept for that: of %s', async (_name, settings) => {
    const answer = ({ purpose }: RequestToSend): Answer =>
      purpose === 'search' ? { body: bundleOf([aSlot('s1'), aSlot('s2')]) } : CREATED;
    const { target } = aTarget(answer, { ...settings, serverErrorTrigger: { kind: 'slot', id: 's1' } });
    expect((await target.book(RECIPE)).slot.key).toBe('s2');
    expect((await target.slotWithId('s1')).key).toBe('s1');
  });

  test('searchFreshSlot takes a slot and searches for it alone', async () => {
    const { target, client } = aTarget(offering([found('s2'), SLOT]));
    expect(await target.searchFreshSlot()).toMatchObject({
      offered: true,
      slot: SLOT,
      exchange: { id: 'x0001' },
    });
    expect(new URL(client.sent[0]?.url ?? '').searchParams.getAll('start')).toEqual([
      `ge${SLOT.resource.start}`,
      `le${SLOT.resource.start}`,
    ]);
    expect(await target.searchFreshSlot()).toMatchObject({ offered: true, slot: { key: 's2' } });
    expect(await target.searchFreshSlot()).toMatchObject({ offered: false, slot: { key: 's3' } });
  });

  describe('until a slot is gone', () => {
    test('asks for the moment of that slot, and ends when it is not offered', async () => {
      const { target, client, clock } = aTarget(offering([SLOT, found('s2')], [found('s2')]));
      expect(await target.searchUntilGone(SLOT)).toMatchObject({ offered: false, exchange: { id: 'x0002' } });
      expect(clock.waited).toEqual([500]);
      expect(new URL(client.sent[0]?.url ?? '').searchParams.getAll('start')).toEqual([
        `ge${SLOT.resource.start}`,
        `le${SLOT.resource.start}`,
      ]);
    });

    test('a slot that is shown as busy is not offered', async () => {
      const { target } = aTarget(offering([found('s1', { status: 'busy' })]));
      expect((await target.searchUntilGone(SLOT)).offered).toBe(false);
    });

    test('asks no longer than the grace time', async () => {
      const { target, clock } = aTarget(offering([SLOT]), { slots: [SLOT], slotGraceMs: 1_200 });
      expect((await target.searchUntilGone(SLOT)).offered).toBe(true);
      expect(clock.waited).toEqual([500, 500, 500]);
      expect(clock.time - new FakeClock().time).toBe(1_500);
    });

    test('cannot tell when the search brings no answer that could be judged', async () => {
      const { target } = aTarget(offering({ status: 404 }));
      await expect(target.searchUntilGone(SLOT)).rejects.toMatchObject({
        name: 'PreparationFailed',
        message: 'the search for slots was answered with status 404',
      });
    });
  });
});

test('a run that was stopped offers no slots', async () => {
  const { client, target } = aTarget(() => ({}), {});
  client.stop('the run was interrupted');
  expect(await target.offeredSlots()).toEqual([]);
});
