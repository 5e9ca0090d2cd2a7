import { existsSync } from 'node:fs';
import {
  createHttpClient,
  createRedactor,
  type Exchange,
  type ExchangeRecord,
  fromRecord,
  type HttpClient,
  type Redactor,
  type RequestToSend,
  toRecord,
} from '../http';
import {
  createPatientMask,
  type PatientMask,
  PreparationFailed,
  type Settings,
  secretsAmong,
  secretsIn,
} from '../target';
import { Keeper } from './keeper';
import { limitsOf } from './limits';
import { Turns } from './turns';

const MOST_TIMEOUTS_IN_A_ROW = 5;
/** How long what is under way may take when the run is stopped. */
const GRACE_MS = 2_000;
/** How much of all bodies the file of exchanges has whole; from then on, it has what is kept. */
const MOST_BYTES_WRITTEN = 256 * 1024 * 1024;
/** Answers that may be large by right, and are not held. */
const READ_AT_ONCE = ['search', 'preflight'];
const USER_AGENT = 'nhs-booking-conformance';

/** What tells the wire of one lane from those of others. */
export interface WireLane {
  /** After which number its exchanges are counted, so that no two lanes use the same. */
  readonly countFrom: number;
  /** When this file exists, the run was stopped by the process that started it; null where that is this one. */
  readonly stopFile: string | null;
  /** Among how many lanes the limits are shared; by default they are its own. */
  readonly of?: number;
}

/**
 * All that goes over the wire in one run: numbered, recorded, redacted, and bounded. What the limits do not let through
 * yet waits, which is no part of its exchange. It ends when it is stopped, and by itself when the target lets five
 * exchanges in a row run into their deadline.
 */
export class Wire implements HttpClient {
  /** Every exchange so far, as it was but for bodies that are too large to be kept, for judging. */
  readonly exchanges: Exchange[] = [];
  /** The same, redacted and masked, for the reports; `onRecord` gets them whole. */
  readonly evidence = new Map<string, ExchangeRecord>();
  private readonly redactor: Redactor;
  /** Null: patients are not masked. */
  private readonly mask: PatientMask | null;
  private readonly end = new AbortController();
  private client: HttpClient;
  private reason: string | null = null;
  private timeoutsInARow = 0;
  private count = 0;
  private bytesWritten = 0;
  private readonly keeper = new Keeper();
  private readonly turns: Turns;
  /** Fires when what waits for its turn is not to be sent any more. */
  private closed = new AbortController();

  /** @param onRecord takes the redacted record of every exchange, in the order in which they end */
  constructor(
    private readonly settings: Settings,
    private readonly onRecord: (record: ExchangeRecord) => void,
    private readonly lane: WireLane = { countFrom: 0, stopFile: null },
  ) {
    this.redactor = redactorFor(settings);
    this.mask = settings.maskPatients ? createPatientMask() : null;
    this.turns = new Turns(limitsOf(settings, lane.of));
    this.client = this.newClient();
  }

  /** @throws PreparationFailed when the run is stopped before it is sent */
  async send(request: RequestToSend): Promise<Exchange> {
    const exchange = await this.inTurn(1, (client) => client.send(request));
    const kept = this.keeper.keep(exchange);
    this.exchanges.push(kept);
    this.countTimeouts(exchange.error?.code === 'DEADLINE');
    // What cases hold, they hold until the run is over.
    return READ_AT_ONCE.includes(request.purpose) ? exchange : kept;
  }

  /** @throws PreparationFailed when the run is stopped before they are sent */
  async sendTogether(requests: readonly RequestToSend[]): Promise<Exchange[]> {
    const sent = await this.inTurn(requests.length, (client) => client.sendTogether(requests));
    const exchanges = sent.map((exchange) => this.keeper.keep(exchange));
    this.exchanges.push(...exchanges);
    // Sent as one, they count as one: a target that serves them in turn may well be late with most.
    this.countTimeouts(exchanges.every((exchange) => exchange.error?.code === 'DEADLINE'));
    return exchanges;
  }

  /** Nothing more is sent; what is under way may end in good order, since a booking whose answer is lost stays. */
  stop(reason: string): void {
    this.reason ??= reason;
    this.end.abort();
    this.closed.abort();
    const { client } = this;
    setTimeout(() => client.stop(reason), GRACE_MS).unref();
  }

  get stopped(): string | null {
    if (this.reason === null && this.lane.stopFile !== null && existsSync(this.lane.stopFile))
      this.stop('the run was stopped');
    return this.reason ?? this.client.stopped;
  }

  /** Fires when the run is stopped: nothing waits any longer. */
  get ended(): AbortSignal {
    return this.end.signal;
  }

  /** Waits until other lanes may use the limits that this one had until now; or until the run is stopped. */
  handOver(): Promise<void> {
    return this.turns.quiet(this.closed.signal);
  }

  /** Keeps a secret out of all evidence from now on. */
  hide(secret: string): void {
    this.redactor.addSecret(secret);
  }

  /** A text that may quote what the target wrote, without secrets, and without patients where they are masked. */
  redacted(text: string): string {
    const redacted = this.redactor.text(text);
    return this.mask ? this.mask.text(redacted) : redacted;
  }

  /** Does what must be done even after a stop, for so long at most; afterwards the run is stopped as before. */
  async evenIfStopped(mostMs: number, work: () => Promise<void>): Promise<void> {
    const before = { client: this.client, reason: this.reason, closed: this.closed };
    const client = this.newClient();
    const closed = new AbortController();
    this.client = client;
    this.closed = closed;
    this.reason = null;
    const timer = setTimeout(() => {
      client.stop(`the clean-up took longer than ${mostMs} ms`);
      closed.abort();
    }, mostMs);
    this.timeoutsInARow = 0;
    try {
      await work();
    } finally {
      clearTimeout(timer);
      this.client = before.client;
      this.closed = before.closed;
      // Who stopped the run meanwhile, stopped it for good.
      this.reason = before.reason ?? this.reason;
    }
  }

  /** Takes in what another lane sent, as its evidence tells it; gives it as it is kept. */
  adopt(record: ExchangeRecord): Exchange {
    const exchange = fromRecord(record);
    this.turns.begunElsewhere();
    const kept = this.note(exchange, record);
    this.exchanges.push(kept);
    return kept;
  }

  private async inTurn<T>(count: number, send: (client: HttpClient) => Promise<T>): Promise<T> {
    const leave = await this.turns.enter(count, this.closed.signal);
    try {
      if (this.stopped !== null) throw new PreparationFailed(this.stopped);
      return await send(this.client);
    } finally {
      leave();
    }
  }

  private newClient(): HttpClient {
    return createHttpClient({
      timeoutMs: this.settings.requestTimeoutMs,
      maxBodyBytes: this.settings.maxResponseBytes,
      redactor: this.redactor,
      userAgent: USER_AGENT,
      tls: this.settings.tls,
      httpProxy: this.settings.httpProxy,
      nextId: () => this.nextId(),
      record: (redacted) => {
        const exchange = this.mask ? this.mask.exchange(redacted) : redacted;
        this.note(exchange, toRecord(exchange));
      },
    });
  }

  private nextId(): string {
    this.count += 1;
    return `x${String(this.lane.countFrom + this.count).padStart(4, '0')}`;
  }

  /** Takes down an exchange as evidence; gives it as it is kept. */
  private note(exchange: Exchange, record: ExchangeRecord): Exchange {
    const kept = this.keeper.keep(exchange);
    const recordKept = kept === exchange ? record : toRecord(kept);
    this.evidence.set(record.id, recordKept);
    const written = this.bytesWritten < MOST_BYTES_WRITTEN ? record : recordKept;
    this.bytesWritten += written.response?.body.length ?? 0;
    this.onRecord(written);
    return kept;
  }

  private countTimeouts(timedOut: boolean): void {
    this.timeoutsInARow = timedOut ? this.timeoutsInARow + 1 : 0;
    if (this.timeoutsInARow < MOST_TIMEOUTS_IN_A_ROW) return;
    const limit = `the time-out of ${this.settings.requestTimeoutMs} ms`;
    this.stop(`the target let ${MOST_TIMEOUTS_IN_A_ROW} requests in a row run into ${limit}`);
  }
}

/** A redactor that knows every secret of the settings. */
function redactorFor(settings: Settings): Redactor {
  const { tls, httpProxy } = settings;
  const fields = secretsAmong(settings.extraHeaders);
  const secrets = [
    settings.jwtSecret,
    settings.jwtPrivateKey,
    settings.bearerToken,
    settings.oauth2?.clientSecret,
    tls.key?.toString(),
    tls.passphrase,
    settings.packKeyPassphrase,
    httpProxy?.credentials,
    httpProxy?.credentials && Buffer.from(httpProxy.credentials).toString('base64'),
    // It may come back without the name of the user.
    httpProxy?.credentials?.replace(/^[^:]*:/, ''),
    ...fields.flatMap(([, value]) => secretsIn(value)),
  ];
  return createRedactor(
    secrets.filter((secret) => typeof secret === 'string'),
    fields.map(([name]) => name),
  );
}
