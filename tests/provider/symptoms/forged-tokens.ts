import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Consumer, claims, signedHs256, signedRs256, unsecured } from '../consumer';
import type { Symptom } from './steps';

/** How the faults in the verification of tokens show on the wire. */
export const forgedTokenSymptoms: Record<string, Symptom> = {
  'token-signature-ignored': takes((payload) => signedHs256(payload, 'the secret of a stranger')),
  'token-unsigned-accepted': takes((payload) => unsecured(payload)),
  'token-unsigned-in-capitals-accepted': takes((payload) => unsecured(payload, { alg: 'NONE' })),
  'token-signature-optional': takes((payload, consumer) => withSignature(consumer.secured(payload), '')),
  'token-signature-compared-in-part': takes((payload, consumer) => consumer.secured(payload).slice(0, -4)),
  'token-key-unknown-is-empty': takes((payload) => signedHs256(payload, '', { kid: 'unknown' })),
  'token-public-key-as-secret': takes((payload, { env }) => {
    const key = createPublicKey(readFileSync(env.JWT_KEY_FILE ?? '', 'utf8'));
    return signedHs256(payload, key.export({ type: 'spki', format: 'pem' }).toString());
  }),
  'token-brings-its-key': takes((payload) => {
    const { privateKey } = aStranger();
    return signedRs256(payload, privateKey, { jwk: createPublicKey(privateKey).export({ format: 'jwk' }) });
  }),
  'token-signature-of-zeros-accepted': takes((payload, consumer) =>
    withSignature(consumer.secured(payload), Buffer.alloc(64).toString('base64url')),
  ),
};

/** Books with a forged token, and not with one that is signed by nobody known and says nothing of it. */
function takes(forge: (payload: object, consumer: Consumer) => string): Symptom {
  return async (consumer) => {
    const payload = claims(consumer.baseUrl, 'patient/appointment.write');
    const appointment = consumer.appointment(await consumer.slot());
    const book = (token: string) => consumer.book(appointment, { Authorization: `Bearer ${token}` });
    expect((await book('no.jwt')).status).toBe(403);
    expect((await book(forge(payload, consumer))).status).toBe(201);
  };
}

const withSignature = (token: string, signature: string): string => token.replace(/[^.]*$/, signature);

/** A key that the provider does not know. */
function aStranger(): { readonly privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
