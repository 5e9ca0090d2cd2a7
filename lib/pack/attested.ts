import { printable } from '../report';
import { readSettings, type SettingName, SettingsError, settingSpec, type WrittenSettings } from '../target';

/** What a person says of a run that is handed in. */
export interface Attested {
  readonly product: string;
  readonly productVersion: string;
  readonly environment: string;
  readonly signatory: string;
  readonly role: string | null;
}

/** What belongs together: an attestation that leaves out one of them says nothing. */
const NEEDED = [
  'ATTEST_PRODUCT',
  'ATTEST_PRODUCT_VERSION',
  'ATTEST_ENVIRONMENT',
  'ATTEST_SIGNATORY',
] as const satisfies readonly SettingName[];

/**
 * What the settings have attested; null when they speak of none.
 *
 * @throws SettingsError when one of them is wrong, or one is missing that the others need
 */
export function attestedBy(written: WrittenSettings): Attested | null {
  const names = [...NEEDED, 'ATTEST_ROLE'] as const;
  const given = names.filter((name) => written[name] !== undefined);
  const [first] = given;
  if (first === undefined) return null;
  const relevant = Object.fromEntries(given.map((name) => [name, written[name]]));
  readSettings(relevant, { sources: [], overlays: [] });
  const missing = NEEDED.filter((name) => written[name] === undefined);
  if (missing.length > 0)
    throw new SettingsError(missing.map((name) => missingText(name, written[first]?.as ?? first)));
  const said = (name: SettingName): string => (written[name]?.value ?? '').trim();
  return {
    product: said('ATTEST_PRODUCT'),
    productVersion: said('ATTEST_PRODUCT_VERSION'),
    environment: said('ATTEST_ENVIRONMENT'),
    signatory: said('ATTEST_SIGNATORY'),
    role: said('ATTEST_ROLE') || null,
  };
}

function missingText(name: SettingName, given: string): string {
  const { allowed, example, option } = settingSpec(name);
  const inOptions = given.startsWith('--');
  return [
    `  ${inOptions ? `--${option}` : name}`,
    `    missing; ${printable(given)} is given, and an attestation names product, version, environment and signatory`,
    `    allowed: ${allowed}`,
    `    example: ${inOptions ? `--${option} ` : `${name}=`}${example}`,
  ].join('\n');
}
