import { type ChildProcess, spawn } from 'node:child_process';
import type { GivenToken } from './given-tokens';
import { TokenUnavailable } from './token-source';

export interface TokenCommandOptions {
  /** A command line for the shell. */
  readonly command: string;
  readonly timeoutMs: number;
}

const MOST_BYTES = 65_536;

/** The variable in which the command finds the scopes that the token shall have. */
const SCOPE_VARIABLE = 'TOKEN_SCOPE';

/** Ended together with what it started: a shell alone would leave that behind. */
const OWN_GROUP = process.platform !== 'win32';

/**
 * Gets a token from a command, which prints it and nothing else. The shell runs it in the current folder, with the
 * environment of the suite and an empty input. What it writes to stderr is shown nowhere: it may hold secrets.
 *
 * @param scope what the token shall allow, in the variable TOKEN_SCOPE; null sets none
 * @throws TokenUnavailable with a sentence that says what to mend, without anything that the command wrote
 */
export async function tokenByCommand(
  { command, timeoutMs }: TokenCommandOptions,
  scope: string | null,
): Promise<GivenToken> {
  const child = spawn(command, {
    shell: true,
    detached: OWN_GROUP,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...(scope === null ? {} : { [SCOPE_VARIABLE]: scope }) },
  });
  let tooLate = false;
  const timer = setTimeout(() => {
    tooLate = true;
    end(child);
  }, timeoutMs);
  try {
    const { output, code } = await outcomeOf(child);
    if (tooLate) throw unavailable(`it did not end within ${timeoutMs} ms (TOKEN_TIMEOUT_MS)`);
    if (output === null) throw unavailable(`it printed more than ${MOST_BYTES} bytes`);
    if (code !== 0) throw unavailable(`it ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
    const token = output.trim();
    if (token === '') throw unavailable('it printed nothing');
    return { token, lifetimeMs: null };
  } finally {
    clearTimeout(timer);
  }
}

interface CommandOutcome {
  /** What it printed; null when that was too much. */
  readonly output: string | null;
  /** Null when a signal ended it. */
  readonly code: number | null;
}

function outcomeOf(child: ChildProcess): Promise<CommandOutcome> {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
    else end(child);
  });
  return new Promise((resolve, reject) => {
    child.on('error', ({ message }) => reject(unavailable(`it could not be started: ${message}`)));
    child.on('close', (code) => {
      resolve({ output: size > MOST_BYTES ? null : Buffer.concat(chunks).toString('utf8'), code });
    });
  });
}

function end(child: ChildProcess): void {
  try {
    if (OWN_GROUP && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
  child.stdout?.destroy();
}

function unavailable(why: string): TokenUnavailable {
  return new TokenUnavailable(
    `The command of TOKEN_COMMAND gives no token, so nothing is sent: ${why}. Run it by hand to see why.`,
  );
}
