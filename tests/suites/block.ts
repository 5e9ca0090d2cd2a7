import { FakeSuite } from '../verdict/fake-suite';

type Work = () => void | Promise<void>;

/** A describe block without Jest: what a word of the vocabulary registers in it is run by hand. */
export class Block {
  readonly suite = new FakeSuite();
  /** How often the block was said to be for the end of the run. */
  closed = 0;
  private readonly before: Work[] = [];
  private readonly after: Work[] = [];
  private isRun = true;

  constructor() {
    const host = globalThis.bookingVerdictHost;
    if (!host) throw new Error('a FakeSuite takes the place of the host');
    host.runs = () => this.isRun;
    host.closes = () => {
      this.closed += 1;
    };
  }

  /** The block is of another lane, or no case of this run. */
  notRun(): this {
    this.isRun = false;
    return this;
  }

  define(words: () => void): this {
    const { beforeAll, afterAll } = globalThis;
    globalThis.beforeAll = (work) => this.before.push(work as Work);
    globalThis.afterAll = (work) => this.after.push(work as Work);
    try {
      this.suite.describe(words);
    } finally {
      Object.assign(globalThis, { beforeAll, afterAll });
    }
    return this;
  }

  /** How many things are done when the block is done. */
  get endings(): number {
    return this.after.length;
  }

  /** Does what is done before the rules of the block are judged. */
  async enter(): Promise<void> {
    for (const work of this.before) await work();
  }

  /** Does what is done when all rules of the block are judged. */
  async leave(): Promise<void> {
    for (const work of this.after) await work();
  }

  end(): void {
    this.suite.end();
  }
}
