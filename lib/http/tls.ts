import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Route, TlsFiles } from './exchange';

/** What TLS connections are made with, where Node's own way does not do. */
export interface TlsSettings
  extends Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'minVersion'> {
  /** The name that is asked for (SNI, RFC 6066 section 3) and that the certificate must have, in place of the URL's. */
  readonly serverName?: string;
  /** Where all that was read from. */
  readonly files?: TlsFiles;
}

/** How one TLS connection is made. */
export interface TlsConnection {
  /** Undefined: Node's own. */
  readonly secureContext: SecureContext | undefined;
  readonly serverName: string | undefined;
  /** The same in words, for the record; undefined where nothing differs from Node's own. */
  readonly route: Route['tls'];
}

/**
 * What TLS connections begin with, as usual and without showing a client certificate. Made once: to read all authorities
 * again for each connection takes long.
 */
export function tlsConnections(settings: TlsSettings): { usual: TlsConnection; anonymous: TlsConnection } {
  const { cert, key, pfx, passphrase, serverName, files = {}, ...trust } = settings;
  const shown = { cert, key, pfx, passphrase };
  const connection = (options: SecureContextOptions, named: TlsFiles): TlsConnection => ({
    secureContext: isEmpty(options) ? undefined : createSecureContext(options),
    serverName,
    route: isEmpty(options) && serverName === undefined ? undefined : inWords(settings, named),
  });
  const anonymous = connection(trust, files.ca === undefined ? {} : { ca: files.ca });
  if (cert === undefined && pfx === undefined) return { usual: anonymous, anonymous };
  return { usual: connection({ ...trust, ...shown }, files), anonymous };
}

function inWords({ minVersion, serverName }: TlsSettings, files: TlsFiles): Route['tls'] {
  return {
    files,
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

const isEmpty = (options: object): boolean => Object.values(options).every((value) => value === undefined);
