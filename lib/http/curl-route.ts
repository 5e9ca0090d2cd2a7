import type { Route, SentRequest } from './exchange';
import { quotedText } from './shell-words';

/** Where the passphrase of a key and the credentials for a proxy are taken from: they are in no record. */
const PASSPHRASE = '"$TLS_KEY_PASSPHRASE"';
const PROXY_CREDENTIALS = '"$HTTP_PROXY_CREDENTIALS"';

/** The options that make curl take the route of a request. */
export function routeArguments(request: SentRequest): string[] {
  const { httpProxy, tls } = request.route ?? {};
  return [
    ...(httpProxy ? proxyArguments(httpProxy) : []),
    ...(tls ? tlsArguments(tls) : []),
    ...serverNameArguments(request),
  ];
}

/**
 * The URL for curl: that of the gateway, if there is one. Where TLS is asked for under another name, the URL has that
 * name, for curl takes it from there alone.
 */
export function urlOnTheWire({ url, route }: SentRequest): string {
  const asked = route?.gatewayUrl ?? url;
  const name = route?.tls?.serverName;
  return name === undefined
    ? asked
    : asked.replace(AUTHORITY, (_all, scheme, _host, port = '') => scheme + name + port);
}

/** Scheme, host and port (with its colon) at the beginning of a URL. */
const AUTHORITY = /^(https:\/\/)(\[[^\]]*\]|[^/:?#]*)(:\d+)?/i;

function proxyArguments({ url, withCredentials }: NonNullable<Route['httpProxy']>): string[] {
  return [`--proxy ${quotedText(url)}`, ...(withCredentials ? [`--proxy-user ${PROXY_CREDENTIALS}`] : [])];
}

function tlsArguments({ files, minVersion }: NonNullable<Route['tls']>): string[] {
  const option = (name: string, file: string | undefined): string[] =>
    file === undefined ? [] : [`${name} ${quotedText(file)}`];
  return [
    ...option('--cacert', files.ca),
    ...option('--cert', files.cert),
    ...option('--key', files.key),
    ...option('--cert-type P12 --cert', files.pfx),
    ...(files.pfx === undefined ? [] : [`--pass ${PASSPHRASE}`]),
    ...(minVersion === undefined ? [] : [`--${minVersion.toLowerCase()}`]),
  ];
}

/** With the name of TLS in the URL, curl is told where that is. */
function serverNameArguments({ url, route }: SentRequest): string[] {
  const name = route?.tls?.serverName;
  if (name === undefined) return [];
  const [, , host = '', port = ':443'] = AUTHORITY.exec(route?.gatewayUrl ?? url) ?? [];
  return [`--connect-to ${quotedText(`${name}${port}:${host}${port}`)}`];
}
