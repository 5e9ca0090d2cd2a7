import type { Settings } from '../target';
import type { Limits } from './turns';

type LimitSettings = Pick<Settings, 'requestsPerSecond' | 'maxConcurrentRequests' | 'raceRequests'>;
type LaneSettings = LimitSettings & Pick<Settings, 'maskPatients'>;

/** The share of the limits that each of so many lanes has; rounded down, so that together they keep to them. */
export function limitsOf(settings: LimitSettings, lanes = 1): Limits {
  const share = (limit: number | null): number | null =>
    limit === null ? null : Math.max(1, Math.floor(limit / lanes));
  return { perSecond: share(settings.requestsPerSecond), atOnce: share(settings.maxConcurrentRequests) };
}

/**
 * How many lanes the limits leave room for: each sends one request at a time, and where they let a race be run at all, it
 * must be possible in each of them, so that the number of lanes changes no verdict. Where patients are masked, there is
 * but one: what several hand over to the one that closes the run is masked, and is not to be judged again.
 */
export function mostLanes(settings: LaneSettings): number {
  const { requestsPerSecond, maxConcurrentRequests, raceRequests, maskPatients } = settings;
  if (maskPatients) return 1;
  const limit = Math.min(requestsPerSecond ?? Infinity, maxConcurrentRequests ?? Infinity);
  return raceRequests <= limit ? Math.floor(limit / raceRequests) : limit;
}
