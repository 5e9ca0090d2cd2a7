/** One request's place at the starting line. */
export interface Place {
  /** Says that all but the last byte is sent, or that no more will be. Saying it again changes nothing. */
  readonly ready: () => void;
  /** Resolves when the last byte may go. */
  readonly released: Promise<void>;
}

/** For the bytes that are under way when the last request reports ready: they should be at the server first. */
const SETTLE_MS = 50;

/**
 * Where requests wait for each other, so that a race at the server is one. Releases everybody a moment after the last
 * of them is ready, and in any case after `patienceMs`: one that never connects doesn't hold up the others.
 */
export function startingLine(count: number, patienceMs: number): Place[] {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Not a reason for the process to stay alive: where nobody waits, the line is forgotten.
  const patience = setTimeout(release, patienceMs).unref();

  const waitingFor = new Set(Array.from({ length: count }, (_, place) => place));
  const ready = (place: number): void => {
    if (!waitingFor.delete(place) || waitingFor.size > 0) return;
    clearTimeout(patience);
    setTimeout(release, Math.min(SETTLE_MS, patienceMs));
  };
  return Array.from(waitingFor, (place) => ({ ready: () => ready(place), released }));
}
