import { readText } from './read-text';

export type Claims = Record<string, unknown>;

/** What is decided anew for each token, or has a setting of its own. */
const DECIDED_ELSEWHERE: Readonly<Record<string, string>> = {
  aud: 'JWT_AUDIENCE says it',
  exp: 'it is five minutes after iat in every token',
  iat: 'it is the time of each token',
  nbf: 'the tests need it for themselves',
  requested_scope: 'JWT_SCOPE_READ and JWT_SCOPE_WRITE say it',
};

/**
 * The claims in a JSON file.
 *
 * @throws Error with a plain sentence when the file cannot be read, holds no JSON object, or has a claim that is not its
 *   to decide
 */
export function claimsIn(file: string): Claims {
  const claims = objectIn(readText(file));
  if (claims === null) throw new Error('the file holds no JSON object');
  for (const [claim, why] of Object.entries(DECIDED_ELSEWHERE))
    if (Object.hasOwn(claims, claim)) throw new Error(`the file has the claim ${claim}, and may not: ${why}`);
  return claims;
}

function objectIn(text: string): Claims | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}
