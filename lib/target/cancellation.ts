import { type Exchange, headerValues } from '../http';
import { answerInShort, contentOf } from './answer';
import type { BookingLedger, LedgerEntry } from './ledger';
import { isOurs } from './made-up';
import { PreparationFailed } from './preparation-failed';

/** A booking of this run as the target shows it now. */
export interface OwnAppointment {
  readonly exchange: Exchange;
  readonly appointment: object;
  /** The If-Match with which it can be updated; null when the target tells no version. */
  readonly ifMatch: string | null;
}

export interface CancellerOptions {
  readonly ledger: BookingLedger;
  /** Reads the current version of an Appointment. */
  readonly read: (id: string) => Promise<Exchange>;
  /** Updates an Appointment; `ifMatch` null sends no If-Match. */
  readonly update: (id: string, appointment: object, ifMatch: string | null) => Promise<Exchange>;
  /** Sends again, once, when the target was too busy. */
  readonly patiently: (send: () => Promise<Exchange>) => Promise<Exchange>;
}

/**
 * Cancels bookings as the API asks (https://developer.nhs.uk/apis/nhsbooking-2.0.4/cancel_an_appointment.html): reads
 * the Appointment, changes its status, and sends it back with If-Match. It touches only what this run booked, and takes
 * a booking for cancelled only when it reads so.
 */
export class Canceller {
  constructor(private readonly options: CancellerOptions) {}

  /**
   * Cancels one booking and notes what became of it; gives the answer to the update.
   *
   * @throws PreparationFailed when nothing was sent: it cannot be read, is not ours, or is cancelled already
   */
  async cancel(entry: LedgerEntry): Promise<Exchange> {
    const { appointment, ifMatch } = await this.current(entry);
    if (isCancelled(appointment)) throw new AlreadyCancelled();
    const updated = await this.options.patiently(() =>
      this.options.update(entry.id as string, { ...appointment, status: 'cancelled' }, ifMatch),
    );
    if (showsNewCancelledVersion(updated, appointment) || (await this.readsCancelled(entry))) {
      this.options.ledger.cancelled(entry);
    } else {
      this.options.ledger.notCancelled(
        entry,
        `it is still booked after its cancellation: ${answerInShort(updated)}`,
      );
    }
    return updated;
  }

  /** Cancels what can be; the ledger tells what could not, and why. */
  async cancelAll(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await this.cancel(entry);
      } catch (error) {
        if (error instanceof AlreadyCancelled) this.options.ledger.cancelled(entry);
        else if (error instanceof PreparationFailed) this.options.ledger.notCancelled(entry, error.message);
        else throw error;
      }
    }
  }

  /**
   * Reads a booking, which is what every change of it begins with.
   *
   * @throws PreparationFailed when it cannot be read, or is not one that this run made
   */
  async current(entry: LedgerEntry): Promise<OwnAppointment> {
    const { id, sent } = entry;
    if (id === null) throw new PreparationFailed('the answer to the booking told no id');
    const exchange = await this.options.patiently(() => this.options.read(id));
    const appointment = appointmentIn(exchange);
    if (!appointment)
      throw new PreparationFailed(`the booking could not be read back: ${answerInShort(exchange)}`);
    if (!isOurs(sent, appointment)) {
      throw new PreparationFailed(
        'the id that the answer told belongs to a booking that this run did not make',
      );
    }
    return { exchange, appointment, ifMatch: ifMatchFor(exchange, appointment) };
  }

  private async readsCancelled({ id }: LedgerEntry): Promise<boolean> {
    return isCancelled(appointmentIn(await this.options.read(id as string)));
  }
}

/** A cancellation may arrive although its answer does not, as when the run was stopped in between. */
class AlreadyCancelled extends PreparationFailed {
  constructor() {
    super('the booking is cancelled already');
  }
}

/** The Appointment in the answer; what can be read can be sent back, for how deep it may be nested is bounded. */
function appointmentIn(exchange: Exchange): object | null {
  const value = exchange.response?.status === 200 ? contentOf(exchange) : null;
  return isAppointment(value) ? value : null;
}

function isAppointment(value: unknown): value is object {
  return (value as { resourceType?: unknown } | null | undefined)?.resourceType === 'Appointment';
}

/** The ETag that came with the Appointment; else one made of its version id; else none. */
function ifMatchFor({ response }: Exchange, appointment: object): string | null {
  const etag = headerValues(response?.headers ?? [], 'ETag')[0];
  if (etag !== undefined) return etag;
  const versionId = versionIdOf(appointment);
  return versionId === null ? null : `W/"${versionId}"`;
}

/** An answer that shows the cancelled Appointment in a version it did not have before; an echo of ours does not. */
function showsNewCancelledVersion(updated: Exchange, before: object): boolean {
  const after = updated.response?.status === 200 ? contentOf(updated) : null;
  const version = versionIdOf(after);
  return isCancelled(after) && version !== null && version !== versionIdOf(before);
}

function versionIdOf(appointment: unknown): string | null {
  const versionId = (appointment as { meta?: { versionId?: unknown } } | null | undefined)?.meta?.versionId;
  return typeof versionId === 'string' ? versionId : null;
}

const isCancelled = (appointment: unknown): boolean =>
  (appointment as { status?: unknown } | null | undefined)?.status === 'cancelled';
