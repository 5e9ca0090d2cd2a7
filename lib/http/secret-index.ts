import type { Range } from './ranges';

/** How many bytes at the end of a secret it is looked up by. Tokens begin alike and end in a signature. */
const ENDING = 4;

/**
 * Finds any of thousands of byte strings in one pass: a window of four bytes moves over the text, and only where it
 * shows the ending of a secret is that secret compared. The time grows with the text, not with the number of secrets.
 */
export class SecretIndex {
  readonly #byEnding = new Buckets();
  readonly #byBeginning = new Buckets();
  /** How long a secret was at most. */
  #longest = 0;

  /** @param secret at least four bytes; a shorter one is never found */
  add(secret: Buffer): void {
    this.#byEnding.add(wordAt(secret, secret.length - ENDING), secret);
    this.#byBeginning.add(wordAt(secret, 0), secret);
    this.#longest = Math.max(this.#longest, secret.length);
  }

  remove(secret: Buffer): void {
    this.#byEnding.remove(wordAt(secret, secret.length - ENDING), secret);
    this.#byBeginning.remove(wordAt(secret, 0), secret);
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

  /**
   * The beginning of a secret that the text ends with, where it was cut off; null where it ends with none.
   *
   * @param least how many bytes of it there have to be, at least four
   */
  findCut(text: Buffer, least: number): Range | null {
    const end = text.length;
    for (let start = Math.max(0, end - this.#longest + 1); start <= end - least; start++) {
      const isCut = (secret: Buffer): boolean =>
        secret.length > end - start && text.compare(secret, 0, end - start, start, end) === 0;
      if (this.#byBeginning.get(wordAt(text, start))?.some(isCut)) return { start, end };
    }
    return null;
  }
}

/** Byte strings by four of their bytes. */
class Buckets {
  readonly #buckets = new Map<number, Buffer[]>();

  get(word: number): readonly Buffer[] | undefined {
    return this.#buckets.get(word);
  }

  add(word: number, bytes: Buffer): void {
    const bucket = this.#buckets.get(word);
    if (bucket) bucket.push(bytes);
    else this.#buckets.set(word, [bytes]);
  }

  remove(word: number, bytes: Buffer): void {
    const others = (this.#buckets.get(word) ?? []).filter((other) => !other.equals(bytes));
    if (others.length > 0) this.#buckets.set(word, others);
    else this.#buckets.delete(word);
  }
}

function wordAt(bytes: Buffer, offset: number): number {
  return bytes.length < ENDING ? 0 : bytes.readInt32BE(offset);
}
