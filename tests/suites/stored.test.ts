import type { Appointment } from 'fhir/r3';
import {
  appointmentIn,
  askedFor,
  expectAppointmentItself,
  expectIdAskedFor,
  expectUpdateRefused,
  expectVersionAskedFor,
  neverGivenVersion,
  servedAnswerOf,
  unreadable,
  versionIn,
} from '../../suites/vocabulary/stored';
import {
  answered,
  BROKEN_OFF,
  ended,
  judged,
  type MadeUp,
  PASSES,
  storedAppointment,
  UNANSWERED,
} from './made-up';

const BASE = 'https://booking.test/STU3';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The Appointment with other elements than it was stored with. */
const stored = (more: object = {}): Appointment => Object.assign(storedAppointment(), more);

describe('the Appointment in the answer to a read', () => {
  test('is given, with its version', async () => {
    const read = await answered({ body: stored() });
    expect(appointmentIn(read)).toEqual(stored());
    expect(versionIn(read)).toBe('7');
  });

  test.each<[string, MadeUp, string]>([
    ['another status', { status: 201, body: stored() }, 'could not be read: status 201'],
    ['not found', { status: 404 }, 'could not be read: status 404 with an empty body'],
    [
      'another resource',
      { body: { resourceType: 'Bundle' } },
      'could not be read: status 200: {"resourceType"',
    ],
    ['null', { body: 'null' }, 'could not be read'],
    ['no body', {}, 'could not be read: status 200 with an empty body'],
    ['no answer', UNANSWERED, 'no answer'],
    ['half of it', { ...BROKEN_OFF, body: stored() }, 'broke off'],
    ['a gateway', { status: 502 }, 'too busy'],
  ])('of %s, nothing is judged', async (_, madeUp, message) => {
    const read = await answered(madeUp);
    expect(judged(() => appointmentIn(read))).toEqual(ended('inconclusive', message));
    expect(judged(() => versionIn(read))).toEqual(ended('inconclusive', message));
  });

  test.each([[{}], [{ versionId: 7 }], [{ versionId: null }], [null], ['7'], [undefined]])(
    'shows no version in %j',
    async (meta) => {
      const read = await answered({ body: stored({ meta }) });
      expect(judged(() => versionIn(read))).toEqual(ended('inconclusive', 'shows no meta.versionId'));
    },
  );
});

describe('askedFor', () => {
  test.each([
    ['/Appointment/a1', { id: 'a1' }],
    ['/Appointment/a1/_history/7', { id: 'a1', versionId: '7' }],
    ['/Appointment/Appointment/Appointment/a-1.B/_history/1', { id: 'a-1.B', versionId: '1' }],
  ])('%s', async (path, expected) => {
    expect(askedFor(await answered({ request: { url: `${BASE}${path}` } }))).toStrictEqual(expected);
  });
});

describe('expectAppointmentItself', () => {
  test('takes an Appointment, whatever else is wrong with it', async () => {
    const read = await answered({ status: 200, body: { resourceType: 'Appointment' } });
    expect(judged(() => expectAppointmentItself(read))).toEqual(PASSES);
  });

  test.each([201, 204, 401, 404])('leaves status %d to others', async (status) => {
    const read = await answered({ status });
    expect(judged(() => expectAppointmentItself(read))).toEqual(PASSES);
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html></html>'],
    ['a Bundle around it', { resourceType: 'Bundle', entry: [{ resource: stored() }] }],
    ['an OperationOutcome', { resourceType: 'OperationOutcome', issue: [] }],
  ])('does not take %s', async (_, body) => {
    const read = await answered({ status: 200, body });
    expect(judged(() => expectAppointmentItself(read))).toEqual({
      outcome: 'broken',
      message: 'a read succeeds, and returns no Appointment',
      expected: 'the Appointment that was asked for',
      actual: expect.stringMatching(/^status 200/),
    });
  });

  test('cannot tell what a content coding holds that is not known', async () => {
    const read = await answered({ status: 200, body: 'made-up', headers: [['Content-Encoding', 'made-up']] });
    expect(judged(() => expectAppointmentItself(read)).outcome).toBe('inconclusive');
  });
});

describe('expectIdAskedFor', () => {
  const judge = async (id: unknown) => {
    const read = await answered({ body: stored({ id }), request: { url: `${BASE}/Appointment/a1` } });
    return judged(() => expectIdAskedFor(read));
  };

  test('takes the id of the URL', async () => expect(await judge('a1')).toEqual(PASSES));

  test.each<[string, unknown, string]>([
    ['another id', 'a2', 'id "a2"'],
    ['the id in another case', 'A1', 'id "A1"'],
    ['no id', undefined, 'id nothing'],
  ])('does not take %s', async (_, id, actual) => {
    expect(await judge(id)).toEqual({
      outcome: 'broken',
      message: 'a read returns an Appointment with another id than the one asked for',
      expected: 'id "a1"',
      actual,
    });
  });

  test('does not take a success without Appointment', async () => {
    const read = await answered({ status: 200, request: { url: `${BASE}/Appointment/a1` } });
    expect(judged(() => expectIdAskedFor(read)).message).toMatch(/returns no Appointment/);
  });

  test('says nothing of a read that is refused', async () => {
    const read = await answered({ status: 404, request: { url: `${BASE}/Appointment/a1` } });
    expect(judged(() => expectIdAskedFor(read)).outcome).toBe('inconclusive');
  });
});

describe('expectVersionAskedFor', () => {
  const judge = async (body: Appointment) => {
    const read = await answered({ body, request: { url: `${BASE}/Appointment/a1/_history/7` } });
    return judged(() => expectVersionAskedFor(read));
  };

  test('takes the id and the version of the URL', async () => expect(await judge(stored())).toEqual(PASSES));

  test.each<[string, object, string]>([
    ['another version', { meta: { versionId: '8' } }, 'id "a1", version "8"'],
    ['no version', { meta: {} }, 'id "a1", version nothing'],
    ['no meta', { meta: null }, 'id "a1", version nothing'],
    ['another id', { id: 'a2' }, 'id "a2", version "7"'],
    ['the id in another case', { id: 'A1' }, 'id "A1", version "7"'],
    ['no id', { id: undefined }, 'id nothing, version "7"'],
    ['what is no id', { id: { toString: 1 } }, 'id {"toString":1}, version "7"'],
  ])('does not take %s', async (_, more, actual) => {
    expect(await judge(stored(more))).toEqual({
      outcome: 'broken',
      message: 'a version read returns something else than the version asked for',
      expected: 'id "a1", version "7"',
      actual,
    });
  });
});

test('a read that shows an Appointment leaves all to be judged, if its status does', async () => {
  const reason = unreadable(await answered({ status: 202, body: stored() }))();
  expect(reason).toMatch(/^the booking itself could not be read: status 202/);
  expect(unreadable(await answered({ status: 200, body: stored() }))()).toBeNull();
});

test.each([
  [200, 'the booking itself could not be read: status 200 with an empty body'],
  [201, 'the booking itself could not be read: status 201 with an empty body'],
  [404, 'the booking itself could not be read: status 404 with an empty body'],
])('a read with %d tells why nothing can be judged: %j', async (status, reason) => {
  expect(unreadable(await answered({ status }))()).toBe(reason);
});

describe('servedAnswerOf', () => {
  test.each([200, 400, 402, 404, 406, 410, 500])('%d is an answer', async (status) => {
    expect(servedAnswerOf(await answered({ status })).status).toBe(status);
  });

  test.each([401, 403, 405, 501])('%d says that it is not served to us', async (status) => {
    const read = await answered({ status });
    expect(judged(() => servedAnswerOf(read))).toEqual(
      ended('inconclusive', `it is not served to us: status ${status} with an empty body`),
    );
  });
});

describe('expectUpdateRefused', () => {
  interface Told {
    readonly sent?: MadeUp;
    readonly before?: MadeUp;
    readonly after?: MadeUp;
    readonly cancelled?: MadeUp;
  }

  /** An update that was refused as it should be, but for what a test tells. */
  async function judge({ sent, before, after, cancelled }: Told) {
    const update = {
      sent: await answered(sent ?? { status: 409 }),
      before: await answered(before ?? { body: stored() }),
      after: await answered(after ?? { body: stored() }),
      cancelled: await answered(cancelled ?? { status: 200 }),
    };
    let response: unknown;
    const ending = judged(() => {
      response = expectUpdateRefused(update);
    });
    return { ...ending, status: (response as { status: number } | undefined)?.status };
  }

  test.each([300, 400, 409, 412, 422])('gives the refusal: %d', async (status) => {
    expect(await judge({ sent: { status } })).toEqual({ ...PASSES, status });
  });

  test.each([200, 201, 204])(
    '%d accepts what must be refused, whatever comes of the rest',
    async (status) => {
      const ending = await judge({ sent: { status }, cancelled: UNANSWERED, after: { status: 500 } });
      expect(ending).toMatchObject({
        outcome: 'broken',
        message: 'accepts an update that it must refuse',
        expected: 'a refusal',
        actual: `status ${status} with an empty body`,
      });
    },
  );

  test('a change made all the same is told, though what is cancelled cannot be cancelled again', async () => {
    const after = { body: stored({ status: 'cancelled', meta: { versionId: '8' } }) };
    expect(await judge({ after, cancelled: UNANSWERED })).toMatchObject({
      outcome: 'broken',
      message: 'refuses an update, and changes the Appointment all the same',
      actual: 'status "cancelled", version "8"',
    });
  });

  test('a refusal says nothing where a right update is refused, too', async () => {
    expect(await judge({ cancelled: { status: 422 } })).toMatchObject(
      ended('inconclusive', 'nothing is wrong is not accepted either: status 422') as object,
    );
  });

  test.each<[string, object, string]>([
    ['status', { status: 'cancelled' }, 'status "cancelled", version "7"'],
    ['version', { meta: { versionId: '8' } }, 'status "booked", version "8"'],
    ['version, to none', { meta: null }, 'status "booked", version nothing'],
  ])('a refusal that changes the %s is none', async (_, more, actual) => {
    expect(await judge({ after: { body: stored(more) } })).toMatchObject({
      outcome: 'broken',
      message: 'refuses an update, and changes the Appointment all the same',
      expected: 'status "booked", version "7"',
      actual,
    });
  });

  test('what a server writes there does not matter, as long as it stays', async () => {
    const odd = { body: stored({ status: { toString: 1 }, meta: { versionId: [[]] } }) };
    expect(await judge({ before: odd, after: odd })).toMatchObject(PASSES);
    const changed = { body: stored({ description: 'Another', meta: { versionId: '7', lastUpdated: 'x' } }) };
    expect(await judge({ after: changed })).toMatchObject(PASSES);
  });

  test.each<[string, Told]>([
    ['no refusal', { sent: UNANSWERED }],
    ['no right update', { cancelled: BROKEN_OFF }],
    ['no read before', { before: { status: 404 } }],
    ['no read after', { after: { status: 500 } }],
  ])('with %s, nothing is judged', async (_, told) => {
    expect((await judge(told)).outcome).toBe('inconclusive');
  });
});

describe('a version id that an Appointment never had', () => {
  test.each([
    ['1', '1001'],
    ['20260302083000123', '20260302083001123'],
    ['9'.repeat(60), `1${'0'.repeat(57)}999`],
  ])('is a number where %s is one', (versionId, other) => {
    expect(neverGivenVersion(versionId)).toBe(other);
  });

  test.each(['1b4c8a52-0f0e-4c3e-9d56-2f8f6a1c7e10', 'v1', '1.0', '', '9'.repeat(64)])(
    'is a UUID where %j is no number that could grow',
    (versionId) => {
      expect(neverGivenVersion(versionId)).toMatch(UUID);
      expect(neverGivenVersion(versionId)).not.toBe(neverGivenVersion(versionId));
    },
  );
});
