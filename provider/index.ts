import { Appointments } from './appointments';
import { behaviourWith } from './behaviour';
import { type Certificates, makeCertificates, type TlsMode } from './certificates';
import { Diary, MOST_SLOTS } from './diary';
import { directory, SERVICE_ID } from './directory';
import { type Fault, faults } from './faults';
import type { ServedFormats } from './formats';
import { buildServer, portOf } from './http-server';
import { ROUTES } from './interactions';
import { type JwtRegime, makeTokenKeys, type TokenKeys } from './keys';
import { type Manner, manners } from './manners';
import type { Overlay } from './overlay';
import type { Provider } from './provider';
import { BookedRequestIds, type RequestIdMode } from './request-ids';
import { service } from './service';
import { type SlotsFile, writeSlotsFile } from './slots-file';
import { type Traits, USUAL_TRAITS } from './traits';

export type { TlsMode } from './certificates';
export { type Fault, faults } from './faults';
export { type JwtRegime, jwtRegimes } from './keys';
export { type Manner, manners } from './manners';
export type { Overlay } from './overlay';
export type { RequestIdMode } from './request-ids';

/** Whether the provider speaks FHIR in JSON only, in XML only, or in both. */
export type ProviderFormat = 'json' | 'xml' | 'both';

export interface ProviderOptions {
  /** Port on the loopback interface; default: any free one. */
  readonly port?: number;
  /** How tokens are secured; default `none`: unsecured JWTs, which the urgent-care guide asks for. */
  readonly jwt?: JwtRegime;
  /** The secret of hs256, or the token of static; default: a fresh one. */
  readonly secret?: string;
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
  /** Ids of the manners in which it is conformant in another way; default: none. What they say twice, the last says. */
  readonly manners?: readonly string[];
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
const FORMATS: Readonly<Record<ProviderFormat, ServedFormats>> = {
  json: ['json'],
  xml: ['xml'],
  both: ['json', 'xml'],
};

/**
 * Starts a provider of the NHS Booking API (FHIR STU3) in memory, on the loopback interface: conformant, in its usual
 * way or in others, or with faults.
 *
 * @throws Error naming an unknown fault or manner and saying how to list them
 * @throws RangeError when the number of slots is not a whole number from 0 to 10 000
 * @throws Error of Node (`EADDRINUSE`, …) when it can't listen on the port
 */
export async function startProvider(options: ProviderOptions = {}): Promise<RunningProvider> {
  const chosen = chosenManners(options.manners ?? []);
  const behaviour = behaviourWith([
    ...(options.faults ?? []).map((id) => faultById(id).behaviour),
    ...chosen.map((manner) => manner.behaviour ?? {}),
  ]);
  const traits = traitsOf(chosen, options);
  const diary = new Diary(traits, new Date());
  const keys = await makeTokenKeys(options.jwt ?? 'none', options.secret);
  const certificates = await certificatesFor(options);
  const slotsFile = traits.slotsInFile ? await writeSlotsFile(diary) : null;
  const provider: Provider = {
    get baseUrl() {
      return `${certificates ? 'https' : 'http'}://${HOST}:${portOf(app)}${traits.basePath}`;
    },
    get publicBaseUrl() {
      return traits.publicBaseUrl ?? provider.baseUrl;
    },
    get audience() {
      return traits.audience ?? provider.baseUrl;
    },
    traits,
    behaviour,
    diary,
    directory: directory(traits.clinics),
    appointments: new Appointments(),
    formats: FORMATS[options.format ?? 'both'],
    overlay: options.overlay ?? null,
    bookedRequestIds: new BookedRequestIds(),
  };
  const app = buildServer(
    traits.basePath,
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
    await Promise.all([keys.dispose(), certificates?.dispose(), slotsFile?.dispose()]);
  };
  try {
    await app.listen({ host: HOST, port: options.port ?? 0 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    baseUrl: provider.baseUrl,
    env: settings(provider, { keys, certificates, slotsFile }, options),
    close,
  };
}

/** The provider, without the fault itself, in which a fault shows. */
export function optionsFor({ overlay, jwt, tls, slots }: Fault): ProviderOptions {
  return {
    ...(overlay && { overlay }),
    ...(jwt && { jwt }),
    ...(tls && { tls }),
    ...(slots && { slots }),
  };
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

/** In the order of the list, in which those that change what is written come after those that change what is said. */
function chosenManners(ids: readonly string[]): Manner[] {
  const unknown = ids.find((id) => !manners.some((manner) => manner.id === id));
  if (unknown !== undefined) {
    throw new Error(
      `There is no manner "${unknown}". List them with: booking-conformance provider --list-manners`,
    );
  }
  return manners.filter(({ id }) => ids.includes(id));
}

function traitsOf(chosen: readonly Manner[], options: ProviderOptions): Traits {
  const traits: Traits = Object.assign({}, USUAL_TRAITS, ...chosen.map((manner) => manner.traits));
  const transfer = Object.assign({}, USUAL_TRAITS.transfer, ...chosen.map((manner) => manner.transfer));
  const { slots = traits.slots } = options;
  if (Number.isInteger(slots) && slots >= 0 && slots <= MOST_SLOTS) return { ...traits, transfer, slots };
  throw new RangeError(`The number of slots must be a whole number from 0 to ${MOST_SLOTS}, not ${slots}.`);
}

/** What the settings of a consumer refer to. */
interface MadeFiles {
  readonly keys: TokenKeys;
  readonly certificates: Certificates | null;
  readonly slotsFile: SlotsFile | null;
}

function settings(
  { baseUrl, publicBaseUrl, audience, traits }: Provider,
  { keys, certificates, slotsFile }: MadeFiles,
  { format = 'both', overlay }: ProviderOptions,
): Record<string, string> {
  return {
    TARGET_BASE_URL: baseUrl,
    ...(publicBaseUrl === baseUrl ? {} : { LOCATION_BASE_URLS: publicBaseUrl }),
    JWT_AUDIENCE: audience,
    ...keys.env,
    ...certificates?.env,
    SLOT_SERVICE_ID: SERVICE_ID,
    ...(slotsFile ? { SLOTS_FILE: slotsFile.path } : {}),
    ...(traits.serverErrorTrigger === null ? {} : { SERVER_ERROR_TRIGGER: traits.serverErrorTrigger }),
    ...(format === 'both' ? {} : { FORMAT: format }),
    ...(overlay ? { OVERLAY: overlay } : {}),
  };
}
