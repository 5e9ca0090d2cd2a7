import type { Places, Step } from '../message/place';

/** Where the values that were read from XML stand in its text: those of members and items, by what they are in. */
export class XmlPlaces implements Places {
  readonly #offsets = new Map<object, Map<Step, number>>();
  #root: { value: unknown; offset: number } | null = null;

  setRoot(value: unknown, offset: number): void {
    this.#root = { value, offset };
  }

  /** The member or item `step` of `owner` stands at `offset`. */
  add(owner: object, step: Step, offset: number): void {
    const offsets = this.#offsets.get(owner);
    if (offsets === undefined) this.#offsets.set(owner, new Map([[step, offset]]));
    else offsets.set(step, offset);
  }

  offsetOf(steps: readonly Step[]): number | null {
    if (this.#root === null) return null;
    let { value, offset } = this.#root;
    for (const step of steps) {
      const at = this.#offsets.get(value as object)?.get(step);
      if (at === undefined) break;
      offset = at;
      value = (value as Record<Step, unknown>)[step];
    }
    return offset;
  }
}
