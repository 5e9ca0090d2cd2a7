import type { TlsFiles, TlsSettings } from '../http';
import type { SettingName } from './setting-names';
import type { SettingsReader } from './settings-reader';
import { authoritiesIn, certificateIn, clientKeyIn, isKeyOf, pfxIn } from './tls-files';

/**
 * How TLS is spoken: whom to trust, what to show, at which version at least, under which name. Empty where nothing is
 * set: then Node does as it does.
 */
export function tlsSettingsIn(reader: SettingsReader): TlsSettings {
  const { text, fromFile } = reader;
  describeMissing(reader);
  const ca = fromFile('TLS_CA_FILE', authoritiesIn);
  const minVersion = text('TLS_MIN_VERSION') as TlsSettings['minVersion'] | null;
  const serverName = text('TLS_SERVER_NAME');
  const files = filesIn(reader);
  return {
    ...(ca === null ? {} : { ca }),
    ...clientCertificate(reader),
    ...(minVersion === null ? {} : { minVersion }),
    ...(serverName === null ? {} : { serverName }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  };
}

/** The client's certificate and key, of two PEM files or of one of PKCS#12. */
function clientCertificate({ text, fromFile, describe }: SettingsReader): TlsSettings {
  const passphrase = text('TLS_KEY_PASSPHRASE');
  const pfx = fromFile('TLS_PFX_FILE', (file) => pfxIn(file, passphrase));
  if (pfx !== null) return { pfx, ...(passphrase === null ? {} : { passphrase }) };
  const cert = fromFile('TLS_CERT_FILE', certificateIn);
  const key = fromFile('TLS_KEY_FILE', (file) => clientKeyIn(file, passphrase));
  if (cert === null || key === null) return {};
  if (!isKeyOf(key, cert))
    describe('TLS_KEY_FILE', 'the key does not belong to the certificate in TLS_CERT_FILE');
  return { cert, key };
}

/** What makes no sense alone, and with what it does. */
const NEEDED_WITH = [
  ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
  ['TLS_KEY_FILE', 'TLS_CERT_FILE'],
] as const;

function describeMissing({ isWritten, describe }: SettingsReader): void {
  const pair = (['TLS_CERT_FILE', 'TLS_KEY_FILE'] as const).filter(isWritten);
  if (isWritten('TLS_PFX_FILE')) {
    for (const name of pair)
      describe(name, 'TLS_PFX_FILE is given, too, and holds certificate and key; name the one or the other');
    return;
  }
  for (const [name, needed] of NEEDED_WITH)
    if (isWritten(name) && !isWritten(needed)) describe(needed, `missing; ${name} is given, and needs it`);
  if (isWritten('TLS_KEY_PASSPHRASE') && pair.length === 0)
    describe('TLS_KEY_FILE', 'missing; TLS_KEY_PASSPHRASE is given, and needs it, or TLS_PFX_FILE');
}

function filesIn({ text }: SettingsReader): TlsFiles {
  const names: ReadonlyArray<readonly [keyof TlsFiles, SettingName]> = [
    ['ca', 'TLS_CA_FILE'],
    ['cert', 'TLS_CERT_FILE'],
    ['key', 'TLS_KEY_FILE'],
    ['pfx', 'TLS_PFX_FILE'],
  ];
  return Object.fromEntries(
    names.flatMap(([part, name]) => {
      const file = text(name);
      return file === null ? [] : [[part, file]];
    }),
  );
}
