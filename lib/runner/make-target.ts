import {
  AddressedClient,
  type BookingLedger,
  type KeptToken,
  type Settings,
  type SlotShare,
  Target,
  tokensFor,
} from '../target';
import type { Wire } from './wire';

/**
 * The target that the settings describe, reached over this wire by the run of this id; with a share, only so much of its
 * slots is used. A run that gets no token any more is stopped.
 *
 * @param kept tokens that another process has got already
 */
export function makeTarget(
  settings: Settings,
  baseUrl: string,
  wire: Wire,
  ledger: BookingLedger,
  share: SlotShare | null,
  run: string,
  kept: readonly KeptToken[] = [],
): Target {
  const hide = (token: string): void => wire.hide(token);
  const wait = (milliseconds: number): Promise<void> => pause(milliseconds, wire.ended);
  const onUnavailable = (reason: string): void => wire.stop(reason);
  return new Target({
    settings,
    baseUrl,
    run,
    client: new AddressedClient(wire, settings, baseUrl),
    tokens: tokensFor(settings, baseUrl, { hide, wait, onUnavailable, now: Date.now, kept }),
    ledger,
    share,
    hide,
    wait,
    countDown,
  });
}

/** Gives what tells whether so many milliseconds are over. */
function countDown(milliseconds: number): () => boolean {
  const end = Date.now() + milliseconds;
  return () => Date.now() >= end;
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
