import { verify } from 'jsonwebtoken';
import { parseJson } from '../lib/fhir';
import { type Ground, type Refusal, refusal } from './answer';
import type { Interaction } from './request';

/** How the tokens of a provider are secured. */
export interface TokenPolicy {
  /** `opaque`: there is one token, which says nothing. */
  readonly algorithm: JwtAlgorithm | 'opaque';
  /** What the signature is verified with: the shared secret or the public key; empty where there is none. Or the token. */
  readonly key: string;
}

type JwtAlgorithm = 'none' | 'HS256' | 'RS256' | 'ES256';

/** What a token must claim. */
export interface ExpectedClaims {
  /** Whom it must be meant for. */
  readonly audience: string;
  /** Whether it must say who asks, why, and for which operation. */
  readonly demandsClaims: boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

/** The scopes that allow an interaction, any of them (urgent-care guide, "Authentication", requested_scope claim). */
const SCOPES: Readonly<Record<Exclude<Interaction, 'capabilities'>, readonly string[]>> = {
  search: ['organization/slot.read'],
  book: ['patient/appointment.write'],
  read: ['patient/appointment.read', 'patient/appointment.write'],
  vread: ['patient/appointment.read', 'patient/appointment.write'],
  cancel: ['patient/appointment.write'],
};

/** Clocks of consumer and provider may differ by this much. */
const LEEWAY_S = 60;
/** A token issued further ahead than this was not issued by a clock that is merely fast. */
const FARTHEST_ISSUE_S = 300;

/**
 * Judges the Authorization header of a request; gives null when it allows the interaction.
 *
 * Refuses, always with 403, a request without bearer token and one whose token is malformed, wrongly secured, expired,
 * not valid yet, meant for somebody else, incomplete or issued for another operation (NHS Booking API "Book an
 * appointment", Failure; claims: urgent-care implementation guide, "Authentication"; RFC 7519 sections 4.1, 6 and 7.2;
 * RFC 6750 section 2.1).
 */
export function checkToken(
  authorization: string | undefined,
  interaction: Exclude<Interaction, 'capabilities'>,
  policy: TokenPolicy,
  { audience, demandsClaims }: ExpectedClaims,
  now: Date,
): Refusal | null {
  const token = bearerToken(authorization);
  if (token === null) {
    return tokenRefusal(
      'token-missing',
      'login',
      'The request carries no bearer token in its Authorization header.',
    );
  }
  const { algorithm, key } = policy;
  if (algorithm === 'opaque')
    return token === key ? null : invalid('The token is not the one that was handed out.');
  const [header, payload, signature] = partsOf(token);
  if (header === undefined || payload === undefined || signature === undefined) {
    return tokenRefusal('token-malformed', 'security', 'The bearer token is not a JSON Web Token.');
  }
  return (
    checkSecurity(token, header, signature, { algorithm, key }) ??
    (demandsClaims ? checkClaims(payload) : null) ??
    checkTimes(payload, now.getTime() / 1000) ??
    checkAudience(payload, audience) ??
    (demandsClaims ? checkScope(payload, SCOPES[interaction]) : null)
  );
}

/** The claims of the token in an Authorization header, whatever they are worth; null when it holds no JWT. */
export function claimsIn(authorization: string | undefined): Claims | null {
  const [, payload] = partsOf(bearerToken(authorization) ?? '');
  return payload ?? null;
}

/** A JWT taken apart. */
export interface SignedToken {
  readonly header: Claims;
  /** What the signature is made of: header and claims, as they are written. */
  readonly content: string;
  readonly signature: string;
}

/** The token in an Authorization header, whatever it is worth; null when it holds no JWT. */
export function signedTokenIn(authorization: string | undefined): SignedToken | null {
  const token = bearerToken(authorization) ?? '';
  const [header, , signature] = partsOf(token);
  if (header === undefined || signature === undefined) return null;
  return { header, content: token.slice(0, token.lastIndexOf('.')), signature };
}

/** The credentials of the Bearer scheme, which is case-insensitive (RFC 9110 section 11.1); null when there are none. */
function bearerToken(authorization: string | undefined): string | null {
  return /^bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** Header, payload and signature of a compact JWT; nothing when the text is not three parts of which two are JSON objects. */
function partsOf(token: string): [header: Claims, payload: Claims, signature: string] | [] {
  const [header, payload, signature, ...more] = token.split('.');
  if (more.length > 0 || signature === undefined || !/^[A-Za-z0-9_-]*$/.test(signature)) return [];
  const decodedHeader = decodeObject(header);
  const decodedPayload = decodeObject(payload);
  return decodedHeader && decodedPayload ? [decodedHeader, decodedPayload, signature] : [];
}

/** The JSON object in a base64url part; null when it is none. */
function decodeObject(part: string | undefined): Claims | null {
  if (part === undefined || !/^[A-Za-z0-9_-]+$/.test(part) || part.length % 4 === 1) return null;
  const { value } = parseJson(Buffer.from(part, 'base64url'));
  return isObject(value) ? value : null;
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The algorithm is the provider's choice, never the token's: "none" does not pass where signatures are due. */
function checkSecurity(
  token: string,
  header: Claims,
  signature: string,
  { algorithm, key }: { readonly algorithm: JwtAlgorithm; readonly key: string },
): Refusal | null {
  if (algorithm === 'none') {
    if (header.alg === 'none' && signature === '') return null;
    return invalid('The token must be an unsecured JWT: "alg": "none" and an empty signature.');
  }
  try {
    verify(token, key, {
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return null;
  } catch {
    return invalid(`The token's ${algorithm} signature is missing or wrong.`);
  }
}

/** That the claims which the urgent-care guide demands are there, each of its type. */
function checkClaims(claims: Claims): Refusal | null {
  for (const name of ['iss', 'sub', 'requested_scope']) {
    if (typeof claims[name] !== 'string' || claims[name] === '') return incomplete(`"${name}" is missing`);
  }
  for (const name of ['exp', 'iat']) {
    if (!isNumber(claims[name])) return incomplete(`"${name}" must be a number of seconds since 1970`);
  }
  if (claims.aud === undefined) return incomplete('"aud" is missing');
  if (claims.reason_for_request !== 'directcare') {
    return incomplete('"reason_for_request" must be "directcare"');
  }
  for (const [name, resourceType] of [
    ['requesting_device', 'Device'],
    ['requesting_organization', 'Organization'],
  ] as const) {
    const resource = claims[name];
    if (!isObject(resource) || resource.resourceType !== resourceType) {
      return incomplete(`"${name}" must hold the resource ${resourceType}`);
    }
  }
  return null;
}

function incomplete(problem: string): Refusal {
  return tokenRefusal('token-claims', 'security', `The claim ${problem}.`);
}

function checkTimes({ exp, nbf, iat }: Claims, now: number): Refusal | null {
  if (Number(exp) + LEEWAY_S <= now)
    return tokenRefusal('token-expired', 'expired', 'The token has expired.');
  if (Number(iat) > now + FARTHEST_ISSUE_S) return invalid('The claim "iat" lies in the future.');
  if (nbf === undefined) return null;
  if (!isNumber(nbf)) return invalid('The claim "nbf" must be a number of seconds since 1970.');
  return nbf > now + LEEWAY_S
    ? tokenRefusal('token-not-before', 'security', 'The token is not valid yet ("nbf").')
    : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** The audience may be one or several (RFC 7519 section 4.1.3). */
function checkAudience({ aud }: Claims, audience: string): Refusal | null {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(audience)
    ? null
    : tokenRefusal('token-audience', 'security', `The claim "aud" must name this service, ${audience}.`);
}

function checkScope({ requested_scope: requested }: Claims, allowing: readonly string[]): Refusal | null {
  const scopes = typeof requested === 'string' ? requested.split(' ') : [];
  if (scopes.some((scope) => allowing.includes(scope))) return null;
  return tokenRefusal(
    'token-scope',
    'forbidden',
    `The claim "requested_scope" must hold ${allowing.join(' or ')}.`,
    'insufficient_scope',
  );
}

function invalid(text: string): Refusal {
  return tokenRefusal('token-invalid', 'security', text);
}

/** A refusal with the challenge that RFC 6750 section 3 describes. */
export function tokenRefusal(ground: Ground, code: string, text: string, problem = 'invalid_token'): Refusal {
  const error = ground === 'token-missing' ? '' : `, error="${problem}"`;
  return {
    ...refusal(ground, code, text),
    headers: [['WWW-Authenticate', `Bearer realm="NHS Booking API"${error}`]],
  };
}
