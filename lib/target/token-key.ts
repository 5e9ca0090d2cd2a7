import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readText } from './read-text';

/** RS256 takes RSA keys of this size or more: RFC 7518 section 3.3. */
const SHORTEST_RSA_KEY = 2048;

/** What Node calls the curve P-256, the one of ES256: RFC 7518 section 3.4. */
const P_256 = 'prime256v1';

/**
 * The RSA private key in a file, as PEM, which signs RS256.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no such key
 */
export function rsaKeyIn(file: string): string {
  const pem = readText(file);
  const { asymmetricKeyType, asymmetricKeyDetails } = parsedKey(pem);
  if (asymmetricKeyType !== 'rsa') throw new Error('the file holds a private key, but not an RSA key');
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < SHORTEST_RSA_KEY)
    throw new Error(`the RSA key in the file has ${bits} bits; RS256 needs at least ${SHORTEST_RSA_KEY}`);
  return pem;
}

/**
 * The private key on the curve P-256 in a file, as PEM, which signs ES256.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no such key
 */
export function ecKeyIn(file: string): string {
  const pem = readText(file);
  const { asymmetricKeyType, asymmetricKeyDetails } = parsedKey(pem);
  if (asymmetricKeyType !== 'ec')
    throw new Error('the file holds a private key, but not one of an elliptic curve');
  const curve = asymmetricKeyDetails?.namedCurve;
  if (curve !== P_256)
    throw new Error(`the key in the file is on the curve ${curve}; ES256 needs P-256 (${P_256})`);
  return pem;
}

function parsedKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('the file holds no private key in PEM form that can be read without a passphrase');
  }
}
