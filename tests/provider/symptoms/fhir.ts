import type { Appointment, OperationOutcome, Patient, Slot } from 'fhir/r3';
import { outcomeProblems, parseEntityTag, parseImfFixdate, validate } from '../../../lib/fhir';
import type { Consumer, Received } from '../consumer';
import { type Contained, type Symptom, showsOnBooking } from './steps';

const HOUR_MS = 3_600_000;

/** How the faults in what FHIR asks of any server show on the wire. */
export const fhirSymptoms: Record<string, Symptom> = {
  'create-keeps-client-id': async (consumer) => {
    const booked = await bookWith(consumer, { id: 'mine' });
    expect(booked.json().id).toBe('mine');
    expect(booked.header('Location')).toContain('/Appointment/mine/_history/1');
    expect((await consumer.read('/Appointment/mine')).status).toBe(200);
  },
  'create-client-id-400': async (consumer) => {
    expect((await bookWith(consumer, { id: 'mine' })).status).toBe(400);
    expect((await consumer.bookAny()).status).toBe(201);
  },
  'create-keeps-client-version': async (consumer) => {
    const booked = await bookWith(consumer, { meta: { versionId: '999' } });
    expect(booked.json()).toHaveProperty('meta.versionId', '999');
    expect(booked.header('ETag')).toBe('W/"999"');
    expect((await consumer.read(booked.header('Location') ?? '')).json()).toEqual(booked.json());
  },
  'create-keeps-client-last-updated': async (consumer) => {
    const lastUpdated = '2001-01-01T00:00:00Z';
    const booked = await bookWith(consumer, { meta: { lastUpdated } });
    expect(booked.json()).toHaveProperty('meta.lastUpdated', lastUpdated);
  },
  'create-last-updated-missing': showsOnBooking((booked) => {
    expect(booked.json()).toHaveProperty('meta.versionId', '1');
    expect(booked.json()).not.toHaveProperty('meta.lastUpdated');
  }),
  'create-last-updated-summer-time': showsOnBooking((booked) => {
    const { meta, created } = booked.json<Appointment>();
    expect(Date.parse(meta?.lastUpdated ?? '') - Date.parse(created ?? '')).toBe(HOUR_MS);
  }),
  'create-description-cut-off': async (consumer) => {
    const sent = consumer.appointment(await consumer.slot());
    const booked = await consumer.book(sent);
    const { description = '' } = booked.json<Appointment>();
    expect(sent.description).toMatch(new RegExp(`^${description}.`));
    expect(description).not.toBe('');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-contact-dropped': async (consumer) => {
    const sent = consumer.appointment(await consumer.slot());
    expect((sent.contained as Contained)[1].contact).toHaveLength(1);
    const booked = await consumer.book(sent);
    expect(patientIn(booked)).not.toHaveProperty('contact');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'response-r4-element': showsOnBooking(hasErrorAt('Appointment.cancelationReason')),
  'response-created-without-zone': showsOnBooking(hasErrorAt('Appointment.created')),
  'response-wrong-type': showsOnBooking(hasErrorAt('Appointment.participant[0].required')),
  'searchset-unknown-element': async (consumer) => {
    hasErrorAt('Bundle.count')(await consumer.search('status=free'));
  },
  'response-slot-without-identifier': showsOnBooking((booked) => {
    hasErrorAt('Appointment.contained[2].identifier')(booked);
    expect((booked.json<Appointment>().contained as Contained)[2].resourceType).toBe('Slot');
  }),
  'response-nhs-number-unverified': showsOnBooking((booked) => {
    hasErrorAt('Appointment.contained[1].identifier[0].extension')(booked);
    expect(patientIn(booked).identifier?.[0]?.value).toMatch(/^\d{10}$/);
  }),
  'media-type-generic': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/json;charset=utf-8');
  }),
  'media-type-text': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('text/plain;charset=utf-8');
    expect(booked.json().resourceType).toBe('Appointment');
  }),
  'media-type-of-the-other-format': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('application/fhir+xml;charset=utf-8');
    expect(cancelled.json().resourceType).toBe('Appointment');
  }),
  'media-type-of-dstu2': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/json+fhir;charset=utf-8');
  }),
  'update-in-the-other-format': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('application/fhir+xml;charset=utf-8');
    expect(cancelled.text).toContain('<status value="cancelled"/>');
  }),
  'charset-latin-1': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/fhir+json;charset=iso-8859-1');
  }),
  'not-found-html': async (consumer) => {
    const answer = await consumer.read('/Appointment/unknown');
    expect(answer.status).toBe(404);
    expect(answer.header('Content-Type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<h1>');
  },
  'bad-request-empty': async (consumer) => {
    expect(await consumer.book('{')).toMatchObject({ status: 400, text: '' });
    expect(await consumer.book('{}')).toMatchObject({ status: 400, text: '' });
    expect((await consumer.book('{', { Authorization: undefined })).text).not.toBe('');
  },
  'version-conflict-plain-json': async (consumer) => {
    const answer = await staleUpdate(consumer);
    expect(answer.status).toBe(409);
    expect(answer.header('Content-Type')).toBe('application/json');
    expect(answer.json()).toEqual({ message: 'Version conflict' });
  },
  'outcome-without-issues': async (consumer) => {
    expect((await consumer.book('{')).json<OperationOutcome>().issue).toEqual([]);
  },
  'outcome-http-status-as-code': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).json()).toHaveProperty('issue.0.code', '404');
  },
  'outcome-severity-unknown': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.severity', 'critical');
  },
  'outcome-says-nothing': async (consumer) => {
    const outcome = (await consumer.book('{')).json();
    expect(outcome).toMatchObject({ issue: [{ severity: 'error', code: 'structure' }] });
    expect(outcomeProblems(outcome)).toEqual([expect.stringContaining('Nothing says what went wrong')]);
  },
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
};

/** Once in the cancellation of a booking. */
function showsOnCancellation(symptom: (cancelled: Received) => void): Symptom {
  return async (consumer) => symptom(await consumer.cancel(await consumer.bookAny()));
}

/** Once in the reading of a booking. */
function showsOnReading(symptom: (read: Received) => void): Symptom {
  return async (consumer) => {
    const { id } = (await consumer.bookAny()).json<Appointment>();
    symptom(await consumer.read(`/Appointment/${id}`));
  };
}

/** The body has errors, and all of them are at one element. */
function hasErrorAt(path: string): (answer: Received) => void {
  return (answer) => {
    const errors = validate(answer.json()).filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map((error) => error.path))]).toEqual([path]);
  };
}

async function bookWith(consumer: Consumer, elements: Partial<Appointment>): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  const meta = { ...appointment.meta, ...elements.meta };
  return consumer.book({ ...appointment, ...elements, meta });
}

async function staleUpdate(consumer: Consumer): Promise<Received> {
  const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
  return consumer.update(booked.id, { ...booked, status: 'cancelled' }, { 'If-Match': 'W/"0"' });
}

async function updateWithAnotherId(consumer: Consumer): Promise<Received> {
  const booked = (await consumer.bookAny()).json<Appointment & { id: string }>();
  return consumer.update(booked.id, { ...booked, id: 'another', status: 'cancelled' });
}

function patientIn(answer: Received): Patient {
  const [, patient] = answer.json<Appointment>().contained as [unknown, Patient, Slot];
  return patient;
}

function lastModifiedIn(answer: Received): number {
  return parseImfFixdate(answer.header('Last-Modified') ?? '')?.getTime() ?? Number.NaN;
}

function lastUpdatedIn(answer: Received): number {
  return Date.parse(answer.json<Appointment>().meta?.lastUpdated ?? '');
}
