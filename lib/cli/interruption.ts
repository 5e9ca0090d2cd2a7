import { EXIT } from '../verdict';

/** A terminal that is closed ends its processes, too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal ends what goes on in good order; the second ends the process at once.
 *
 * @param notice what the user is told then
 * @returns a signal whose reason is the name of what came, such as SIGINT
 */
export function interruptible(notice: string): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write(`\n${notice}\n`);
    controller.abort(name);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/**
 * From now on a signal ends the process, which takes away its temporary files as it exits.
 *
 * @param notice what the user is told then
 */
export function exitOnSignals(notice: string): void {
  const onSignal = (): void => {
    process.stderr.write(`\n${notice}\n`);
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
