import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { privateKeyIn } from '../target/private-key';
import { readText } from '../target/read-text';

/** How a key is made that signs packs. */
export const HOW_TO_MAKE_A_KEY = 'openssl genpkey -algorithm ed25519 -out pack-key.pem';

/**
 * The private key in a file (PEM) that signs packs.
 *
 * @param passphrase opens it; null where none is set
 * @throws Error with a plain sentence when the file cannot be read, or holds no such key that the passphrase opens
 */
export function signingKeyIn(file: string, passphrase: string | null): KeyObject {
  const pem = readText(file);
  return demandEd25519(privateKeyIn(pem, passphrase, 'PACK_KEY_PASSPHRASE'));
}

/**
 * The public key in a file (PEM) by which a signature is to be judged.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no such key
 */
export function publicKeyIn(file: string): KeyObject {
  const pem = readText(file);
  if (/PRIVATE KEY-----/.test(pem))
    throw new Error(
      `the file holds a private key; a signature is judged by the public one:
    openssl pkey -in ${file} -pubout -out pack-key.pub.pem`,
    );
  const key = publicKeyOf(pem);
  if (key === null) throw new Error('the file holds no public key in PEM form');
  return demandEd25519(key);
}

/** The public key that a text is, as PEM; null when it is none. */
export function publicKeyOf(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

/** Whether a key is one of the kind that signs packs. */
export const isEd25519 = ({ asymmetricKeyType }: KeyObject): boolean => asymmetricKeyType === 'ed25519';

function demandEd25519(key: KeyObject): KeyObject {
  if (isEd25519(key)) return key;
  const kind = key.asymmetricKeyType ?? 'unknown';
  throw new Error(`the key is of the kind ${kind}; packs are signed with Ed25519. One is made by
    ${HOW_TO_MAKE_A_KEY}`);
}

/** A public key as PEM. */
export const asPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/**
 * By what people tell keys apart: the SHA-256 of the public key as DER (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7), as
 * `openssl pkey -pubin -in FILE -outform DER | openssl dgst -sha256` gives it.
 */
export function fingerprintOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(der).digest('hex')}`;
}
