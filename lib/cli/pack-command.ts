import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { MadePack } from '../pack';
import { printable } from '../report';
import { readSettings, SETTINGS, SettingsError, type WrittenSettings } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { recordFolder } from './record-folder';
import type { OptionValues } from './written-settings';

const options = {
  out: { type: 'string' },
  to: { type: 'string' },
  product: { type: 'string' },
  'product-version': { type: 'string' },
  environment: { type: 'string' },
  signatory: { type: 'string' },
  role: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  'env-file': { type: 'string' },
} as const;

const help = `booking-conformance pack [DIR] [options]

Makes one zip of the run in DIR, to be handed in: all reports, the journal and the exchanges, the settings without secrets,
the versions of everything, an attestation, and a manifest with the SHA-256 sum of every file, signed when a key is given.
The reports must be those of the journal; after a clean-up, \`booking-conformance report\` makes them so. DIR is not changed.

  --out DIR             the folder of the run, by default reports (REPORTS_DIR)
  --to FILE             where the pack goes, by default conformance-pack.zip in DIR, which the next run there removes
  --product TEXT        the product that was tested (ATTEST_PRODUCT)
  --product-version V   its version (ATTEST_PRODUCT_VERSION)
  --environment TEXT    the environment in which it was tested (ATTEST_ENVIRONMENT)
  --signatory NAME      who answers for what is handed in (ATTEST_SIGNATORY)
  --role TEXT           what the signatory is in the organisation (ATTEST_ROLE)
  --key FILE            signs with this Ed25519 private key, PEM (PACK_KEY_FILE; its passphrase: PACK_KEY_PASSPHRASE)
  --json                writes {file, run, files, bytes, fingerprint, caveats}
  --env-file FILE       reads settings from this file, by default .env (ENV_FILE)

Exit codes: 0 the pack was made, whatever the verdict; 1 the reports are not those of the journal, or of another version of
the suite; 64 wrong usage or settings, no run there, or one that still goes on; 70 the pack could not be written.`;

async function pack(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const { folder, written } = recordFolder('pack', given, args);
  // Loaded only here: it brings all that makes reports.
  const { attestedBy, makePack, NotPackable, packIn } = await import('../pack/index.js');
  const attested = attestedBy(written);
  const key = await signingKey(written);
  const to = given.to === undefined ? packIn(folder) : resolve(String(given.to));
  try {
    const made = await makePack(folder, { to, attested, key });
    process.stdout.write(given.json ? `${JSON.stringify(made, null, 2)}\n` : told(made, attested !== null));
    return EXIT.conformant;
  } catch (error) {
    if (!(error instanceof NotPackable)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.nonConformant;
  }
}

/**
 * The key that the settings name; null when they name none.
 *
 * @throws SettingsError when it cannot be used
 */
async function signingKey({
  PACK_KEY_FILE,
  PACK_KEY_PASSPHRASE,
}: WrittenSettings): Promise<KeyObject | null> {
  if (PACK_KEY_FILE === undefined) return null;
  readSettings({ PACK_KEY_FILE }, { sources: [], overlays: [] });
  const { HOW_TO_MAKE_A_KEY, signingKeyIn } = await import('../pack/index.js');
  try {
    return signingKeyIn(PACK_KEY_FILE.value, PACK_KEY_PASSPHRASE?.value ?? null);
  } catch (error) {
    throw new SettingsError([
      `  ${PACK_KEY_FILE.as}: ${printable(PACK_KEY_FILE.value)}\n    ${(error as Error).message}\n    allowed: ${SETTINGS.PACK_KEY_FILE.allowed}\n    example: ${HOW_TO_MAKE_A_KEY}`,
    ]);
  }
}

function told({ file, run, files, fingerprint, caveats }: MadePack, isAttested: boolean): string {
  const lines = [
    `The run ${run.id} against ${printable(run.target)}: ${run.verdict}`,
    ...caveats.map((caveat) => `  ! ${printable(caveat, 1_000)}`),
    ...(isAttested
      ? []
      : ['  ! Nobody attests to it: name --product, --product-version, --environment and --signatory.']),
    fingerprint === null
      ? '  ! It is not signed: --key FILE signs it.'
      : `  signed by the key with the fingerprint ${fingerprint}`,
    `pack: ${file} (${files} files)`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The command `pack`.
 *
 * @throws UsageError, SettingsError, NoPack, RefusedPack, FolderInUse when the user must mend something; Error when the pack
 *   cannot be written
 */
export const packCommand: Command = { help, options, takesArguments: true, run: pack };
