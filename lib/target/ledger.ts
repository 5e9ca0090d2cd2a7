import { decodedBody, type Exchange, headerValues } from '../http';
import { contentOf } from './answer';

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

/** What became of a request to book; `uncertain`: nobody told whether it was done. */
export interface LedgerChange {
  readonly id: string | null;
  readonly slot: string;
  readonly exchange: string;
  readonly state: 'booked' | 'cancelled' | 'not-cancelled' | 'uncertain';
  readonly reason: string | null;
}

/** A booking that is, or may be, still in the diary. */
export interface LeftBehind {
  readonly id: string | null;
  readonly slot: string;
  readonly exchange: string;
  readonly reason: string;
}

/** All that a ledger knows, as plain data. */
export interface LedgerState {
  readonly made: ReadonlyArray<Omit<LedgerEntry, 'sent'> & { readonly sent: string }>;
  readonly untried: readonly string[];
  readonly failed: ReadonlyArray<readonly [exchange: string, reason: string]>;
  readonly uncertain: readonly LeftBehind[];
}

const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** How an exchange ends whose request never reached the target. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|INVALID_|CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/;

/** Every booking that the run made or may have made, so that none is forgotten. */
export class BookingLedger {
  private readonly made = new Map<string, LedgerEntry>();
  private readonly untried = new Set<string>();
  private readonly failed = new Map<string, string>();
  private readonly uncertain: LeftBehind[] = [];

  /** @param onChange told of every booking made and of what became of it */
  constructor(private readonly onChange: (change: LedgerChange) => void) {}

  /**
   * Notes the answer to a request to book. Every 2xx counts as a booking, whatever else is wrong with it; no answer, or
   * one of a gateway that had none, may hide one.
   */
  note(exchange: Exchange, slot: string): void {
    const status = exchange.response?.status ?? 0;
    if (status >= 200 && status <= 299) {
      const sent = decodedBody(exchange.request);
      const entry = { id: createdId(exchange), slot, case: exchange.case, exchange: exchange.id, sent };
      this.made.set(exchange.id, entry);
      this.untried.add(exchange.id);
      this.tell(entry, 'booked', null);
      return;
    }
    const isLost = status === 0 && !NEVER_SENT.test(exchange.error?.code ?? '');
    if (!isLost && ![502, 503, 504].includes(status)) return;
    const reason = `it is not known whether it was booked: ${exchange.error?.message ?? `status ${status}`}`;
    this.uncertain.push({ id: null, slot, exchange: exchange.id, reason });
    this.tell({ id: null, slot, exchange: exchange.id }, 'uncertain', reason);
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
      const { id, slot, exchange } = this.made.get(exchangeId) as LedgerEntry;
      return { id, slot, exchange, reason };
    });
    return [...failed, ...this.uncertain];
  }

  /** Whether a booking of ours is, or may be, in the slot. */
  occupies(slot: string): boolean {
    return [...this.uncancelled, ...this.uncertain].some((booking) => booking.slot === slot);
  }

  /** All that it knows, to be taken over by another ledger. */
  get state(): LedgerState {
    return {
      made: [...this.made.values()].map((entry) => ({ ...entry, sent: entry.sent.toString('base64') })),
      untried: [...this.untried],
      failed: [...this.failed],
      uncertain: this.uncertain,
    };
  }

  /** Takes over what another ledger knew. */
  adopt({ made, untried, failed, uncertain }: LedgerState): void {
    for (const entry of made)
      this.made.set(entry.exchange, { ...entry, sent: Buffer.from(entry.sent, 'base64') });
    for (const exchange of untried) this.untried.add(exchange);
    for (const [exchange, reason] of failed) this.failed.set(exchange, reason);
    this.uncertain.push(...uncertain);
  }

  get count(): number {
    return this.made.size;
  }

  cancelled(entry: LedgerEntry): void {
    this.untried.delete(entry.exchange);
    this.failed.delete(entry.exchange);
    this.tell(entry, 'cancelled', null);
  }

  notCancelled(entry: LedgerEntry, reason: string): void {
    this.untried.delete(entry.exchange);
    this.failed.set(entry.exchange, reason);
    this.tell(entry, 'not-cancelled', reason);
  }

  private tell(
    { id, slot, exchange }: Pick<LedgerEntry, 'id' | 'slot' | 'exchange'>,
    state: LedgerChange['state'],
    reason: string | null,
  ): void {
    this.onChange({ id, slot, exchange, state, reason });
  }
}

/** The id that the answer gives to the new Appointment: in the body, else in Location; null unless it is a FHIR id. */
function createdId(exchange: Exchange): string | null {
  const body = contentOf(exchange) as { resourceType?: unknown; id?: unknown } | null | undefined;
  if (body?.resourceType === 'Appointment' && typeof body.id === 'string' && FHIR_ID.test(body.id))
    return body.id;
  const location = headerValues(exchange.response?.headers ?? [], 'Location')[0] ?? '';
  return /^[^?#]*\/Appointment\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/?#]*)?$/.exec(location)?.[1] ?? null;
}
