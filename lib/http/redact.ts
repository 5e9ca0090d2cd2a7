import { recodedBody } from './content';
import { ELLIPSIS } from './ellipsis';
import { findEscaped } from './escapes';
import type { Exchange, HeaderList, ReceivedResponse, SentRequest } from './exchange';
import { isJwt, jwtRanges } from './jwt-shape';
import { type Range, replaced } from './ranges';
import { formsOf } from './secret-forms';
import { SecretIndex } from './secret-index';

/** What stands where a secret was. */
export const REDACTED = '[redacted]';
const MARK = Buffer.from(REDACTED);

/** Takes secrets out of what is recorded. */
export interface Redactor {
  /** From now on this string is taken out wherever it occurs. Strings under six characters are too common to be. */
  addSecret(secret: string): void;
  /** A copy of the exchange without secrets; all other bytes are the same. */
  redact(exchange: Exchange): Exchange;
  /** The text without secrets, and without the beginning of one that was cut short by an ellipsis. */
  text(value: string): string;
}

const SHORTEST_SECRET = 6;

const CUT = Buffer.from(ELLIPSIS);
/** A text of ours is cut in a few places at most; what else of it is full of such marks, a target wrote. */
const MOST_CUTS = 100;

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

/** User information in a URL (RFC 3986 section 3.2.1). */
const USER_INFORMATION = /^(https?:\/\/)[^/?#]*@/i;

/**
 * Makes a redactor. Credentials are known by the header field they are in, secrets by their value (as it is, escaped as
 * in a URL, JSON or XML, within Base64, as hexadecimal digits, by halves), and tokens nobody announced by the shape of a
 * JWT. A body is looked into through one content coding; one in a coding that Node does not know is left as it is.
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
  const knownIndex = new SecretIndex();
  const tokens = new Set<string>();

  function addSecret(secret: string): void {
    if (secret.length < SHORTEST_SECRET || known.has(secret) || tokens.has(secret)) return;
    const isToken = isJwt(secret);
    // A token without a signature is no secret: anyone can write it. Its shape is enough to take it out.
    if (isToken && secret.endsWith('.')) return;
    const forms = formsOf(secret);
    for (const form of forms) index.add(form);
    if (!isToken) {
      known.add(secret);
      for (const form of forms) knownIndex.add(form);
      return;
    }
    tokens.add(secret);
    if (tokens.size > TOKENS_KEPT) forgetOldestToken();
  }

  function forgetOldestToken(): void {
    for (const oldest of tokens) {
      tokens.delete(oldest);
      for (const form of formsOf(oldest)) index.remove(form);
      return;
    }
  }

  function bytes(value: Buffer): Buffer {
    const find = (text: Buffer): Range[] => index.find(text);
    return replaced(value, [...find(value), ...findEscaped(value, find), ...jwtRanges(value)], MARK);
  }

  /** A message that broke off may end within a secret. */
  function brokenOff(value: Buffer): Buffer {
    const cut = knownIndex.findCut(value, SHORTEST_SECRET);
    return cut ? replaced(value, [cut], MARK) : value;
  }

  /** A text that is shown may have been cut within a secret, in whatever notation. */
  function cutShort(value: Buffer): Buffer {
    const find = (text: Buffer): Range[] =>
      placesOf(CUT, text)
        .slice(-MOST_CUTS)
        .flatMap((place) => knownIndex.findCut(text.subarray(0, place), SHORTEST_SECRET) ?? []);
    return replaced(value, [...find(value), ...findEscaped(value, find)], MARK);
  }

  /** Header fields are bytes, and Node shows each as one character. */
  function wireText(value: string): string {
    return bytes(Buffer.from(value, 'latin1')).toString('latin1');
  }

  function text(value: string): string {
    const original = Buffer.from(value, 'utf8');
    const redacted = cutShort(bytes(original));
    return redacted === original ? value : redacted.toString('utf8');
  }

  function headers(list: HeaderList): HeaderList {
    return list.map(([name, value]) => [name, wireText(withoutCredential(name, value, wholeFields))]);
  }

  function address(url: string): string {
    return text(url.replace(USER_INFORMATION, `$1${REDACTED}@`));
  }

  function request({ method, url, headers: list, body, route }: SentRequest): SentRequest {
    const content = body && recodedBody({ headers: list, body }, bytes);
    const open = { method, url: address(url), headers: headers(list), body: content };
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
      body: received.complete
        ? recodedBody(received, bytes)
        : recodedBody(received, (body) => brokenOff(bytes(body))),
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

/** Where these bytes begin in a text. */
function placesOf(bytes: Buffer, text: Buffer): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(bytes); at !== -1; at = text.indexOf(bytes, at + 1)) places.push(at);
  return places;
}
