import { decodedBody, type Exchange, headerValues } from '../http';
import { contentOf } from './answer';
import { isOurs } from './made-up';

/** A booking that was made. */
export interface LedgerEntry {
  /** Logical id of the Appointment; null when the answer did not tell it. */
  readonly id: string | null;
  /** The key of the slot that was asked for. */
  readonly slot: string;
  readonly case: string;
  /** The exchange that made the booking. */
  readonly exchange: string;
  /** The bytes that were sent, unpacked. */
  readonly sent: Buffer;
}

/** A request to book that is about to be sent. */
export interface AskedBooking {
  readonly state: 'asked';
  readonly slot: string;
  readonly exchange: string;
  readonly case: string;
  /** By what its made-up patient is recognised; null when the request names none. */
  readonly patient: string | null;
  readonly requestId: string | null;
}

/** What became of a request to book; `uncertain`: nobody told whether it was done. */
export interface BookingChange {
  readonly id: string | null;
  readonly slot: string;
  readonly exchange: string;
  readonly state: 'booked' | 'cancelled' | 'not-cancelled' | 'uncertain';
  readonly reason: string | null;
}

export type LedgerChange = AskedBooking | BookingChange;

/** A booking that is, or may be, still in the diary. */
export interface LeftBehind {
  readonly id: string | null;
  readonly slot: string;
  readonly exchange: string;
  readonly reason: string;
  /** By what it can be recognised where its id is not known; null where that is not known either. */
  readonly patient: string | null;
  readonly requestId: string | null;
}

const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** How an exchange ends whose request never reached the target. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|INVALID_|PROXY_|CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/;

/** Every booking that the run made or may have made, so that none is forgotten. */
export class BookingLedger {
  private readonly asked = new Map<string, AskedBooking>();
  private readonly unanswered = new Set<string>();
  private readonly made = new Map<string, LedgerEntry>();
  private readonly untried = new Set<string>();
  private readonly failed = new Map<string, string>();
  private readonly uncertain: Array<Pick<LeftBehind, 'slot' | 'exchange' | 'reason'>> = [];
  private shown = false;

  /** @param onChange told of every request to book, of every booking made, and of what became of it */
  constructor(private readonly onChange: (change: LedgerChange) => void) {}

  /** Notes a request to book before it is sent. */
  ask(asked: Omit<AskedBooking, 'state'>): void {
    const change: AskedBooking = { state: 'asked', ...asked };
    this.adopt(change);
    this.onChange(change);
  }

  /**
   * Notes the answer to a request to book. Every 2xx counts as a booking, whatever else is wrong with it; no answer, or
   * one of a gateway that had none, may hide one.
   */
  note(exchange: Exchange, slot: string): void {
    this.unanswered.delete(exchange.id);
    const change = changeBy(exchange, slot);
    if (change === null) return;
    this.adopt(change, exchange);
    this.onChange(change);
  }

  /**
   * Takes over a change that another ledger told of, without telling it again.
   *
   * @param exchange the one that asked for the booking, where it was recorded
   */
  adopt(change: LedgerChange, exchange?: Exchange): void {
    if (change.state === 'asked') {
      this.asked.set(change.exchange, change);
      this.unanswered.add(change.exchange);
      return;
    }
    const { id, slot, state, reason, exchange: exchangeId } = change;
    this.unanswered.delete(exchangeId);
    switch (state) {
      case 'booked':
        this.made.set(exchangeId, {
          id,
          slot,
          case: exchange?.case ?? this.asked.get(exchangeId)?.case ?? '',
          exchange: exchangeId,
          // Where the evidence is lost, what was noted of the patient is enough to recognise the booking.
          sent: exchange
            ? decodedBody(exchange.request)
            : Buffer.from(this.asked.get(exchangeId)?.patient ?? ''),
        });
        this.untried.add(exchangeId);
        this.shown ||= exchange !== undefined && showsBooking(exchange);
        break;
      case 'uncertain':
        this.uncertain.push({ slot, exchange: exchangeId, reason: reason ?? '' });
        break;
      default:
        this.settle(exchangeId, reason);
    }
  }

  /**
   * Decides on the requests of which nothing was noted since they were asked for, as when a process was killed: by their
   * answers, where these were recorded; else they are uncertain.
   */
  decideOnUnanswered(recorded: (exchangeId: string) => Exchange | undefined): void {
    for (const exchangeId of [...this.unanswered]) {
      const { slot } = this.asked.get(exchangeId) as AskedBooking;
      const exchange = recorded(exchangeId);
      if (exchange) {
        this.note(exchange, slot);
        continue;
      }
      const reason = 'it is not known whether it was booked: the suite was ended before the answer came';
      const change = { id: null, slot, exchange: exchangeId, state: 'uncertain', reason } as const;
      this.adopt(change);
      this.onChange(change);
    }
  }

  /** The booking that an exchange made, or undefined. */
  entryOf(exchangeId: string): LedgerEntry | undefined {
    return this.made.get(exchangeId);
  }

  /** The ids of all other bookings of this run than the one that the exchange made. */
  otherIds(exchangeId: string): string[] {
    return [...this.made.values()]
      .filter((entry) => entry.exchange !== exchangeId)
      .flatMap((entry) => entry.id ?? []);
  }

  /** What one case booked and has not tried to cancel yet, the latest first. */
  openIn(ofCase: string): LedgerEntry[] {
    return [...this.made.values()]
      .filter((entry) => entry.case === ofCase && this.untried.has(entry.exchange))
      .reverse();
  }

  /** All that is still booked, also what could not be cancelled before, the latest first. */
  get uncancelled(): LedgerEntry[] {
    return [...this.made.values()]
      .filter(({ exchange }) => this.untried.has(exchange) || this.failed.has(exchange))
      .reverse();
  }

  /** What is or may be still in the diary, with the reason. */
  get leftBehind(): LeftBehind[] {
    const failed = [...this.failed].map(([exchangeId, reason]) => {
      const { id, slot } = this.made.get(exchangeId) as LedgerEntry;
      return { id, slot, exchange: exchangeId, reason };
    });
    const untried = [...this.untried].map((exchangeId) => {
      const { id, slot } = this.made.get(exchangeId) as LedgerEntry;
      return { id, slot, exchange: exchangeId, reason: 'the suite was ended before it cancelled it' };
    });
    const uncertain = this.uncertain.map((booking) => ({ id: null, ...booking }));
    return [...failed, ...untried, ...uncertain].map((booking) => ({
      ...booking,
      patient: this.asked.get(booking.exchange)?.patient ?? null,
      requestId: this.asked.get(booking.exchange)?.requestId ?? null,
    }));
  }

  /** Whether a booking of ours is, or may be, in the slot. */
  occupies(slot: string): boolean {
    return [...this.uncancelled, ...this.uncertain].some((booking) => booking.slot === slot);
  }

  /** How many bookings were made, whatever became of them. */
  get count(): number {
    return this.made.size;
  }

  /** Whether the target has shown any booking of this run: in an answer, or as it was read to be cancelled. */
  get showsAny(): boolean {
    return this.shown;
  }

  /** Notes that a booking is out of the diary again. */
  cancelled({ id, slot, exchange }: LedgerEntry): void {
    this.settle(exchange, null);
    this.onChange({ id, slot, exchange, state: 'cancelled', reason: null });
  }

  /** Notes that a booking could not be cancelled, and why. */
  notCancelled({ id, slot, exchange }: LedgerEntry, reason: string): void {
    this.settle(exchange, reason);
    this.onChange({ id, slot, exchange, state: 'not-cancelled', reason });
  }

  /** A cancellation was tried; `reason` null: with success. */
  private settle(exchange: string, reason: string | null): void {
    if (!this.made.has(exchange)) return;
    this.untried.delete(exchange);
    if (reason === null) {
      this.failed.delete(exchange);
      this.shown = true;
    } else this.failed.set(exchange, reason);
  }
}

/** What the answer to a request to book says of the diary; null when nothing was booked. */
function changeBy(exchange: Exchange, slot: string): BookingChange | null {
  const { id, error } = exchange;
  const status = exchange.response?.status ?? 0;
  if (status >= 200 && status <= 299)
    return { id: createdId(exchange), slot, exchange: id, state: 'booked', reason: null };
  const isLost = status === 0 && !NEVER_SENT.test(error?.code ?? '');
  if (!isLost && ![502, 503, 504].includes(status)) return null;
  const reason = `it is not known whether it was booked: ${error?.message ?? `status ${status}`}`;
  return { id: null, slot, exchange: id, state: 'uncertain', reason };
}

/** Whether the answer holds the Appointment that was asked for, under an id that an echo would not have. */
function showsBooking(exchange: Exchange): boolean {
  const body = contentOf(exchange) as { resourceType?: unknown; id?: unknown } | null | undefined;
  if (body?.resourceType !== 'Appointment' || typeof body.id !== 'string' || body.id === '') return false;
  const sent = decodedBody(exchange.request);
  return !sent.includes(body.id) && isOurs(sent, body);
}

/** The id that the answer gives to the new Appointment: in the body, else in Location; null unless it is a FHIR id. */
export function createdId(exchange: Exchange): string | null {
  const body = contentOf(exchange) as { resourceType?: unknown; id?: unknown } | null | undefined;
  if (body?.resourceType === 'Appointment' && typeof body.id === 'string' && FHIR_ID.test(body.id))
    return body.id;
  const location = headerValues(exchange.response?.headers ?? [], 'Location')[0] ?? '';
  return /^[^?#]*\/Appointment\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/?#]*)?$/.exec(location)?.[1] ?? null;
}
