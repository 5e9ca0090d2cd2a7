/** What stands where a text was cut short: by it, a secret is known whose end is missing. */
export const ELLIPSIS = '…';

/** A text, cut where it is longer than so many characters. */
export function cutText(text: string, mostCharacters: number): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}${ELLIPSIS}` : text;
}

/** The beginning of a body as text, so many bytes of it at most; a character of which only a part is left is left out. */
export function cutBody(body: Buffer, mostBytes: number): string {
  if (body.length <= mostBytes) return body.toString('utf8');
  return `${body
    .subarray(0, mostBytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}${ELLIPSIS}`;
}
