import { parseEntityTag, parseImfFixdate } from '../../../lib/fhir';
import { type Consumer, claims, NOW, type Received, send, unsecured } from '../consumer';
import { type Symptom, showsOnBooking, showsOnCancellation } from './steps';

const SCOPE = 'patient/appointment.write';

/** How the faults in what HTTP and JWT ask of any server show on the wire. */
export const httpSymptoms: Record<string, Symptom> = {
  'last-modified-iso': showsOnBooking((booked) => {
    expect(booked.header('Last-Modified')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  }),
  'last-modified-offset': showsOnBooking((booked) => {
    expect(booked.header('Last-Modified')).toMatch(/ \+0000$/);
  }),
  'last-modified-in-future': showsOnBooking((booked) => {
    const [lastModified, date] = ['Last-Modified', 'Date'].map((name) =>
      parseImfFixdate(booked.header(name) ?? '')?.getTime(),
    );
    expect(lastModified).toBeGreaterThan((date ?? Number.NaN) + 3_500_000);
  }),
  'etag-unquoted': showsOnBooking((booked) => expect(booked.header('ETag')).toBe('1')),
  'etag-lower-case-mark': showsOnBooking((booked) => {
    expect(booked.header('ETag')).toBe('w/"1"');
    expect(parseEntityTag(booked.header('ETag') ?? '')).toBeNull();
  }),
  'refusals-without-content-type': async (consumer) => {
    const answer = await consumer.book('{');
    expect(answer.header('Content-Type')).toBeUndefined();
    expect(answer.json().resourceType).toBe('OperationOutcome');
    expect((await consumer.bookAny()).header('Content-Type')).toBeDefined();
  },
  'token-missing-401-without-challenge': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.status).toBe(401);
    expect(answer.header('WWW-Authenticate')).toBeUndefined();
  },
  'allow-missing': async (consumer) => {
    const answer = await send(consumer.baseUrl, { method: 'DELETE', path: '/Appointment/1' });
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toBeUndefined();
  },
  'date-missing': async (consumer) => {
    expect((await consumer.bookAny()).header('Date')).toBeUndefined();
    expect((await send(consumer.baseUrl, { path: '/nowhere' })).header('Date')).toBeUndefined();
  },
  'token-audience-ignored': async (consumer) => {
    const booked = await bookAs(consumer, `Bearer ${unsecured(claims('https://another.example', SCOPE))}`);
    expect(booked.status).toBe(201);
  },
  'token-audience-array-refused': async (consumer) => {
    const several = { ...claims('', SCOPE), aud: ['https://another.example', consumer.baseUrl] };
    expect((await bookAs(consumer, `Bearer ${unsecured(several)}`)).status).toBe(403);
    expect((await consumer.bookAny()).status).toBe(201);
  },
  'token-not-before-ignored': async (consumer) => {
    const early = { ...claims(consumer.baseUrl, SCOPE), nbf: NOW() + 3600 };
    expect((await bookAs(consumer, `Bearer ${unsecured(early)}`)).status).toBe(201);
  },
  'token-scheme-exact-case': async (consumer) => {
    const token = unsecured(claims(consumer.baseUrl, SCOPE));
    expect((await bookAs(consumer, `bearer ${token}`)).status).toBe(403);
    expect((await bookAs(consumer, `Bearer ${token}`)).status).toBe(201);
  },
  'last-modified-utc': showsOnBooking((booked) => {
    expect(booked.header('Last-Modified')).toMatch(/ UTC$/);
  }),
  'last-modified-wrong-weekday': showsOnBooking(async (booked, consumer) => {
    const read = await consumer.read(booked.header('Location') ?? '');
    const [right = '', wrong = ''] = [booked, read].map((answer) => answer.header('Last-Modified'));
    expect(wrong.slice(3)).toBe(right.slice(3));
    expect(wrong).not.toBe(right);
  }),
  'last-modified-asctime': showsOnBooking(async (booked, consumer) => {
    const read = await consumer.read(booked.header('Location') ?? '');
    const written = read.header('Last-Modified') ?? '';
    expect(written).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d \d{4}$/);
    expect(Date.parse(`${written} GMT`)).toBe(Date.parse(booked.header('Last-Modified') ?? ''));
  }),
  'last-modified-rfc-850': showsOnBooking(async (booked, consumer) => {
    const written = (await consumer.cancel(booked)).header('Last-Modified');
    expect(written).toMatch(/^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/);
  }),
  'etag-quoted-twice': showsOnBooking((booked) => expect(booked.header('ETag')).toBe('W/""1""')),
  'created-without-content-type': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBeUndefined();
    expect(booked.json().resourceType).toBe('Appointment');
  }),
  'update-content-type-empty': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('');
  }),
  'token-missing-401-empty-challenge': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.status).toBe(401);
    expect(answer.header('WWW-Authenticate')).toBe('');
  },
  'allow-lists-what-is-refused': async (consumer) => {
    const answer = await send(consumer.baseUrl, { method: 'DELETE', path: '/Appointment/1' });
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toContain('DELETE');
  },
  'vread-405-without-allow': showsOnBooking(async (booked, consumer) => {
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.status).toBe(405);
    expect(version.header('Allow')).toBeUndefined();
  }),
  'date-missing-on-refusals': async (consumer) => {
    expect((await consumer.book('{')).header('Date')).toBeUndefined();
    expect((await consumer.bookAny()).header('Date')).toBeDefined();
  },
  'date-iso': showsOnBooking((booked) => {
    expect(booked.header('Date')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  }),
  'token-audience-array-not-compared': async (consumer) => {
    const [one, other] = ['https://another.example', 'https://a-third.example'];
    const passes = claims('', SCOPE);
    const booked = await bookAs(consumer, `Bearer ${unsecured({ ...passes, aud: [one, other] })}`);
    expect(booked.status).toBe(201);
    expect((await bookAs(consumer, `Bearer ${unsecured({ ...passes, aud: one })}`)).status).toBe(403);
  },
  'token-scheme-two-spellings': async (consumer) => {
    const token = unsecured(claims(consumer.baseUrl, SCOPE));
    expect((await bookAs(consumer, `BEARER ${token}`)).status).toBe(403);
    expect((await bookAs(consumer, `bearer ${token}`)).status).toBe(201);
  },
};

async function bookAs(consumer: Consumer, authorization: string): Promise<Received> {
  return consumer.book(consumer.appointment(await consumer.slot()), { Authorization: authorization });
}
