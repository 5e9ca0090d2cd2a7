import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { Attested } from './attested';
import { ATTESTATION } from './layout';

const text = { type: 'string', minLength: 1, maxLength: 300 };

const SCHEMA = {
  type: 'object',
  required: ['attested'],
  properties: {
    attested: {
      type: 'object',
      nullable: true,
      required: ['product', 'productVersion', 'environment', 'signatory', 'role'],
      properties: {
        product: text,
        productVersion: text,
        environment: text,
        signatory: text,
        role: { ...text, nullable: true },
      },
    },
  },
};

/** Far more than what a person says of a run. */
const MOST_BYTES = 1_000_000;

/** What a person says of the run, as an unpacked pack has it; null when nobody does, or it cannot be read. */
export function readAttested(root: string): Attested | null {
  const file = join(root, ATTESTATION);
  if (!existsSync(file) || statSync(file).size > MOST_BYTES) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isAttestation = new Ajv().compile<{ attested: Attested | null }>(SCHEMA);
    return isAttestation(value) ? value.attested : null;
  } catch {
    return null;
  }
}
