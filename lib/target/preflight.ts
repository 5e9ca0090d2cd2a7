import { randomUUID } from 'node:crypto';
import { isStu3Resource, parseImfFixdate } from '../fhir';
import { type Exchange, explainTransportError, headerValues } from '../http';
import { contentOf } from './answer';
import { PreparationFailed } from './preparation-failed';
import type { Target } from './target';
import { TokenUnavailable } from './token-source';

/** One question that the preflight asked the target. */
export interface PreflightStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly durationMs: number;
  /** What to mend, when the step failed. */
  readonly advice: string | null;
  readonly exchange: Exchange | null;
}

export interface Preflight {
  readonly steps: readonly PreflightStep[];
  /** Why no FHIR answer can be had at all, as one plain sentence; null when the target can be tested. */
  readonly problem: string | null;
  /** Name and version from the capability statement, when it has one. */
  readonly software: string | null;
}

interface Probe {
  readonly name: string;
  readonly exchange: Exchange;
  readonly resource: { resourceType: string } | null;
  /** The status that a server answers which does what is asked. */
  readonly expected: number;
}

/**
 * Asks the target for its capability statement, for slots and for an Appointment that does not exist. Any one FHIR
 * resource in answer is enough to test it; a connection that cannot be had at all ends the asking at once.
 */
export async function preflight(target: Target): Promise<Preflight> {
  target.currentCase = '(preflight)';
  const questions: ReadonlyArray<
    readonly [
      name: string,
      path: string,
      scope: 'organization/slot.read' | 'patient/appointment.read',
      expected: number,
    ]
  > = [
    ['Capability statement', '/metadata', 'organization/slot.read', 200],
    ['Search for free slots', '/Slot?status=free', 'organization/slot.read', 200],
    ['Read of an unknown Appointment', `/Appointment/${randomUUID()}`, 'patient/appointment.read', 404],
  ];
  const probes: Probe[] = [];
  try {
    for (const [name, path, scope, expected] of questions) {
      const exchange = await target.patiently(() => target.get(target.baseUrl + path, 'preflight', scope));
      const value = exchange.error === null ? contentOf(exchange) : null;
      probes.push({ name, exchange, resource: isStu3Resource(value) ? value : null, expected });
      if (!exchange.response && exchange.error?.code !== 'ECONNRESET') break;
    }
  } catch (error) {
    if (error instanceof TokenUnavailable) return withoutToken(error.message);
    // Stopped on the way, it tells what it has seen until then.
    if (!(error instanceof PreparationFailed)) throw error;
  }
  return {
    steps: probes.map((probe) => asStep(probe, target)),
    problem: problemOf(probes, target),
    software: softwareIn(probes[0]),
  };
}

/** Where no token can be had, no question can be asked. */
function withoutToken(problem: string): Preflight {
  const detail = 'Token: none can be had';
  const step = { name: 'Token', ok: false, detail, durationMs: 0, advice: problem, exchange: null };
  return { steps: [step], problem, software: null };
}

function problemOf(probes: readonly Probe[], { baseUrl, settings, tokens }: Target): string | null {
  if (probes.some((probe) => probe.resource && !isRefusal(probe.exchange))) return null;
  // With slots from a file neither of the others is needed, and a 404 need not say more.
  if (settings.slots && probes[2]?.exchange.response?.status === 404) return null;
  const answered = probes.filter((probe) => probe.exchange.response);
  const last = probes.at(-1);
  if (answered.length === 0) {
    return last?.exchange.error
      ? explainTransportError(last.exchange.error, connectedTo(last.exchange))
      : `${baseUrl} gave no answer.`;
  }
  const refusalOnTheWay = answered.map(({ exchange }) => refusedOnTheWay(exchange)).find(Boolean);
  if (refusalOnTheWay) return `No request reaches the FHIR server at ${baseUrl}. ${refusalOnTheWay}`;
  if (answered.every((probe) => isRefusal(probe.exchange))) {
    const ssp = settings.spineProxy
      ? ', and SSP_FROM and SSP_TO, by which the Spine proxy knows both sides'
      : '';
    return `${baseUrl} refuses our token: every request was answered with ${listOf(answered)}. Check ${tokens.suspects}${clockHint(answered)}${ssp}.`;
  }
  const [brokenOff] = answered.flatMap(({ exchange }) => (exchange.error ? [exchange] : []));
  if (brokenOff?.error && answered.every(({ exchange }) => exchange.error !== null))
    return explainTransportError(brokenOff.error, connectedTo(brokenOff));
  if (answered.every(isTooBusy)) {
    return `${baseUrl} is too busy to answer, also after a wait: every request was answered with ${listOf(answered)}. Try again later, or look at what limits the requests.`;
  }
  if (answered.every(isRefusalOfFormat)) {
    const asked = settings.format.toUpperCase();
    return `${baseUrl} does not answer in ${asked}: every request was answered with ${listOf(answered)}. Set ${otherFormat(settings)} if it speaks that, and check that TARGET_BASE_URL is its FHIR base.`;
  }
  const elsewhere = answered.find((probe) => isRedirect(probe.exchange));
  if (elsewhere) {
    const [location] = headerValues(elsewhere.exchange.response?.headers ?? [], 'Location');
    return `${baseUrl} answers with a redirect, to ${location ?? 'nowhere'}, which is not followed: ${answered.map(inShort).join('; ')}. Check that TARGET_BASE_URL is the FHIR base of the server itself.`;
  }
  return `${baseUrl} does not answer with FHIR: ${answered.map(inShort).join('; ')}. Check that TARGET_BASE_URL is the FHIR base of the server.`;
}

/** Names the difference between the target's clock and ours, where it is large enough to spoil tokens. */
function clockHint(answered: readonly Probe[]): string {
  const { exchange } = answered[0] as Probe;
  const theirs = parseImfFixdate(headerValues(exchange.response?.headers ?? [], 'Date')[0] ?? '');
  if (!theirs) return '';
  const seconds = Math.round((theirs.getTime() - Date.parse(exchange.startedAt)) / 1000);
  if (Math.abs(seconds) < 60) return '';
  return `, and the clocks: the server's is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} ours`;
}

function asStep(probe: Probe, target: Target): PreflightStep {
  const { exchange, resource, name } = probe;
  const ok = resource !== null && exchange.response?.status === probe.expected;
  return {
    name,
    ok,
    detail: inShort(probe),
    durationMs: exchange.durationMs,
    advice: ok ? null : adviceFor(probe, target),
    exchange,
  };
}

function adviceFor(probe: Probe, { tokens }: Target): string {
  const { exchange, resource, expected } = probe;
  if (exchange.error) return explainTransportError(exchange.error, connectedTo(exchange));
  const onTheWay = refusedOnTheWay(exchange);
  if (onTheWay !== null) return onTheWay;
  if (isRefusal(exchange)) return `The token was refused: check ${tokens.suspects}.`;
  if (isRefusalOfFormat(probe)) return 'It does not speak the format that was asked for: check FORMAT.';
  if (isRedirect(exchange)) return 'A redirect is not followed: check TARGET_BASE_URL.';
  if (resource)
    return `Expected is status ${expected}: check that TARGET_BASE_URL is the whole FHIR base of the server.`;
  return 'The answer is no FHIR resource: check TARGET_BASE_URL.';
}

/** Where the connection of an exchange went: to the server, or to the gateway before it. */
const connectedTo = ({ request }: Exchange): string => request.route?.gatewayUrl ?? request.url;

/** What to mend where not the server refused the request, but what speaks TLS or HTTP for it; null otherwise. */
function refusedOnTheWay({ request, response }: Exchange): string | null {
  if (!response) return null;
  if (response.status === 407)
    return 'The HTTP proxy asks who we are: check HTTP_PROXY_URL and HTTP_PROXY_CREDENTIALS.';
  const page = response.body.subarray(0, LONGEST_PAGE).toString('latin1');
  if (![400, 403, 495, 496].includes(response.status) || !ON_CERTIFICATES.test(page)) return null;
  const { cert, pfx } = request.route?.tls?.files ?? {};
  return cert === undefined && pfx === undefined
    ? 'It asks for a client certificate, and got none: name one in TLS_CERT_FILE and TLS_KEY_FILE, or in TLS_PFX_FILE.'
    : `It does not accept the client certificate in ${cert ?? pfx}: check which one it expects, from which authority, and whether it has expired.`;
}

/** The pages with which nginx and others answer a client whose certificate is missing or wrong are small. */
const LONGEST_PAGE = 4_096;
const ON_CERTIFICATES = /\b(?:SSL|TLS|client) certificate/i;

function inShort({ name, exchange, resource }: Probe): string {
  if (!exchange.response) return `${name}: ${exchange.error?.message ?? 'no answer'}`;
  const { status, body } = exchange.response;
  const what = resource?.resourceType ?? (body.length === 0 ? 'an empty body' : 'no FHIR resource');
  return `${name}: status ${status} with ${what}`;
}

/** Whether the answer refuses the token. */
export const isRefusal = (exchange: Exchange): boolean => [401, 403].includes(exchange.response?.status ?? 0);
const isTooBusy = ({ exchange }: Probe): boolean =>
  [429, 502, 503, 504].includes(exchange.response?.status ?? 0);
const isRefusalOfFormat = ({ exchange }: Probe): boolean =>
  [406, 415].includes(exchange.response?.status ?? 0);
const isRedirect = ({ response }: Exchange): boolean =>
  response !== null && response.status >= 300 && response.status < 400 && response.status !== 304;
const otherFormat = ({ format }: Target['settings']): string =>
  format === 'json' ? 'FORMAT=xml' : 'FORMAT=json';
const listOf = (probes: readonly Probe[]): string =>
  [...new Set(probes.map((probe) => probe.exchange.response?.status))].join(' or ');

function softwareIn(probe: Probe | undefined): string | null {
  const software = (probe?.resource as { software?: { name?: unknown; version?: unknown } } | null)?.software;
  if (typeof software?.name !== 'string') return null;
  return typeof software.version === 'string' ? `${software.name} ${software.version}` : software.name;
}
