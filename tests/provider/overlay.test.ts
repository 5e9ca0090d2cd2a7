import { randomUUID } from 'node:crypto';
import type { Appointment, Patient } from 'fhir/r3';
import { outcomeProblems, SYSTEMS } from '../../lib/fhir';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer, claims, NOW, type Received, reasons, send, unsecured } from './consumer';

const SCOPE = 'patient/appointment.write';

let plain: Consumer;
let urgentCare: Consumer;
const running: RunningProvider[] = [];

beforeAll(async () => {
  running.push(await startProvider({ slots: 30 }), await startProvider({ slots: 60, overlay: 'uec' }));
  const [first, second] = running as [RunningProvider, RunningProvider];
  plain = new Consumer(first);
  urgentCare = new Consumer(second);
});
afterAll(() => Promise.all(running.map((provider) => provider.close())));

/** Books a free slot with something changed in the booking. */
async function bookWith(consumer: Consumer, change: (appointment: Appointment) => void): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  change(appointment);
  return consumer.book(appointment);
}

function patientIn(appointment: Appointment): Patient {
  const patient = appointment.contained?.find((each): each is Patient => each.resourceType === 'Patient');
  if (!patient) throw new Error('There is no Patient.');
  return patient;
}

/** Refused, with an OperationOutcome that has an id, a text, a severity and a code. */
function expectRefused(answer: Received, status: number, reason: string): void {
  expect(answer.status).toBe(status);
  expect(outcomeProblems(answer.json())).toEqual([]);
  expect(answer.json()).toMatchObject({
    id: expect.any(String),
    issue: [{ severity: 'error', code: expect.any(String), details: { text: expect.any(String) } }],
  });
  expect(reasons(answer)).toContain(reason);
}

describe('A request id with which something was booked', () => {
  async function bookWithId(consumer: Consumer, id: string): Promise<Received> {
    return consumer.book(consumer.appointment(await consumer.slot()), { 'X-Request-Id': id });
  }

  test('is refused with 409 when it books again, another slot or the same', async () => {
    const id = randomUUID();
    const slot = await urgentCare.slot();
    const body = urgentCare.appointment(slot);
    expect((await urgentCare.book(body, { 'X-Request-Id': id })).status).toBe(201);
    expectRefused(await urgentCare.book(body, { 'X-Request-Id': id }), 409, 'X-Request-Id');
    expectRefused(await bookWithId(urgentCare, id), 409, 'X-Request-Id');
    expect((await bookWithId(urgentCare, randomUUID())).status).toBe(201);
  });

  test('is still unused when the first booking was refused', async () => {
    const id = randomUUID();
    expect((await urgentCare.book('{', { 'X-Request-Id': id })).status).toBe(400);
    expect((await bookWithId(urgentCare, id)).status).toBe(201);
  });

  test('may cancel and read', async () => {
    const headers = { 'X-Request-Id': randomUUID() };
    const booked = await urgentCare.book(urgentCare.appointment(await urgentCare.slot()), headers);
    const { id = '', ...others } = booked.json<Appointment>();
    expect((await urgentCare.read(`/Appointment/${id}`, headers)).status).toBe(200);
    const cancelled = await urgentCare.update(id, { ...others, id, status: 'cancelled' }, headers);
    expect(cancelled.status).toBe(200);
  });

  test('books again without the overlay', async () => {
    const id = randomUUID();
    expect((await bookWithId(plain, id)).status).toBe(201);
    expect((await bookWithId(plain, id)).status).toBe(201);
  });

  test('does not stand for bookings without any', async () => {
    expect((await urgentCare.bookAny()).status).toBe(201);
    expect((await urgentCare.bookAny()).status).toBe(201);
  });
});

test('X-Correlation-Id comes back although X-Request-Id is an echo', async () => {
  const provider = await startProvider({ overlay: 'uec', requestId: 'echo', slots: 1 });
  const answer = await send(provider.baseUrl, { path: '/nowhere', headers: { 'X-Request-Id': 'Mine' } });
  expect(answer.header('X-Request-Id')).toBe('Mine');
  expect(answer.header('X-Correlation-Id')).toBe('Mine');
  await provider.close();
});

describe('Two telecoms of rank 1', () => {
  const twoOfThePatient = (appointment: Appointment): void => {
    patientIn(appointment).telecom?.push({ system: 'phone', value: '01632 960999', rank: 1 });
  };
  const oneOfTheContact = (appointment: Appointment): void => {
    for (const { telecom = [] } of patientIn(appointment).contact ?? []) {
      for (const each of telecom) each.rank = 1;
    }
  };

  test.each([
    ['of the Patient', twoOfThePatient],
    ['of the Patient and of a contact', oneOfTheContact],
  ])('%s are refused with the overlay, and with it only', async (_name, change) => {
    expectRefused(await bookWith(urgentCare, change), 422, 'rank 1');
    expect((await bookWith(plain, change)).status).toBe(201);
  });
});

describe('A reference to what does not exist', () => {
  const changes: Array<[reference: string, change: (appointment: Appointment) => void]> = [
    ['Practitioner/unknown', withParticipant('Practitioner/unknown')],
    ['Slot/unknown', (it) => void it.supportingInformation?.push({ reference: 'Slot/unknown' })],
    [
      'Appointment/unknown',
      (it) => void it.supportingInformation?.push({ reference: 'Appointment/unknown' }),
    ],
    [
      'ReferralRequest/1',
      (it) => void Object.assign(it, { incomingReferral: [{ reference: 'ReferralRequest/1' }] }),
    ],
    [
      'Organization/x',
      (it) => void Object.assign(patientIn(it), { managingOrganization: { reference: 'Organization/x' } }),
    ],
  ];
  test.each(changes)('%s is refused with the overlay, and with it only', async (reference, change) => {
    expectRefused(await bookWith(urgentCare, change), 422, reference);
    expect((await bookWith(plain, change)).status).toBe(201);
  });

  test('in full is refused, and one to what is there is not', async () => {
    const full = (path: string): string => `${urgentCare.baseUrl}/${path}`;
    expectRefused(await bookWith(urgentCare, withParticipant(full('Practitioner/x'))), 422, 'Practitioner/x');
    for (const reference of ['Practitioner/practitioner1', full('Practitioner/practitioner1')]) {
      expect((await bookWith(urgentCare, withParticipant(reference))).status).toBe(201);
    }
  });

  test('to another server can not be looked up, and passes', async () => {
    const elsewhere = withParticipant('https://another.example/STU3/Practitioner/unknown');
    expect((await bookWith(urgentCare, elsewhere)).status).toBe(201);
  });
});

describe('What the guide demands and the plain provider does anyway', () => {
  test.each(['plain', 'urgent care'])('%s: a booking has an ETag and a Content-Location', async (name) => {
    const booked = await (name === 'plain' ? plain : urgentCare).bookAny();
    expect(booked.header('ETag')).toBe('W/"1"');
    expect(booked.header('Content-Location')).toBe(booked.header('Location'));
  });

  test.each(['plain', 'urgent care'])('%s: an NHS number without its check digit is 422', async (name) => {
    const consumer = name === 'plain' ? plain : urgentCare;
    const answer = await bookWith(consumer, (appointment) => {
      for (const identifier of patientIn(appointment).identifier ?? []) {
        if (identifier.system === SYSTEMS.nhsNumber) identifier.value = '9999999998';
      }
    });
    expectRefused(answer, 422, 'Modulus 11');
  });

  test.each([
    ['expired', { iat: NOW() - 3900, exp: NOW() - 3600 }],
    ['without a mandatory claim', { requesting_organization: undefined }],
    ['for another operation', { requested_scope: 'patient/appointment.read' }],
  ])('a token that is %s is refused, with a challenge', async (_name, changes) => {
    for (const consumer of [plain, urgentCare]) {
      const token = unsecured({ ...claims(consumer.baseUrl, SCOPE), ...changes });
      const answer = await consumer.book('{}', { Authorization: `Bearer ${token}` });
      expect(answer.status).toBe(403);
      expect(answer.header('WWW-Authenticate')).toMatch(/^Bearer .*error="/);
    }
  });
});

function withParticipant(reference: string): (appointment: Appointment) => void {
  return (appointment) => void appointment.participant.push({ actor: { reference }, status: 'accepted' });
}
