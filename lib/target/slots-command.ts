import { type ChildProcess, spawn } from 'node:child_process';
import { type FoundSlot, slotsIn } from './slot';

export interface CommandBounds {
  /** How long the command may take, in milliseconds. */
  readonly mostMs: number;
  /** How many bytes it may print. */
  readonly mostBytes: number;
}

const BOUNDS: CommandBounds = { mostMs: 60_000, mostBytes: 20_000_000 };
const IS_POSIX = process.platform !== 'win32';
/** The arguments of a shell are in the list of processes, for everyone to read; its variables are not. */
const BY_VARIABLE = 'eval "$SLOTS_COMMAND"';
/** How much of what it says on stderr is told. */
const MOST_SAID = 300;

/**
 * The free slots that a command prints, as `SLOTS_FILE` would hold them. The command is run once, by the shell, in the
 * current folder, with the environment of this process and nothing on its standard input.
 *
 * @throws Error with a plain sentence when the command fails, takes too long, prints too much, or prints no free slot
 */
export async function slotsByCommand(command: string, bounds: CommandBounds = BOUNDS): Promise<FoundSlot[]> {
  return slotsIn(await outputOf(command, bounds), 'what the command printed');
}

function outputOf(command: string, { mostMs, mostBytes }: CommandBounds): Promise<Buffer> {
  // In a group of its own, so that all that the shell started ends with it.
  const child = spawn(IS_POSIX ? BY_VARIABLE : command, {
    shell: true,
    detached: IS_POSIX,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SLOTS_COMMAND: command },
  });
  const printed: Buffer[] = [];
  let size = 0;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MOST_SAID);
  });
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      kill(child);
      reject(new Error(why));
    };
    const deadline = setTimeout(() => fail(`the command took longer than ${mostMs / 1000} s`), mostMs);
    const interrupted = endWith(child);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) fail(`the command printed more than ${mostBytes} bytes`);
      else printed.push(chunk);
    });
    child.on('error', (error) => fail(`the command cannot be run: ${error.message}`));
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      interrupted.off();
      if (code === 0) return resolve(Buffer.concat(printed));
      const words = said.replace(/\p{Cc}+/gu, ' ').trim();
      const reason = words ? `: ${words}` : '';
      reject(new Error(`the command ended with ${code === null ? signal : `exit code ${code}`}${reason}`));
    });
  });
}

/** The terminal signals our group only: until `off` is called, the command ends with us. */
function endWith(child: ChildProcess): { off: () => void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const off = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  const end = (signal: NodeJS.Signals): void => {
    off();
    kill(child);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, end);
  return { off };
}

function kill(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (!IS_POSIX || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
