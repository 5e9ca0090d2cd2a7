import type { Exchange, HeaderList, ReceivedResponse, SentRequest } from './exchange';
import { type Range, SecretIndex } from './secret-index';

/** What stands where a secret was. */
export const REDACTED = '[redacted]';
const MARK = Buffer.from(REDACTED);

/** Takes secrets out of what is recorded. */
export interface Redactor {
  /** From now on this string is taken out wherever it occurs. Strings under six characters are too common to be. */
  addSecret(secret: string): void;
  /** A copy of the exchange without secrets; all other bytes are the same. */
  redact(exchange: Exchange): Exchange;
  /** The text without secrets. */
  text(value: string): string;
}

const SHORTEST_SECRET = 6;

/** Tokens are issued by the thousand; an older one is still known by its shape. All other secrets are kept. */
const TOKENS_KEPT = 1000;

/** Fields with a scheme before the credential (RFC 9110 section 11.4). */
const CREDENTIAL_FIELDS = new Set(['authorization', 'proxy-authorization']);
const SCHEME = /^[A-Za-z][A-Za-z-]{0,19}[:=]?\s+(?=\S)/;
const SCHEME_ALONE = /^(?:basic|bearer|digest|negotiate|ntlm|hoba|mutual|dpop|token)?[:=]?\s*$/i;

const SECRET_FIELDS = new Set([
  'cookie',
  'set-cookie',
  'apikey',
  'api-key',
  'x-api-key',
  'x-apikey',
  'x-auth-token',
  'x-access-token',
  'x-amz-security-token',
  'ocp-apim-subscription-key',
]);

/** A part of a JWT, from where the expression is set to. */
const SEGMENT = /[\w-]*/y;

/** User information in a URL (RFC 3986 section 3.2.1). */
const USER_INFORMATION = /^(https?:\/\/)[^/?#]*@/i;

/**
 * Makes a redactor. Credentials are known by the header field they are in, secrets by their value (as it is,
 * percent-encoded, escaped for JSON, or within Base64), and tokens nobody announced by the shape of a JWT. A body that
 * is compressed is not looked into.
 *
 * @param secrets what is taken out wherever it occurs
 * @param secretFields header fields whose value is taken out whole, beside those that are known to carry a credential
 */
export function createRedactor(
  secrets: readonly string[] = [],
  secretFields: readonly string[] = [],
): Redactor {
  const wholeFields = new Set([...SECRET_FIELDS, ...secretFields.map((name) => name.toLowerCase())]);
  const index = new SecretIndex();
  const known = new Set<string>();
  const tokens = new Set<string>();

  function addSecret(secret: string): void {
    if (secret.length < SHORTEST_SECRET || known.has(secret) || tokens.has(secret)) return;
    const isToken = isJwt(secret);
    // A token without a signature is no secret: anyone can write it. Its shape is enough to take it out.
    if (isToken && secret.endsWith('.')) return;
    (isToken ? tokens : known).add(secret);
    for (const form of formsOf(secret)) index.add(form);
    if (isToken && tokens.size > TOKENS_KEPT) forgetOldestToken();
  }

  function forgetOldestToken(): void {
    for (const oldest of tokens) {
      tokens.delete(oldest);
      for (const form of formsOf(oldest)) index.remove(form);
      return;
    }
  }

  function bytes(value: Buffer): Buffer {
    return replaced(value, [...index.find(value), ...jwtRanges(value)]);
  }

  /** Header fields are bytes, and Node shows each as one character. */
  function wireText(value: string): string {
    return bytes(Buffer.from(value, 'latin1')).toString('latin1');
  }

  function text(value: string): string {
    const original = Buffer.from(value, 'utf8');
    const redacted = bytes(original);
    return redacted === original ? value : redacted.toString('utf8');
  }

  function headers(list: HeaderList): HeaderList {
    return list.map(([name, value]) => [name, wireText(withoutCredential(name, value, wholeFields))]);
  }

  function address(url: string): string {
    return text(url.replace(USER_INFORMATION, `$1${REDACTED}@`));
  }

  function request({ method, url, headers: list, body, route }: SentRequest): SentRequest {
    const open = { method, url: address(url), headers: headers(list), body: body && bytes(body) };
    if (!route) return open;
    const { gatewayUrl } = route;
    return {
      ...open,
      route: gatewayUrl === undefined ? route : { ...route, gatewayUrl: address(gatewayUrl) },
    };
  }

  function response(received: ReceivedResponse): ReceivedResponse {
    return {
      ...received,
      reason: wireText(received.reason),
      headers: headers(received.headers),
      body: bytes(received.body),
    };
  }

  for (const secret of secrets) addSecret(secret);
  return {
    addSecret,
    text,
    redact: (exchange) => ({
      ...exchange,
      request: request(exchange.request),
      response: exchange.response && response(exchange.response),
      error: exchange.error && { ...exchange.error, message: text(exchange.error.message) },
    }),
  };
}

/** A header field's value without the credential it is there to carry. An empty credential stays as it is. */
function withoutCredential(name: string, value: string, wholeFields: ReadonlySet<string>): string {
  const field = name.toLowerCase();
  if (wholeFields.has(field)) return value.trim() === '' ? value : REDACTED;
  if (!CREDENTIAL_FIELDS.has(field) || SCHEME_ALONE.test(value)) return value;
  return (SCHEME.exec(value)?.[0] ?? '') + REDACTED;
}

/** The spellings in which a secret may come back. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, 'utf8');
  const wellFormed = bytes.toString('utf8');
  // As in a form, which is also how Basic credentials of OAuth2 are written (RFC 6749 section 2.3.1).
  const inForm = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  const spellings = [
    wellFormed,
    encodeURIComponent(wellFormed),
    inForm,
    JSON.stringify(wellFormed).slice(1, -1),
    ...base64Forms(bytes, 'base64'),
    ...base64Forms(bytes, 'base64url'),
    ...(inForm === wellFormed ? [] : base64Forms(Buffer.from(inForm), 'base64')),
  ];
  return Array.from(new Set(spellings), (spelling) => Buffer.from(spelling, 'utf8'));
}

/**
 * How the bytes look inside a longer Base64 text. They may begin at any of three places in a group of 24 bits; the
 * characters at either edge that they share with their neighbours are left out.
 */
function base64Forms(bytes: Buffer, alphabet: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

function isJwt(secret: string): boolean {
  const [first] = jwtRanges(Buffer.from(secret, 'latin1'));
  return first?.start === 0 && first.end === secret.length;
}

/** The stretches that look like a JWT: `eyJ….….…`, the signature possibly empty (RFC 7519 section 3.1, 6). */
function jwtRanges(bytes: Buffer): Range[] {
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

/** The bytes with every range replaced, overlapping ones by one mark; the very same buffer if there is none. */
function replaced(bytes: Buffer, ranges: readonly Range[]): Buffer {
  if (ranges.length === 0) return bytes;
  const parts: Buffer[] = [];
  let copied = 0;
  for (const { start, end } of joined(ranges)) {
    parts.push(bytes.subarray(copied, start), MARK);
    copied = end;
  }
  return Buffer.concat([...parts, bytes.subarray(copied)]);
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start < last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      result.push(range);
    }
  }
  return result;
}
