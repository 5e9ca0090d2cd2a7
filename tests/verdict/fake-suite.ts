import type { Report } from '../../lib/verdict';

let blockCount = 0;

interface RegisteredTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * A suite without Jest: collects the tests that `rule()` registers, runs them by hand, and keeps what they report.
 * One at a time: it takes the place of the environment's host until `end`.
 */
export class FakeSuite {
  readonly reports: Report[] = [];
  readonly faults: string[] = [];
  private readonly blocks: string[] = [];
  private readonly tests: RegisteredTest[] = [];

  /** The rules that said that they need the exchanges of every case. */
  readonly judgedOnEveryCase: string[] = [];

  constructor(
    private readonly notSelected: readonly string[] = [],
    private readonly otherCases: readonly string[] = [],
  ) {
    globalThis.bookingVerdictHost = {
      blocks: () => [...this.blocks],
      selected: (ruleId) => !this.notSelected.includes(ruleId),
      caseSelected: (name) => !this.otherCases.includes(name),
      runs: () => true,
      judgedOnEveryCase: (ruleId) => this.judgedOnEveryCase.push(ruleId),
      closes: () => {},
      report: (report) => this.reports.push(report),
      fault: (message) => this.faults.push(message),
    };
  }

  /** Defines a describe block; one within another when called from its definition. */
  describe(define: () => void): this {
    const jestTest = globalThis.test;
    blockCount += 1;
    this.blocks.push(`block ${blockCount}`);
    globalThis.test = this.collector();
    try {
      define();
    } finally {
      globalThis.test = jestTest;
      this.blocks.pop();
    }
    return this;
  }

  private collector(): jest.It {
    const collect = (name: string, run: () => Promise<void>) => this.tests.push({ name, run });
    return collect as unknown as jest.It;
  }

  get testNames(): string[] {
    return this.tests.map((registered) => registered.name);
  }

  /** Runs the tests in the order of definition and gives what each threw, null when it did not. */
  async run(): Promise<Array<Error | null>> {
    const thrown: Array<Error | null> = [];
    for (const { run } of this.tests) {
      thrown.push(
        await run().then(
          () => null,
          (error: Error) => error,
        ),
      );
    }
    return thrown;
  }

  end(): void {
    globalThis.bookingVerdictHost = undefined;
  }
}
