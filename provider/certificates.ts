import { generateKeyPair } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** Whether the provider is reached by TLS: not at all, with a certificate of its own, or with one of the client's, too. */
export type TlsMode = 'none' | 'server' | 'mutual';

/** The certificates of one running provider, fresh every time. */
export interface Certificates {
  /** What the server shows, and whose clients it trusts. */
  readonly server: Required<Pick<TlsOptions, 'key' | 'cert' | 'ca'>>;
  /** The settings with which a consumer trusts the server, and shows a certificate that it trusts. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes what the certificates left on disk. */
  dispose(): Promise<void>;
}

interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const VALID_FOR_DAYS = 2;
const DAY_MS = 86_400_000;

/** Makes an authority, and its certificates for a server on the loopback interface and for a client. */
export async function makeCertificates(): Promise<Certificates> {
  const [authorityKeys, serverKeys, clientKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const issue = (name: string, keys: KeyPair, extensions: object[]): string =>
    certificate(name, keys, authorityKeys, extensions);
  const ca = issue(AUTHORITY, authorityKeys, [{ name: 'basicConstraints', cA: true, critical: true }]);
  const cert = issue('localhost', serverKeys, [
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [DNS_LOCALHOST, IP_LOOPBACK] },
  ]);
  const clientCert = issue('made-up consumer', clientKeys, [{ name: 'extKeyUsage', clientAuth: true }]);

  const folder = await mkdtemp(join(tmpdir(), 'booking-provider-'));
  const inFolder = async (name: string, pem: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, pem, { mode: 0o600 });
    return file;
  };
  return {
    server: { key: serverKeys.privateKey, cert, ca },
    env: {
      TLS_CA_FILE: await inFolder('authority.pem', ca),
      TLS_CERT_FILE: await inFolder('client.pem', clientCert),
      TLS_KEY_FILE: await inFolder('client-key.pem', clientKeys.privateKey),
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

const AUTHORITY = 'Authority of the embedded booking provider';
/** The types of a name in a certificate: RFC 5280 section 4.2.1.6. */
const DNS_LOCALHOST = { type: 2, value: 'localhost' };
const IP_LOOPBACK = { type: 7, ip: '127.0.0.1' };

function newKeys(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

function certificate(name: string, keys: KeyPair, authority: KeyPair, extensions: object[]): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  // A serial number is positive: its first bit is not set.
  made.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + VALID_FOR_DAYS * DAY_MS);
  made.setSubject([{ name: 'commonName', value: name }]);
  made.setIssuer([{ name: 'commonName', value: AUTHORITY }]);
  made.setExtensions(extensions);
  made.sign(forge.pki.privateKeyFromPem(authority.privateKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}
