import type { Claims } from './claims-file';

/** A JWT as it was issued, taken apart: RFC 7515 section 7.1. */
export interface ReadToken {
  readonly header: Claims;
  readonly claims: Claims;
  /** Header, claims and signature as they are written. */
  readonly parts: readonly [header: string, claims: string, signature: string];
}

/** Takes a JWT apart, whatever it is worth; null for what is none: opaque tokens, and those that are encrypted. */
export function readToken(token: string): ReadToken | null {
  const [header = '', claims = '', signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0) return null;
  const headerObject = objectIn(header);
  const claimsObject = objectIn(claims);
  if (!headerObject || !claimsObject) return null;
  return { header: headerObject, claims: claimsObject, parts: [header, claims, signature] };
}

/** When the token expires, in milliseconds since 1970, as its claim exp says; null where it says nothing. */
export function expiryOf(token: string): number | null {
  const exp = readToken(token)?.claims.exp;
  return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null;
}

function objectIn(part: string): Claims | null {
  if (!/^[\w-]+$/.test(part)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}
