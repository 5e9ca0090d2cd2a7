import type { Range } from './ranges';

/** A part of a JWT, from where the expression is set to. */
const SEGMENT = /[\w-]*/y;

/** No signature of RFC 7518 is shorter. */
const SHORTEST_SIGNATURE = 32;

/** Whether a text is of the shape of a JWT, as a whole. */
export function isJwt(text: string): boolean {
  const [first] = jwtRanges(Buffer.from(text, 'latin1'));
  return first?.start === 0 && first.end === text.length;
}

/** The signature of a JWT, without which the rest of it opens nothing; null where it has none worth the name. */
export function signatureOf(jwt: string): string | null {
  const signature = jwt.slice(jwt.lastIndexOf('.') + 1);
  return signature.length < SHORTEST_SIGNATURE ? null : signature;
}

/** The stretches that look like a JWT: `eyJ….….…`, the signature possibly empty (RFC 7519 section 3.1, 6). */
export function jwtRanges(bytes: Buffer): Range[] {
  if (!bytes.includes('eyJ')) return [];
  const text = bytes.toString('latin1');
  const found: Range[] = [];
  let start = text.indexOf('eyJ');
  while (start !== -1) {
    const header = segmentEnd(text, start);
    const payload = segmentEnd(text, header + 1);
    const isToken = text[header] === '.' && payload > header + 1 && text[payload] === '.';
    const end = isToken ? segmentEnd(text, payload + 1) : header;
    if (isToken) found.push({ start, end });
    // What was no header has no other header in it: the next is looked for behind it, so that no byte is read often.
    start = text.indexOf('eyJ', end);
  }
  return found;
}

/** Where a run of base64url characters that begins at `from` ends. */
function segmentEnd(text: string, from: number): number {
  SEGMENT.lastIndex = from;
  return SEGMENT.test(text) ? SEGMENT.lastIndex : from;
}
