import type { Appointment } from 'fhir/r3';
import { type Symptom, showsOnBooking } from './steps';

/** How the faults in Location, and in what is served there, show on the wire. */
export const locationSymptoms: Record<string, Symptom> = {
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
  'created-location-empty': showsOnBooking((booked) => expect(booked.header('Location')).toBe('')),
  'created-location-relative-to-base': showsLocation(({ id }) => `Appointment/${id}/_history/1`),
  'created-location-without-scheme': showsLocation(({ id, base }) =>
    `${base}/Appointment/${id}/_history/1`.replace('http://', ''),
  ),
  'created-location-empty-version': showsLocation(({ id, base }) => `${base}/Appointment/${id}/_history/`),
  'created-location-etag-for-version': showsLocation(
    ({ id, base }) => `${base}/Appointment/${id}/_history/W/"1"`,
  ),
  'created-location-trailing-slash': showsLocation(({ id, base }) => `${base}/Appointment/${id}/_history/1/`),
  'created-location-query': showsLocation(
    ({ id, base }) => `${base}/Appointment/${id}/_history/1?_format=json`,
  ),
  'created-location-search': showsLocation(({ id, base }) => `${base}/Appointment?_id=${id}`),
  'created-location-lower-case-type': showsLocation(({ id, base }) => `${base}/appointment/${id}/_history/1`),
  'created-location-id-in-capitals': showsLocation(
    ({ id, base }) => `${base}/Appointment/${id.toUpperCase()}/_history/1`,
  ),
  'created-location-without-port': showsLocation(
    ({ id }) => `http://127.0.0.1/STU3/Appointment/${id}/_history/1`,
  ),
  'created-location-without-base-path': showsLocation(
    ({ id, base }) => `${new URL(base).origin}/Appointment/${id}/_history/1`,
  ),
  'created-location-double-slash': showsLocation(({ id, base }) => `${base}//Appointment/${id}/_history/1`),
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
  'created-url-not-served': async (consumer) => {
    const booked = await consumer.bookAny();
    expect((await consumer.read(booked.header('Location') ?? '')).status).toBe(404);
    expect((await consumer.read(`/Appointment/${booked.json().id}`)).status).toBe(200);
  },
  'created-url-redirected': async (consumer) => {
    const booked = await consumer.bookAny();
    const moved = await consumer.read(booked.header('Location') ?? '');
    expect(moved.status).toBe(301);
    expect(moved.header('Location')).toBe(`${consumer.baseUrl}/Appointment/${booked.json().id}`);
  },
  'created-url-newest-booking-only': async (consumer) => {
    const url = (await consumer.bookAny()).header('Location') ?? '';
    expect((await consumer.read(url)).status).toBe(200);
    await consumer.bookAny();
    const gone = await consumer.read(url);
    expect(gone.status).toBe(404);
    expect(gone.json().resourceType).toBe('OperationOutcome');
  },
  'created-url-shows-current-status': async (consumer) => {
    const booked = await consumer.bookAny();
    const url = booked.header('Location') ?? '';
    expect((await consumer.read(url)).json().status).toBe('booked');
    await consumer.cancel(booked);
    expect((await consumer.read(url)).json()).toMatchObject({
      status: 'cancelled',
      meta: { versionId: '1' },
    });
  },
  'created-url-in-summer-time': async (consumer) => {
    const booked = await consumer.bookAny();
    const read = (await consumer.read(booked.header('Location') ?? '')).json<Appointment>();
    expect(Date.parse(read.start ?? '') - Date.parse(booked.json<Appointment>().start ?? '')).toBe(3_600_000);
  },
  'created-url-taken-over': async (consumer) => {
    const slot = await consumer.slot();
    const booked = await consumer.book(consumer.appointment(slot));
    await consumer.cancel(booked);
    const next = await consumer.book(consumer.appointment(slot));
    expect(next.header('Location')).toBe(booked.header('Location'));
    const read = await consumer.read(booked.header('Location') ?? '');
    expect(read.json()).toEqual(next.json());
  },
};

/** Location is made of the base URL and the id of the new Appointment in this way. */
function showsLocation(write: (parts: { base: string; id: string }) => string): Symptom {
  return showsOnBooking((booked, { baseUrl: base }) => {
    expect(booked.header('Location')).toBe(write({ base, id: String(booked.json().id) }));
  });
}
