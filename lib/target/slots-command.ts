import { CommandFailed, outputOf } from './shell-command';
import { type FoundSlot, slotsIn } from './slot';

export interface CommandBounds {
  /** How long the command may take, in milliseconds. */
  readonly mostMs: number;
  /** How many bytes it may print. */
  readonly mostBytes: number;
}

const BOUNDS: CommandBounds = { mostMs: 60_000, mostBytes: 20_000_000 };
/** How much of what it says on stderr is told. */
const MOST_SAID = 300;

/**
 * The free slots that a command prints, as `SLOTS_FILE` would hold them.
 *
 * @throws Error with a plain sentence when the command fails, takes too long, prints too much, or prints no free slot
 */
export async function slotsByCommand(command: string, bounds: CommandBounds = BOUNDS): Promise<FoundSlot[]> {
  return slotsIn(await printedBy(command, bounds), 'what the command printed');
}

async function printedBy(command: string, bounds: CommandBounds): Promise<Buffer> {
  let said = '';
  const onStderr = (text: string): void => {
    said = (said + text).slice(-MOST_SAID);
  };
  let interrupted = { off: (): void => {} };
  try {
    return await outputOf({ command, as: 'SLOTS_COMMAND', ...bounds, onStderr }, (end) => {
      interrupted = endWith(end);
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const words = said.replace(/\p{Cc}+/gu, ' ').trim();
    throw new Error(`the command ${error.message}${words ? `: ${words}` : ''}`);
  } finally {
    interrupted.off();
  }
}

/** The terminal signals our group only: until `off` is called, the command ends with us. */
function endWith(endCommand: () => void): { off: () => void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const off = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  const end = (signal: NodeJS.Signals): void => {
    off();
    endCommand();
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, end);
  return { off };
}
