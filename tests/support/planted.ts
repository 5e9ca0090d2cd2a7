import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Secrets that a test plants, and the search for what is left of them. */

/** How a text may be written otherwise. */
export const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in small letters': (text) =>
    encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
  'percent-encoded as a whole': (text) => hexadecimal(text).replace(/../g, '%$&'),
  'as in a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  'escaped for JSON': (text) => JSON.stringify(text).slice(1, -1),
  'escaped for JSON as a whole': (text) =>
    Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'escaped for XML': (text) =>
    text.replace(/[&<>"']/g, (c) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[c] ?? 'apos'};`),
  'escaped for XML by numbers': (text) =>
    text.replace(/[^A-Za-z0-9]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
  'in Base64': (text) => Buffer.from(text).toString('base64'),
  'in Base64, one byte later': (text) => Buffer.from(`>${text}`).toString('base64'),
  'in Base64, two bytes later': (text) => Buffer.from(`>>${text}`).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  hexadecimal,
  'hexadecimal in capitals': (text) => hexadecimal(text).toUpperCase(),
};

function hexadecimal(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** A secret such as no text has by chance, with characters that most notations escape. */
export function plantedSecret(special = '&"<+/=%~\''): string {
  const random = (): string =>
    randomBytes(24)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 18);
  return random() + special + random();
}

/** How long a part of a secret may be at most that is found nowhere: at its beginning, and elsewhere. */
const PART = { first: 8, other: 12, step: 8 };

/** What the secret is looked for by: all of it and parts of it, in every spelling. */
function needlesOf(secret: string): Set<string> {
  const wholes = Object.values(SPELLINGS).map((spell) => spell(secret));
  const parts = [secret.slice(0, PART.first)];
  for (let start = 0; start + PART.other <= secret.length; start += PART.step)
    parts.push(secret.slice(start, start + PART.other));
  const spelled = parts.flatMap((part) => [part, hexadecimal(part), hexadecimal(part).toUpperCase()]);
  return new Set([...wholes, ...spelled, ...[secret, ...parts.slice(1)].flatMap(inBase64)]);
}

/** What of a text is the same in any Base64 text that holds it. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  return (['base64', 'base64url'] as const).flatMap((alphabet) =>
    [0, 1, 2].map((before) => {
      const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
      return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    }),
  );
}

/**
 * Looks for secrets in texts, byte by byte.
 *
 * @param secrets by what they are called
 * @param texts by where they stand
 * @returns which secret was found where, and by what
 */
export function leaksIn(
  secrets: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, Buffer | string>>,
): string[] {
  const needles = Object.entries(secrets).map(([name, secret]) => [name, [...needlesOf(secret)]] as const);
  return Object.entries(texts).flatMap(([place, text]) => {
    const bytes = Buffer.from(text);
    return needles.flatMap(([name, all]) => {
      const needle = all.find((each) => bytes.includes(each));
      return needle === undefined ? [] : [`${name} in ${place}: ${around(bytes, needle)}`];
    });
  });
}

function around(bytes: Buffer, needle: string): string {
  const at = bytes.indexOf(needle);
  return bytes.subarray(Math.max(0, at - 40), at + 60).toString('latin1');
}

/** Every file below a folder, by its path. */
export function filesBelow(folder: string): Record<string, Buffer> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name))]),
  );
}

/** Where the suites' Jest keeps what it knows of files. */
export const JEST_CACHE = join(tmpdir(), 'booking-conformance-jest');

/** Whether this machine shows the arguments of all processes. */
export const hasProcessList = existsSync('/proc/self/cmdline');

/** The arguments of all processes that run now. */
export function processList(): string {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map(argumentsOf).join('\n');
}

function argumentsOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
