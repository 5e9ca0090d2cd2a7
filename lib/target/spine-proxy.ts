import { randomUUID } from 'node:crypto';
import type { HeaderList, RequestToSend } from '../http';
import type { SettingsReader } from './settings-reader';

/**
 * How requests go through the Spine Secure Proxy
 * (https://developer.nhs.uk/apis/nhsbooking-2.0.4/overview.html#spine-secure-proxy).
 */
export interface SpineProxy {
  /** Without a slash at its end; null: requests have the proxy's headers, and go straight to the provider. */
  readonly baseUrl: string | null;
  /** The ASIDs of consumer and provider. */
  readonly from: string;
  readonly to: string;
  readonly interactionIds: InteractionIds;
}

const INTERACTIONS = [
  'read:metadata',
  'search:slot',
  'create:appointment',
  'search:appointment',
  'read:appointment',
  'update:appointment',
] as const;

type Interaction = (typeof INTERACTIONS)[number];
/** By interaction; `other` is for requests of none of them. */
export type InteractionIds = Readonly<Partial<Record<Interaction | 'other', string>>>;

/** The ids of the interactions, as the table "Interaction IDs" of the page has them, begin so. */
const PREFIX = 'urn:nhs:names:services:careconnect:fhir:rest:';

/** The Spine proxy that the settings describe; null where they name none. */
export function spineProxyIn(reader: SettingsReader): SpineProxy | null {
  const { isWritten, text, describe } = reader;
  const given = (['SSP_BASE_URL', 'SSP_INTERACTION_IDS', 'SSP_FROM', 'SSP_TO'] as const).filter(isWritten);
  for (const needed of ['SSP_FROM', 'SSP_TO'] as const)
    if (given.length > 0 && !isWritten(needed))
      describe(needed, `missing; ${given[0]} is given, and needs it`);
  const [from, to] = [text('SSP_FROM'), text('SSP_TO')];
  if (from === null || to === null) return null;
  const baseUrl = text('SSP_BASE_URL')?.replace(/\/+$/, '') ?? null;
  return { baseUrl, from, to, interactionIds: interactionIdsIn(reader) };
}

function interactionIdsIn({ list, describe }: SettingsReader): InteractionIds {
  const pairs = list('SSP_INTERACTION_IDS').map(
    (part) => /^([^=]*)=(.*)$/s.exec(part)?.slice(1) ?? [part, ''],
  );
  for (const [name = '', id = ''] of pairs)
    if (!isNamed(name) || !/^[!-~]+$/.test(id))
      describe('SSP_INTERACTION_IDS', `${name} is no interaction with an id behind an equals sign`);
  return Object.fromEntries(pairs);
}

const isNamed = (name: string): boolean => name === 'other' || INTERACTIONS.some((known) => known === name);

/** A URL of the provider as it is asked for at the proxy: one slash, and only one, stands between the two. */
export function atSpineProxy(proxy: SpineProxy | null, url: string): string | null {
  return proxy?.baseUrl ? `${proxy.baseUrl}/${url}` : null;
}

/** The headers that the proxy requires with every request; the trace id is another one for each. */
export function spineHeaders(proxy: SpineProxy, providerBase: string, request: RequestToSend): HeaderList {
  return [
    ['Ssp-TraceID', randomUUID()],
    ['Ssp-From', proxy.from],
    ['Ssp-To', proxy.to],
    ['Ssp-InteractionID', interactionId(proxy, providerBase, request)],
  ];
}

function interactionId(
  { interactionIds: own }: SpineProxy,
  providerBase: string,
  request: RequestToSend,
): string {
  const path = request.url.startsWith(providerBase) ? request.url.slice(providerBase.length) : '';
  const interaction = interactionOf(request.method, path);
  if (interaction !== null) return own[interaction] ?? PREFIX + interaction;
  return own.other ?? PREFIX + nearestTo(request.method, path);
}

/** Which interaction of the API a request is; a version is read as the current one is. */
function interactionOf(method: string, path: string): Interaction | null {
  const line = `${method} ${path}`;
  if (/^GET \/metadata(\?|$)/.test(line)) return 'read:metadata';
  if (/^GET \/Slot(\?|$)/.test(line)) return 'search:slot';
  if (/^POST \/Appointment$/.test(line)) return 'create:appointment';
  if (/^GET \/Appointment(\?|$)/.test(line)) return 'search:appointment';
  if (/^GET \/Appointment\/[^/?]+(\/_history\/[^/?]+)?$/.test(line)) return 'read:appointment';
  if (/^PUT \/Appointment\/[^/?]+$/.test(line)) return 'update:appointment';
  return null;
}

/** No document has an id for other requests. With that of the same resource, the proxy is likely to let them through. */
function nearestTo(method: string, path: string): Interaction {
  if (path.startsWith('/Slot')) return 'search:slot';
  if (!path.startsWith('/Appointment')) return 'read:metadata';
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'read:appointment' : 'update:appointment';
}
