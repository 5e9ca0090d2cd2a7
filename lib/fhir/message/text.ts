import type { Issue } from '../issue';
import { Lines, type Position } from './place';
import { syntaxIssue } from './syntax';

const BYTE_ORDER_MARK = '\uFEFF';

// Despite its name, ignoreBOM keeps the mark in the text, so that it can be told of.
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as UTF-8, the one encoding of FHIR messages. Never throws.
 *
 * Gives the text without its byte order mark, which is a warning (RFC 8259 section 8.1 lets a reader ignore it); or no
 * text, with an error, where the bytes are not UTF-8.
 */
export function decodeText(bytes: Uint8Array): { text: string | undefined; issues: Issue[] } {
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return { text: undefined, issues: [notUtf8(bytes)] };
  }
  if (!text.startsWith(BYTE_ORDER_MARK)) return { text, issues: [] };
  const mark = syntaxIssue({
    severity: 'warning',
    rule: 'byte-order-mark',
    message: 'The body begins with a byte order mark.',
    position: { line: 1, column: 1 },
  });
  return { text: text.slice(BYTE_ORDER_MARK.length), issues: [mark] };
}

function notUtf8(bytes: Uint8Array): Issue {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const hint = isUtf16 ? ' It begins with the byte order mark of UTF-16.' : '';
  return syntaxIssue({
    rule: 'utf-8',
    message: `The body is not valid UTF-8.${hint}`,
    position: positionOfByte(bytes, validUtf8Length(bytes)),
  });
}

/** The position of the byte at `index`, where all bytes before it are UTF-8. */
function positionOfByte(bytes: Uint8Array, index: number): Position {
  const before = UTF_8.decode(bytes.subarray(0, index));
  const text = before.startsWith(BYTE_ORDER_MARK) ? before.slice(BYTE_ORDER_MARK.length) : before;
  return new Lines(text).positionAt(text.length);
}

/** How many bytes, from the first one on, are whole characters of UTF-8 (RFC 3629 section 4). */
function validUtf8Length(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = characterLength(bytes, index);
    if (length === 0) break;
    index += length;
  }
  return index;
}

/** The number of bytes of the character that begins at `index`; 0 if none does. */
function characterLength(bytes: Uint8Array, index: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(index, index + 4);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return isContinuation(second) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    // No overlong forms, no surrogates.
    const [least, most] = first === 0xe0 ? [0xa0, 0xbf] : first === 0xed ? [0x80, 0x9f] : [0x80, 0xbf];
    return second >= least && second <= most && isContinuation(third) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const [least, most] = first === 0xf0 ? [0x90, 0xbf] : first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
    return second >= least && second <= most && isContinuation(third) && isContinuation(fourth) ? 4 : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}
