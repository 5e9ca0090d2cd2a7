import { isValidNhsNumber } from '../fhir';
import { ELLIPSIS, findEscaped, type Range, replaced, SecretIndex } from '../http';
import { MARKS, maskOfMark } from './made-up';

/** What stands where data of a patient was. */
export const MASKED = '[masked]';
const MARK = Buffer.from(MASKED);

/** What is shorter is too common to be looked for in a text, but for one that quotes it alone. */
const SHORTEST_BARE = 4;
const SHORTEST = 2;
/** Of a text that is long, this is enough to know it by where it is quoted. */
const LONGEST = 1_000;
/** What was learned is forgotten again when there is more, the oldest first. */
const MOST_LEARNED = 10_000;
/** A text of ours is cut in a few places at most. */
const MOST_CUTS = 20;

/** An NHS number, perhaps in groups of three, three and four digits. */
const NHS_NUMBER = /(?<![\w.-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-])/g;

/** Takes out of texts what is known of patients: made-up ones, NHS numbers, and what was learned of others. */
export class MaskedText {
  readonly #index = new SecretIndex();
  readonly #learned = new Set<string>();

  /** From now on this is taken out wherever it stands as a whole. */
  learn(value: string): void {
    const text = inOneLine(value).slice(0, LONGEST);
    if (text.length < SHORTEST || text === MASKED || this.#learned.has(text)) return;
    this.#index.add(formOf(text));
    this.#learned.add(text);
    if (this.#learned.size > MOST_LEARNED) this.#forgetOldest();
  }

  /** The text without data of patients, also where it was cut short within it. */
  mask(text: string): string {
    const marked = text.replace(MARKS, maskOfMark).replace(NHS_NUMBER, (digits) => maskOfNumber(digits));
    const bytes = Buffer.from(marked);
    const find = (unescaped: Buffer): Range[] => [...this.#wholes(unescaped), ...this.#cutShort(unescaped)];
    const ranges = [...find(bytes), ...findEscaped(bytes, find)];
    return ranges.length === 0 ? marked : replaced(bytes, ranges, MARK).toString('utf8');
  }

  #wholes(text: Buffer): Range[] {
    return this.#index
      .find(text)
      .filter(
        ({ start, end }) => !isOfWord(text[start - 1], text[start]) && !isOfWord(text[end - 1], text[end]),
      );
  }

  #cutShort(text: Buffer): Range[] {
    const found: Range[] = [];
    let cut = text.lastIndexOf(ELLIPSIS);
    for (let count = 0; cut > 0 && count < MOST_CUTS; count++) {
      found.push(...[this.#index.findCut(text.subarray(0, cut), SHORTEST_BARE) ?? []].flat());
      cut = text.lastIndexOf(ELLIPSIS, cut - 1);
    }
    return found;
  }

  #forgetOldest(): void {
    for (const oldest of this.#learned) {
      this.#learned.delete(oldest);
      this.#index.remove(formOf(oldest));
      return;
    }
  }
}

/** How a text is looked for that was learned; a short one in quotes. */
const formOf = (text: string): Buffer => Buffer.from(text.length < SHORTEST_BARE ? `"${text}"` : text);

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const maskOfNumber = (digits: string): string =>
  isValidNhsNumber(digits.replace(/[ -]/g, '')) ? MASKED : digits;

/** Whether both bytes are of one word, so that what ends or begins between them is only a part of it. */
const isOfWord = (one: number | undefined, other: number | undefined): boolean =>
  isLetter(one) && isLetter(other);

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (byte >= 0x80 || /[0-9A-Za-z]/.test(String.fromCharCode(byte)));
