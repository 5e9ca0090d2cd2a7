import { type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, isEd25519, publicKeyOf } from './keys';
import { MANIFEST, PUBLIC_KEY, SIGNATURE } from './layout';
import type { Manifest } from './manifest';

/** The signature of a manifest: Ed25519 (RFC 8032 section 5.1.6) over its bytes, 64 bytes. */
export const signatureOf = (manifest: Buffer, key: KeyObject): Buffer => sign(null, manifest, key);

/** What is to be said of the signature of a pack. */
export interface SignatureFinding {
  /** `good` as far as is told by `why`; `none` where nothing speaks of one. */
  readonly state: 'good' | 'bad' | 'none';
  /** Of the key by which it was judged; null where there is none. */
  readonly fingerprint: string | null;
  /** Whether that key was given, and not only found in the pack. */
  readonly keyGiven: boolean;
  readonly why: string;
}

/** More than a key or a signature has. */
const MOST_BYTES = 10_000;

/**
 * Judges the signature of an unpacked pack.
 *
 * @param bytes the manifest as it is; null when it is not there
 * @param manifest what it says; null when it cannot be read
 * @param key the key that must have signed; null takes the one in the pack, which proves nothing about who signed
 */
export function judgeSignature(
  root: string,
  { bytes, manifest }: { readonly bytes: Buffer | null; readonly manifest: Manifest | null },
  key: KeyObject | null,
): SignatureFinding {
  const signature = bytesOf(root, SIGNATURE);
  const pem = bytesOf(root, PUBLIC_KEY);
  const keyInPack = pem && publicKeyOf(pem.toString('utf8'));
  const signer = key ?? keyInPack;
  const fingerprint = signer && isEd25519(signer) ? fingerprintOf(signer) : null;
  const found = (state: SignatureFinding['state'], why: string): SignatureFinding => {
    return { state, fingerprint, keyGiven: key !== null, why };
  };
  if (signature === null && pem === null && !manifest?.signedBy)
    return key === null
      ? found('none', 'The pack is not signed: whoever had it could change it and make its manifest anew.')
      : found('bad', 'The pack is not signed, neither by the key that was given nor by another one.');
  if (signature === null) return found('bad', `${SIGNATURE} is missing.`);
  if (signer === null || fingerprint === null)
    return found('bad', `${PUBLIC_KEY} is ${pem ? 'no Ed25519 key' : 'missing'}.`);
  if (bytes === null || !verify(null, bytes, signer, signature))
    return found('bad', unfit(key, keyInPack && isEd25519(keyInPack) ? fingerprintOf(keyInPack) : null));
  if (manifest?.signedBy?.fingerprint !== fingerprint)
    return found('bad', `${MANIFEST} does not name the key that signed it.`);
  return found(
    'good',
    key === null
      ? 'It was signed by the key that lies in the pack, which proves nothing about who signed: ask the signatory for the fingerprint of the key, or name the key with --key.'
      : 'It was signed by the key that was given.',
  );
}

/** Why a signature is not good: it is another key's, or what was signed was something else. */
function unfit(key: KeyObject | null, inPack: string | null): string {
  if (key !== null && inPack !== null && inPack !== fingerprintOf(key))
    return `It was not signed by the key that was given; the key in the pack is another one, ${inPack}.`;
  return `The signature does not fit: ${MANIFEST} or ${SIGNATURE} was changed after it was signed.`;
}

function bytesOf(root: string, name: string): Buffer | null {
  const file = join(root, name);
  if (!existsSync(file)) return null;
  return statSync(file).size > MOST_BYTES ? Buffer.alloc(0) : readFileSync(file);
}
