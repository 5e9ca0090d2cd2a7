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
    await this.room(count, signal);
    this.begin(count);
    next();
    let isOver = false;
    return () => {
      if (!isOver) this.underWay -= count;
      isOver = true;
      this.roomMade();
    };
  }

  private begin(count: number): void {
    this.underWay += count;
    if (this.limits.perSecond === null) return;
    const now = performance.now();
    this.begun = [...this.begun, ...Array.from({ length: count }, () => now)].slice(-this.limits.perSecond);
  }

  private async room(count: number, signal: AbortSignal): Promise<void> {
    const { perSecond, atOnce } = this.limits;
    while (!signal.aborted) {
      if (atOnce !== null && this.underWay + count > atOnce) {
        await this.until(signal);
        continue;
      }
      // The one that must be a second ago, so that the new ones do not make too many.
      const latest = perSecond === null ? undefined : this.begun[this.begun.length + count - 1 - perSecond];
      const wait = latest === undefined ? 0 : latest + SECOND_MS - performance.now();
      if (wait <= 0) return;
      await this.until(signal, wait);
    }
  }

  /** Waits until a request has ended, the time is over, or the signal fires. */
  private until(signal: AbortSignal, milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(done, Math.ceil(milliseconds));
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
