import { Appointments } from './appointments';
import { behaviourWith } from './behaviour';
import { SERVER_ERROR_TRIGGER } from './booking';
import { type Certificates, makeCertificates, type TlsMode } from './certificates';
import { DEFAULT_SLOTS, Diary, MOST_SLOTS } from './diary';
import { SERVICE_ID } from './directory';
import { type Fault, faults } from './faults';
import type { ServedFormats } from './formats';
import { buildServer, portOf } from './http-server';
import { ROUTES } from './interactions';
import { type JwtRegime, makeTokenKeys, type TokenKeys } from './keys';
import type { Overlay } from './overlay';
import type { Provider } from './provider';
import { BookedRequestIds, type RequestIdMode } from './request-ids';
import { service } from './service';

export type { TlsMode } from './certificates';
export { type Fault, faults } from './faults';
export type { JwtRegime } from './keys';
export type { Overlay } from './overlay';
export type { RequestIdMode } from './request-ids';

/** Whether the provider speaks FHIR in JSON only, in XML only, or in both. */
export type ProviderFormat = 'json' | 'xml' | 'both';

export interface ProviderOptions {
  /** Port on the loopback interface; default: any free one. */
  readonly port?: number;
  /** How tokens are secured; default `none`: unsecured JWTs, which the urgent-care guide asks for. */
  readonly jwt?: JwtRegime;
  /** Whether it is reached by TLS, with certificates that it makes when it starts; default `none`. */
  readonly tls?: TlsMode;
  /** Whether the provider assigns request ids of its own (default) or uses the client's. */
  readonly requestId?: RequestIdMode;
  /** What it speaks; default `both`, JSON to whoever asks for neither. */
  readonly format?: ProviderFormat;
  /** What it keeps to beyond the API's pages; default: nothing. */
  readonly overlay?: Overlay;
  /** Ids of the faults that it has, in the order in which they apply; default: none, a conformant provider. */
  readonly faults?: readonly string[];
  /** How many slots it offers; default 240: five days from tomorrow, ten minutes each, from nine to five. */
  readonly slots?: number;
}

export interface RunningProvider {
  /** The service root URL. */
  readonly baseUrl: string;
  /** Every setting with which the suite reaches and fully exercises this provider. */
  readonly env: Record<string, string>;
  /** Stops it, ends its connections and removes what it left on disk. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const BASE_PATH = '/STU3';
const FORMATS: Readonly<Record<ProviderFormat, ServedFormats>> = {
  json: ['json'],
  xml: ['xml'],
  both: ['json', 'xml'],
};

/**
 * Starts a provider of the NHS Booking API (FHIR STU3) in memory, on the loopback interface: conformant, or with faults.
 *
 * @throws Error naming an unknown fault and saying how to list them
 * @throws RangeError when the number of slots is not a whole number from 0 to 10 000
 * @throws Error of Node (`EADDRINUSE`, …) when it can't listen on the port
 */
export async function startProvider(options: ProviderOptions = {}): Promise<RunningProvider> {
  const behaviour = behaviourWith((options.faults ?? []).map((id) => faultById(id).behaviour));
  const diary = new Diary(numberOfSlots(options), new Date());
  const keys = await makeTokenKeys(options.jwt ?? 'none');
  const certificates = await certificatesFor(options);
  const provider: Provider = {
    get baseUrl() {
      return `${certificates ? 'https' : 'http'}://${HOST}:${portOf(app)}${BASE_PATH}`;
    },
    behaviour,
    diary,
    appointments: new Appointments(),
    formats: FORMATS[options.format ?? 'both'],
    overlay: options.overlay ?? null,
    bookedRequestIds: new BookedRequestIds(),
  };
  const app = buildServer(
    BASE_PATH,
    ROUTES,
    service(provider, keys.policy, options.requestId ?? 'own'),
    certificates && {
      ...certificates.server,
      requestCert: options.tls === 'mutual',
      rejectUnauthorized: behaviour.requiresClientCertificate(options.tls === 'mutual'),
    },
  );
  const close = async (): Promise<void> => {
    await app.close();
    await Promise.all([keys.dispose(), certificates?.dispose()]);
  };
  try {
    await app.listen({ host: HOST, port: options.port ?? 0 });
  } catch (error) {
    await close();
    throw error;
  }
  const { baseUrl } = provider;
  return { baseUrl, env: settings(baseUrl, keys, certificates, options), close };
}

/** The provider, without the fault itself, in which a fault shows. */
export function optionsFor({ overlay, jwt, tls }: Fault): ProviderOptions {
  return { ...(overlay && { overlay }), ...(jwt && { jwt }), ...(tls && { tls }) };
}

function faultById(id: string): Fault {
  const fault = faults.find((candidate) => candidate.id === id);
  if (fault) return fault;
  throw new Error(`There is no fault "${id}". List them with: booking-conformance provider --list-faults`);
}

/** Null where the provider is not reached by TLS; only then the making of certificates is loaded at all. */
async function certificatesFor({ tls = 'none' }: ProviderOptions): Promise<Certificates | null> {
  return tls === 'none' ? null : makeCertificates();
}

function numberOfSlots({ slots = DEFAULT_SLOTS }: ProviderOptions): number {
  if (Number.isInteger(slots) && slots >= 0 && slots <= MOST_SLOTS) return slots;
  throw new RangeError(`The number of slots must be a whole number from 0 to ${MOST_SLOTS}, not ${slots}.`);
}

function settings(
  baseUrl: string,
  keys: TokenKeys,
  certificates: Certificates | null,
  { format = 'both', overlay }: ProviderOptions,
): Record<string, string> {
  return {
    TARGET_BASE_URL: baseUrl,
    JWT_AUDIENCE: baseUrl,
    ...keys.env,
    ...certificates?.env,
    SLOT_SERVICE_ID: SERVICE_ID,
    SERVER_ERROR_TRIGGER: `header:${SERVER_ERROR_TRIGGER.name}=${SERVER_ERROR_TRIGGER.value}`,
    ...(format === 'both' ? {} : { FORMAT: format }),
    ...(overlay ? { OVERLAY: overlay } : {}),
  };
}
