/** Which exchanges a check looks at while it runs, so that its finding can point to its evidence. */
const observers: Set<string>[] = [];

/** Notes that the running check looks at an exchange. */
export function lookAt(exchangeId: string): void {
  for (const seen of observers) seen.add(exchangeId);
}

/** Runs `work` and gives the ids of the exchanges that it looked at, beside what it returned. */
export async function observing<T>(work: () => Promise<T>): Promise<[result: T, exchanges: string[]]> {
  const seen = new Set<string>();
  observers.push(seen);
  try {
    return [await work(), [...seen]];
  } finally {
    observers.splice(observers.indexOf(seen), 1);
  }
}
