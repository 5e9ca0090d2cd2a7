import { createHash } from 'node:crypto';
import { PreparationFailed } from './preparation-failed';
import { type FoundSlot, isBookable } from './slot';

/** What a search for free slots brought. */
export interface SlotSearch {
  readonly slots: readonly FoundSlot[];
  /** Why there is none, in plain words; null when the search itself went well. */
  readonly problem: string | null;
}

/** A share of all slots, where several processes test a target at the same time: each uses none but its own. */
export interface SlotShare {
  readonly index: number;
  readonly of: number;
}

/** Whether a slot belongs to the share. The same slot always belongs to the same. */
export function isInShare(slot: FoundSlot, { index, of }: SlotShare): boolean {
  return createHash('md5').update(slot.key).digest().readUInt32BE() % of === index;
}

/** Where bookings get their slots from. */
export interface SlotSource {
  /** How many slots there are to begin with; 0 where they cannot be searched. */
  look(): Promise<number>;
  /**
   * A free slot that no running case uses.
   *
   * @throws PreparationFailed with the reason when there is none
   */
  take(): Promise<FoundSlot>;
  /** Ends the use of a slot in which no booking is left. */
  release(slot: FoundSlot): void;
}

export interface SlotPoolOptions {
  /** Searches free slots; null when only those that are given may be used. */
  readonly search: (() => Promise<SlotSearch>) | null;
  readonly given: readonly FoundSlot[];
  /** The setting that gives them. */
  readonly givenBy: 'SLOTS_FILE' | 'SLOTS_COMMAND';
  /** The logical id of a slot that is kept for a purpose of its own; null when there is none. */
  readonly reserved: string | null;
  /** The share of the slots that may be used; null: all of them. */
  readonly share: SlotShare | null;
  /** How long a search may take to show a slot as free again, in milliseconds. */
  readonly graceMs: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /**
   * The order in which the slots of a search are used. Others who book at the same time see the same slots: who begins
   * with the same one, finds it taken.
   */
  readonly order: (slots: readonly FoundSlot[]) => readonly FoundSlot[];
}

/** How many free slots a full run needs at the same time. */
export const SLOTS_AT_ONCE = 2;

const POLL_MS = 500;

/** What a search brings that could not be sent, because the run was stopped. */
function nothingFound(error: unknown): SlotSearch {
  if (error instanceof PreparationFailed) return { slots: [], problem: error.message };
  throw error;
}

/**
 * Gives each booking a free slot of its own. A slot that was used before is given again only when the others are used
 * up and the search shows it free again, so that no booking is refused for what an earlier one did.
 */
export class SlotPool implements SlotSource {
  private readonly unused: FoundSlot[] = [];
  private readonly known = new Set<string>();
  private readonly held = new Set<string>();
  /** Once a wait brought no slot, later cases ask again but wait no more: the bound is per run, not per case. */
  private waitedInVain = false;

  constructor(private readonly options: SlotPoolOptions) {
    this.learn(options.given.filter((slot) => this.isOurs(slot)));
  }

  /** How many slots this run has seen. */
  get seen(): number {
    return this.known.size;
  }

  /** How many slots there are to begin with; 0 where they cannot be searched. */
  async look(): Promise<number> {
    const { search, order } = this.options;
    if (search && this.seen === 0) {
      const { slots } = await search().catch(nothingFound);
      this.learn(order(slots.filter((slot) => isBookable(slot, this.options.now()) && this.isOurs(slot))));
    }
    return this.seen;
  }

  /**
   * A free slot that no running case uses.
   *
   * @throws PreparationFailed with the reason when the target offers none
   */
  async take(): Promise<FoundSlot> {
    const slot = this.nextUnused() ?? (await this.searchAgain());
    this.held.add(slot.key);
    return slot;
  }

  /**
   * Ends the use of a slot in which no booking is left. It is given again when a search shows it as free; without a
   * search, when the others are used up.
   */
  release(slot: FoundSlot): void {
    this.held.delete(slot.key);
    if (!this.options.search) this.unused.push(slot);
  }

  private isOurs(slot: FoundSlot): boolean {
    const { reserved, share } = this.options;
    return slot.resource.id !== reserved && (share === null || isInShare(slot, share));
  }

  /** Adds the slots that were not seen before; a search may show one twice, where its pages overlap. */
  private learn(slots: readonly FoundSlot[]): void {
    for (const slot of slots) {
      if (this.known.has(slot.key)) continue;
      this.known.add(slot.key);
      this.unused.push(slot);
    }
  }

  private nextUnused(): FoundSlot | undefined {
    const now = this.options.now();
    for (let slot = this.unused.shift(); slot; slot = this.unused.shift()) {
      if (isBookable(slot, now)) return slot;
    }
    return undefined;
  }

  private async searchAgain(): Promise<FoundSlot> {
    const { search, givenBy, graceMs, wait, now } = this.options;
    if (!search) throw new PreparationFailed(`all ${this.seen} slots of ${givenBy} are in use or past`);
    const end = now() + (this.waitedInVain ? 0 : graceMs);
    for (;;) {
      const { slots, problem } = await search();
      const free = slots.filter(
        (slot) => isBookable(slot, now()) && !this.held.has(slot.key) && this.isOurs(slot),
      );
      this.learn(this.options.order(free));
      // With nothing new, all that is shown as free is used once more: one search serves many bookings.
      if (this.unused.length === 0) this.unused.push(...this.options.order(free));
      const next = this.nextUnused();
      if (next) return next;
      if (problem || this.seen === 0) throw new PreparationFailed(problem ?? this.shortage());
      if (now() >= end) {
        this.waitedInVain = true;
        throw new PreparationFailed(this.shortage());
      }
      await wait(POLL_MS);
    }
  }

  private shortage(): string {
    if (this.seen === 0) return 'the search for free slots finds none';
    return `the search shows none of the ${this.seen} slots it offered as free again (${this.held.size} are in use)`;
  }
}
