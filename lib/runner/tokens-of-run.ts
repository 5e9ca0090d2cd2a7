import { encodeToken, type Settings, type TokenSource, tokensFor } from '../target';
import type { Replay } from './replay';

/** A JWT that says it is signed: bad ones can be made of it, as of any. */
const SIGNED = encodeToken({ alg: 'RS256', typ: 'JWT' }, { jti: 'judged again' }, 'c2lnbmVk');
const NO_JWT = 'judged-again';

/**
 * Tokens for a run that is judged again: not those of the run, which no evidence has. Where others issued them, whether
 * they were JWTs of which bad ones could be made shows in whether the case sent any.
 *
 * @param caseNow the case that is judged now
 */
export function tokensOfRun(
  settings: Settings,
  baseUrl: string,
  replay: Replay,
  caseNow: () => string,
): TokenSource {
  const { jwtRegime: regime } = settings;
  if (isIssuedByOthers(regime)) {
    return {
      regime,
      issuer: null,
      suspects: '',
      valid: async () => (replay.nextBooking(caseNow()) ? SIGNED : NO_JWT),
      forOthers: async () => [],
    };
  }
  return tokensFor(settings, baseUrl, {
    hide: () => {},
    wait: async () => {},
    onUnavailable: () => {},
    now: Date.now,
    kept: [],
  });
}

/** Whether another authority issued the tokens of a run. */
export function isIssuedByOthers(regime: string): boolean {
  return ['oauth2', 'static', 'command'].includes(regime);
}
