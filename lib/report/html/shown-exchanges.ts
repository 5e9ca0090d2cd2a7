import type { ExchangeRecord } from '../../http';
import type { CheckResult } from '../../verdict';
import { idsInShort } from '../ids-in-short';
import { type Content, html } from '../markup';
import { exchangeAnchor } from './anchors';
import { weightOf, wholeExchange } from './exchange';
import { paragraph } from './parts';

/** How much of the page may be exchanges: enough for all in most runs, and no more than a browser opens at once. */
const MOST_CHARACTERS = 6_000_000;
/** How many exchanges of one case are shown in whole; the last ones are those that the case is about. */
const MOST_OF_A_CASE = 10;

/**
 * The exchanges that are shown in whole: those of what failed and what is warned of. Each is shown once, where it is first
 * told of, and linked from elsewhere.
 */
export class ShownExchanges {
  private readonly chosen = new Set<string>();
  private readonly shown = new Set<string>();

  /** @param told of each rule that is told in full, the cases that are; of each rule the first come first */
  constructor(
    private readonly evidence: ReadonlyMap<string, ExchangeRecord>,
    told: ReadonlyArray<readonly CheckResult[]>,
  ) {
    let left = MOST_CHARACTERS;
    const rounds = Math.max(0, ...told.map((checks) => checks.length));
    for (let round = 0; round < rounds; round++) {
      for (const id of told.flatMap((checks) => lastOf(checks[round]))) {
        const record = evidence.get(id);
        if (!record || this.chosen.has(id) || left < weightOf(record)) continue;
        left -= weightOf(record);
        this.chosen.add(id);
      }
    }
  }

  /**
   * The exchanges of a case.
   *
   * @param isPrinted whether the last one is open on paper
   */
  of(check: CheckResult, isPrinted: boolean): Content {
    const last = lastOf(check);
    const earlier = check.exchanges.slice(0, check.exchanges.length - last.length);
    const elsewhere = [...earlier, ...last.filter((id) => !this.chosen.has(id))];
    return [
      last.map((id, index) => this.whole(id, isPrinted && index === last.length - 1)),
      elsewhere.length === 0
        ? null
        : paragraph(
            html`${last.length === elsewhere.length ? 'In' : 'Also, in'} the file exchanges.ndjson: ${idsInShort(elsewhere)}.`,
          ),
    ];
  }

  private whole(id: string, isPrinted: boolean): Content {
    const record = this.evidence.get(id);
    if (!record || !this.chosen.has(id)) return null;
    if (this.shown.has(id))
      return html`<p class="exchange-again"><a href="#${exchangeAnchor(id)}">${id}, shown above</a></p>`;
    this.shown.add(id);
    return wholeExchange(record, isPrinted ? 'exchange--printed' : '');
  }
}

const lastOf = (check: CheckResult | undefined): readonly string[] =>
  check?.exchanges.slice(-MOST_OF_A_CASE) ?? [];
