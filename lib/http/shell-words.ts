import { REDACTED } from './redact';

/** A word of a command for a POSIX shell: request lines and header fields are bytes, each shown as one character. */
export function quoted(value: string): string {
  return withToken(value, (part) => (/^[\x20-\x7e]*$/.test(part) ? singleQuoted(part) : printed(part)));
}

/** A word of a command that is text: it is taken in UTF-8. */
export function quotedText(value: string): string {
  return withToken(value, singleQuoted);
}

function withToken(value: string, quote: (part: string) => string): string {
  const parts = value.split(REDACTED).map((part) => (part === '' ? '' : quote(part)));
  return parts.join('"$TOKEN"') || `''`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** For bytes that a terminal might not show or pass on as they are. */
function printed(text: string): string {
  const format = text.replace(/[^\x20-\x7e]|[%\\]/g, octal);
  return `"$(printf ${singleQuoted(format)})"`;
}

function octal(character: string): string {
  const bytes = Buffer.from(character, 'latin1');
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
