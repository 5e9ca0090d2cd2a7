import {
  addressesOf,
  explainTransportError,
  lookAtTls,
  openConnection,
  type TlsLook,
  toTransportError,
} from '../http';
import { type Settings, wayInWords } from '../target';
import { fail, ok, type StepFinding, skipped, warn } from './doctor-step';

/** Where connections go: to the address of the base URL, or of the first proxy on the way there. */
interface Endpoint {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

function endpointOf(baseUrl: string, { httpProxy, spineProxy }: Settings): Endpoint {
  const url = new URL(httpProxy?.url ?? spineProxy?.baseUrl ?? baseUrl);
  const byDefault = url.protocol === 'https:' ? 443 : 80;
  return { url, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || byDefault) };
}

/** The name of the host has an address. */
export async function nameStep(baseUrl: string, settings: Settings): Promise<StepFinding> {
  const { host, url } = endpointOf(baseUrl, settings);
  return explained(url.href, async () => {
    const addresses = await addressesOf(host, settings.requestTimeoutMs);
    return addresses.includes(host)
      ? skipped(`${host} is an address`)
      : ok(`${host} is ${addresses.join(', ')}`);
  });
}

/** The port takes connections. */
export async function tcpStep(baseUrl: string, settings: Settings): Promise<StepFinding> {
  const { host, port, url } = endpointOf(baseUrl, settings);
  return explained(url.href, async () => {
    const socket = await openConnection(host, port, settings.requestTimeoutMs);
    const address = socket.remoteAddress ?? host;
    socket.destroy();
    return ok(`port ${port} of ${address} takes connections`);
  });
}

/** Which proxies stand between this machine and the target. */
export async function proxyStep(settings: Settings): Promise<StepFinding> {
  const way = wayInWords(settings);
  if (way === '') return skipped('no proxy is set: connections go straight to the host of the base URL');
  return ok(`requests go${way.slice(1)}`);
}

/** The server shows a certificate that is trusted, and gets the one of the client that it asks for. */
export async function tlsStep(baseUrl: string, settings: Settings): Promise<StepFinding> {
  const { tls, requestTimeoutMs, httpProxy } = settings;
  if (httpProxy)
    return skipped('connections go through the HTTP proxy: what is asked next shows whether TLS holds');
  const { url, host, port } = endpointOf(baseUrl, settings);
  if (url.protocol !== 'https:') return skipped(`${url.origin} is reached without TLS`);
  return explained(url.href, async () => {
    const look = await lookAtTls(host, port, tls, requestTimeoutMs);
    const detail = `${look.protocol}, certificate for ${look.subject} from ${look.issuer}, ${validity(look)}; ${askedInWords(look)}`;
    if (look.distrust) return fail(detail, explainTransportError(look.distrust, url.href));
    if (look.asked.kind === 'asked' && tls.cert === undefined && tls.pfx === undefined)
      return warn(detail, 'It may refuse clients without a certificate: set TLS_CERT_FILE and TLS_KEY_FILE.');
    if (look.expires - Date.now() < SOON_MS)
      return warn(detail, `The certificate of ${host} expires soon: renew it.`);
    return ok(detail);
  });
}

const DAY_MS = 86_400_000;
const SOON_MS = DAY_MS;
const MOST_AUTHORITIES = 5;

function validity({ expires }: TlsLook): string {
  if (Number.isNaN(expires)) return 'of unknown validity';
  const days = Math.floor(Math.abs(expires - Date.now()) / DAY_MS);
  const day = new Date(expires).toISOString().slice(0, 10);
  return expires < Date.now()
    ? `expired ${days} days ago, on ${day}`
    : `valid until ${day}, for ${days} more days`;
}

function askedInWords({ asked }: TlsLook): string {
  if (asked.kind !== 'asked')
    return asked.kind === 'none'
      ? 'asks for no client certificate'
      : 'whether it asks for a client certificate, TLS 1.3 does not show';
  const { authorities } = asked;
  if (authorities.length === 0) return 'asks for a client certificate of any authority';
  const more =
    authorities.length > MOST_AUTHORITIES ? `; and ${authorities.length - MOST_AUTHORITIES} more` : '';
  return `asks for a client certificate from ${authorities.slice(0, MOST_AUTHORITIES).join('; ')}${more}`;
}

/** What the work finds; where it fails, why, and what to do. */
async function explained(url: string, work: () => Promise<StepFinding>): Promise<StepFinding> {
  try {
    return await work();
  } catch (failure) {
    const error = toTransportError(failure);
    return fail(`${error.code}: ${error.message}`, explainTransportError(error, url));
  }
}
