import { isUtf8 } from 'node:buffer';
import { routeArguments, urlOnTheWire } from './curl-route';
import { type Exchange, headerValues, type SentRequest } from './exchange';
import { quoted, quotedText } from './shell-words';

/** Fields which curl would add if it were not told to leave them out. */
const ADDED_BY_CURL = ['User-Agent', 'Accept', 'Content-Type'];
const ADDED_FOR_A_PROXY = 'Proxy-Connection';

const MASKED_NOTE = '# Data of patients in the body was masked: what was sent had other values\n';

/** A shell takes no longer argument than 128 KiB on Linux; the rest of the line needs room as well. */
const LONGEST_ARGUMENT = 100_000;

/**
 * The request of a redacted exchange as a command for a POSIX shell: the same request line, header fields and bytes.
 * What was redacted is taken from the variable `TOKEN`. A body of bytes that no shell command can hold is written in
 * Base64; one that is too long is read from a file, and a comment says which bytes to put there. It takes the same route:
 * the files of certificates are named as the settings named them, and passphrases and the proxy's credentials are taken
 * from variables. Where the body is not what was sent, since patients are masked, a comment says so.
 */
export function toCurl(exchange: Exchange): string {
  const { request } = exchange;
  const { method, body } = request;
  const content = bodyArgument(exchange.id, body);
  const words = [
    // The proxy of the environment is never used.
    `curl --include --http1.1 --path-as-is --globoff --noproxy ${request.route?.httpProxy ? `''` : `'*'`}`,
    ...routeArguments(request),
    method === 'HEAD' ? '--head' : `--request ${quoted(method)}`,
    `--url ${quoted(urlOnTheWire(request))}`,
    ...headerArguments(request).map((header) => `--header ${header}`),
    ...(content.argument === null ? [] : [content.argument]),
  ];
  const note = request.masked ? MASKED_NOTE : '';
  return note + content.before + words.join(' \\\n  ');
}

function headerArguments(request: SentRequest): string[] {
  const { headers, route } = request;
  const added = [...ADDED_BY_CURL, ...(route?.httpProxy ? [ADDED_FOR_A_PROXY] : [])];
  const leftOut = added.filter((name) => headerValues(headers, name).length === 0);
  return [
    ...headers.filter((field) => !isWrittenByCurl(field, request)).map(headerArgument),
    ...leftOut.map((name) => quoted(`${name}:`)),
  ];
}

/** To curl `Name:` means no such field, and `Name;` an empty one. */
function headerArgument([name, value]: readonly [string, string]): string {
  return quoted(value === '' ? `${name};` : `${name}: ${value}`);
}

/** Whether curl writes just this field by itself. */
function isWrittenByCurl([name, value]: readonly [string, string], request: SentRequest): boolean {
  const { body, route } = request;
  const field = name.toLowerCase();
  if (field === 'host') {
    const url = urlOnTheWire(request);
    return URL.canParse(url) && new URL(url).host === value;
  }
  if (field === 'proxy-authorization') return route?.httpProxy?.withCredentials === true;
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
