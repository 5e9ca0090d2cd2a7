import { type BookingLedger, type Settings, type SlotShare, Target, TokenIssuer } from '../target';
import type { Wire } from './wire';

/**
 * The target that the settings describe, reached over this wire by the run of this id; with a share, only so much of its
 * slots is used.
 */
export function makeTarget(
  settings: Settings,
  baseUrl: string,
  wire: Wire,
  ledger: BookingLedger,
  share: SlotShare | null,
  run: string,
): Target {
  return new Target({
    settings,
    baseUrl,
    run,
    client: wire,
    issuer: new TokenIssuer({
      regime: settings.jwtRegime,
      audience: settings.jwtAudience ?? baseUrl,
      secret: settings.jwtSecret,
      privateKey: settings.jwtPrivateKey,
    }),
    ledger,
    share,
    hide: (token) => wire.hide(token),
    wait: (milliseconds) => pause(milliseconds, wire.ended),
  });
}

/** Waits so many milliseconds, or until the signal fires. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
