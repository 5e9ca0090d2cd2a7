import { parseEntityTag, parseImfFixdate } from '../../../lib/fhir';
import { type Consumer, claims, NOW, type Received, send, unsecured } from '../consumer';
import { type Symptom, showsOnBooking } from './steps';

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
};

async function bookAs(consumer: Consumer, authorization: string): Promise<Received> {
  return consumer.book(consumer.appointment(await consumer.slot()), { Authorization: authorization });
}
