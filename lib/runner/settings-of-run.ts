import { generateKeyPairSync } from 'node:crypto';
import { OVERLAYS, SOURCES } from '../rules';
import { type FoundSlot, type JwtRegime, readSettings, type SettingName, type Settings } from '../target';
import type { RunEntry } from '../verdict';

/** What decides what a case sends, and how the answers are judged; no secret, and no file. */
const DECIDING: readonly SettingName[] = [
  'LOCATION_BASE_URLS',
  'SSP_BASE_URL',
  'SSP_FROM',
  'SSP_TO',
  'HTTP_PROXY_URL',
  'REQUESTS_PER_SECOND',
  'MAX_CONCURRENT_REQUESTS',
  'JWT_AUDIENCE',
  'SLOT_SERVICE_ID',
  'SLOT_SERVICE_PARAMETER',
  'SLOT_GRACE_MS',
  'SERVER_ERROR_TRIGGER',
  'FORMAT',
  'RACE_REQUESTS',
  'OVERLAY',
];

/** What the journal does not tell of the settings of a run. */
export interface FoundOut {
  /** How searches named the service when slots were found by it; null where they did not. */
  readonly serviceParameter: string | null;
  /** The slots of the run. */
  readonly slots: readonly FoundSlot[];
  /** Told when something is judged by profiles of the user's, which the journal does not have. */
  readonly onProfiles: () => void;
}

/**
 * The settings of a run as its journal tells them, to judge it again by: keys that the journal does not have are others,
 * since nothing is sent with them.
 *
 * @throws SettingsError when the journal has settings that no run can have had
 */
export function settingsOfRun(run: RunEntry, found: FoundOut): Settings {
  const { serviceParameter } = found;
  const shown: RunEntry['settings'] = {
    ...run.settings,
    ...(serviceParameter === null ? {} : { SLOT_SERVICE_PARAMETER: serviceParameter }),
  };
  const written = DECIDING.flatMap((name) => {
    const value = shown[name];
    return value === undefined ? [] : [[name, { value, as: `${name} in the journal` }] as const];
  });
  const read = readSettings(Object.fromEntries(written), { sources: SOURCES, overlays: OVERLAYS });
  const jwtRegime = (shown.JWT_REGIME ?? 'none') as JwtRegime;
  const isGiven = shown.SLOTS_FILE !== undefined || shown.SLOTS_COMMAND !== undefined;
  const settings: Settings = {
    ...read,
    cases: run.cases,
    jwtRegime,
    jwtSecret: 'another secret than that of the run',
    jwtPrivateKey: privateKeyFor(jwtRegime),
    slots: isGiven ? found.slots : null,
  };
  if (shown.PROFILES_DIR === undefined) return settings;
  return Object.defineProperty(settings, 'profiles', {
    get: () => {
      found.onProfiles();
      return null;
    },
  });
}

function privateKeyFor(regime: JwtRegime): string | null {
  if (regime !== 'rs256' && regime !== 'es256') return null;
  const { privateKey } =
    regime === 'es256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
