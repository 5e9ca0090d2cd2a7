import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A certificate and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Wanted {
  readonly name: string;
  /** Days from now on which it begins and ceases to be valid; by default, from yesterday until tomorrow. */
  readonly valid?: readonly [from: number, to: number];
}

/** An authority of a test, and what it issues. */
export interface Authority {
  readonly cert: string;
  forServer(wanted: Wanted): Certificate;
  forClient(wanted: Wanted): Certificate;
}

const DAY_MS = 86_400_000;
const DNS_NAME = 2;

/** Makes an authority with a key of its own; all that it issues has one other key, for keys take long to make. */
export async function makeAuthority(name: string): Promise<Authority> {
  const [own, issued] = await Promise.all([newKeys(), newKeys()]);
  const sign = (wanted: Wanted, publicKey: string, extensions: object[]): string =>
    certificate({ ...wanted, issuer: name, publicKey, signer: own.privateKey, extensions });
  return {
    cert: sign({ name }, own.publicKey, [{ name: 'basicConstraints', cA: true, critical: true }]),
    forServer: (wanted) => ({
      cert: sign(wanted, issued.publicKey, [
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: DNS_NAME, value: wanted.name }] },
      ]),
      key: issued.privateKey,
    }),
    forClient: (wanted) => ({
      cert: sign(wanted, issued.publicKey, [{ name: 'extKeyUsage', clientAuth: true }]),
      key: issued.privateKey,
    }),
  };
}

/** A certificate and its key as a file of PKCS#12. */
export function pkcs12({ cert, key }: Certificate, passphrase: string): Buffer {
  const file = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(cert)],
    passphrase,
    { algorithm: 'aes256' },
  );
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'latin1');
}

function newKeys(): Promise<{ privateKey: string; publicKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

interface Signing extends Wanted {
  readonly issuer: string;
  readonly publicKey: string;
  readonly signer: string;
  readonly extensions: object[];
}

function certificate({ name, valid = [-1, 1], issuer, publicKey, signer, extensions }: Signing): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A serial number is positive: its first bit is not set.
  made.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
  made.validity.notBefore = new Date(Date.now() + valid[0] * DAY_MS);
  made.validity.notAfter = new Date(Date.now() + valid[1] * DAY_MS);
  made.setSubject([{ name: 'commonName', value: name }]);
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  made.setExtensions(extensions);
  made.sign(forge.pki.privateKeyFromPem(signer), forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}
