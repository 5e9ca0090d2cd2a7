import type { Appointment } from 'fhir/r3';
import { Recorded } from '../../suites/vocabulary/exchange';
import {
  expectSameVersion,
  locationOf,
  rememberLocation,
  versionedParts,
} from '../../suites/vocabulary/location';
import { Block } from './block';
import {
  aBooking,
  anExchange,
  BROKEN_OFF,
  ended,
  judged,
  type MadeUp,
  PASSES,
  type Parts,
  recorded,
  shareSession,
  storedAppointment,
  UNANSWERED,
} from './made-up';

const LOCATION = 'https://booking.test/STU3/Appointment/a1/_history/7';
const located = (...values: string[]): MadeUp => ({
  status: 201,
  headers: values.map((value) => ['location', value]),
});

describe('locationOf', () => {
  test('gives the Location, however its name is written', async () => {
    const booked = await recorded(aBooking(located(LOCATION)));
    expect(locationOf(booked)).toBe(LOCATION);
  });

  test.each<[string, MadeUp, string]>([
    [
      'no Location',
      { status: 201, headers: [['Content-Location', LOCATION]] },
      'the booking has no Location',
    ],
    ['no answer', UNANSWERED, 'no answer'],
  ])('with %s, nothing that needs it can be judged', async (_, madeUp, message) => {
    const booked = await recorded(aBooking(madeUp));
    expect(judged(() => locationOf(booked))).toEqual(ended('inconclusive', message));
  });
});

describe('versionedParts', () => {
  test.each([
    ['https://booking.test/STU3/Appointment/a-1.B/_history/7'],
    ['http://booking.test/STU3/Appointment/a-1.B/_history/7'],
    ['HTTPS://booking.test:8443/Appointment/a-1.B/_history/7'],
    ['/STU3/Appointment/a-1.B/_history/7'],
    ['/Appointment/a-1.B/_history/7'],
    ['Appointment/a-1.B/_history/7'],
  ])('%s names a version', (location) => {
    expect(versionedParts(location)).toMatchObject({ id: 'a-1.B', versionId: '7' });
  });

  test('ids are as long as FHIR lets them be', () => {
    const id = 'x'.repeat(64);
    expect(versionedParts(`Appointment/${id}/_history/${id}`)).toEqual({ id, versionId: id });
    expect(versionedParts(`Appointment/${id}x/_history/1`)).toBeNull();
    expect(versionedParts(`Appointment/1/_history/${id}x`)).toBeNull();
  });

  test.each([
    ['without a version', 'https://booking.test/STU3/Appointment/a1'],
    ['with an empty version', 'https://booking.test/STU3/Appointment/a1/_history/'],
    ['with more behind', `${LOCATION}/more`],
    ['with a slash behind', `${LOCATION}/`],
    ['with a query', `${LOCATION}?_format=json`],
    ['with a query before', '/STU3?x=/Appointment/a1/_history/7'],
    ['with a fragment before', '/STU3#/Appointment/a1/_history/7'],
    ['with white space', '/ST U3/Appointment/a1/_history/7'],
    ['in lower case', '/STU3/appointment/a1/_history/7'],
    ['of another type', '/STU3/OldAppointment/a1/_history/7'],
    ['with what is no id', '/STU3/Appointment/a_1/_history/7'],
    ['empty', ''],
  ])('%s it does not: %s', (_, location) => expect(versionedParts(location)).toBeNull());
});

describe('rememberLocation', () => {
  let block: Block;
  beforeEach(() => {
    block = new Block();
  });
  afterEach(() => block.end());

  async function rememberedOf(madeUp: MadeUp): Promise<unknown[]> {
    const { remembered } = shareSession();
    const booked = await recorded(aBooking({ body: storedAppointment(), ...located(LOCATION), ...madeUp }));
    await block.define(() => rememberLocation(booked)).enter();
    return remembered;
  }

  test('keeps what names the booking', async () => {
    expect(await rememberedOf({ case: 'the case' })).toEqual([
      { case: 'the case', location: LOCATION, created: storedAppointment() },
    ]);
  });

  test.each<[string, MadeUp]>([
    ['no answer', UNANSWERED],
    ['half an answer', BROKEN_OFF],
    ['an answer of somebody before the server', { status: 503 }],
    ['no Location', located()],
    ['a Location of another booking', located(LOCATION.replace('a1', 'a2'))],
    ['a Location of another version', located(LOCATION.replace(/7$/, '8'))],
    ['a Location without a version', located('https://booking.test/STU3/Appointment/a1')],
    ['a relative Location', located('/STU3/Appointment/a1/_history/7')],
    ['no body', { body: '' }],
    ['null', { body: 'null' }],
    [
      'an Appointment without meta',
      { body: storedAppointment(({ appointment }) => delete appointment.meta) },
    ],
    ['another resource', { body: { ...storedAppointment(), resourceType: 'Slot' } }],
  ])('keeps nothing of %s', async (_, madeUp) => expect(await rememberedOf(madeUp)).toEqual([]));

  test('keeps nothing of what was not sent', async () => {
    const { remembered } = shareSession();
    await block.define(() => rememberLocation(new Recorded())).enter();
    expect(remembered).toEqual([]);
  });
});

describe('expectSameVersion', () => {
  const judge = (madeUp: MadeUp, created: Appointment = storedAppointment()) =>
    judged(() => expectSameVersion(anExchange(madeUp), created, LOCATION));

  test.each<[string, (parts: Parts) => void]>([
    ['as it was created', () => {}],
    [
      'with its times in another zone',
      ({ appointment }) => {
        appointment.end = '2099-01-01T10:10:00+01:00';
      },
    ],
    [
      'with more than was shown',
      ({ appointment }) => {
        Object.assign(appointment, {
          comment: 'Added',
          meta: { versionId: '7', lastUpdated: '2030-01-01T00:00:00Z' },
        });
      },
    ],
  ])('the version is served %s', (_, change) => {
    expect(judge({ body: storedAppointment(change) })).toEqual(PASSES);
  });

  test.each<[string, (parts: Parts) => void, string, string]>([
    ['id', ({ appointment }) => Object.assign(appointment, { id: 'A1' }), '"a1"', '"A1"'],
    [
      'meta.versionId',
      ({ appointment }) => Object.assign(appointment, { meta: { versionId: '8' } }),
      '"7"',
      '"8"',
    ],
    ['meta.versionId', ({ appointment }) => delete appointment.meta, '"7"', 'nothing'],
    [
      'status',
      ({ appointment }) => Object.assign(appointment, { status: 'cancelled' }),
      '"booked"',
      '"cancelled"',
    ],
    [
      'status',
      ({ appointment }) => Object.assign(appointment, { status: { toString: 1 } }),
      '"booked"',
      '{"toString":1}',
    ],
    [
      'NHS number of the patient',
      ({ patient }) => {
        patient.identifier = [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }];
      },
      '9990000018',
      '9990000026',
    ],
  ])('another %s is another version', (name, change, then, now) => {
    expect(judge({ body: storedAppointment(change) })).toEqual({
      outcome: 'broken',
      message: `${LOCATION} serves something else than the version that was created: ${name} differs`,
      expected: `${name}: ${then}`,
      actual: `${name}: ${now}`,
    });
  });

  test('what neither shows, does not differ', () => {
    const bare = storedAppointment(({ appointment }) => delete appointment.meta);
    expect(judge({ body: bare }, bare)).toEqual(PASSES);
    expect(judge({ status: 404 }, bare).expected).toBe('status 200 with version nothing of Appointment "a1"');
  });

  test.each([201, 203, 301, 304, 400, 404, 410, 500])('%d is not the version', (status) => {
    expect(judge({ status, body: storedAppointment() })).toEqual({
      outcome: 'broken',
      message: `${LOCATION} no longer serves the version that was created`,
      expected: 'status 200 with version "7" of Appointment "a1"',
      actual: expect.stringContaining(`status ${status}: {`),
    });
  });

  test.each([401, 403, 405, 501])('%d says that it is not served to us', (status) => {
    expect(judge({ status })).toEqual(
      ended('inconclusive', `the Location could not be read: status ${status} with an empty body`),
    );
  });

  test.each<[string, MadeUp]>([
    ['no answer', UNANSWERED],
    ['half an answer', { ...BROKEN_OFF, body: storedAppointment() }],
    ['a server too busy', { status: 429 }],
  ])('of %s, nothing is judged', (_, madeUp) => expect(judge(madeUp).outcome).toBe('inconclusive'));

  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a Bundle', { resourceType: 'Bundle' }],
  ])('%s is no Appointment', (_, body) => {
    expect(judge({ body })).toEqual(
      ended('broken', `${LOCATION} serves no Appointment`, {
        expected: 'status 200 with version "7" of Appointment "a1"',
        actual: expect.stringContaining('status 200'),
      }),
    );
  });
});
