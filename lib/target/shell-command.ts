import { type ChildProcess, spawn } from 'node:child_process';

export interface ShellCommand {
  /** A command line for the shell. */
  readonly command: string;
  /** The setting that holds it, and the variable in which the shell finds it. */
  readonly as: 'SLOTS_COMMAND' | 'TOKEN_COMMAND';
  /** How long it may take, in milliseconds. */
  readonly mostMs: number;
  /** The setting that says so; none where it is fixed. */
  readonly mostMsAs?: 'TOKEN_TIMEOUT_MS';
  /** How many bytes it may print. */
  readonly mostBytes: number;
  /** What it finds in its environment beside that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes what it says on stderr, which is shown nowhere else. */
  readonly onStderr?: (text: string) => void;
}

/** A command did not bring what it was run for; the message says why, in words that follow its name. */
export class CommandFailed extends Error {}

/** In a group of its own, a command is ended together with what it started: a shell alone would leave that behind. */
const OWN_GROUP = process.platform !== 'win32';

/**
 * What a command prints that the user named: run once, by the shell, in the current folder, with nothing on its standard
 * input. On POSIX systems the command line is not in the list of processes, where everyone can read it.
 *
 * @param onStart takes what ends the command at once
 * @throws CommandFailed when it cannot be run, fails, takes too long or prints too much
 */
export function outputOf(
  { command, as, mostMs, mostMsAs, mostBytes, env, onStderr }: ShellCommand,
  onStart: (end: () => void) => void = () => {},
): Promise<Buffer> {
  const child = spawn(OWN_GROUP ? `eval "$${as}"` : command, {
    shell: true,
    detached: OWN_GROUP,
    windowsHide: true,
    stdio: ['ignore', 'pipe', onStderr ? 'pipe' : 'ignore'],
    env: { ...process.env, ...env, [as]: command },
  });
  onStart(() => end(child));
  const printed: Buffer[] = [];
  let size = 0;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onStderr?.(text));
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(deadline);
      end(child);
      reject(new CommandFailed(why));
    };
    const bound = `${mostMs} ms${mostMsAs ? ` (${mostMsAs})` : ''}`;
    const deadline = setTimeout(() => fail(`did not end within ${bound}`), mostMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) fail(`printed more than ${mostBytes} bytes`);
      else printed.push(chunk);
    });
    child.on('error', ({ message }) => fail(`could not be started: ${message}`));
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      if (code === 0) resolve(Buffer.concat(printed));
      else reject(new CommandFailed(`ended with ${code === null ? signal : `exit code ${code}`}`));
    });
  });
}

function end(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (OWN_GROUP && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
