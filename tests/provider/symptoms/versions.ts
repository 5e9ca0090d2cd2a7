import type { Appointment } from 'fhir/r3';
import { parseEntityTag, parseImfFixdate } from '../../../lib/fhir';
import type { Consumer, Received } from '../consumer';
import { type Symptom, showsOnBooking, showsOnCancellation, staleUpdate } from './steps';

const HOUR_MS = 3_600_000;

/** How the faults in versions, reading and updating show on the wire. */
export const versionSymptoms: Record<string, Symptom> = {
  'etag-content-hash': showsOnBooking((booked) => {
    expect(booked.header('ETag')).toMatch(/^W\/"[0-9a-f]{40}"$/);
  }),
  'etag-stale-after-update': showsOnCancellation((cancelled) => {
    expect(cancelled.json()).toHaveProperty('meta.versionId', '2');
    expect(cancelled.header('ETag')).toBe('W/"1"');
  }),
  'etag-strong': async (consumer) => {
    const booked = await consumer.bookAny();
    expect(booked.header('ETag')).toBe('"1"');
    expect((await consumer.cancel(booked)).header('ETag')).toBe('"2"');
  },
  'last-modified-winter-time': showsOnBooking((booked) => {
    expect(lastModifiedIn(booked) - lastUpdatedIn(booked)).toBeLessThanOrEqual(-HOUR_MS);
    expect(lastModifiedIn(booked) - lastUpdatedIn(booked)).toBeGreaterThan(-HOUR_MS - 1000);
  }),
  'read-id-missing': async (consumer) => {
    const { id } = (await consumer.bookAny()).json<Appointment>();
    const read = (await consumer.read(`/Appointment/${id}`)).json<Appointment>();
    expect(read).not.toHaveProperty('id');
    expect((await consumer.update(id ?? '', { ...read, status: 'cancelled' })).status).toBe(200);
  },
  'read-id-capitals': async (consumer) => {
    const { id = '' } = (await consumer.bookAny()).json<Appointment>();
    const read = (await consumer.read(`/Appointment/${id}`)).json<Appointment>();
    expect(read.id).toBe(id.toUpperCase());
    expect(read.id).not.toBe(id);
    expect((await consumer.update(id, { ...read, status: 'cancelled' })).status).toBe(200);
  },
  'read-cancelled-empty': async (consumer) => {
    const booked = await consumer.bookAny();
    const { id } = booked.json();
    expect((await consumer.read(`/Appointment/${id}`)).json().id).toBe(id);
    await consumer.cancel(booked);
    expect(await consumer.read(`/Appointment/${id}`)).toMatchObject({ status: 200, text: '' });
  },
  'read-etag-missing': showsOnReading((read) => expect(read.header('ETag')).toBeUndefined()),
  'read-last-modified-missing': showsOnReading((read) => {
    expect(read.header('Last-Modified')).toBeUndefined();
  }),
  'read-unknown-empty-bundle': async (consumer) => {
    const answer = await consumer.read('/Appointment/unknown');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ resourceType: 'Bundle', total: 0 });
  },
  'read-unknown-500': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).status).toBe(500);
    expect((await consumer.read('/Appointment/unknown/_history/1')).status).toBe(404);
  },
  'read-unknown-other-form-400': async (consumer) => {
    expect((await consumer.bookAny()).json().id).toMatch(/^\d+$/);
    expect((await consumer.read('/Appointment/unknown')).status).toBe(400);
  },
  'vread-version-missing': async (consumer) => {
    const booked = await consumer.bookAny();
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.json()).not.toHaveProperty('meta.versionId');
    expect(version.json().id).toBe(booked.json().id);
  },
  'vread-unknown-newest': async (consumer) => {
    const booked = await consumer.bookAny();
    const answer = await consumer.read(`/Appointment/${booked.json().id}/_history/none`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual(booked.json());
  },
  'etag-mark-in-quotes': showsOnBooking((booked) => expect(booked.header('ETag')).toBe('"W/1"')),
  'etag-of-packed-body': showsOnBooking((booked) => expect(booked.header('ETag')).toBe('W/"1-gzip"')),
  'etag-content-hash-on-vread': showsOnBooking(async (booked, consumer) => {
    expect(booked.header('ETag')).toBe('W/"1"');
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.header('ETag')).toMatch(/^W\/"[0-9a-f]{40}"$/);
  }),
  'last-modified-epoch': showsOnBooking((booked) => expect(lastModifiedIn(booked)).toBe(0)),
  'last-modified-at-midnight': showsOnReading((read) => {
    expect(read.header('Last-Modified')).toMatch(/ 00:00:00 GMT$/);
  }),
  'read-etag-twice': showsOnReading((read) => expect(read.header('ETag')).toBe('W/"1" & W/"1"')),
  'read-last-modified-empty': showsOnReading((read) => expect(read.header('Last-Modified')).toBe('')),
  'read-unknown-outcome-200': async (consumer) => {
    const answer = await consumer.read('/Appointment/unknown');
    expect(answer.status).toBe(200);
    expect(answer.json().resourceType).toBe('OperationOutcome');
  },
  'read-unknown-204': async (consumer) => {
    expect(await consumer.read('/Appointment/unknown')).toMatchObject({ status: 204, text: '' });
  },
  'read-unknown-400': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).status).toBe(400);
    expect((await consumer.bookAny()).json().id).toMatch(/^[0-9a-f]{8}-/);
  },
  'vread-id-missing': async (consumer) => {
    const booked = await consumer.bookAny();
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.json()).not.toHaveProperty('id');
    expect(version.json()).toHaveProperty('meta.versionId', '1');
  },
  'vread-version-as-number': async (consumer) => {
    const booked = await consumer.bookAny();
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.json()).toHaveProperty('meta.versionId', 1);
  },
  'vread-in-a-bundle': async (consumer) => {
    const booked = await consumer.bookAny();
    const version = await consumer.read(booked.header('Location') ?? '');
    expect(version.json()).toEqual(expect.objectContaining({ resourceType: 'Bundle' }));
    expect(version.json()).toHaveProperty('entry.0.resource', booked.json());
  },
  'vread-oldest': async (consumer) => {
    const cancelled = await consumer.cancel(await consumer.bookAny());
    const version = await consumer.read(cancelled.header('Location') ?? '');
    expect(version.json()).toMatchObject({ status: 'booked', meta: { versionId: '1' } });
    const { id } = cancelled.json();
    expect((await consumer.read(`/Appointment/${id}/_history/3`)).status).toBe(404);
  },
  'vread-unknown-500': async (consumer) => {
    const { id } = (await consumer.bookAny()).json();
    expect((await consumer.read(`/Appointment/${id}/_history/none`)).status).toBe(500);
    expect((await consumer.read('/Appointment/unknown')).status).toBe(404);
  },
  'update-id-not-compared': async (consumer) => {
    const answer = await updateWithAnotherId(consumer);
    expect(answer.status).toBe(200);
    expect(answer.json().id).not.toBe('another');
  },
  'update-id-mismatch-422': async (consumer) => {
    expect((await updateWithAnotherId(consumer)).status).toBe(422);
  },
  'update-etag-missing': showsOnCancellation((cancelled) => {
    expect(cancelled.header('ETag')).toBeUndefined();
  }),
  'update-last-modified-missing': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Last-Modified')).toBeUndefined();
  }),
  'update-keeps-version': async (consumer) => {
    const booked = await consumer.bookAny();
    const cancelled = await consumer.cancel(booked);
    expect(cancelled.json()).toMatchObject({ status: 'cancelled', meta: { versionId: '1' } });
    expect(parseEntityTag(cancelled.header('ETag') ?? '')?.tag).toBe('1');
  },
  'update-conflict-412': async (consumer) => expect((await staleUpdate(consumer)).status).toBe(412),
  'update-conflict-ignored': async (consumer) => {
    expect((await staleUpdate(consumer)).status).toBe(200);
    const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
    expect((await consumer.update(booked.id, booked, { 'If-Match': undefined })).status).toBe(412);
  },
  'update-id-filled-in': async (consumer) => {
    const { id = '', ...others } = (await consumer.bookAny()).json<Appointment>();
    expect((await consumer.update(id, { ...others, status: 'cancelled' })).status).toBe(200);
    expect((await updateWithAnotherId(consumer)).status).toBe(400);
  },
  'update-id-mismatch-404': async (consumer) => {
    expect((await updateWithAnotherId(consumer)).status).toBe(404);
  },
  'update-id-mismatch-made': async (consumer) => {
    const booked = await consumer.bookAny();
    const { id = '', ...others } = booked.json<Appointment>();
    const update = await consumer.update(id, { ...others, id: 'another', status: 'cancelled' });
    expect(update.status).toBe(400);
    expect((await consumer.read(`/Appointment/${id}`)).json()).toHaveProperty('meta.versionId', '2');
  },
  'update-status-204': showsOnCancellation((cancelled) => {
    expect(cancelled).toMatchObject({ status: 204, text: '' });
    expect(cancelled.header('ETag')).toBe('W/"2"');
  }),
  'update-etag-empty': showsOnCancellation((cancelled) => expect(cancelled.header('ETag')).toBe('')),
  'update-keeps-client-version': async (consumer) => {
    const { id = '', meta, ...others } = (await consumer.bookAny()).json<Appointment>();
    const made = { ...others, id, meta: { ...meta, versionId: 'made-up' }, status: 'cancelled' };
    expect((await consumer.update(id, made)).json()).toHaveProperty('meta.versionId', 'made-up');
    expect((await consumer.cancel(await consumer.bookAny())).json()).toHaveProperty('meta.versionId', '2');
  },
  'update-conflict-500': async (consumer) => expect((await staleUpdate(consumer)).status).toBe(500),
  'update-conflict-known-versions-pass': async (consumer) => {
    const cancelled = await consumer.cancel(await consumer.bookAny());
    const { id = '', ...others } = cancelled.json<Appointment>();
    expect((await consumer.update(id, { id, ...others }, { 'If-Match': 'W/"1"' })).status).toBe(200);
    expect((await consumer.update(id, { id, ...others }, { 'If-Match': 'W/"9"' })).status).toBe(409);
  },
  'update-conflict-later-versions-pass': async (consumer) => {
    const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
    const made = { ...booked, status: 'cancelled' };
    expect((await consumer.update(booked.id, made, { 'If-Match': 'W/"9"' })).status).toBe(200);
    expect((await consumer.update(booked.id, made, { 'If-Match': 'W/"1"' })).status).toBe(409);
  },
  'update-conflict-made': async (consumer) => {
    const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
    const made = { ...booked, status: 'cancelled' };
    expect((await consumer.update(booked.id, made, { 'If-Match': 'W/"9"' })).status).toBe(409);
    expect((await consumer.read(`/Appointment/${booked.id}`)).json().status).toBe('cancelled');
  },
};

/** Once in the reading of a booking. */
function showsOnReading(symptom: (read: Received) => void): Symptom {
  return async (consumer) => {
    const { id } = (await consumer.bookAny()).json<Appointment>();
    symptom(await consumer.read(`/Appointment/${id}`));
  };
}

async function updateWithAnotherId(consumer: Consumer): Promise<Received> {
  const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
  return consumer.update(booked.id, { ...booked, id: 'another', status: 'cancelled' });
}

function lastModifiedIn(answer: Received): number {
  return parseImfFixdate(answer.header('Last-Modified') ?? '')?.getTime() ?? Number.NaN;
}

function lastUpdatedIn(answer: Received): number {
  return Date.parse(answer.json<Appointment>().meta?.lastUpdated ?? '');
}
