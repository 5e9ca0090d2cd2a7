import { isUtf8 } from 'node:buffer';
import { type Exchange, headerValues, type SentRequest } from './exchange';
import { REDACTED } from './redact';

/** Fields which curl would add if it were not told to leave them out. */
const ADDED_BY_CURL = ['User-Agent', 'Accept', 'Content-Type'];

/** A shell takes no longer argument than 128 KiB on Linux; the rest of the line needs room as well. */
const LONGEST_ARGUMENT = 100_000;

/**
 * The request of a redacted exchange as a command for a POSIX shell: the same request line, header fields and bytes.
 * What was redacted is taken from the variable `TOKEN`. A body of bytes that no shell command can hold is written in
 * Base64; one that is too long is read from a file, and a comment says which bytes to put there.
 */
export function toCurl(exchange: Exchange): string {
  const { method, url, body } = exchange.request;
  const content = bodyArgument(exchange.id, body);
  const words = [
    `curl --include --http1.1 --path-as-is --globoff --noproxy '*'`,
    method === 'HEAD' ? '--head' : `--request ${quoted(method)}`,
    `--url ${quoted(url)}`,
    ...headerArguments(exchange.request).map((header) => `--header ${header}`),
    ...(content.argument === null ? [] : [content.argument]),
  ];
  return content.before + words.join(' \\\n  ');
}

function headerArguments({ url, headers, body }: SentRequest): string[] {
  const leftOut = ADDED_BY_CURL.filter((name) => headerValues(headers, name).length === 0);
  return [
    ...headers.filter((field) => !isWrittenByCurl(field, url, body)).map(headerArgument),
    ...leftOut.map((name) => quoted(`${name}:`)),
  ];
}

/** To curl `Name:` means no such field, and `Name;` an empty one. */
function headerArgument([name, value]: readonly [string, string]): string {
  return quoted(value === '' ? `${name};` : `${name}: ${value}`);
}

/** Whether curl writes just this field by itself. */
function isWrittenByCurl(
  [name, value]: readonly [string, string],
  url: string,
  body: Buffer | null,
): boolean {
  const field = name.toLowerCase();
  if (field === 'host') return URL.canParse(url) && new URL(url).host === value;
  return field === 'content-length' && body !== null && body.length > 0 && String(body.length) === value;
}

/** How curl gets the body, and what stands before the command for that. */
function bodyArgument(id: string, body: Buffer | null): { argument: string | null; before: string } {
  if (body === null || body.length === 0) return { argument: null, before: '' };
  const isText = isUtf8(body) && !body.includes(0);
  const written = isText ? '' : body.toString('base64');
  if (Math.max(body.length, written.length) > LONGEST_ARGUMENT) {
    const file = `${id.replace(/[^\w-]/g, '_')}.body`;
    const before = `# First put the ${body.length} bytes of the request's body, kept in exchanges.ndjson, into ${file}\n`;
    return { argument: `--data-binary @${file}`, before };
  }
  if (!isText) return { argument: '--data-binary @-', before: `printf '%s' '${written}' | base64 -d | \\\n` };
  // With --data-binary a leading @ would name a file; --data-raw is the same without that.
  const option = body[0] === 0x40 ? '--data-raw' : '--data-binary';
  return { argument: `${option} ${quotedText(body.toString('utf8'))}`, before: '' };
}

/** A word of a command: request lines and header fields are bytes, each shown as one character. */
function quoted(value: string): string {
  return withToken(value, (part) => (/^[\x20-\x7e]*$/.test(part) ? singleQuoted(part) : printed(part)));
}

function quotedText(value: string): string {
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
