import type { Slot } from 'fhir/r3';
import type { Exchange, HeaderList, HttpClient, RequestToSend, TransportError } from '../../lib/http';
import {
  BookingLedger,
  type FoundSlot,
  foundSlot,
  IssuedTokens,
  type IssuerOptions,
  type LedgerChange,
  MADE_UP_CONSUMER,
  readSettings,
  type Settings,
  Target,
  TokenIssuer,
} from '../../lib/target';

export const BASE = 'https://booking.test/STU3';

/** When every exchange began. */
export const SENT_AT = Date.parse('2030-01-01T00:00:00Z');

/** An answer as a test writes it; a body that is no Buffer is sent as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: unknown;
  /** Instead of an answer. */
  readonly error?: TransportError;
}

/** A free slot that is still to come. */
export function aSlot(id: string, more: Partial<Slot> = {}): Slot {
  return {
    resourceType: 'Slot',
    id,
    schedule: { reference: 'Schedule/1' },
    status: 'free',
    start: '2099-01-01T09:00:00Z',
    end: '2099-01-01T09:10:00Z',
    ...more,
  };
}

export function found(id: string, more: Partial<Slot> = {}): FoundSlot {
  return foundSlot(aSlot(id, more)) as FoundSlot;
}

export function bundleOf(resources: readonly unknown[], next?: unknown): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(next === undefined
      ? {}
      : {
          link: [
            { relation: 'self', url: `${BASE}/Slot` },
            { relation: 'next', url: next },
          ],
        }),
    entry: resources.map((resource) => ({ resource })),
  };
}

export function exchangeOf(answer: Answer, request: Partial<RequestToSend> = {}, id = 'x0001'): Exchange {
  const { status = 200, headers = [], body = Buffer.alloc(0), error } = answer;
  return {
    id,
    case: request.case ?? 'a case',
    purpose: request.purpose ?? 'book',
    startedAt: new Date(SENT_AT).toISOString(),
    durationMs: 7,
    request: {
      method: request.method ?? 'POST',
      url: request.url ?? `${BASE}/Appointment`,
      headers: request.headers ?? [],
      body: request.body ?? null,
    },
    response: error
      ? null
      : {
          status,
          reason: '',
          httpVersion: '1.1',
          headers,
          body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
          complete: true,
        },
    error: error ?? null,
  };
}

/** A client that talks to a function instead of a server. */
export class FakeClient implements HttpClient {
  readonly sent: RequestToSend[] = [];
  /** How many requests were handed over together, each time that some were. */
  readonly together: number[] = [];
  stopped: string | null = null;

  constructor(private readonly answer: (request: RequestToSend) => Answer) {}

  async send(request: RequestToSend): Promise<Exchange> {
    this.sent.push(request);
    const id = `x${String(this.sent.length).padStart(4, '0')}`;
    request.announce?.(id);
    return exchangeOf(this.answer(request), request, id);
  }

  sendTogether(requests: readonly RequestToSend[]): Promise<Exchange[]> {
    this.together.push(requests.length);
    return Promise.all(requests.map((request) => this.send(request)));
  }

  stop(reason: string): void {
    this.stopped = reason;
  }

  /** What was sent, as `POST /Appointment`. */
  get lines(): string[] {
    return this.sent.map(({ method, url }) => `${method} ${url.replace(BASE, '')}`);
  }
}

/** A clock that moves only when somebody waits. */
export class FakeClock {
  time = Date.parse('2030-01-01T00:00:00Z');
  readonly waited: number[] = [];
  readonly now = (): number => this.time;
  readonly wait = async (milliseconds: number): Promise<void> => {
    this.waited.push(milliseconds);
    this.time += milliseconds;
  };
}

export function settingsWith(more: Partial<Settings> = {}): Settings {
  return { ...readSettings({}, { sources: ['booking'], overlays: [] }), ...more };
}

/** An issuer of unsecured tokens, but for what is given. */
export function anIssuer(more: Partial<IssuerOptions> = {}): TokenIssuer {
  return new TokenIssuer({
    regime: 'none',
    audience: BASE,
    secret: null,
    privateKey: null,
    keyId: null,
    consumer: MADE_UP_CONSUMER,
    scopes: { read: null, write: null },
    ...more,
  });
}

export interface World {
  readonly target: Target;
  readonly client: FakeClient;
  readonly ledger: BookingLedger;
  readonly changes: LedgerChange[];
  readonly clock: FakeClock;
  readonly hidden: string[];
}

/** A target whose server is a function; by default with slots of its own, so that none is searched. */
export function aTarget(
  answer: (request: RequestToSend) => Answer,
  settings: Partial<Settings> = { slots: ['s1', 's2', 's3'].map((id) => found(id)) },
): World {
  const client = new FakeClient(answer);
  const clock = new FakeClock();
  const changes: LedgerChange[] = [];
  const hidden: string[] = [];
  const ledger = new BookingLedger((change) => changes.push(change));
  const target = new Target({
    settings: settingsWith(settings),
    baseUrl: BASE,
    run: '1a2b3c4d-0000-4000-8000-000000000000',
    client,
    tokens: new IssuedTokens(anIssuer({ audience: BASE })),
    ledger,
    share: null,
    hide: (token) => hidden.push(token),
    wait: clock.wait,
    countDown: (milliseconds) => {
      const end = clock.time + milliseconds;
      return () => clock.time >= end;
    },
  });
  target.currentCase = 'a case';
  return { target, client, ledger, changes, clock, hidden };
}
