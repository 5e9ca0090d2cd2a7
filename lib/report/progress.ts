import type { CheckEntry, JournalEntry } from '../verdict';
import { printable, styler } from './printable';
import { slotsInShort } from './slots';

const EVERY_MS = { terminal: 100, elsewhere: 2_000 };

/** How many failures of one rule are told while the run goes on: the summary and the reports have all. */
const MOST_TOLD = 3;

/** Tells, while the run goes on, how far it is and what is broken: one line that is renewed on a terminal. */
export class Progress {
  private readonly style: ReturnType<typeof styler>;
  private checks = 0;
  private failures = 0;
  private readonly failuresOf = new Map<string, number>();
  private warnings = 0;
  private exchanges = 0;
  private lastShown = 0;
  private current = '';
  private lineIsOpen = false;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.style = styler(stream);
  }

  /** Takes an entry of the journal. A failure is told at once, but of one rule only the first few. */
  check(entry: JournalEntry): void {
    if (entry.kind === 'fault')
      this.tell(this.style('red', `  the suite itself failed: ${printable(entry.message)}`));
    if (entry.kind === 'slots') this.tell(`  ${slotsInShort(entry)}`);
    if (entry.kind !== 'check') return;
    this.checks += 1;
    this.current = entry.case;
    if (entry.outcome === 'warn') this.warnings += 1;
    if (entry.outcome === 'fail') this.fail(entry);
    this.show();
  }

  private fail({ rule, message, case: name }: CheckEntry): void {
    this.failures += 1;
    const count = (this.failuresOf.get(rule) ?? 0) + 1;
    this.failuresOf.set(rule, count);
    if (count <= MOST_TOLD)
      this.tell(this.style('red', `  ✗ ${rule}: ${printable(message ?? '', 160)} (${printable(name, 100)})`));
    if (count === MOST_TOLD + 1) this.tell(this.style('red', `  ✗ ${rule}: more cases, told at the end`));
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
