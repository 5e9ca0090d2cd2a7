import { headerOf, type ProviderRequest } from '../request';
import { type Claims, claimsIn } from '../tokens';
import { on, status, tokensDespite } from './changes';
import type { GuideFault } from './fault';

/** How long after its expiry a token still passes. */
const GENEROUS_LEEWAY_S = 2 * 3600;

/** Faults in what requests may book: the urgent-care guide, "Transactional Integrity" and "Authentication". */
export const requestFaults: readonly GuideFault[] = [
  {
    id: 'uec-request-id-not-remembered',
    rule: 'uec.request-id.reuse',
    description: 'A request id with which something was booked already can book again.',
    couplings: [],
    behaviour: { hasBookedBefore: () => false },
  },
  {
    id: 'uec-request-id-reuse-422',
    rule: 'uec.request-id.reuse',
    description: 'A request id that is used again is answered with 422.',
    couplings: [],
    behaviour: on(['request-id-reused'], status(422)),
  },
  {
    id: 'uec-token-expiry-leeway',
    rule: 'uec.jwt.expired',
    description: 'A token passes for two hours after its expiry.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-expired' && expiredLately(headerOf(headers, 'Authorization'))
          ? null
          : refused,
    },
  },
  {
    id: 'uec-token-expiry-zero-passes',
    rule: 'uec.jwt.expired',
    description: 'The expiry of a token is compared where it is not zero, which is taken for none.',
    couplings: ['book.safety.jwt-enforced'],
    behaviour: {
      tokenRefusal: (refused, request) =>
        refused?.ground === 'token-expired' && claimsOf(request).exp === 0 ? null : refused,
    },
  },
  {
    id: 'uec-token-claims-not-required',
    rule: 'uec.jwt.claims',
    description: 'A token passes without the claims that the guide demands.',
    couplings: [],
    behaviour: tokensDespite('token-claims'),
  },
  {
    id: 'uec-token-own-claims-not-required',
    rule: 'uec.jwt.claims',
    description:
      'A token passes without the claims that the NHS alone knows: its library looks at the others.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, request) =>
        refused?.ground === 'token-claims' && hasStandardClaims(claimsOf(request)) ? null : refused,
    },
  },
  {
    id: 'uec-token-without-expiry',
    rule: 'uec.jwt.claims',
    description: 'A token that does not say when it expires never does.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, request) =>
        refused?.ground === 'token-claims' && claimsOf(request).exp === undefined ? null : refused,
    },
  },
  {
    id: 'uec-token-scope-ignored',
    rule: 'uec.jwt.scope',
    description: 'A token for reading books, too.',
    couplings: [],
    behaviour: tokensDespite('token-scope'),
  },
  {
    id: 'uec-token-scope-by-resource',
    rule: 'uec.jwt.scope',
    description: 'A token for Appointments books, whether its scope is for reading or for writing them.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, request) =>
        refused?.ground === 'token-scope' &&
        String(claimsOf(request).requested_scope).startsWith('patient/appointment.')
          ? null
          : refused,
    },
  },
  {
    id: 'uec-media-type-400',
    rule: 'uec.media-type.unsupported',
    description: 'A media type that is not supported is answered with 400.',
    couplings: [],
    behaviour: on(['media-type'], status(400)),
  },
  {
    id: 'uec-media-type-ignored',
    rule: 'uec.media-type.unsupported',
    description: 'A body is read whatever its Content-Type says.',
    couplings: [],
    behaviour: { takesMediaType: () => true },
  },
  {
    id: 'uec-media-type-form-taken',
    rule: 'uec.media-type.unsupported',
    description: 'A body that is said to be a form is read, since the web framework takes forms everywhere.',
    couplings: [],
    behaviour: {
      takesMediaType: (taken, contentType) => taken || contentType === 'application/x-www-form-urlencoded',
    },
  },
];

function claimsOf({ headers }: ProviderRequest): Claims {
  return claimsIn(headerOf(headers, 'Authorization')) ?? {};
}

/** The claims that RFC 7519 registers, and libraries know. */
function hasStandardClaims({ iss, sub, aud, exp, iat }: Claims): boolean {
  return [iss, sub, aud].every((claim) => claim !== undefined) && [exp, iat].every(Number.isFinite);
}

function expiredLately(authorization: string | undefined): boolean {
  return Number(claimsIn(authorization)?.exp) + GENEROUS_LEEWAY_S > Date.now() / 1000;
}
