import { visible } from './markup';
import { wellFormed } from './well-formed';

/** A spreadsheet takes no more characters in a cell than 32,767. */
const MOST_OF_A_CELL = 32_000;

/** With one of these, or with white space, a text begins that a spreadsheet may take for a formula, and run. */
const LIKE_A_FORMULA = /^[\s=+\-@＝＋－＠]/u;

/**
 * Rows as comma-separated values (RFC 4180), in lines that end with CR LF. A text may hold anything: it is put in quotes and
 * in one line, with visible signs in the place of control characters, and an apostrophe before what a spreadsheet may run.
 */
export function csv(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(content: string | number): string {
  if (typeof content === 'number') return String(content);
  const line = visible(content).replace(/[\n\t]/g, ' ');
  const harmless = LIKE_A_FORMULA.test(line) ? `'${line}` : line;
  const cut = harmless.length > MOST_OF_A_CELL ? `${harmless.slice(0, MOST_OF_A_CELL)}…` : harmless;
  return `"${wellFormed(cut).replaceAll('"', '""')}"`;
}
