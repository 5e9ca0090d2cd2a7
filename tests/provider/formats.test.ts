import { gzipSync } from 'node:zlib';
import type { Appointment, CapabilityStatement } from 'fhir/r3';
import { outcomeProblems, writeXml } from '../../lib/fhir';
import { type ProviderFormat, type RunningProvider, startProvider } from '../../provider';
import { Consumer, reasons, type Sent, send } from './consumer';

const JSON_LABEL = 'application/fhir+json;charset=utf-8';
const XML_LABEL = 'application/fhir+xml;charset=utf-8';

const providers = new Map<ProviderFormat, RunningProvider>();
beforeAll(async () => {
  for (const format of ['both', 'json', 'xml'] as const) {
    providers.set(format, await startProvider({ format, slots: 40 }));
  }
});
afterAll(() => Promise.all([...providers.values()].map((provider) => provider.close())));

function providerOf(format: ProviderFormat): RunningProvider {
  const provider = providers.get(format);
  if (!provider) throw new Error(`No provider speaks ${format}.`);
  return provider;
}

describe('The format of an answer', () => {
  const accepted: Array<[accept: string | undefined, label: string]> = [
    [undefined, JSON_LABEL],
    ['', JSON_LABEL],
    ['*/*', JSON_LABEL],
    ['application/*', JSON_LABEL],
    ['application/fhir+json', JSON_LABEL],
    ['application/fhir+xml', XML_LABEL],
    ['Application/FHIR+XML; charset=UTF-8', XML_LABEL],
    ['application/json', JSON_LABEL],
    ['text/json', JSON_LABEL],
    ['application/json+fhir', JSON_LABEL],
    ['application/xml', XML_LABEL],
    ['text/xml', XML_LABEL],
    ['application/xml+fhir', XML_LABEL],
    ['application/fhir+json, application/fhir+xml', JSON_LABEL],
    ['application/fhir+xml, application/fhir+json', JSON_LABEL],
    ['application/fhir+json;q=0.4, application/fhir+xml;q=0.5', XML_LABEL],
    ['application/fhir+json;q=0, */*', XML_LABEL],
    ['application/fhir+xml;q=0.9, */*;q=0.8', XML_LABEL],
    ['application/fhir+xml;q=0.001, text/html', XML_LABEL],
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', XML_LABEL],
    ['nonsense, application/fhir+xml', XML_LABEL],
    ['nonsense', JSON_LABEL],
    ['text/plain;x="a,b", application/fhir+xml', XML_LABEL],
  ];
  test.each(accepted)('follows Accept: %s', async (accept, label) => {
    const answer = await send(providerOf('both').baseUrl, { path: '/metadata', headers: { Accept: accept } });
    expect(answer.status).toBe(200);
    expect(answer.header('Content-Type')).toBe(label);
    expect(answer.resource().resourceType).toBe('CapabilityStatement');
  });

  test.each([
    ['json', JSON_LABEL],
    ['application/json', JSON_LABEL],
    ['application/fhir%2Bjson', JSON_LABEL],
    ['xml', XML_LABEL],
    ['text/xml', XML_LABEL],
    ['application/xml', XML_LABEL],
    ['application/fhir+xml', XML_LABEL],
    ['application/fhir%2Bxml;charset=utf-8', XML_LABEL],
  ])('follows _format=%s, whatever Accept says', async (value, label) => {
    for (const accept of ['application/fhir+json', 'application/fhir+xml', 'text/html']) {
      const path = `/metadata?_format=${value}`;
      const answer = await send(providerOf('both').baseUrl, { path, headers: { Accept: accept } });
      expect(answer.status).toBe(200);
      expect(answer.header('Content-Type')).toBe(label);
    }
  });

  test.each([
    ['both', 'text/html', '', JSON_LABEL],
    ['both', 'application/fhir+json;q=0', '', JSON_LABEL],
    ['both', 'text/*', '', JSON_LABEL],
    ['both', 'application/fhir+json', '?_format=turtle', JSON_LABEL],
    ['json', 'application/fhir+xml', '', JSON_LABEL],
    ['json', '*/*', '?_format=xml', JSON_LABEL],
    ['xml', 'application/fhir+json', '', XML_LABEL],
    ['xml', 'application/json', '', XML_LABEL],
  ] as const)(
    'is refused with 406 by a provider of %s for Accept: %s %s',
    async (format, accept, query, label) => {
      const answer = await send(providerOf(format).baseUrl, {
        path: `/metadata${query}`,
        headers: { Accept: accept },
      });
      expect(answer.status).toBe(406);
      expect(answer.header('Content-Type')).toBe(label);
      expect(outcomeProblems(answer.resource())).toEqual([]);
    },
  );

  test('that can not be met books nothing', async () => {
    const consumer = new Consumer(providerOf('both'));
    const slot = await consumer.slot();
    const answer = await consumer.book(consumer.appointment(slot), { Accept: 'text/html' });
    expect(answer.status).toBe(406);
    expect((await consumer.slot()).id).toBe(slot.id);
  });

  test('is told by the CapabilityStatement', async () => {
    const formats = async (format: ProviderFormat): Promise<unknown> =>
      (await send(providerOf(format).baseUrl, { path: '/metadata' })).resource<CapabilityStatement>().format;
    expect(await formats('both')).toEqual(['application/fhir+json', 'application/fhir+xml']);
    expect(await formats('json')).toEqual(['application/fhir+json']);
    expect(await formats('xml')).toEqual(['application/fhir+xml']);
  });

  const refused: Array<[status: number, sent: Sent]> = [
    [403, { path: '/Slot' }],
    [404, { path: '/nowhere' }],
    [404, { path: '/Slot/' }],
    [405, { method: 'DELETE', path: '/Slot' }],
    [400, { path: '/Appointment/%zz' }],
    [413, { method: 'POST', path: '/Appointment', body: Buffer.alloc(1_000_001) }],
    [417, { path: '/Slot', headers: { Expect: 'a-miracle' } }],
  ];
  test.each(refused)('is that of a refusal, too: %d', async (status, sent) => {
    for (const format of ['json', 'xml']) {
      const answer = await send(providerOf('both').baseUrl, {
        ...sent,
        headers: { ...sent.headers, Accept: `application/fhir+${format}` },
      });
      expect(answer.status).toBe(status);
      expect(answer.header('Content-Type')).toBe(`application/fhir+${format};charset=utf-8`);
      expect(outcomeProblems(answer.resource())).toEqual([]);
    }
  });
});

describe.each([
  ['both', 'json'],
  ['both', 'xml'],
  ['json', 'json'],
  ['xml', 'xml'],
] as const)('A provider of %s, spoken to in %s', (served, spoken) => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer(providerOf(served), spoken);
  });

  test('books, reads, serves versions and cancels', async () => {
    const sent = { ...consumer.appointment(await consumer.slot()), description: 'Knie <schmerzt> & 膝' };
    const booked = await consumer.book(sent);
    const appointment = booked.resource<Appointment>();
    expect(booked.status).toBe(201);
    expect(booked.header('Content-Type')).toBe(`application/fhir+${spoken};charset=utf-8`);
    expect(appointment).toMatchObject({ status: 'booked', description: sent.description, start: sent.start });
    expect((await consumer.read(`/Appointment/${appointment.id}`)).resource()).toEqual(appointment);

    const cancelled = await consumer.cancel(booked);
    expect(cancelled.status).toBe(200);
    expect(cancelled.resource()).toMatchObject({ status: 'cancelled', meta: { versionId: '2' } });
    expect((await consumer.read(booked.header('Location') ?? '')).resource()).toEqual(appointment);
  });

  test('refuses a body that can not be parsed with 400', async () => {
    const broken =
      spoken === 'json' ? '{"resourceType":' : '<Appointment xmlns="http://hl7.org/fhir"><status';
    for (const body of [broken, '', 'hello', Buffer.from([0xff, 0xfe, 0xff])]) {
      const answer = await consumer.book(body);
      expect(answer.status).toBe(400);
      expect(outcomeProblems(answer.resource())).toEqual([]);
    }
  });

  test('refuses a body that is no FHIR resource with 400', async () => {
    const bodies =
      spoken === 'json'
        ? ['{}', '[]', 'null', '{"resourceType":"Appointmnt"}']
        : ['<Appointment/>', '<Appointmnt xmlns="http://hl7.org/fhir"/>', '<html/>'];
    for (const body of bodies) {
      const answer = await consumer.book(body);
      expect(answer.status).toBe(400);
      expect(outcomeProblems(answer.resource())).toEqual([]);
    }
  });

  test('refuses a profile breach with 422, and says where it is', async () => {
    const { description: _, ...appointment } = consumer.appointment(await consumer.slot());
    const answer = await consumer.book(appointment);
    expect(answer.status).toBe(422);
    expect(reasons(answer)).toContain('Appointment.description');
  });
});

describe('A body in XML', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer(providerOf('both'), 'xml');
  });

  const faults: Array<[name: string, path: string, change: (xml: string) => string]> = [
    ['an unknown element', 'Appointment', (xml) => xml.replace('<status', '<foo value="1"/><status')],
    ['an unknown attribute', 'status', (xml) => xml.replace('<status ', '<status kind="x" ')],
    [
      'elements out of order',
      'Appointment',
      (xml) => xml.replace(/(<status [^>]*>)(<description [^>]*>)/, '$2$1'),
    ],
    ['text', 'Appointment', (xml) => xml.replace('<status', 'booked<status')],
    ['an element without value', 'status', (xml) => xml.replace('<status value="booked"/>', '<status/>')],
    [
      'an unknown code',
      'status',
      (xml) => xml.replace('<status value="booked"/>', '<status value="bookd"/>'),
    ],
  ];
  test.each(faults)(
    'is refused with 400 for %s, and the OperationOutcome says where',
    async (_, path, change) => {
      const xml = writeXml(consumer.appointment(await consumer.slot()));
      expect(change(xml)).not.toBe(xml);
      const answer = await consumer.book(change(xml));
      expect(answer.status).toBe(400);
      expect(reasons(answer)).toContain(path);
    },
  );

  test('is answered in JSON if that is asked for, and the other way round', async () => {
    const xml = writeXml(consumer.appointment(await consumer.slot()));
    const inJson = await consumer.book(xml, { Accept: 'application/fhir+json' });
    expect(inJson.status).toBe(201);
    expect(inJson.json().resourceType).toBe('Appointment');

    const json = JSON.stringify(consumer.appointment(await consumer.slot()));
    const inXml = await consumer.book(json, { 'Content-Type': 'application/fhir+json' });
    expect(inXml.status).toBe(201);
    expect(inXml.header('Content-Type')).toBe(XML_LABEL);
  });
});

describe('The Content-Type of a body', () => {
  const accepted: Array<[served: ProviderFormat, written: 'json' | 'xml', contentType: string | undefined]> =
    [
      ...['application/json', 'text/json', 'application/json+fhir', 'APPLICATION/FHIR+JSON', undefined].map(
        (contentType): [ProviderFormat, 'json', string | undefined] => ['both', 'json', contentType],
      ),
      ...[
        'application/xml',
        'text/xml',
        'application/xml+fhir',
        'application/fhir+xml;charset="UTF-8"',
        undefined,
      ].map((contentType): [ProviderFormat, 'xml', string | undefined] => ['both', 'xml', contentType]),
      ['json', 'json', undefined],
      ['xml', 'xml', undefined],
    ];
  test.each(accepted)('with a provider of %s, for %s, may be %s', async (served, written, contentType) => {
    const consumer = new Consumer(providerOf(served), written);
    const answer = await consumer.book(consumer.appointment(await consumer.slot()), {
      'Content-Type': contentType,
    });
    expect(answer.status).toBe(201);
  });

  test.each([
    ['both', 'json', 'text/plain'],
    ['both', 'json', 'application/fhir+turtle'],
    ['json', 'json', 'application/fhir+xml'],
    ['xml', 'xml', 'application/fhir+json'],
    ['xml', 'xml', 'application/json'],
  ] as const)('with a provider of %s, for %s, may not be %s: 415', async (served, written, contentType) => {
    const consumer = new Consumer(providerOf(served), written);
    const answer = await consumer.book(consumer.appointment(await consumer.slot()), {
      'Content-Type': contentType,
    });
    expect(answer.status).toBe(415);
    expect(outcomeProblems(answer.resource())).toEqual([]);
  });

  test.each([
    ['json', 'application/fhir+xml'],
    ['xml', 'application/fhir+json'],
  ] as const)('must be that of %s, not %s: 400', async (written, contentType) => {
    const consumer = new Consumer(providerOf('both'), written);
    const answer = await consumer.book(consumer.appointment(await consumer.slot()), {
      'Content-Type': contentType,
    });
    expect(answer.status).toBe(400);
  });
});

describe('The Content-Encoding of a body', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = new Consumer(providerOf('both'));
  });

  const valid = async (): Promise<Buffer> =>
    Buffer.from(JSON.stringify(consumer.appointment(await consumer.slot())));

  test.each(['gzip', 'x-gzip', 'GZip', 'identity, gzip'])('may be %s', async (coding) => {
    const answer = await consumer.book(gzipSync(await valid()), { 'Content-Encoding': coding });
    expect(answer.status).toBe(201);
  });

  test('may be identity', async () => {
    expect((await consumer.book(await valid(), { 'Content-Encoding': 'identity' })).status).toBe(201);
  });

  test.each(['br', 'deflate', 'compress', 'gzip, gzip', 'nonsense'])('may not be %s: 415', async (coding) => {
    const answer = await consumer.book(await valid(), { 'Content-Encoding': coding });
    expect(answer.status).toBe(415);
    expect(answer.header('Accept-Encoding')).toBe('gzip');
    expect(outcomeProblems(answer.json())).toEqual([]);
  });

  test('must be the truth: 400', async () => {
    for (const body of [await valid(), gzipSync(await valid()).subarray(0, -9), '']) {
      const answer = await consumer.book(body, { 'Content-Encoding': 'gzip' });
      expect(answer.status).toBe(400);
      expect(outcomeProblems(answer.json())).toEqual([]);
    }
  });

  test('must not hide more than a megabyte: 413', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await consumer.book(bomb, { 'Content-Encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(outcomeProblems(answer.json())).toEqual([]);
  });
});
