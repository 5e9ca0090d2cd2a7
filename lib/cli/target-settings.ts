import type { JwtRegime } from '../../provider';
import { OVERLAYS, SOURCES } from '../rules';
import {
  readSettings,
  SETTINGS,
  type SettingName,
  type Settings,
  SettingsError,
  shownSettings,
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
  'SLOTS_FILE',
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
    const settings = readSettings(written, vocabulary);
    const baseUrl = settings.targetBaseUrl as string;
    const shown = shownSettings(written);
    return { settings, written, shown, baseUrl, embedded: false, close: async () => {} };
  }
  const strays = [
    ...OF_THE_TARGET.filter((name) => written[name] !== undefined),
    // The embedded provider has no authorization server.
    ...(['oauth2', 'command'].includes(written.JWT_REGIME?.value ?? '') ? ['JWT_REGIME' as const] : []),
  ];
  if (strays.length > 0) throw new SettingsError(strays.map((name) => withoutTarget(name, written)));
  // Loaded only here: a run against another target needs no server of ours.
  const { jwtRegimes, startProvider } = await import('../../provider/index.js');
  const provider = await startProvider({
    jwt: regimeIn(written, jwtRegimes),
    ...(isChosen('uec', written) ? { overlay: 'uec' as const } : {}),
  });
  try {
    const brought = Object.entries(provider.env).map(([name, value]) => [
      name,
      { value, as: 'the embedded provider' },
    ]);
    const all: WrittenSettings = { ...Object.fromEntries(brought), ...written };
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

/** A gate whose target is not set must not go green for the embedded provider. */
function withoutTarget(name: SettingName, written: WrittenSettings): string {
  return `  ${written[name]?.as}\n    belongs to a target, and TARGET_BASE_URL is not set\n    example: TARGET_BASE_URL=${SETTINGS.TARGET_BASE_URL.example}`;
}

/** Whether the overlay is added to the rules: the embedded provider keeps to it, then. */
function isChosen(overlay: string, { OVERLAY }: WrittenSettings): boolean {
  return (OVERLAY?.value ?? '').split(',').some((name) => name.trim() === overlay);
}

/** The regime that the embedded provider shall have; one that does not exist is reported with the other settings. */
function regimeIn({ JWT_REGIME }: WrittenSettings, regimes: readonly JwtRegime[]): JwtRegime {
  return regimes.find((regime) => regime === JWT_REGIME?.value) ?? SETTINGS.JWT_REGIME.default;
}
