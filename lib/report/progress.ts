import type { JournalEntry } from '../verdict';
import { printable, styler } from './printable';

const EVERY_MS = { terminal: 100, elsewhere: 2_000 };

/** Tells, while the run goes on, how far it is and what is broken: one line that is renewed on a terminal. */
export class Progress {
  private readonly style: ReturnType<typeof styler>;
  private checks = 0;
  private failures = 0;
  private warnings = 0;
  private exchanges = 0;
  private lastShown = 0;
  private current = '';
  private lineIsOpen = false;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.style = styler(stream);
  }

  /** Takes an entry of the journal. A failure is told at once. */
  check(entry: JournalEntry): void {
    if (entry.kind === 'fault')
      this.tell(this.style('red', `  the suite itself failed: ${printable(entry.message)}`));
    if (entry.kind !== 'check') return;
    this.checks += 1;
    this.current = entry.case;
    if (entry.outcome === 'warn') this.warnings += 1;
    if (entry.outcome === 'fail') {
      this.failures += 1;
      const text = `  ✗ ${entry.rule}: ${printable(entry.message ?? '', 160)} (${printable(entry.case, 100)})`;
      this.tell(this.style('red', text));
    }
    this.show();
  }

  exchange(): void {
    this.exchanges += 1;
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
    const now = Date.now();
    const terminal = this.stream.isTTY === true;
    if (now - this.lastShown < (terminal ? EVERY_MS.terminal : EVERY_MS.elsewhere)) return;
    this.lastShown = now;
    const counts = `exchanges: ${this.exchanges}, checks: ${this.checks}, failed: ${this.failures}, warnings: ${this.warnings}`;
    if (!terminal) {
      this.stream.write(`  ${counts}\n`);
      return;
    }
    const width = (this.stream.columns ?? 80) - 1;
    this.stream.write(`\r\u001b[K${`  ${counts} — ${printable(this.current)}`.slice(0, width)}`);
    this.lineIsOpen = true;
  }
}
