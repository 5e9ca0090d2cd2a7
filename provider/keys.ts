import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenPolicy } from './tokens';

/** How tokens may be secured; `static`: there is one, which is no JWT. */
export const jwtRegimes = ['none', 'hs256', 'rs256', 'es256', 'static'] as const;

export type JwtRegime = (typeof jwtRegimes)[number];

/** The keys of one running provider, fresh every time. */
export interface TokenKeys {
  readonly policy: TokenPolicy;
  /** The settings with which a consumer makes tokens that this provider takes. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes what the keys left on disk. */
  dispose(): Promise<void>;
}

/**
 * Makes the keys of a regime. A private key goes to a file of its own that only its owner can read.
 *
 * @param secret that of hs256, or the token of static
 */
export async function makeTokenKeys(
  regime: JwtRegime,
  secret = randomBytes(32).toString('base64url'),
): Promise<TokenKeys> {
  const env = { JWT_REGIME: regime };
  const nothingOnDisk = async (): Promise<void> => {};
  if (regime === 'none') return { policy: { algorithm: 'none', key: '' }, env, dispose: nothingOnDisk };
  if (regime === 'hs256') {
    return {
      policy: { algorithm: 'HS256', key: secret },
      env: { ...env, JWT_SECRET: secret },
      dispose: nothingOnDisk,
    };
  }
  if (regime === 'static') {
    return {
      policy: { algorithm: 'opaque', key: secret },
      env: { ...env, BEARER_TOKEN: secret },
      dispose: nothingOnDisk,
    };
  }
  const { privateKey, publicKey } = await makeKeyPair(regime);
  const folder = await mkdtemp(join(tmpdir(), 'booking-provider-'));
  const keyFile = join(folder, 'token-issuer.pem');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  return {
    policy: { algorithm: regime === 'rs256' ? 'RS256' : 'ES256', key: publicKey },
    env: { ...env, JWT_KEY_FILE: keyFile },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

/** RS256 takes RSA keys of 2048 bits or more, ES256 keys on the curve P-256: RFC 7518 sections 3.3 and 3.4. */
function makeKeyPair(regime: 'rs256' | 'es256'): Promise<{ privateKey: string; publicKey: string }> {
  const generate = promisify(generateKeyPair);
  return regime === 'rs256'
    ? generate('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding })
    : generate('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding });
}
