import type { Appointment, Patient, Slot } from 'fhir/r3';
import type { Exchange, HeaderList, ReceivedResponse, SentRequest, TransportError } from '../../lib/http';
import type { Session } from '../../lib/runner/session';
import type { Booking, Interaction } from '../../lib/target';
import { type Comparison, Judgement } from '../../lib/verdict';
import { Recorded } from '../../suites/vocabulary/exchange';
import { aTarget, BASE, found } from '../target/fakes';

/** An answer as a test writes it: a text or bytes are sent as they are, anything else as JSON. */
export interface MadeUp {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: unknown;
  readonly complete?: boolean;
  readonly error?: TransportError;
  /** No head of an answer arrived. */
  readonly none?: boolean;
  readonly request?: Partial<SentRequest>;
  readonly id?: string;
  readonly case?: string;
  readonly purpose?: string;
}

/** What arrived, and that it broke off. */
export const BROKEN_OFF: MadeUp = {
  complete: false,
  error: { code: 'DEADLINE', message: 'no complete answer within 9 ms' },
};

/** Nothing arrived. */
export const UNANSWERED: MadeUp = { none: true, error: { code: 'ECONNRESET', message: 'socket hang up' } };

export function anAnswer({
  status = 200,
  headers = [],
  body = '',
  complete = true,
}: MadeUp): ReceivedResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(text);
  return { status, reason: '', httpVersion: '1.1', headers, body: bytes, complete };
}

export function anExchange(madeUp: MadeUp = {}): Exchange {
  return {
    id: madeUp.id ?? 'x0001',
    case: madeUp.case ?? 'a case',
    purpose: madeUp.purpose ?? 'book',
    startedAt: '2030-01-01T00:00:00.000Z',
    durationMs: 7,
    request: { method: 'POST', url: `${BASE}/Appointment`, headers: [], body: null, ...madeUp.request },
    response: madeUp.none ? null : anAnswer(madeUp),
    error: madeUp.error ?? null,
  };
}

/** A booking of the slot `s1` that was answered so; where it was made, the answer names it in Location by default. */
export function aBooking(madeUp: MadeUp = {}, sent: unknown = null): Booking {
  const isMade = [200, 201].includes(madeUp.status ?? 200);
  const named: MadeUp = isMade ? { headers: [['Location', `${BASE}/Appointment/1/_history/1`]] } : {};
  return { exchange: anExchange({ ...named, ...madeUp }), slot: found('s1'), sent, requestId: null };
}

/** What a case sent, as the rules of the case find it. */
export async function recorded<T extends Interaction>(interaction: T): Promise<Recorded<T>> {
  const filled = new Recorded<T>();
  await filled.fill(async () => interaction);
  return filled;
}

export function answered(madeUp: MadeUp = {}): Promise<Recorded<Interaction>> {
  return recorded({ exchange: anExchange(madeUp) });
}

/** How a check ended, and what a reader is told. */
export interface Judged extends Comparison {
  readonly outcome: Judgement['outcome'] | 'pass';
  readonly message?: string;
}

export const PASSES: Judged = { outcome: 'pass' };

/** Runs a check as a rule does. */
export function judged(check: () => unknown): Judged {
  try {
    check();
    return PASSES;
  } catch (thrown) {
    if (!(thrown instanceof Judgement)) throw thrown;
    return { outcome: thrown.outcome, message: thrown.message, ...thrown.comparison };
  }
}

/** A judgement with these words in its message. */
export function ended(outcome: Judgement['outcome'], message: string, comparison: Comparison = {}): unknown {
  return { outcome, message: expect.stringContaining(message), ...comparison };
}

/** Shares this with the suites, as a run does, until the test is over. */
export function shareSession(more: Partial<Session> = {}): Session {
  const { target, ledger } = aTarget(() => ({ status: 500 }));
  globalThis.bookingSession = {
    target,
    ledger,
    exchanges: [],
    remembered: [],
    selected: () => true,
    needSlot: jest.fn(),
    needPlainBooking: jest.fn(),
    listDefect: jest.fn(),
    listVariant: jest.fn(),
    ...more,
  };
  return globalThis.bookingSession;
}
afterEach(() => {
  globalThis.bookingSession = undefined;
});

/** A booking for a made-up patient as it is sent; `booked` is what a conformant server makes of it. */
export function sentAppointment(): Appointment {
  const patient: Patient = {
    resourceType: 'Patient',
    id: 'patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
    name: [{ use: 'official', family: 'XXTESTPATIENT-00001', given: ['Alder'] }],
    birthDate: '1970-01-31',
  };
  const slot: Slot = {
    resourceType: 'Slot',
    id: 'slot',
    identifier: [{ system: 'https://tools.ietf.org/html/rfc4122', value: 'slot-1' }],
    schedule: { reference: 'Schedule/1' },
    status: 'free',
    start: '2099-01-01T09:00:00Z',
    end: '2099-01-01T09:10:00Z',
  };
  return {
    resourceType: 'Appointment',
    contained: [patient, slot],
    status: 'booked',
    start: '2099-01-01T09:00:00Z',
    end: '2099-01-01T09:10:00Z',
    slot: [{ reference: '#slot' }],
    participant: [{ actor: { reference: '#patient' }, status: 'accepted' }],
  };
}

export interface Parts {
  readonly appointment: Appointment;
  readonly patient: Patient;
  readonly slot: Slot;
}

/** The booking as a conformant server stores it, with one thing done to it. */
export function storedAppointment(change: (parts: Parts) => void = () => {}): Appointment {
  const appointment: Appointment = { ...sentAppointment(), id: 'a1', meta: { versionId: '7' } };
  const [patient, slot] = appointment.contained as [Patient, Slot];
  change({ appointment, patient, slot });
  return appointment;
}
