import { createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Behaviour } from '../behaviour';
import { headerOf } from '../request';
import { type SignedToken, signedTokenIn, type TokenPolicy } from '../tokens';
import { tokensDespite } from './changes';
import type { Fault } from './fault';

/** What every fault of this file breaks, in a provider whose tokens are signed. */
const ENFORCED = 'book.safety.jwt-enforced';

/** Faults by which a token passes that nobody vouches for: RFC 7515 section 10, RFC 8725 sections 2 and 3. */
export const forgedTokenFaults: readonly Fault[] = [
  {
    id: 'token-signature-ignored',
    rule: ENFORCED,
    description: 'A token is decoded, and its signature never verified.',
    couplings: [],
    jwt: 'hs256',
    behaviour: tokensDespite('token-invalid'),
  },
  {
    id: 'token-unsigned-accepted',
    rule: ENFORCED,
    description: 'A token is verified with the algorithm that it names, and none is one of them.',
    couplings: [],
    jwt: 'hs256',
    behaviour: alsoTaking(({ header, signature }) => header.alg === 'none' && signature === ''),
  },
  {
    id: 'token-unsigned-in-capitals-accepted',
    rule: ENFORCED,
    description: 'The algorithm none is refused when it is written in lower case, and understood in any.',
    couplings: [],
    jwt: 'hs256',
    behaviour: alsoTaking(
      ({ header }) => header.alg !== 'none' && String(header.alg).toLowerCase() === 'none',
    ),
  },
  {
    id: 'token-signature-optional',
    rule: ENFORCED,
    description: 'A signature is verified if there is one.',
    couplings: [],
    jwt: 'hs256',
    behaviour: alsoTaking(({ signature }) => signature === ''),
  },
  {
    id: 'token-signature-compared-in-part',
    rule: ENFORCED,
    description: 'A signature is compared as far as the one in the token goes.',
    couplings: [],
    jwt: 'hs256',
    behaviour: alsoTaking(
      ({ content, signature }, { key }) => signature !== '' && hmacOf(content, key).startsWith(signature),
    ),
  },
  {
    id: 'token-key-unknown-is-empty',
    rule: ENFORCED,
    description: 'A token names its key, and a name that is not found gives an empty one.',
    couplings: [],
    jwt: 'hs256',
    behaviour: alsoTaking(
      ({ header, content, signature }) => header.kid !== undefined && signature === hmacOf(content, ''),
    ),
  },
  {
    id: 'token-public-key-as-secret',
    rule: ENFORCED,
    description:
      'The token says by which algorithm it is verified, so that the public key serves as a secret.',
    couplings: [],
    jwt: 'rs256',
    behaviour: alsoTaking(
      ({ header, content, signature }, { key }) =>
        header.alg === 'HS256' && signature === hmacOf(content, key),
    ),
  },
  {
    id: 'token-brings-its-key',
    rule: ENFORCED,
    description: 'A token is verified with the key that it brings in its own header.',
    couplings: [],
    jwt: 'rs256',
    behaviour: alsoTaking(isSignedByItsOwnKey),
  },
  {
    id: 'token-signature-of-zeros-accepted',
    rule: ENFORCED,
    description: 'The two numbers of a signature are put into the equation of ES256, and zero fits with all.',
    couplings: [],
    jwt: 'es256',
    behaviour: alsoTaking(
      ({ signature }) => signature !== '' && Buffer.from(signature, 'base64url').every((byte) => byte === 0),
    ),
  },
];

/** The behaviour of taking, among the tokens that are refused for how they are secured, certain ones. */
function alsoTaking(isTaken: (token: SignedToken, policy: TokenPolicy) => boolean): Partial<Behaviour> {
  return {
    tokenRefusal: (refused, { headers }, policy) => {
      if (refused?.ground !== 'token-invalid') return refused;
      const token = signedTokenIn(headerOf(headers, 'Authorization'));
      return token && isTaken(token, policy) ? null : refused;
    },
  };
}

function hmacOf(content: string, secret: string): string {
  return createHmac('sha256', secret).update(content).digest('base64url');
}

function isSignedByItsOwnKey({ header, content, signature }: SignedToken): boolean {
  const key = keyIn(header.jwk);
  return key !== null && verify('sha256', Buffer.from(content), key, Buffer.from(signature, 'base64url'));
}

/** The public key that a JWK describes; null for what is none. */
function keyIn(jwk: unknown): KeyObject | null {
  try {
    return createPublicKey({ key: jwk as never, format: 'jwk' });
  } catch {
    return null;
  }
}
