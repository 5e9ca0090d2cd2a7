import {
  addressesOf,
  explainTransportError,
  lookAtTls,
  openConnection,
  type TlsLook,
  toTransportError,
} from '../http';
import type { Settings } from '../target';
import { fail, ok, type StepFinding, skipped, warn } from './doctor-step';

/** Where connections go: the address of the base URL. */
interface Endpoint {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

function endpointOf(baseUrl: string): Endpoint {
  const url = new URL(baseUrl);
  const byDefault = url.protocol === 'https:' ? 443 : 80;
  return { url, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || byDefault) };
}

/** The name of the host has an address. */
export async function nameStep(baseUrl: string, { requestTimeoutMs }: Settings): Promise<StepFinding> {
  const { host } = endpointOf(baseUrl);
  return explained(baseUrl, async () => {
    const addresses = await addressesOf(host, requestTimeoutMs);
    return addresses.includes(host)
      ? skipped(`${host} is an address`)
      : ok(`${host} is ${addresses.join(', ')}`);
  });
}

/** The port takes connections. */
export async function tcpStep(baseUrl: string, { requestTimeoutMs }: Settings): Promise<StepFinding> {
  const { host, port } = endpointOf(baseUrl);
  return explained(baseUrl, async () => {
    const socket = await openConnection(host, port, requestTimeoutMs);
    const address = socket.remoteAddress ?? host;
    socket.destroy();
    return ok(`port ${port} of ${address} takes connections`);
  });
}

/** Nothing stands between this machine and the target. */
export async function proxyStep(): Promise<StepFinding> {
  return skipped('no proxy is set: connections go straight to the host of the base URL');
}

/** The server shows a certificate that is trusted, and gets the one of the client that it asks for. */
export async function tlsStep(baseUrl: string, { tls, requestTimeoutMs }: Settings): Promise<StepFinding> {
  const { url, host, port } = endpointOf(baseUrl);
  if (url.protocol !== 'https:') return skipped('the base URL begins with http://');
  return explained(baseUrl, async () => {
    const look = await lookAtTls(host, port, tls, requestTimeoutMs);
    const detail = `${look.protocol}, certificate for ${look.subject} from ${look.issuer}, ${validity(look)}; ${askedInWords(look)}`;
    if (look.distrust) return fail(detail, explainTransportError(look.distrust, baseUrl));
    if (look.asked.kind === 'asked' && tls.cert === undefined)
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
async function explained(baseUrl: string, work: () => Promise<StepFinding>): Promise<StepFinding> {
  try {
    return await work();
  } catch (failure) {
    const error = toTransportError(failure);
    return fail(`${error.code}: ${error.message}`, explainTransportError(error, baseUrl));
  }
}
