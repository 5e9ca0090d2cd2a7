import type { JwtRegime, RunningProvider, TlsMode } from '../../provider';
import { OVERLAYS, SOURCES } from '../rules';
import {
  readSettings,
  SETTINGS,
  type SettingName,
  type Settings,
  SettingsError,
  shownSettings,
  slotsByCommand,
  type WrittenSettings,
} from '../target';

/** Settings that mean nothing without a target: the embedded provider brings its own. */
const OF_THE_TARGET = [
  'LOCATION_BASE_URLS',
  'SSP_BASE_URL',
  'SSP_FROM',
  'SSP_TO',
  'SSP_INTERACTION_IDS',
  'HTTP_PROXY_URL',
  'HTTP_PROXY_CREDENTIALS',
  'EXTRA_HEADERS',
  'JWT_AUDIENCE',
  'JWT_SECRET',
  'JWT_KEY_FILE',
  'JWT_KEY_ID',
  'JWT_ISSUER',
  'JWT_ODS_CODE',
  'JWT_PRACTITIONER_ID',
  'JWT_DEVICE_ID',
  'JWT_CLAIMS_FILE',
  'JWT_SCOPE_READ',
  'JWT_SCOPE_WRITE',
  'OAUTH2_TOKEN_URL',
  'OAUTH2_CLIENT_ID',
  'OAUTH2_CLIENT_SECRET',
  'OAUTH2_CLIENT_AUTH',
  'BEARER_TOKEN',
  'TOKEN_COMMAND',
  'TLS_CA_FILE',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'TLS_KEY_PASSPHRASE',
  'TLS_PFX_FILE',
  'TLS_MIN_VERSION',
  'TLS_SERVER_NAME',
  'SLOT_SERVICE_ID',
  'SLOT_SERVICE_PARAMETER',
  'SLOTS_FILE',
  'SLOTS_COMMAND',
  'SERVER_ERROR_TRIGGER',
] as const;

/** A target that can be reached now, and how. */
export interface ReadyTarget {
  readonly settings: Settings;
  /** The settings as the user wrote them; for the embedded provider, with those that it brings. */
  readonly written: WrittenSettings;
  readonly shown: Record<string, string>;
  readonly baseUrl: string;
  readonly embedded: boolean;
  /** Ends the embedded provider; does nothing for another target. */
  close(): Promise<void>;
}

const vocabulary = { sources: SOURCES, overlays: OVERLAYS };

/**
 * The target that the settings name; without `TARGET_BASE_URL`, the embedded provider, started on a free loopback port.
 *
 * @throws SettingsError when a setting is wrong
 */
export async function readyTarget(written: WrittenSettings): Promise<ReadyTarget> {
  if (written.TARGET_BASE_URL) {
    const settings = await withSlots(readSettings(written, vocabulary), written);
    const baseUrl = settings.targetBaseUrl as string;
    const shown = shownSettings(written);
    return { settings, written, shown, baseUrl, embedded: false, close: async () => {} };
  }
  return embedded(written);
}

/** A provider that stands for a target to which nothing is to be sent. */
export interface StandIn {
  /** What the user set. */
  readonly wanted: Settings;
  /** How the provider is reached. */
  readonly reached: Settings;
  /** The base URL of the target; of the provider itself, where there is no target. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/**
 * A provider in the place of the target that the settings name, alike as far as that decides what is sent.
 *
 * @throws SettingsError when a setting is wrong
 */
export async function standInFor(written: WrittenSettings): Promise<StandIn> {
  if (!written.TARGET_BASE_URL) {
    const { settings, baseUrl, close } = await embedded(written);
    return { wanted: settings, reached: settings, baseUrl, close };
  }
  const wanted = readSettings(written, vocabulary);
  const hasCertificate = written.TLS_CERT_FILE !== undefined || written.TLS_PFX_FILE !== undefined;
  const provider = await embeddedProvider(written, hasCertificate ? 'mutual' : 'none');
  const reached = readSettings(broughtBy(provider), vocabulary);
  return { wanted, reached, baseUrl: wanted.targetBaseUrl as string, close: () => provider.close() };
}

/** The embedded provider as a target, with the user's settings. */
async function embedded(written: WrittenSettings): Promise<ReadyTarget> {
  const strays = [
    ...OF_THE_TARGET.filter((name) => written[name] !== undefined),
    // The embedded provider has no authorization server.
    ...(hasAuthority(written) ? ['JWT_REGIME' as const] : []),
  ];
  if (strays.length > 0) throw new SettingsError(strays.map((name) => withoutTarget(name, written)));
  const provider = await embeddedProvider(written, 'none');
  try {
    const all: WrittenSettings = { ...broughtBy(provider), ...written };
    const settings = readSettings(all, vocabulary);
    return {
      settings,
      written: all,
      shown: shownSettings(all),
      baseUrl: settings.targetBaseUrl as string,
      embedded: true,
      close: () => provider.close(),
    };
  } catch (error) {
    await provider.close();
    throw error;
  }
}

async function embeddedProvider(written: WrittenSettings, tls: TlsMode): Promise<RunningProvider> {
  // Loaded only here: a run against another target needs no server of ours.
  const { jwtRegimes, startProvider } = await import('../../provider/index.js');
  return startProvider({
    jwt: regimeIn(written, jwtRegimes),
    tls,
    ...(isChosen('uec', written) ? { overlay: 'uec' as const } : {}),
  });
}

const broughtBy = ({ env }: RunningProvider): WrittenSettings =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, { value, as: 'the embedded provider' }]),
  );

/**
 * The settings, with the slots that `SLOTS_COMMAND` prints, where there is one.
 *
 * @throws SettingsError when the command brings none
 */
async function withSlots(settings: Settings, { SLOTS_COMMAND }: WrittenSettings): Promise<Settings> {
  if (settings.slotsCommand === null) return settings;
  try {
    return { ...settings, slots: await slotsByCommand(settings.slotsCommand) };
  } catch (error) {
    throw new SettingsError([
      `  ${SLOTS_COMMAND?.as}\n    ${(error as Error).message}\n    allowed: ${SETTINGS.SLOTS_COMMAND.allowed}`,
    ]);
  }
}

/** A gate whose target is not set must not go green for the embedded provider. */
function withoutTarget(name: SettingName, written: WrittenSettings): string {
  return `  ${written[name]?.as}\n    belongs to a target, and TARGET_BASE_URL is not set\n    example: TARGET_BASE_URL=${SETTINGS.TARGET_BASE_URL.example}`;
}

/** Whether the overlay is added to the rules: the embedded provider keeps to it, then. */
function isChosen(overlay: string, { OVERLAY }: WrittenSettings): boolean {
  return (OVERLAY?.value ?? '').split(',').some((name) => name.trim() === overlay);
}

/** Whether tokens are got from somebody who issues them. */
const hasAuthority = ({ JWT_REGIME }: WrittenSettings): boolean =>
  ['oauth2', 'command'].includes(JWT_REGIME?.value ?? '');

/**
 * The regime that the embedded provider shall have: where others issue the tokens, it takes the one that it brings. One
 * that does not exist is reported with the other settings.
 */
function regimeIn(written: WrittenSettings, regimes: readonly JwtRegime[]): JwtRegime {
  if (hasAuthority(written)) return 'static';
  return regimes.find((regime) => regime === written.JWT_REGIME?.value) ?? SETTINGS.JWT_REGIME.default;
}
