import { parseJson, parseVersionedLocation } from '../fhir';
import { type Exchange, headerValues } from '../http';

export interface LedgerEntry {
  /** Logical id of the Appointment; null when the answer did not tell it. */
  readonly id: string | null;
  readonly slot: string;
  readonly case: string;
  /** The exchange that made the booking. */
  readonly exchange: string;
}

/** What became of a booking. */
export interface LedgerChange extends LedgerEntry {
  readonly state: 'booked' | 'cancelled' | 'not-cancelled';
  readonly reason: string | null;
}

/** Every booking that the run made, so that none is forgotten. */
export class BookingLedger {
  private readonly open = new Map<string, LedgerEntry>();
  private readonly made = new Map<string, LedgerEntry>();
  private readonly failed = new Map<string, string>();

  /** @param onChange told of every booking made and of what became of it */
  constructor(private readonly onChange: (change: LedgerChange) => void) {}

  /** Notes the answer to a request to book; every 2xx counts as a booking, whatever else is wrong with it. */
  note(exchange: Exchange, slot: string): void {
    const status = exchange.response?.status ?? 0;
    if (status < 200 || status > 299) return;
    const entry = { id: createdId(exchange), slot, case: exchange.case, exchange: exchange.id };
    this.open.set(exchange.id, entry);
    this.made.set(exchange.id, entry);
    this.onChange({ ...entry, state: 'booked', reason: null });
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
    return [...this.open.values()].filter((entry) => entry.case === ofCase).reverse();
  }

  /** All that is still booked, also what could not be cancelled before, the latest first. */
  get uncancelled(): LedgerEntry[] {
    return [...this.made.values()]
      .filter((entry) => this.open.has(entry.exchange) || this.failed.has(entry.exchange))
      .reverse();
  }

  /** What could not be cancelled, with the reason. */
  get leftBehind(): ReadonlyArray<LedgerEntry & { reason: string }> {
    return [...this.failed].map(([exchange, reason]) => ({
      ...(this.made.get(exchange) as LedgerEntry),
      reason,
    }));
  }

  get count(): number {
    return this.made.size;
  }

  cancelled(entry: LedgerEntry): void {
    this.open.delete(entry.exchange);
    this.failed.delete(entry.exchange);
    this.onChange({ ...entry, state: 'cancelled', reason: null });
  }

  notCancelled(entry: LedgerEntry, reason: string): void {
    this.open.delete(entry.exchange);
    this.failed.set(entry.exchange, reason);
    this.onChange({ ...entry, state: 'not-cancelled', reason });
  }
}

/** The id that the answer gives to the new Appointment: in the body, else in Location. */
function createdId(exchange: Exchange): string | null {
  const body = parseJson(exchange.response?.body ?? Buffer.alloc(0)).value as {
    resourceType?: unknown;
    id?: unknown;
  } | null;
  if (body?.resourceType === 'Appointment' && typeof body.id === 'string' && body.id !== '') return body.id;
  const location = headerValues(exchange.response?.headers ?? [], 'Location')[0];
  const named = location === undefined ? null : /\/Appointment\/([A-Za-z0-9\-.]{1,64})(\/|$)/.exec(location);
  return parseVersionedLocation(location ?? '')?.id ?? named?.[1] ?? null;
}
