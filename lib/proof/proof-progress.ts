import { styler } from '../report';
import type { FaultResult } from './kill-matrix';
import { inexactness } from './kill-matrix-table';

/** Where no line can be renewed, so many are written in all. */
const LINES = 10;

/** Tells, while the faults are proved, how far that is: one line that is renewed on a terminal. */
export class ProofProgress {
  private readonly style: ReturnType<typeof styler>;
  private done = 0;
  private exact = 0;
  private lineIsOpen = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly faults: number,
  ) {
    this.style = styler(stream);
  }

  /** Takes the result of a fault. One that is not exact is told at once. */
  fault(result: FaultResult): void {
    this.done += 1;
    if (result.exact) this.exact += 1;
    else this.tell(this.style('red', `  ✗ ${result.id}: ${inexactness(result)}`));
    this.show();
  }

  /** Tells something in a line of its own. */
  tell(line: string): void {
    this.close();
    this.stream.write(`${line}\n`);
  }

  /** Ends the line that is renewed. */
  close(): void {
    if (!this.lineIsOpen) return;
    this.stream.write('\r\u001b[K');
    this.lineIsOpen = false;
  }

  private show(): void {
    const line = `  ${this.done} of ${this.faults} faults, ${this.exact} exact`;
    if (this.stream.isTTY === true) {
      this.stream.write(`\r\u001b[K${line}`);
      this.lineIsOpen = true;
    } else if (this.linesAfter(this.done) > this.linesAfter(this.done - 1)) {
      this.stream.write(`${line}\n`);
    }
  }

  private linesAfter(done: number): number {
    return Math.floor((done * LINES) / this.faults);
  }
}
