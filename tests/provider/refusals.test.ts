import { randomUUID } from 'node:crypto';
import type { Appointment, DocumentReference, Patient, Slot } from 'fhir/r3';
import { outcomeProblems } from '../../lib/fhir';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer, reasons } from './consumer';

let provider: RunningProvider;
let consumer: Consumer;
let slot: Slot;

beforeAll(async () => {
  provider = await startProvider({ slots: 10 });
  consumer = new Consumer(provider);
  slot = await consumer.slot();
});
afterAll(() => provider.close());

/** Whatever is refused, it says why, and the slot stays free. */
afterEach(async () => {
  expect((await consumer.slots()).map((each) => each.id)).toContain(slot.id);
});

type Mutable = Appointment & Record<string, unknown> & { contained: [DocumentReference, Patient, Slot] };

function mutated(change: (appointment: Mutable) => unknown): unknown {
  const appointment = structuredClone(consumer.appointment(slot)) as Mutable;
  return change(appointment) ?? appointment;
}

describe('400 for what is no FHIR resource', () => {
  test.each([
    ['truncated JSON', '{"resourceType":"Appointment",'],
    ['an empty body', ''],
    ['text', 'hello'],
    ['XML under a JSON label', '<Appointment xmlns="http://hl7.org/fhir"/>'],
    ['an array', '[]'],
    ['an object without resourceType', '{}'],
    ['null', 'null'],
    ['a resource type that does not exist', '{"resourceType":"Appointmnt"}'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('%s', async (_name, body) => {
    const answer = await consumer.book(body);
    expect(answer.status).toBe(400);
    expect(outcomeProblems(answer.json())).toEqual([]);
  });
});

describe('400 for what breaks base STU3', () => {
  const cases: Array<[name: string, path: string, change: (appointment: Mutable) => unknown]> = [
    ['another resource type', '', () => ({ ...slot })],
    ['an unknown status', 'Appointment.status', (it) => void Object.assign(it, { status: 'bookd' })],
    ['no participant', 'Appointment.participant', ({ participant: _, ...it }) => it],
    [
      'a start without zone',
      'Appointment.start',
      (it) => void Object.assign(it, { start: '2030-01-01T09:00:00' }),
    ],
    ['an unknown element', 'Appointment.foo', (it) => void Object.assign(it, { foo: 1 })],
    [
      'a dangling reference',
      'Appointment',
      (it) => void Object.assign(it, { slot: [{ reference: '#nope' }] }),
    ],
  ];
  test.each(cases)('%s', async (_name, path, change) => {
    const answer = await consumer.book(mutated(change) as object);
    expect(answer.status).toBe(400);
    expect(outcomeProblems(answer.json())).toEqual([]);
    expect(reasons(answer)).toContain(path);
  });
});

describe('422 for what breaks a profile or the table of the page', () => {
  const cases: Array<[name: string, path: string, change: (appointment: Mutable) => unknown]> = [
    ['a Slot without identifier', 'contained[2]', (it) => void delete it.contained[2].identifier],
    ['a Patient without official name', 'contained[1]', (it) => void delete it.contained[1].name],
    [
      'an NHS number without verification status',
      'contained[1]',
      (it) => void delete it.contained[1].identifier?.[0]?.extension,
    ],
    ['no description', 'Appointment.description', ({ description: _, ...it }) => it],
    ['the status pending', 'Appointment.status', (it) => void Object.assign(it, { status: 'pending' })],
  ];
  test.each(cases)('%s', async (_name, path, change) => {
    const answer = await consumer.book(mutated(change) as object);
    expect(answer.status).toBe(422);
    expect(outcomeProblems(answer.json())).toEqual([]);
    expect(reasons(answer)).toContain(path);
  });
});

describe('422 for what breaks a business rule', () => {
  const cases: Array<[name: string, reason: string, change: (appointment: Mutable) => unknown]> = [
    [
      'an unknown slot',
      'no such Slot',
      (it) => {
        const [, , contained] = it.contained;
        Object.assign(contained, {
          id: 'nowhere',
          identifier: [{ system: 'https://tools.ietf.org/html/rfc4122', value: randomUUID() }],
        });
        it.slot = [{ reference: '#nowhere' }];
      },
    ],
    [
      'an identifier that is not the slot’s',
      'identifier',
      (it) =>
        void Object.assign(it.contained[2], {
          identifier: [{ system: 'https://tools.ietf.org/html/rfc4122', value: randomUUID() }],
        }),
    ],
    [
      'another schedule',
      'schedule',
      (it) => void Object.assign(it.contained[2], { schedule: { reference: 'Schedule/other' } }),
    ],
    [
      'another end',
      'end',
      (it) =>
        void Object.assign(it.contained[2], { end: new Date(Date.parse(slot.end) + 60_000).toISOString() }),
    ],
    [
      'an Appointment outside of its slot',
      'within its Slot',
      (it) => void Object.assign(it, { end: new Date(Date.parse(slot.end) + 60_000).toISOString() }),
    ],
  ];
  test.each(cases)('%s', async (_name, reason, change) => {
    const answer = await consumer.book(mutated(change) as object);
    expect(answer.status).toBe(422);
    expect(outcomeProblems(answer.json())).toEqual([]);
    expect(reasons(answer)).toContain(reason);
  });

  test('a slot that is taken', async () => {
    const taken = (await consumer.slots())[1] as Slot;
    expect((await consumer.book(consumer.appointment(taken))).status).toBe(201);
    const answer = await consumer.book(consumer.appointment(taken));
    expect(answer.status).toBe(422);
    expect(reasons(answer)).toContain('no longer free');
  });
});

describe('Other refusals', () => {
  test.each(['text/plain', 'application/pdf', 'application/vnd.api+json', 'no media type'])(
    '415 for a body of %s',
    async (contentType) => {
      const answer = await consumer.book(consumer.appointment(slot), { 'Content-Type': contentType });
      expect(answer.status).toBe(415);
      expect(outcomeProblems(answer.json())).toEqual([]);
    },
  );

  test('413 for a body of more than a megabyte', async () => {
    const answer = await consumer.book(Buffer.alloc(1_000_001, ' '));
    expect(answer.status).toBe(413);
    expect(outcomeProblems(answer.json())).toEqual([]);
  });

  test('500 when asked to fail', async () => {
    const answer = await consumer.book(consumer.appointment(slot), { 'X-Provider-Trigger': 'server-error' });
    expect(answer.status).toBe(500);
    expect(outcomeProblems(answer.json())).toEqual([]);
  });

  test('the token comes before the body', async () => {
    expect((await consumer.book('{', { Authorization: undefined })).status).toBe(403);
  });
});
