import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { privateKeyIn } from './private-key';
import { readBytes, readText } from './read-text';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The authorities that a file names, with those that Node trusts by itself, all as PEM.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no certificate
 */
export function authoritiesIn(file: string): string[] {
  return [...rootCertificates, ...certificatesIn(file)];
}

/**
 * The certificates in a file as PEM, the client's own first.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no certificate
 */
export function certificateIn(file: string): string {
  return certificatesIn(file).join('\n');
}

/**
 * The private key in a file, as PEM without a passphrase.
 *
 * @throws Error with a plain sentence when the file cannot be read, or holds no private key that the passphrase opens
 */
export function clientKeyIn(file: string, passphrase: string | null): string {
  const pem = readText(file);
  return privateKeyIn(pem, passphrase, 'TLS_KEY_PASSPHRASE')
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

/** Whether the private key is that of the certificate; both as PEM. */
export function isKeyOf(key: string, certificate: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

/**
 * A file of PKCS#12 (`.pfx`, `.p12`) with a certificate and its private key, as it is.
 *
 * @throws Error with a plain sentence when the file cannot be read, or the passphrase opens no certificate and key in it
 */
export function pfxIn(file: string, passphrase: string | null): Buffer {
  const pfx = readBytes(file);
  try {
    createSecureContext({ pfx, ...(passphrase === null ? {} : { passphrase }) });
  } catch (error) {
    throw new Error(whyUnusable(error as NodeJS.ErrnoException, file, passphrase));
  }
  return pfx;
}

function whyUnusable(
  { code, message }: NodeJS.ErrnoException,
  file: string,
  passphrase: string | null,
): string {
  if (/mac verify failure/.test(message))
    return passphrase === null
      ? 'the file has a passphrase; name it in TLS_KEY_PASSPHRASE'
      : 'TLS_KEY_PASSPHRASE does not open the file';
  if (code === 'ERR_CRYPTO_UNSUPPORTED_OPERATION' || /unsupported/i.test(message))
    return `the file is encrypted by an old method (such as RC2-40) that OpenSSL 3 no longer takes; write it anew with
    openssl pkcs12 -legacy -nodes -in ${file} | openssl pkcs12 -export -out new.pfx`;
  if (/Unable to load/.test(message)) return 'the file lacks the certificate, or its private key';
  return 'the file is no PKCS#12';
}

function certificatesIn(file: string): string[] {
  const found = readText(file).match(CERTIFICATES) ?? [];
  if (found.length === 0) throw new Error('the file holds no certificate in PEM form');
  for (const [index, pem] of found.entries())
    if (!isCertificate(pem)) throw new Error(`certificate ${index + 1} in the file cannot be read`);
  return found;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== null;
  } catch {
    return false;
  }
}
