import { liveHosts, type Settings, SettingsError } from '../target';
import type { ReadyTarget } from './target-settings';

/**
 * Refuses a target that patients may use, unless the user allows it.
 *
 * @throws SettingsError that names the hosts and says what lets them through
 */
export function demandTestHosts({ settings, written }: Pick<ReadyTarget, 'settings' | 'written'>): void {
  const hosts = settings.allowLive ? [] : liveHosts(addressesOf(settings));
  if (hosts.length === 0) return;
  const named = [written.TARGET_BASE_URL, written.SSP_BASE_URL].flatMap((setting) =>
    setting && liveHosts([setting.value]).length > 0 ? [`  ${setting.as}: ${setting.value}\n`] : [],
  );
  throw new SettingsError([
    named.join('') +
      `    may be live: no word in ${hosts.join(', ')} says that it is there to be tested\n` +
      '    allowed: a host under nhs.uk or nhs.net with one of the words dev, test, int, sit, uat, dep, train, sandbox, sim, opentest in its name\n' +
      '    example: --allow-live, or ALLOW_LIVE=true, when no patient uses this server',
  ]);
}

/** The addresses to which requests that may book are sent. */
const addressesOf = ({ targetBaseUrl, spineProxy }: Settings): string[] =>
  [targetBaseUrl, spineProxy?.baseUrl].filter((url) => typeof url === 'string');
