import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** A key and a self-signed certificate for it that expired so many days ago, both as PEM. */
export function expiredCertificate(daysAgo: number): { key: string; cert: string } {
  const pem = { type: 'pkcs1', format: 'pem' } as const;
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = keys.privateKey.export(pem).toString();
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = '01';
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey.export(pem).toString());
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date(Date.now() - daysAgo * 86_400_000);
  certificate.setSubject([{ name: 'commonName', value: 'localhost' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'localhost' }]);
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  return { key, cert: forge.pki.certificateToPem(certificate) };
}
