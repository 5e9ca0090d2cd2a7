import { randomUUID } from 'node:crypto';
import { isStu3Resource, parseImfFixdate } from '../fhir';
import { type Exchange, explainTransportError, headerValues } from '../http';
import { contentOf } from './answer';
import { PreparationFailed } from './preparation-failed';
import type { Target } from './target';

/** One question that the preflight asked the target. */
export interface PreflightStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly durationMs: number;
  /** What to mend, when the step failed. */
  readonly advice: string | null;
  readonly exchange: Exchange;
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
    // Stopped on the way, it tells what it has seen until then.
    if (!(error instanceof PreparationFailed)) throw error;
  }
  return {
    steps: probes.map(asStep),
    problem: problemOf(probes, target),
    software: softwareIn(probes[0]),
  };
}

function problemOf(probes: readonly Probe[], { baseUrl, settings }: Target): string | null {
  if (probes.some((probe) => probe.resource && !isRefusal(probe.exchange))) return null;
  // With slots from a file neither of the others is needed, and a 404 need not say more.
  if (settings.slots && probes[2]?.exchange.response?.status === 404) return null;
  const answered = probes.filter((probe) => probe.exchange.response);
  const last = probes.at(-1);
  if (answered.length === 0) {
    return last?.exchange.error
      ? explainTransportError(last.exchange.error, baseUrl)
      : `${baseUrl} gave no answer.`;
  }
  if (answered.every((probe) => isRefusal(probe.exchange))) {
    return `${baseUrl} refuses our token: every request was answered with ${listOf(answered)}. Check JWT_REGIME, JWT_AUDIENCE and the key${clockHint(answered)}.`;
  }
  const [brokenOff] = answered.flatMap(({ exchange }) => exchange.error ?? []);
  if (brokenOff && answered.every(({ exchange }) => exchange.error !== null))
    return explainTransportError(brokenOff, baseUrl);
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

function asStep(probe: Probe): PreflightStep {
  const { exchange, resource, name } = probe;
  const ok = resource !== null && exchange.response?.status === probe.expected;
  return {
    name,
    ok,
    detail: inShort(probe),
    durationMs: exchange.durationMs,
    advice: ok ? null : adviceFor(probe),
    exchange,
  };
}

function adviceFor(probe: Probe): string {
  const { exchange, resource, expected } = probe;
  if (exchange.error) return explainTransportError(exchange.error, exchange.request.url);
  if (isRefusal(exchange)) return 'The token was refused: check JWT_REGIME, JWT_AUDIENCE and the key.';
  if (isRefusalOfFormat(probe)) return 'It does not speak the format that was asked for: check FORMAT.';
  if (isRedirect(exchange)) return 'A redirect is not followed: check TARGET_BASE_URL.';
  if (resource)
    return `Expected is status ${expected}: check that TARGET_BASE_URL is the whole FHIR base of the server.`;
  return 'The answer is no FHIR resource: check TARGET_BASE_URL.';
}

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
