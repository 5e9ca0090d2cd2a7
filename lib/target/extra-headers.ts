import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type HeaderList, headerValues } from '../http';
import type { SettingsReader } from './settings-reader';

/** A semicolon with no backslash before it. */
const SEPARATOR = /(?<!\\);/;

/** What the suite sends of itself, what frames a message, and what changes the meaning of a request: cases are about it. */
const OF_THE_SUITE =
  /^(?:accept|accept-(?:charset|encoding)|authorization|connection|content-.*|expect|host|if-.*|keep-alive|prefer|proxy-.*|range|te|trailer|transfer-encoding|upgrade|x-http-method.*|x-method-override|x-request-id)$/i;

/** How the names of header fields sound that carry a secret. */
const SOUNDS_SECRET =
  /auth|bearer|cookie|credential|jwt|key|passphrase|password|secret|session|signature|token/i;

/** The header fields that every request has besides its own. */
export function extraHeadersIn({ text, describe }: SettingsReader): HeaderList {
  const parts = (text('EXTRA_HEADERS') ?? '')
    .split(SEPARATOR)
    .map((part) => part.replaceAll('\\;', ';').trim());
  const fields = parts.filter(Boolean).map(field);
  for (const [name, value] of fields) {
    const why = problemOf(name, value);
    if (why) describe('EXTRA_HEADERS', why);
  }
  return fields;
}

/** The request's own fields, and those of the extra ones that it has not of its own. */
export function withExtra(own: HeaderList, extra: HeaderList): HeaderList {
  return [...own, ...extra.filter(([name]) => headerValues(own, name).length === 0)];
}

/** Those of the fields whose values have to be kept out of all evidence: their names tell. */
export function secretsAmong(fields: HeaderList): HeaderList {
  return fields.filter(([name]) => SOUNDS_SECRET.test(name));
}

/** What a server may tell of the value of a secret field: all of it, what follows its scheme, a cookie of several. */
export function secretsIn(value: string): string[] {
  const [, credential] = /^[A-Za-z][A-Za-z-]{0,19}[:=]?\s+(\S.*)$/.exec(value) ?? [];
  const cookies = value.split(';').flatMap((pair) => /^\s*[^=\s]+=(.*)$/.exec(pair)?.[1]?.trim() ?? []);
  return [value, credential ?? [], cookies.filter(({ length }) => length >= SHORTEST_COOKIE)].flat();
}

/** A shorter one may be a word. */
const SHORTEST_COOKIE = 12;

function field(part: string): [name: string, value: string] {
  const [, name = part, value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
  return [name.trim(), value.trim()];
}

/** Never quotes a value. */
function problemOf(name: string, value: string): string | null {
  if (/^ssp-/i.test(name)) return `${name} comes from SSP_FROM, SSP_TO and SSP_INTERACTION_IDS`;
  if (OF_THE_SUITE.test(name))
    return `${name} is a field that the suite sends itself, or leaves out on purpose: it cannot be set here`;
  try {
    validateHeaderName(name);
  } catch {
    return 'what stands before an equals sign is not always the name of a header field';
  }
  if (value === '') return `${name} has no value`;
  try {
    validateHeaderValue(name, value);
    return null;
  } catch {
    return `the value of ${name} has a character that HTTP does not allow`;
  }
}
