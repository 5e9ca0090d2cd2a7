/** How much may be sent at most; null: as much as comes. */
export interface Limits {
  readonly perSecond: number | null;
  readonly atOnce: number | null;
}

const SECOND_MS = 1_000;

/**
 * The line in which requests wait, so that never more of them begin within any second, and never more are under way,
 * than the limits say. First come, first served.
 */
export class Turns {
  /** When the latest requests began, as many as may begin within a second. */
  private begun: number[] = [];
  private underWay = 0;
  private line: Promise<void> = Promise.resolve();
  private roomMade: () => void = () => undefined;

  constructor(private readonly limits: Limits) {}

  /**
   * Waits until so many requests may begin together, or the signal fires. Gives what is called when they have ended.
   *
   * @throws RangeError when the limits never let so many begin together
   */
  async enter(count: number, signal: AbortSignal): Promise<() => void> {
    const { perSecond, atOnce } = this.limits;
    if (count > Math.min(perSecond ?? count, atOnce ?? count))
      throw new RangeError(`the limits never let ${count} requests begin together`);
    const before = this.line;
    let next: () => void = () => undefined;
    this.line = new Promise((resolve) => {
      next = resolve;
    });
    await before;
    await this.asLongAs(() => this.waitForRoom(count), signal);
    this.begin(count);
    next();
    let isOver = false;
    return () => {
      if (!isOver) this.underWay -= count;
      isOver = true;
      this.roomMade();
    };
  }

  /** Waits until nobody has begun for a second, or the signal fires: from then on, others may use the limit. */
  async quiet(signal: AbortSignal): Promise<void> {
    const { perSecond } = this.limits;
    if (perSecond !== null) await this.asLongAs(() => this.waitForSecond(perSecond), signal);
  }

  /** Takes note of a request that somebody else began, within the same limit. */
  begunElsewhere(): void {
    this.noteBegun(1);
  }

  private begin(count: number): void {
    this.underWay += count;
    this.noteBegun(count);
  }

  private noteBegun(count: number): void {
    if (this.limits.perSecond === null) return;
    const now = performance.now();
    this.begun = [...this.begun, ...Array.from({ length: count }, () => now)].slice(-this.limits.perSecond);
  }

  /** Waits as long as `wait` says anew each time, in milliseconds: infinitely many until a request has ended. */
  private async asLongAs(wait: () => number, signal: AbortSignal): Promise<void> {
    for (let left = wait(); left > 0 && !signal.aborted; left = wait()) await this.until(signal, left);
  }

  private waitForRoom(count: number): number {
    const { atOnce } = this.limits;
    return atOnce !== null && this.underWay + count > atOnce ? Infinity : this.waitForSecond(count);
  }

  /** How long it takes until so many more do not make too many within a second. */
  private waitForSecond(count: number): number {
    const { perSecond } = this.limits;
    const mustBePast = perSecond === null ? undefined : this.begun[this.begun.length + count - 1 - perSecond];
    return mustBePast === undefined ? 0 : mustBePast + SECOND_MS - performance.now();
  }

  /** Waits until a request has ended, the time is over, or the signal fires. */
  private until(signal: AbortSignal, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(done, Math.ceil(milliseconds)) : undefined;
      signal.addEventListener('abort', done);
      this.roomMade = done;
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
