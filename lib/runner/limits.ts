import type { Settings } from '../target';
import type { Limits } from './turns';

type LimitSettings = Pick<Settings, 'requestsPerSecond' | 'maxConcurrentRequests' | 'raceRequests'>;

/** The share of the limits that each of so many lanes has; rounded down, so that together they keep to them. */
export function limitsOf(settings: LimitSettings, lanes = 1): Limits {
  const share = (limit: number | null): number | null =>
    limit === null ? null : Math.max(1, Math.floor(limit / lanes));
  return { perSecond: share(settings.requestsPerSecond), atOnce: share(settings.maxConcurrentRequests) };
}

/**
 * How many lanes the limits leave room for: each sends one request at a time, and where they let a race be run at all, it
 * must be possible in each of them, so that the number of lanes changes no verdict.
 */
export function mostLanes({ requestsPerSecond, maxConcurrentRequests, raceRequests }: LimitSettings): number {
  const limit = Math.min(requestsPerSecond ?? Infinity, maxConcurrentRequests ?? Infinity);
  return raceRequests <= limit ? Math.floor(limit / raceRequests) : limit;
}
