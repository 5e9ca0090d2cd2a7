import type { Settings } from './settings';

/** Through which proxies requests go, as it follows the target's address in a sentence; empty where they go straight. */
export function wayInWords({ spineProxy, httpProxy }: Pick<Settings, 'spineProxy' | 'httpProxy'>): string {
  const proxies = [
    ...(spineProxy?.baseUrl ? [`the Spine proxy at ${spineProxy.baseUrl}`] : []),
    ...(httpProxy ? [`the HTTP proxy at ${httpProxy.url}`] : []),
  ];
  return proxies.length === 0 ? '' : `, through ${proxies.join(' and ')}`;
}
