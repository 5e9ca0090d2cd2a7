/** Where something stands in a text, counted from 1. Columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of a text: finds the position of an offset. Lines end as in XML and editors: LF, CR LF or CR. */
export class Lines {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    this.#starts ??= lineStarts(this.#text);
    const starts = this.#starts;
    const startOf = (line: number): number => starts[line] ?? 0;
    let line = 0;
    for (let beyond = starts.length; beyond - line > 1; ) {
      const middle = (line + beyond) >>> 1;
      if (startOf(middle) <= offset) line = middle;
      else beyond = middle;
    }
    return { line: line + 1, column: offset - startOf(line) + 1 };
  }
}

const LF = 0x0a;
const CR = 0x0d;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isEnd = code === LF || (code === CR && text.charCodeAt(index + 1) !== LF);
    if (isEnd) starts.push(index + 1);
  }
  return starts;
}

/** A step of a path: the name of a member, or the index of an item. */
export type Step = string | number;

/** Where the values of a message stand in its text. */
export interface Places {
  /**
   * The offset of the value that `steps` lead to from the root; where there is none, that of the last value on the way.
   * Null for a text that holds nothing.
   */
  offsetOf(steps: readonly Step[]): number | null;
}

/** The steps of a path: `contained`, 1 and `name` for `contained[1].name`. */
export function stepsOf(path: string): Step[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([step, index]) =>
    index === undefined ? step : Number(index),
  );
}
