import type { Route } from './exchange';
import type { HttpProxy } from './http-proxy';
import type { PreparedRequest } from './prepare';
import type { TlsConnection } from './tls';

/** What the record tells of the way of a request; undefined where it goes straight, and as Node would send it. */
export function routeOf(
  { url, wireUrl }: PreparedRequest,
  httpProxy: HttpProxy | null,
  tls: TlsConnection,
): Route | undefined {
  const route: Route = {
    ...(wireUrl === url ? {} : { gatewayUrl: wireUrl }),
    ...(httpProxy && {
      httpProxy: { url: httpProxy.url, withCredentials: httpProxy.credentials !== null },
    }),
    ...(isHttps(wireUrl) && tls.route && { tls: tls.route }),
  };
  return Object.keys(route).length === 0 ? undefined : route;
}

export const isHttps = (url: string): boolean => /^https:/i.test(url);
