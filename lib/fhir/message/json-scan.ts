import { type Loss, lossOf } from './number';
import type { Places, Step } from './place';

/** How deep arrays and objects may lie in each other. Real messages stay below 40. */
export const MAX_NESTING = 128;

/** How many oddities of a kind are kept: as many as a reader can use. */
const MAX_OF_A_KIND = 100;

/** Something that `JSON.parse` takes without a word. */
export interface Oddity {
  readonly kind: 'duplicate' | 'surrogate' | Loss;
  readonly offset: number;
  /** The value that it is about, for `JsonPlaces.stepsTo`. */
  readonly node: number;
  /** The name that is given again, or the number, as it is written. */
  readonly written: string;
}

/** What a scan of a text finds. */
export interface JsonScan {
  /** Where, and why, the text is no JSON, or is too deep; null if it is neither. */
  readonly fault: { readonly offset: number; readonly message: string; readonly isDepth: boolean } | null;
  readonly oddities: readonly Oddity[];
  readonly places: JsonPlaces;
}

/**
 * Scans a text as JSON (RFC 8259) in one pass, without recursion. Never throws. What is JSON, `JSON.parse` decides; this
 * tells where the text is not, and what `JSON.parse` is silent about: names given twice, numbers that lose what is
 * written, surrogates without their other half, and where each value stands.
 */
export function scanJson(text: string): JsonScan {
  return new Scanner(text).scan();
}

/** The values of a JSON text in the order in which they begin, so that what is in a value follows it. */
export class JsonPlaces implements Places {
  /** Where the values begin; members with their name. */
  readonly #offsets: number[] = [];
  /** The names of members; null for items, and the root. */
  readonly #names: (string | null)[] = [];
  /** For each value, the number of the next one that is not in it. */
  readonly #nexts: number[] = [];

  /** How many values there are: the number of the next one. */
  get size(): number {
    return this.#offsets.length;
  }

  /** Adds a value that holds no others until it is closed. Gives its number. */
  add(offset: number, name: string | null): number {
    this.#names.push(name);
    this.#nexts.push(this.#offsets.length + 1);
    return this.#offsets.push(offset) - 1;
  }

  /** All values that were added since `node` are in it. */
  close(node: number): void {
    this.#nexts[node] = this.#offsets.length;
  }

  offsetOf(steps: readonly Step[]): number | null {
    let node = 0;
    for (const step of steps) {
      const child = this.#child(node, step);
      if (child === null) break;
      node = child;
    }
    return this.#offsets[node] ?? null;
  }

  /** The steps from the root to a value. */
  stepsTo(node: number): Step[] {
    const steps: Step[] = [];
    let child = 1;
    for (let index = 0; child <= node; ) {
      if (node < this.#next(child)) {
        steps.push(this.#names[child] ?? index);
        child += 1;
        index = 0;
      } else {
        child = this.#next(child);
        index += 1;
      }
    }
    return steps;
  }

  /** The member with this name, the last one as `JSON.parse` has it; or the item with this index. Null if there is none. */
  #child(owner: number, step: Step): number | null {
    let found: number | null = null;
    let index = 0;
    for (let child = owner + 1; child < this.#next(owner); child = this.#next(child)) {
      const name = this.#names[child] ?? index;
      if (name === step) found = child;
      index += 1;
    }
    return found;
  }

  #next(node: number): number {
    return this.#nexts[node] ?? Number.POSITIVE_INFINITY;
  }
}

function unquoted(written: string): string {
  return written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
}

/** An array or object whose end is still to come. */
interface Container {
  readonly node: number;
  readonly end: number;
  /** Of an object, the names that it has so far. */
  readonly names: Set<string> | null;
  hasContent: boolean;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
/** Escapes of a whole character above U+FFFF, or of half of one. */
const SURROGATES =
  /\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}|\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}/y;
const ESCAPED_HALF_LENGTH = '\\ud800'.length;

class Scanner {
  readonly #text: string;
  readonly #places = new JsonPlaces();
  readonly #open: Container[] = [];
  readonly #oddities: Oddity[] = [];
  readonly #counts = new Map<Oddity['kind'], number>();
  #at = 0;
  #fault: JsonScan['fault'] = null;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonScan {
    this.#skipSpace();
    this.#item();
    while (this.#fault === null && this.#open.length > 0) this.#next();
    this.#skipSpace();
    if (this.#fault === null && this.#at < this.#text.length) this.#fail('the end of the body');
    for (const { node } of this.#open) this.#places.close(node);
    return { fault: this.#fault, oddities: this.#oddities, places: this.#places };
  }

  /** What comes next in the innermost array or object: its end, an item or a member. */
  #next(): void {
    const container = this.#open.at(-1);
    if (container === undefined) return;
    this.#skipSpace();
    if (this.#code() === container.end) {
      this.#at += 1;
      this.#places.close(container.node);
      this.#open.pop();
      return;
    }
    if (container.hasContent) {
      if (this.#code() !== COMMA) {
        this.#fail(container.names === null ? 'a comma or ]' : 'a comma or }');
        return;
      }
      this.#at += 1;
      this.#skipSpace();
    }
    container.hasContent = true;
    if (container.names === null) this.#item();
    else this.#member(container.names);
  }

  #member(names: Set<string>): void {
    const start = this.#at;
    if (this.#code() !== QUOTE) {
      this.#fail('a name in double quotes');
      return;
    }
    // The value of the member is the next to be added.
    const node = this.#places.size;
    if (!this.#string(node)) return;
    const name = unquoted(this.#text.slice(start, this.#at));
    if (names.has(name)) this.#odd('duplicate', start, node, name);
    names.add(name);
    this.#skipSpace();
    if (this.#code() !== COLON) {
      this.#fail('a colon');
      return;
    }
    this.#at += 1;
    this.#skipSpace();
    this.#value(this.#places.add(start, name));
  }

  #item(): void {
    this.#value(this.#places.add(this.#at, null));
  }

  #value(node: number): void {
    const code = this.#code();
    if (code === OPENING_BRACE) this.#opened(node, CLOSING_BRACE, new Set());
    else if (code === OPENING_BRACKET) this.#opened(node, CLOSING_BRACKET, null);
    else if (code === QUOTE) this.#string(node);
    else if (this.#matches(NUMBER)) this.#number(node);
    else if (this.#matches(LITERAL)) this.#at = LITERAL.lastIndex;
    else this.#fail('a value');
  }

  #opened(node: number, end: number, names: Set<string> | null): void {
    if (this.#open.length === MAX_NESTING) {
      const message = `Arrays and objects lie in each other more than ${MAX_NESTING} deep.`;
      this.#fault = { offset: this.#at, message, isDepth: true };
      return;
    }
    this.#open.push({ node, end, names, hasContent: false });
    this.#at += 1;
  }

  #number(node: number): void {
    const start = this.#at;
    this.#at = NUMBER.lastIndex;
    const written = this.#text.slice(start, this.#at);
    const loss = lossOf(written);
    if (loss !== null) this.#odd(loss, start, node, written);
  }

  /** A string, in quotes. Says whether it is one. */
  #string(node: number): boolean {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      const code = this.#code();
      if (code === QUOTE) {
        this.#at += 1;
        return true;
      }
      if (code === BACKSLASH) {
        if (!this.#escape(node)) return false;
      } else if (code < 0x20) {
        this.#fail('an escape, as control characters have in a string');
        return false;
      } else if (this.#at >= this.#text.length) {
        this.#fault = { offset: start, message: 'this string does not end.', isDepth: false };
        return false;
      } else {
        this.#at += 1;
      }
    }
  }

  /** An escape in a string, or two that make one character. Says whether it is one. */
  #escape(node: number): boolean {
    const start = this.#at;
    if (this.#matches(SURROGATES)) {
      this.#at = SURROGATES.lastIndex;
      const written = this.#text.slice(start, this.#at);
      if (written.length === ESCAPED_HALF_LENGTH) this.#odd('surrogate', start, node, written);
      return true;
    }
    if (this.#matches(ESCAPE)) {
      this.#at = ESCAPE.lastIndex;
      return true;
    }
    this.#fail('an escape of JSON');
    return false;
  }

  /** The code unit at hand; NaN at the end. */
  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#code();
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #odd(kind: Oddity['kind'], offset: number, node: number, written: string): void {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    if (count < MAX_OF_A_KIND) this.#oddities.push({ kind, offset, node, written });
  }

  #fail(expected: string): void {
    const character = this.#text.codePointAt(this.#at);
    const found = character === undefined ? 'its end' : JSON.stringify(String.fromCodePoint(character));
    const message = `expected ${expected}, found ${found}.`;
    this.#fault = { offset: this.#at, message, isDepth: false };
  }
}
