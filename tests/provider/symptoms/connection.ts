import { connects } from '../tls-consumer';
import type { Symptom } from './steps';

/** How the faults in the way consumers connect show on the wire. */
export const connectionSymptoms: Record<string, Symptom> = {
  'client-certificate-not-required': async ({ baseUrl }) => {
    // Whom the server is trusted by is not the point here: it is whether it lets the client in.
    expect(await connects(baseUrl, { rejectUnauthorized: false })).toBe(200);
  },
};
