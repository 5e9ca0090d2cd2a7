import { isJwt, signatureOf } from './jwt-shape';

/** Lines of a key that are shorter are no secret by themselves. */
const SHORTEST_LINE = 16;

/** Of what length secrets are known by half of them, too: what is shorter may stand in a text by chance. */
const KNOWN_BY_HALF = { least: 32, most: 512 };

/** Addresses and names: half of one is in many others. */
const BEGINS_AS_URI = /^(?:https?|urn):/i;

/**
 * The spellings in which a secret may come back: as it is, as in a form, as hexadecimal digits, and within Base64; of a
 * key in PEM each line, of a JWT the signature, of another secret each half, which may be told apart. Escapes are no
 * spelling of their own.
 */
export function formsOf(secret: string): Buffer[] {
  const wholes = [secret, ...linesOf(secret)];
  const spellings = wholes.flatMap(spellingsOf);
  const parts = isJwt(secret) ? [signatureOf(secret) ?? []].flat() : wholes.flatMap(halvesOf);
  return Array.from(new Set([...spellings, ...parts]), (form) => Buffer.from(form, 'utf8'));
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/);
  return lines.length === 1
    ? []
    : lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const wellFormed = bytes.toString('utf8');
  // Credentials of OAuth2 are written so in Basic ones (RFC 6749 section 2.3.1).
  const inForm = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  const hexadecimal = bytes.toString('hex');
  return [
    wellFormed,
    wellFormed.replaceAll(' ', '+'),
    // As in one line.
    wellFormed.replace(/\s+/g, ' '),
    hexadecimal,
    hexadecimal.toUpperCase(),
    ...base64Forms(bytes, 'base64'),
    ...base64Forms(bytes, 'base64url'),
    ...(inForm === wellFormed ? [] : base64Forms(Buffer.from(inForm), 'base64')),
  ];
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

/** Every stretch of half the length: each part of what is cut in two is one of them, or holds one. */
function halvesOf(secret: string): string[] {
  const { length } = secret;
  if (length < KNOWN_BY_HALF.least || length > KNOWN_BY_HALF.most || BEGINS_AS_URI.test(secret)) return [];
  const half = Math.floor(length / 2);
  return Array.from({ length: length - half + 1 }, (_, start) => secret.slice(start, start + half));
}
