import type { Appointment, Slot } from 'fhir/r3';
import type { Exchange } from '../http';
import {
  contentOf,
  type FoundSlot,
  foundSlot,
  messageOf,
  PreparationFailed,
  resourcesIn,
  type SlotSource,
} from '../target';
import { NOT_RECORDED, type Replay, startOfSearch } from './replay';

/** The slots of a run, as its searches showed them, and which of them each request asked for. */
export class KnownSlots {
  private readonly searched = new Map<string, FoundSlot>();
  private readonly contained = new Map<string, FoundSlot>();

  /** @param asked the keys of the slots that were asked for, by the ids of the exchanges, as the journal has them */
  constructor(private readonly asked: ReadonlyMap<string, string>) {}

  /** Takes note of the slots that an exchange tells of: those of a search, or the one that a request contains. */
  learn(exchange: Exchange): void {
    const isSearch = exchange.purpose === 'search';
    for (const resource of isSearch ? resourcesIn(contentOf(exchange)) : [slotIn(exchange)]) {
      const slot = foundSlot(resource);
      if (slot) (isSearch ? this.searched : this.contained).set(slot.key, slot);
    }
  }

  /** All of them. */
  get all(): FoundSlot[] {
    return [...new Map([...this.contained, ...this.searched]).values()];
  }

  /** Those that start then. */
  startingAt(start: string): FoundSlot[] {
    return this.all.filter(({ resource }) => resource.start === start);
  }

  /**
   * The slot that a request asks for. What a search showed is what the case knew; what the request contains may be another
   * one on purpose, and then the journal says which was meant.
   */
  askedBy(exchange: Exchange): FoundSlot {
    const contained = slotIn(exchange);
    const key = foundSlot(contained)?.key ?? '';
    const noted = this.asked.get(exchange.id) ?? exchange.id;
    const made = { key: noted, resource: { ...NO_SLOT, ...contained, id: contained?.id ?? noted } };
    const found = [this.searched.get(key), this.searched.get(noted), this.contained.get(noted)];
    return found.find((slot) => slot !== undefined) ?? this.contained.get(key) ?? made;
  }
}

/** What a body is made of where nobody tells what its slot was like. */
const NO_SLOT: Slot = {
  resourceType: 'Slot',
  schedule: { reference: 'Schedule/not-known' },
  status: 'free',
  start: '1970-01-01T00:00:00Z',
  end: '1970-01-01T00:10:00Z',
};

/** The contained Slot of a request to book; undefined where it has none that can be read. */
function slotIn({ request }: Exchange): Partial<Slot> | undefined {
  const body = request.body === null ? null : (messageOf(request).value as Partial<Appointment> | null);
  const contained: unknown[] = Array.isArray(body?.contained) ? body.contained : [];
  return contained.find(
    (resource): resource is Slot => (resource as { resourceType?: unknown } | null)?.resourceType === 'Slot',
  );
}

/** Gives each booking the slot that it had when it was recorded. */
export class RecordedSlots implements SlotSource {
  private readonly held = new Set<string>();

  /** @param caseNow the case that is judged now */
  constructor(
    private readonly replay: Replay,
    private readonly known: KnownSlots,
    private readonly caseNow: () => string,
  ) {}

  async look(): Promise<number> {
    return 0;
  }

  /** @throws PreparationFailed when the case recorded no request for another slot than those that it has already */
  async take(): Promise<FoundSlot> {
    const slot = this.nextSlot();
    if (slot === null || this.held.has(slot.key)) throw new PreparationFailed(NOT_RECORDED);
    this.held.add(slot.key);
    return slot;
  }

  release(slot: FoundSlot): void {
    this.held.delete(slot.key);
  }

  private nextSlot(): FoundSlot | null {
    const booking = this.replay.nextBooking(this.caseNow());
    const booked = booking ? this.known.askedBy(booking) : null;
    const next = this.replay.next(this.caseNow());
    const start = next?.purpose === 'search' ? startOfSearch(next.request.url) : null;
    // A slot that is searched, and found to be gone, is never booked: then another one is.
    return start === null || booked?.resource.start === start ? booked : this.searched(start);
  }

  private searched(start: string): FoundSlot | null {
    return this.known.startingAt(start)[0] ?? null;
  }
}
