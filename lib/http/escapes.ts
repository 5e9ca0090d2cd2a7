import type { Range } from './ranges';

/** A text with its escapes undone, and where in the original each byte of it begins; last, where that ends. */
interface Unescaped {
  readonly bytes: Buffer;
  readonly offsets: Uint32Array;
}

/** A way to write characters otherwise; what is escaped is never shorter than what it stands for. */
interface Notation {
  /** With what each escape begins. */
  readonly sign: string;
  readonly pattern: RegExp;
  readonly undo: (escaped: string) => string;
  /** In what the character is written that an escape stands for; percent-encoded are bytes. */
  readonly encoding: 'latin1' | 'utf8';
}

const NOTATIONS: readonly Notation[] = [
  // RFC 3986 section 2.1.
  {
    sign: '%',
    pattern: /%[0-9A-Fa-f]{2}/g,
    undo: (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
    encoding: 'latin1',
  },
  // RFC 8259 section 7; a character above U+FFFF is a pair of escapes.
  {
    sign: '\\',
    pattern: /\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|["\\/bfnrt])/g,
    undo: (escaped) => SHORT_ESCAPES[escaped.charAt(1)] ?? String.fromCharCode(...codeUnitsIn(escaped)),
    encoding: 'utf8',
  },
  // https://www.w3.org/TR/xml/#sec-references
  {
    sign: '&',
    pattern: /&(?:amp|lt|gt|quot|apos|#0*[0-9]{1,7}|#[xX]0*[0-9A-Fa-f]{1,6});/g,
    undo: (escaped) => referredTo(escaped.slice(1, -1).toLowerCase()),
    encoding: 'utf8',
  },
];

const ANY_ESCAPE = new RegExp(NOTATIONS.map(({ pattern }) => pattern.source).join('|'), 'g');

/** How often a text is escaped that stands in another: JSON in the narrative of a resource in JSON. */
const MOST_LEVELS = 3;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const codeUnitsIn = (escaped: string): number[] =>
  escaped
    .split('\\u')
    .slice(1)
    .map((digits) => Number.parseInt(digits, 16));

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const HIGHEST_CHARACTER = 0x10ffff;

function referredTo(reference: string): string {
  const entity = ENTITIES[reference];
  if (entity !== undefined) return entity;
  const code = reference.startsWith('#x')
    ? Number.parseInt(reference.slice(2), 16)
    : Number(reference.slice(1));
  return code <= HIGHEST_CHARACTER ? String.fromCodePoint(code) : '';
}

/** Gives every place of something in a text. */
type Find = (text: Buffer) => Range[];

/**
 * Looks for something in a text whose characters may be escaped: as in a URL, in JSON, or in XML, or in several ways in
 * each other.
 *
 * @param find gives every place of it in a text without escapes
 * @returns the places in the text as it is
 */
export function findEscaped(text: Buffer, find: Find): Range[] {
  const used = NOTATIONS.filter(({ sign }) => text.includes(sign));
  if (used.length === 0) return [];
  // What is written in one notation may look like an escape of another.
  const alone = used.length === 1 ? [] : used;
  return [
    ...alone.flatMap(({ pattern }) => findIn(withoutEscapes(text, pattern), find)),
    ...findNested(text, find, MOST_LEVELS),
  ];
}

function findNested(text: Buffer, find: Find, levels: number): Range[] {
  const unescaped = withoutEscapes(text, ANY_ESCAPE);
  if (levels === 0 || unescaped.bytes.length === text.length) return [];
  return findIn(unescaped, (bytes) => [...find(bytes), ...findNested(bytes, find, levels - 1)]);
}

function findIn({ bytes, offsets }: Unescaped, find: Find): Range[] {
  return find(bytes).map(({ start, end }) => ({
    start: offsets[start] as number,
    end: offsets[end] as number,
  }));
}

function withoutEscapes(text: Buffer, pattern: RegExp): Unescaped {
  const bytes = Buffer.alloc(text.length);
  const offsets = new Uint32Array(text.length + 1);
  let read = 0;
  let written = 0;
  const copyUpTo = (end: number): void => {
    text.copy(bytes, written, read, end);
    while (read < end) offsets[written++] = read++;
  };
  // Escapes are ASCII, so that in Latin-1 each stands where its bytes do.
  for (const { 0: escaped, index } of text.toString('latin1').matchAll(pattern)) {
    copyUpTo(index);
    const { undo, encoding } = NOTATIONS.find(({ sign }) => sign === escaped.charAt(0)) as Notation;
    const end = written + bytes.write(undo(escaped), written, encoding);
    offsets.fill(index, written, end);
    written = end;
    read = index + escaped.length;
  }
  copyUpTo(text.length);
  offsets[written] = text.length;
  return { bytes: bytes.subarray(0, written), offsets: offsets.subarray(0, written + 1) };
}
