import type { ConformanceResult } from '../report';
import type { RunEntry } from '../verdict';
import { attestationOf } from './attestation';
import { attestationPage } from './attestation-page';
import type { Attested } from './attested';
import { ATTESTATION, ATTESTATION_PAGE, SETTINGS_SHOWN, VERSIONS } from './layout';

/**
 * What a pack has beside the reports, by path. All of it follows from the record of the run, but for what a person says of
 * it, and the key that signs: so it can be made again, and compared.
 */
export function derivedFiles(
  run: RunEntry,
  result: ConformanceResult,
  attested: Attested | null,
  signedBy: string | null,
): Map<string, Buffer> {
  const attestation = attestationOf(result, attested, signedBy);
  return new Map([
    [ATTESTATION, json(attestation)],
    [ATTESTATION_PAGE, Buffer.from(attestationPage(attestation))],
    [VERSIONS, json({ suite: run.suite, runtime: run.runtime ?? null })],
    [SETTINGS_SHOWN, json(run.settings)],
  ]);
}

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
