import { readFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import type { Appointment, Bundle, OperationOutcome, Slot } from 'fhir/r3';
import type { RunningProvider } from '../../../provider';
import { type Consumer, claims, NOW, type Received, send, unsecured } from '../consumer';
import { anUnknownSlot, aProfileBreach, type Contained } from './steps';

/** How a manner shows to a plain client. */
export type MannerSymptom = (consumer: Consumer, provider: RunningProvider) => Promise<void>;

const SCOPE = 'patient/appointment.write';

/** Once in a booking. */
function onBooking(look: (booked: Received, appointment: Appointment) => void): MannerSymptom {
  return async (consumer) => {
    const booked = await consumer.bookAny();
    expect(booked.status).toBe(201);
    look(booked, booked.resource<Appointment>());
  };
}

/** Once in a search. */
function onSearch(look: (bundle: Bundle, slots: Slot[]) => void): MannerSymptom {
  return async (consumer) => look((await consumer.search()).resource<Bundle>(), await consumer.slots());
}

/** Once in an OperationOutcome. */
function onOutcome(look: (outcome: OperationOutcome) => void): MannerSymptom {
  return async (consumer) => look((await consumer.book('{')).resource<OperationOutcome>());
}

function hasLabel(contentType: string): MannerSymptom {
  return onBooking((booked) => expect(booked.header('Content-Type')).toBe(contentType));
}

function hasId(form: RegExp): MannerSymptom {
  return onBooking((booked, { id }) => {
    expect(id).toMatch(form);
    expect(booked.header('Location')).toContain(`/Appointment/${id}/`);
  });
}

function hasVersion(form: RegExp): MannerSymptom {
  return onBooking((booked, { meta }) => {
    expect(meta?.versionId).toMatch(form);
    expect(booked.header('ETag')).toBe(`W/"${meta?.versionId}"`);
  });
}

function hasSlotIds(form: RegExp): MannerSymptom {
  return onSearch((_bundle, slots) => {
    for (const { id } of slots) expect(id).toMatch(form);
  });
}

function hasTimes(form: RegExp): MannerSymptom {
  return async (consumer) => {
    const slot = await consumer.slot();
    const { start, created, meta } = (
      await consumer.book(consumer.appointment(slot))
    ).resource<Appointment>();
    for (const time of [slot.start, start, created, meta?.lastUpdated]) expect(time).toMatch(form);
  };
}

function isServedBelow(path: string): MannerSymptom {
  return async (consumer, { baseUrl }) => {
    expect(new URL(baseUrl).pathname).toBe(path);
    expect((await consumer.bookAny()).header('Location')).toMatch(`${baseUrl}/Appointment/`);
  };
}

function tells(setting: string, value: string | undefined): MannerSymptom {
  return async (_consumer, { env }) => expect(env[setting]).toBe(value);
}

function answersUnsupportedMethodsWith(status: number): MannerSymptom {
  return async (consumer) => {
    const answer = await send(consumer.baseUrl, { method: 'PATCH', path: '/Appointment/1' });
    expect(answer.status).toBe(status);
    expect(answer.header('Allow')).toBeUndefined();
  };
}

function contained({ contained: resources = [] }: Appointment): string[] {
  return resources.map(({ resourceType, id }) => `${resourceType} ${id}`);
}

/** Answers to a booking of a free slot with this token. */
async function bookWith(consumer: Consumer, payload: object): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  return consumer.book(appointment, { Authorization: `Bearer ${unsecured(payload)}` });
}

/** The names of all header fields in the spelling of the wire, but for one that Node adds by itself. */
function fieldNames({ fields }: Received): string[] {
  return fields.map(([name]) => name).filter((name) => !/^(connection|keep-alive)$/i.test(name));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ODD_64 = /^[A-Z0-9-]{36}\.-[A-Z0-9]{26}$/;

const addressSymptoms: Record<string, MannerSymptom> = {
  'base-path-deep': isServedBelow('/gateway/Appointment/booking-api/v1.2~beta/FHIR/STU3'),
  'base-path-none': isServedBelow('/'),
  'public-base': async (consumer, { env }) => {
    const base = env.LOCATION_BASE_URLS ?? 'none';
    expect((await consumer.bookAny()).header('Location')).toMatch(`${base}/Appointment/`);
    const { link, entry } = (await consumer.search()).resource<Bundle>();
    for (const url of [...(link ?? []).map((each) => each.url), entry?.[0]?.fullUrl])
      expect(url).toMatch(`${base}/Slot`);
  },
  'location-https': onBooking((booked) => expect(booked.header('Location')).toMatch(/^https:\/\/127/)),
  'location-of-cancellation-unversioned': async (consumer) => {
    const booked = await consumer.bookAny();
    expect(booked.header('Location')).toMatch(/_history\/1$/);
    const cancelled = await consumer.cancel(booked);
    expect(cancelled.header('Location')).toMatch(
      new RegExp(`/Appointment/${booked.resource<Appointment>().id}$`),
    );
  },
  'content-location-none': onBooking((booked) => expect(booked.header('Content-Location')).toBeUndefined()),
};

const identitySymptoms: Record<string, MannerSymptom> = {
  'ids-numeric': hasId(/^\d+$/),
  'ids-long': hasId(ODD_64),
  'ids-odd': hasId(/^-[A-Za-z0-9.]{12}\.$/),
  'versions-uuid': hasVersion(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
  'versions-timestamp': hasVersion(/^\d{13}$/),
  'versions-hash': hasVersion(/^[0-9a-f]{64}$/),
  'versions-odd': hasVersion(ODD_64),
  'versions-from-zero': hasVersion(/^0$/),
  'slot-ids-uuid': hasSlotIds(UUID),
  'slot-ids-numeric': hasSlotIds(/^\d+$/),
  'slot-ids-long': hasSlotIds(ODD_64),
};

const slotSymptoms: Record<string, MannerSymptom> = {
  'slots-few': onSearch((bundle) => expect(bundle.total).toBe(3)),
  'slots-many': onSearch((bundle) => expect(bundle.total).toBe(5_000)),
  'clinics-side-by-side': async (consumer) => {
    const [one, other] = await consumer.slots();
    expect(one?.start).toBe(other?.start);
    expect(one?.schedule.reference).not.toBe(other?.schedule.reference);
    const { entry = [] } = (await consumer.search('_count=2&_include=Slot:schedule')).resource<Bundle>();
    const schedules = entry.flatMap(({ resource }) =>
      resource?.resourceType === 'Schedule' ? [resource.id] : [],
    );
    expect(schedules).toEqual(['sched1', 'sched2']);
    expect((await consumer.book(consumer.appointment(other as Slot))).status).toBe(201);
  },
  'pages-of-ten': onSearch((_bundle, slots) => expect(slots).toHaveLength(10)),
  'pages-of-one': onSearch((_bundle, slots) => expect(slots).toHaveLength(1)),
  'last-page-empty': async (consumer) => {
    const urls: string[] = [];
    let page = (await consumer.search()).resource<Bundle>();
    for (let next = nextIn(page); next !== undefined; next = nextIn(page)) {
      urls.push(next);
      page = (await consumer.search(next)).resource<Bundle>();
    }
    expect(urls).toHaveLength(3);
    expect(page.entry).toBeUndefined();
  },
  'links-relative': onSearch(({ link = [] }) => {
    for (const { url } of link) expect(url).toMatch(/^Slot\?/);
  }),
  'links-next-first': onSearch(({ link = [] }) =>
    expect(link.map(({ relation }) => relation)).toEqual(['next', 'self', 'first']),
  ),
  'searchset-bare': onSearch((bundle) => {
    expect(Object.keys(bundle).sort()).toEqual(['entry', 'link', 'resourceType', 'type']);
    expect(bundle.entry?.[0]).not.toHaveProperty('search');
  }),
  'searchset-unordered': onSearch((_bundle, slots) => {
    const starts = slots.map(({ start }) => start);
    expect(starts).not.toEqual([...starts].sort());
  }),
  'slots-bare': onSearch((_bundle, slots) => expect(slots[0]).not.toHaveProperty('meta')),
  'slots-rich': onSearch((_bundle, slots) => expect(slots[0]).toHaveProperty('serviceType')),
  'service-by-chain-only': async (consumer, { env }) => {
    const id = env.SLOT_SERVICE_ID;
    expect(await consumer.slots(`schedule.actor:healthcareservice=${id}`)).not.toEqual([]);
    expect(await consumer.slots(`service=${id}`)).toEqual([]);
  },
  'diary-lagging': async (consumer) => {
    const slot = await consumer.slot();
    await consumer.book(consumer.appointment(slot));
    expect((await consumer.slot()).id).toBe(slot.id);
    expect((await consumer.book(consumer.appointment(slot))).status).toBe(422);
  },
  'search-none': async (consumer, { env }) => {
    expect((await consumer.search()).status).toBe(404);
    const [slot] = JSON.parse(readFileSync(env.SLOTS_FILE ?? '', 'utf8')) as Slot[];
    expect((await consumer.book(consumer.appointment(slot as Slot))).status).toBe(201);
  },
  'capabilities-none': async (consumer) =>
    expect((await send(consumer.baseUrl, { path: '/metadata' })).status).toBe(404),
};

function nextIn({ link }: Bundle): string | undefined {
  return link?.find(({ relation }) => relation === 'next')?.url;
}

const contentSymptoms: Record<string, MannerSymptom> = {
  narrative: onBooking((_booked, { text }) => expect(text?.div).toContain('Apwyntiad\u00a0')),
  'elements-added': onBooking((_booked, appointment) =>
    expect(appointment).toMatchObject({
      language: 'en-GB',
      comment: 'Please ring the bell.',
      meta: { tag: [{ code: 'booked-online' }] },
    }),
  ),
  'participants-described': onBooking((_booked, { participant }) =>
    expect(participant[0]).toMatchObject({ required: 'required', actor: { display: 'The patient' } }),
  ),
  'contained-reversed': onBooking((_booked, { contained: resources }) =>
    expect(resources?.map(({ resourceType }) => resourceType)).toEqual([
      'Slot',
      'Patient',
      'DocumentReference',
    ]),
  ),
  'contained-renamed': onBooking((_booked, appointment) => {
    expect(contained(appointment)).toEqual([
      'DocumentReference DocumentReference-1',
      'Patient Patient-2',
      'Slot Slot-3',
    ]);
    expect(appointment.participant[0]?.actor?.reference).toBe('#Patient-2');
  }),
  'contained-slot-as-sent': onBooking((_booked, { contained: resources }) =>
    expect((resources as Contained)[2].status).toBe('free'),
  ),
  'patient-identifiers-added': onBooking((_booked, { contained: resources }) => {
    const [own, ...sent] = (resources as Contained)[1].identifier ?? [];
    expect(own?.value).toBe('P-4711');
    expect(sent).toHaveLength(1);
  }),
  'profiles-unclaimed': onBooking((booked) => expect(booked.text).not.toContain('"profile"')),
  'cancelled-with-comment': async (consumer) => {
    const cancelled = (await consumer.cancel(await consumer.bookAny())).resource<Appointment>();
    expect(cancelled.comment).toMatch(/^Cancelled at /);
    const read = await consumer.read(`/Appointment/${cancelled.id}`);
    expect(read.resource<Appointment>().comment).toBe(cancelled.comment);
  },
};

const timeSymptoms: Record<string, MannerSymptom> = {
  'times-summer': hasTimes(/\+01:00$/),
  'times-zero-offset': hasTimes(/\.\d{6}\+00:00$/),
  'times-whole-seconds': hasTimes(/T\d\d:\d\d:\d\dZ$/),
};

const refusalSymptoms: Record<string, MannerSymptom> = {
  'base-invalid-422': async (consumer) => {
    const { participant: _, ...appointment } = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment)).status).toBe(422);
    expect((await consumer.book('{')).status).toBe(400);
  },
  'unknown-410': async (consumer) => {
    expect((await consumer.read('/Appointment/none')).status).toBe(410);
    expect((await consumer.read('/nowhere')).status).toBe(404);
  },
  'client-id-422': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book({ ...appointment, id: 'client' })).status).toBe(422);
    expect((await consumer.book(appointment)).status).toBe(201);
  },
  'document-required': async (consumer) => {
    const { supportingInformation: _, ...appointment } = consumer.appointment(await consumer.slot());
    const [, ...others] = appointment.contained ?? [];
    expect((await consumer.book({ ...appointment, contained: others })).text).toContain(
      'The DocumentReference is missing.',
    );
  },
  'validates-nothing': async (consumer) => {
    expect((await consumer.book(await aProfileBreach(consumer))).status).toBe(201);
    expect((await consumer.book({ resourceType: 'Appointment' })).status).toBe(201);
    expect((await consumer.book({ resourceType: 'Patient' })).status).toBe(400);
    const appointment = consumer.appointment(await consumer.slot());
    expect(
      (await consumer.book({ ...appointment, contained: [null, ...(appointment.contained ?? [])] })).status,
    ).toBe(201);
    expect((await consumer.book(appointment)).status).toBe(422);
    expect((await consumer.book(await anUnknownSlot(consumer))).status).toBe(422);
    expect((await consumer.book({})).status).toBe(400);
  },
  'media-types-ignored': async (consumer) => {
    const appointment = consumer.appointment(await consumer.slot());
    expect((await consumer.book(appointment, { 'Content-Type': 'image/png' })).status).toBe(201);
  },
  'cancelled-before-stale': async (consumer) => {
    const booked = await consumer.bookAny();
    expect((await consumer.cancel(booked)).status).toBe(200);
    expect((await consumer.cancel(booked)).status).toBe(422);
    const other = (await consumer.bookAny()).resource<Appointment>();
    const stale = await consumer.update(other.id ?? '', other, { 'If-Match': 'W/"7"' });
    expect(stale.status).toBe(409);
  },
  'methods-404': answersUnsupportedMethodsWith(404),
  'methods-501': answersUnsupportedMethodsWith(501),
  'token-leeway': async (consumer) => {
    const expiredFor = async (seconds: number): Promise<number> =>
      (await bookWith(consumer, { ...claims(consumer.baseUrl, SCOPE), exp: NOW() - seconds })).status;
    expect(await expiredFor(300)).toBe(201);
    expect(await expiredFor(900)).toBe(403);
  },
  'token-claims-unread': async (consumer) => {
    const { sub: _, ...others } = claims(consumer.baseUrl, 'patient/appointment.read');
    expect((await bookWith(consumer, others)).status).toBe(201);
    expect((await bookWith(consumer, { ...others, aud: 'https://other.example' })).status).toBe(403);
  },
  'audience-fixed': async (consumer, { env }) => {
    const { JWT_AUDIENCE: audience = '' } = env;
    const answer = await send(consumer.baseUrl, {
      path: '/Slot',
      headers: { Authorization: `Bearer ${unsecured(claims(audience, 'organization/slot.read'))}` },
    });
    expect({ audience, status: answer.status }).toEqual({
      audience: 'https://provider.example/audience/booking',
      status: 200,
    });
    expect((await consumer.search()).status).toBe(403);
  },
  'failure-by-slot': async (consumer, { env }) => {
    const id = env.SERVER_ERROR_TRIGGER?.replace(/^slot:/, '');
    const slots = await everySlot(consumer);
    expect(slots.map((slot) => slot.id)).toContain(id);
    const failing = slots.find((slot) => slot.id === id) as Slot;
    expect((await consumer.book(consumer.appointment(failing))).status).toBe(500);
  },
  'failure-none': tells('SERVER_ERROR_TRIGGER', undefined),
};

async function everySlot(consumer: Consumer): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: Bundle = (await consumer.search(next)).resource<Bundle>();
    slots.push(...(page.entry ?? []).map(({ resource }) => resource as Slot));
    next = nextIn(page);
  }
  return slots;
}

const outcomeSymptoms: Record<string, MannerSymptom> = {
  'outcome-diagnostics': onOutcome((outcome) => {
    expect(outcome).not.toHaveProperty('id');
    expect(Object.keys(outcome.issue[0] ?? {})).toEqual(['severity', 'code', 'diagnostics']);
  }),
  'outcome-narrative': onOutcome((outcome) => {
    expect(outcome.text?.div).toContain('1 finding(s)');
    expect(outcome.issue).toEqual([{ severity: 'error', code: 'structure' }]);
  }),
  'outcome-coded': onOutcome(({ issue }) =>
    expect(issue[0]?.details?.coding?.[0]?.code).toBe('INVALID_RESOURCE'),
  ),
  'outcome-several-issues': onOutcome(({ issue }) =>
    expect(issue.map(({ severity }) => severity)).toEqual(['information', 'warning', 'error']),
  ),
  'outcome-general': onOutcome(({ issue }) =>
    expect(issue[0]).toMatchObject({ severity: 'fatal', code: 'processing' }),
  ),
  'outcome-located': onOutcome(({ meta, issue }) => {
    expect(meta?.versionId).toBe('1');
    expect(issue[0]?.location).toHaveLength(2);
  }),
};

const headerSymptoms: Record<string, MannerSymptom> = {
  'headers-of-a-stack': onBooking((booked) => {
    expect(booked.header('X-Powered-By')).toContain('HAPI');
    expect(booked.header('X-Empty')).toBe('');
  }),
  'headers-repeated': onBooking((booked) =>
    expect(booked.header('Cache-Control')).toBe('no-cache & no-store, private'),
  ),
  'headers-reversed': onBooking((booked) => {
    const names = fieldNames(booked);
    expect(names.indexOf('Content-Type')).toBeLessThan(names.indexOf('Location'));
  }),
  'headers-spaced': async (consumer, { baseUrl }) => {
    const raw = await rawAnswer(baseUrl);
    expect(raw).toMatch(/\r\nContent-Type: {2}\tapplication\/fhir\+json;charset=utf-8 \t\r\n/);
    await consumer.bookAny();
  },
  'allow-repeated': async (consumer) => {
    const answer = await send(consumer.baseUrl, { method: 'DELETE', path: '/Appointment/1' });
    expect(answer.header('Allow')).toBe('GET & PUT');
  },
  'challenge-none': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect({ status: answer.status, challenge: answer.header('WWW-Authenticate') }).toEqual({ status: 403 });
  },
  'challenge-repeated': async (consumer) => {
    const answer = await consumer.book('{}', { Authorization: undefined });
    expect(answer.header('WWW-Authenticate')).toMatch(
      /^Bearer .+ & Basic realm="staff, at home", Negotiate$/,
    );
  },
  'request-ids-in-capitals': onBooking((booked) =>
    expect(booked.header('X-Request-Id')).toMatch(/^[0-9A-F-]{36}$/),
  ),
  'request-ids-no-uuid': onBooking((booked) =>
    expect(booked.header('X-Request-Id')).toMatch(/^\|[0-9a-f]{16}\.\d+_$/),
  ),
  'request-ids-the-same-twice': async (consumer) => {
    const answer = await consumer.book('{', { 'X-Request-Id': 'client-id' });
    expect(answer.header('X-Request-Id')).toBe('client-id');
    expect(answer.header('X-Correlation-Id')).toBe('client-id');
  },
};

const notationSymptoms: Record<string, MannerSymptom> = {
  'charset-in-capitals': hasLabel('application/fhir+json; charset=UTF-8'),
  'charset-quoted': hasLabel('application/fhir+json ;CHARSET="utf-8"'),
  'charset-none': hasLabel('application/fhir+json'),
  'media-type-in-capitals': hasLabel('APPLICATION/FHIR+JSON;charset=utf-8'),
  'json-sorted': onBooking((booked, appointment) => {
    const names = Object.keys(appointment);
    expect(names).toEqual([...names].sort());
    expect(booked.text).toMatch(/^\{"contained":\[\{"content":/);
  }),
  'json-pretty': onBooking((booked) => expect(booked.text).toMatch(/^\{\n\t"resourceType": [\s\S]*\}\r\n$/)),
  'json-escaped': onBooking((booked) => expect(booked.text).toContain('https:\\/\\/fhir.hl7.org.uk\\/')),
  'xml-bare': onBooking((booked) => expect(booked.text).toMatch(/^<Appointment /)),
  'xml-prefixed': onBooking((booked) =>
    expect(booked.text).toMatch(/<fhir:Appointment xmlns:fhir="http:\/\/hl7\.org\/fhir"><fhir:id value=/),
  ),
  'xml-pretty': onBooking((booked) => {
    expect(booked.text).toMatch(/<status value="booked"><\/status>\r\n/);
    expect(booked.text).toContain('<!-- participant -->\r\n');
  }),
  'xml-marked': async (consumer) => {
    const booked = await consumer.book({
      ...consumer.appointment(await consumer.slot()),
      comment: 'Zoë 🩺',
    });
    expect(booked.text).toMatch(/^\ufeff<\?xml /);
    expect(booked.text).toContain('Zo&#xeb; &#x1fa7a;');
    expect(booked.resource<Appointment>().comment).toBe('Zoë 🩺');
  },
};

const transferSymptoms: Record<string, MannerSymptom> = {
  'headers-lower-case': onBooking((booked) => {
    for (const name of fieldNames(booked)) expect(name).toBe(name.toLowerCase());
  }),
  'headers-upper-case': onBooking((booked) => {
    for (const name of fieldNames(booked)) expect(name).toBe(name.toUpperCase());
  }),
  chunked: async (_consumer, { baseUrl }) => {
    const raw = await rawAnswer(baseUrl);
    expect(raw).toContain('Transfer-Encoding: chunked\r\n');
    expect(raw).toContain('\r\n\r\n7\r\n{"resou\r\n7\r\nrceType\r\n');
  },
  gzip: async (consumer) => {
    const answer = await consumer.search();
    expect(answer.header('Content-Encoding')).toBe('gzip');
    expect(answer.text).not.toContain('Bundle');
  },
  'connection-close': async (_consumer, { baseUrl }) => {
    const agent = new http.Agent({ keepAlive: true });
    const connection = await new Promise<string | undefined>((resolve, reject) => {
      http
        .get(`${baseUrl}/metadata`, { agent }, (answer) => {
          resolve(answer.headers.connection);
          answer.resume();
        })
        .on('error', reject);
    });
    agent.destroy();
    expect(connection).toBe('close');
  },
  'early-hints': async (_consumer, { baseUrl }) => {
    expect(await rawAnswer(baseUrl)).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\n[\s\S]*\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
  },
  slow: async (consumer) => {
    const startedAt = performance.now();
    await consumer.search();
    expect(performance.now() - startedAt).toBeGreaterThan(295);
  },
};

/** The bytes of an answer as they came, in Latin-1. */
function rawAnswer(baseUrl: string): Promise<string> {
  const { port, pathname } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET ${pathname}/metadata HTTP/1.1\r\nHost: provider\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

/** How every manner shows to a plain client. */
export const mannerSymptoms: Record<string, MannerSymptom> = {
  ...addressSymptoms,
  ...identitySymptoms,
  ...slotSymptoms,
  ...contentSymptoms,
  ...timeSymptoms,
  ...refusalSymptoms,
  ...outcomeSymptoms,
  ...headerSymptoms,
  ...notationSymptoms,
  ...transferSymptoms,
};
