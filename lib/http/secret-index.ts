/** A stretch of bytes: from `start` up to, and without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How many bytes at the end of a secret it is looked up by. Tokens begin alike and end in a signature. */
const ENDING = 4;

/**
 * Finds any of thousands of byte strings in one pass: a window of four bytes moves over the text, and only where it
 * shows the ending of a secret is that secret compared. The time grows with the text, not with the number of secrets.
 */
export class SecretIndex {
  readonly #byEnding = new Map<number, Buffer[]>();

  /** @param secret at least four bytes; a shorter one is never found */
  add(secret: Buffer): void {
    const ending = endingOf(secret);
    this.#byEnding.set(ending, [...(this.#byEnding.get(ending) ?? []), secret]);
  }

  remove(secret: Buffer): void {
    const ending = endingOf(secret);
    const others = (this.#byEnding.get(ending) ?? []).filter((other) => !other.equals(secret));
    if (others.length > 0) this.#byEnding.set(ending, others);
    else this.#byEnding.delete(ending);
  }

  /** Every place of every secret; they may overlap. */
  find(text: Buffer): Range[] {
    const found: Range[] = [];
    let window = 0;
    for (let end = 1; end <= text.length; end++) {
      window = (window << 8) | (text[end - 1] ?? 0);
      const candidates = end < ENDING ? undefined : this.#byEnding.get(window);
      for (const secret of candidates ?? []) {
        const start = end - secret.length;
        if (start >= 0 && text.compare(secret, 0, secret.length, start, end) === 0)
          found.push({ start, end });
      }
    }
    return found;
  }
}

function endingOf(secret: Buffer): number {
  return secret.length < ENDING ? 0 : secret.readInt32BE(secret.length - ENDING);
}
