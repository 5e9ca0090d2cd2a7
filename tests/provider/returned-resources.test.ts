import type { Appointment, Bundle } from 'fhir/r3';
import { hasErrors, parseEntityTag, parseImfFixdate, validate } from '../../lib/fhir';
import { type Overlay, type RunningProvider, startProvider } from '../../provider';
import { isPatient } from '../../provider/contained';
import { Consumer, type Received, send } from './consumer';

const INCLUDES =
  '_include=Slot:schedule&_include:iterate=Schedule:actor&_include:iterate=HealthcareService:location&_include:iterate=HealthcareService:Organization';

/** An answer of every kind: successes, and refusals on every ground that a request can give. */
async function allAnswers(consumer: Consumer, accept: string): Promise<Map<string, Received>> {
  const headers = { Accept: accept };
  const slot = await consumer.slot();
  const booked = await consumer.book(consumer.appointment(slot));
  const { id = '', ...others } = booked.resource<Appointment>();
  const withoutNumber = consumer.appointment(await consumer.slot());
  for (const each of withoutNumber.contained ?? []) {
    if (isPatient(each)) delete each.identifier;
  }
  const { description: _, ...profileBreach } = consumer.appointment(await consumer.slot());
  const cancellation = { ...others, id, status: 'cancelled' };
  const toBase = (method: string, path: string): Promise<Received> =>
    send(consumer.baseUrl, { method, path, headers });
  return new Map([
    ['a booking', booked],
    ['a booking without NHS number', await consumer.book(withoutNumber)],
    ['a reading', await consumer.read(`/Appointment/${id}`)],
    ['a version', await consumer.read(`/Appointment/${id}/_history/1`)],
    ['a search with includes', await consumer.search(`status=free&_count=3&${INCLUDES}`)],
    ['a search that finds nothing', await consumer.search('service=1')],
    ['a search of a page', await consumer.search('_count=2')],
    ['capabilities', await toBase('GET', '/metadata')],
    ['a taken slot', await consumer.book(consumer.appointment(slot))],
    ['a profile breach', await consumer.book(profileBreach)],
    ['a base breach', await consumer.book({ resourceType: 'Appointment' })],
    ['another resource', await consumer.book({ resourceType: 'Patient' })],
    ['no resource', await consumer.book('nonsense')],
    ['no token', await consumer.book('', { Authorization: undefined })],
    ['a bad token', await consumer.book('', { Authorization: 'Bearer x' })],
    ['a media type', await consumer.book('', { 'Content-Type': 'text/plain' })],
    ['a content coding', await consumer.book('', { 'Content-Encoding': 'br' })],
    [
      'a failure',
      await consumer.book(consumer.appointment(await consumer.slot()), {
        'X-Provider-Trigger': 'server-error',
      }),
    ],
    ['an unknown Appointment', await consumer.read('/Appointment/unknown')],
    ['an unknown version', await consumer.read(`/Appointment/${id}/_history/9`)],
    ['an unknown path', await toBase('GET', '/nowhere')],
    ['a trailing slash', await toBase('GET', '/Slot/')],
    ['a method', await toBase('DELETE', `/Appointment/${id}`)],
    ['a query', await consumer.search('start=never')],
    ['no If-Match', await consumer.update(id, cancellation, { 'If-Match': undefined })],
    ['a malformed If-Match', await consumer.update(id, cancellation, { 'If-Match': '1' })],
    ['a stale If-Match', await consumer.update(id, cancellation, { 'If-Match': 'W/"0"' })],
    ['another id', await consumer.update(id, { ...cancellation, id: 'another' })],
    ['a change', await consumer.update(id, { ...cancellation, comment: 'Changed' })],
    ['a cancellation', await consumer.update(id, cancellation)],
  ]);
}

describe.each([
  ['json', undefined],
  ['xml', undefined],
  ['json', 'uec'],
  ['xml', 'uec'],
] as ReadonlyArray<['json' | 'xml', Overlay | undefined]>)(
  'In %s, with the overlay %s',
  (format, overlay) => {
    let provider: RunningProvider;
    let answers: ReadonlyMap<string, Received>;
    beforeAll(async () => {
      provider = await startProvider({ slots: 12, ...(overlay ? { overlay } : {}) });
      answers = await allAnswers(new Consumer(provider, format), `application/fhir+${format}`);
    });
    afterAll(() => provider.close());

    test('every body is a valid resource of its profiles, and labelled as what it is', () => {
      for (const [name, answer] of answers) {
        const resource = answer.resource();
        const use = resource.resourceType === 'Appointment' ? ({ as: 'response' } as const) : {};
        const errors = validate(resource, use).filter(({ severity }) => severity === 'error');
        expect({ name, errors }).toEqual({ name, errors: [] });
        expect(answer.header('Content-Type')).toBe(`application/fhir+${format};charset=utf-8`);
      }
    });

    test('every resource in a Bundle is valid for itself', () => {
      const bundle = answers.get('a search with includes')?.resource<Bundle>();
      expect(bundle?.entry).toHaveLength(8);
      for (const { resource } of bundle?.entry ?? []) expect(hasErrors(validate(resource))).toBe(false);
    });

    test('every refusal is an OperationOutcome with id, text, severity and code', () => {
      const refusals = [...answers].filter(([, { status }]) => status >= 400);
      expect(refusals).toHaveLength(21);
      for (const [, answer] of refusals) {
        expect(answer.resource()).toMatchObject({ resourceType: 'OperationOutcome', id: expect.any(String) });
        for (const issue of answer.resource<{ issue: unknown[] }>().issue) {
          expect(issue).toMatchObject({
            severity: expect.stringMatching(/^(error|fatal)$/),
            code: expect.any(String),
            details: { text: expect.stringMatching(/./) },
          });
        }
      }
    });

    test('every answer is dated, and says when and as which version its resource was made', () => {
      for (const [name, answer] of answers) {
        const date = parseImfFixdate(answer.header('Date') ?? '');
        expect({ name, date }).toEqual({ name, date: expect.any(Date) });
        const resource = answer.resource<Appointment>();
        if (resource.resourceType !== 'Appointment') continue;
        const lastModified = parseImfFixdate(answer.header('Last-Modified') ?? '')?.getTime() ?? Number.NaN;
        const lastUpdated = Date.parse(resource.meta?.lastUpdated ?? '');
        expect(lastModified).toBeLessThanOrEqual(date?.getTime() ?? 0);
        expect(lastModified).toBe(Math.floor(lastUpdated / 1000) * 1000);
        expect(parseEntityTag(answer.header('ETag') ?? '')).toEqual({
          weak: true,
          tag: resource.meta?.versionId,
        });
      }
    });

    test('what is refused is refused with the status of its ground', () => {
      const statuses = Object.fromEntries([...answers].map(([name, { status }]) => [name, status]));
      expect(statuses).toMatchObject({
        'a taken slot': 422,
        'a profile breach': 422,
        'a base breach': 400,
        'another resource': 400,
        'no resource': 400,
        'no token': 403,
        'a bad token': 403,
        'a media type': 415,
        'a content coding': 415,
        'a failure': 500,
        'an unknown Appointment': 404,
        'an unknown version': 404,
        'an unknown path': 404,
        'a trailing slash': 404,
        'a method': 405,
        'a query': 400,
        'no If-Match': 412,
        'a malformed If-Match': 400,
        'a stale If-Match': 409,
        'another id': 400,
        'a change': 422,
        'a cancellation': 200,
      });
      expect(answers.get('a method')?.header('Allow')).toBe('GET, PUT');
    });
  },
);
