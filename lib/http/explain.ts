import type { TransportError } from './exchange';

type Explanation = (host: string, error: TransportError) => string;

const NOT_FOUND: Explanation = (host) =>
  `The name of ${host} is not known: check the spelling of the base URL, and whether this machine needs a VPN or another DNS server to find it.`;

const UNREACHABLE: Explanation = (host) =>
  `There is no way through the network to ${host}: check the address, the VPN and the firewall.`;

const CLOSED: Explanation = (host) =>
  `${host} closed the connection before the answer was complete: look in the server's log, and at any proxy or load balancer before it, for this moment.`;

const NO_CONNECTION: Explanation = (host) =>
  `No connection to ${host} came about in time: check the port, and whether a firewall drops the packets.`;

const UNKNOWN_AUTHORITY: Explanation = (host) =>
  `The certificate of ${host} was issued by an authority this machine does not trust: have the server send its whole chain, or name the file with the authority's certificate in TLS_CA_FILE.`;

const CLIENT_CERTIFICATE: Explanation = (host) =>
  `${host} did not accept the client certificate, or got none: check which one it expects, from which authority, and the files that TLS_CERT_FILE and TLS_KEY_FILE, or TLS_PFX_FILE, name.`;

const CERTIFICATE_OR_VERSION: Explanation = (host) =>
  `${host} broke off the TLS handshake: it may want a client certificate (TLS_CERT_FILE and TLS_KEY_FILE, or TLS_PFX_FILE), or take no TLS version or cipher that this machine offers (TLS_MIN_VERSION).`;

const OTHER_VERSION: Explanation = (host) =>
  `${host} speaks no version of TLS that this machine takes: check which ones it offers, and TLS_MIN_VERSION.`;

const NO_TLS: Explanation = (host) =>
  `${host} does not speak TLS on this port: check the port, and whether the base URL should begin with http://.`;

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: NOT_FOUND,
  EAI_AGAIN: (host) =>
    `The name of ${host} could not be looked up because the DNS server did not answer: check this machine's network.`,
  ECONNREFUSED: (host) =>
    `Nothing accepts connections at ${host}: check that the server is running, and the port in the base URL.`,
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  ECONNABORTED: CLOSED,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ETIMEDOUT: NO_CONNECTION,
  CERT_HAS_EXPIRED: (host) =>
    `The certificate of ${host} has expired: renew it, or check the clock of this machine.`,
  CERT_NOT_YET_VALID: (host) =>
    `The certificate of ${host} is not valid yet: check the clock of this machine, or the certificate's dates.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) =>
    `The certificate of ${host} is for another name: check the host in the base URL and the names in the certificate, or set TLS_SERVER_NAME to the name that the server goes by.`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  HPE_HEADER_OVERFLOW: (host) =>
    `The header of the answer from ${host} is larger than 16 KiB: look for repeated or very long fields in it.`,
  DEADLINE: (host, { message }) =>
    `There was ${message} from ${host}: look for what keeps the server waiting, or raise REQUEST_TIMEOUT_MS.`,
  TOO_LARGE: (host, { message }) =>
    `Reading the answer from ${host} was stopped because ${message}: look at why the server sends so much.`,
  UPGRADE: (host) =>
    `${host} answered 101 Switching Protocols, which nobody asked for: check that the base URL leads to the FHIR server.`,
  PROXY_UNREACHABLE: (host, { message }) =>
    `The HTTP proxy on the way to ${host} cannot be reached (${message}): check HTTP_PROXY_URL.`,
  PROXY_REFUSED: (host, { message }) =>
    `The HTTP proxy opens no way to ${host} (${message}): check what it lets through, and HTTP_PROXY_CREDENTIALS where it asks who you are.`,
  STOPPED: (_host, { message }) =>
    `The request was not completed because the run was stopped: ${message.replace(/\.$/, '')}.`,
  INVALID_HEADER: (_host, { message }) =>
    `The request was not sent because HTTP does not allow one of its header fields (${message}): check the settings that headers are made of.`,
  INVALID_URL: (host) =>
    `The request was not sent because its address, ${host}, is not an absolute http or https URL: check the base URL.`,
};

const HANDSHAKE: Explanation = (host, { message }) =>
  `The TLS handshake with ${host} failed (${message}): check which TLS versions it offers, and whether the base URL should begin with http://.`;

const NOT_HTTP: Explanation = (host, { message }) =>
  `What ${host} sent is not a correct HTTP/1.1 message (${message}): check the port, whether the base URL should begin with https://, and the server's raw answer.`;

const OTHERWISE: Explanation = (host, { code, message }) =>
  `The exchange with ${host} failed (${code}: ${message}): check that the server is running and can be reached from this machine.`;

/**
 * Says in one plain sentence what kept an exchange from its end, and what to look at next.
 *
 * @param url where the request went; only its host and port are named
 */
export function explainTransportError(error: TransportError, url: string): string {
  return explanationOf(error)(hostOf(url), error);
}

/** The alerts of RFC 8446 section 6.2 that speak of a certificate, in OpenSSL's words: those that reach us are of ours. */
const ALERT_ON_CERTIFICATE =
  /alert (?:bad certificate|unsupported certificate|certificate (?:revoked|expired|unknown|required)|unknown ca|access denied)/;

function explanationOf({ code, message }: TransportError): Explanation {
  if (Object.hasOwn(EXPLANATIONS, code)) return EXPLANATIONS[code] ?? OTHERWISE;
  if (/wrong version number|packet length too long/.test(message)) return NO_TLS;
  if (ALERT_ON_CERTIFICATE.test(message)) return CLIENT_CERTIFICATE;
  if (/alert handshake failure/.test(message)) return CERTIFICATE_OR_VERSION;
  if (/alert protocol version|unsupported protocol/.test(message)) return OTHER_VERSION;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return HANDSHAKE;
  if (code.startsWith('HPE_')) return NOT_HTTP;
  return OTHERWISE;
}

/** Host and port; of what is no URL everything but user information. */
function hostOf(url: string): string {
  return (URL.canParse(url) && new URL(url).host) || url.replace(/\/\/[^/]*@/, '//');
}
