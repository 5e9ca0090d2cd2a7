import type { GivenToken } from './given-tokens';
import { CommandFailed, outputOf } from './shell-command';
import { TokenUnavailable } from './token-source';

export interface TokenCommandOptions {
  /** A command line for the shell. */
  readonly command: string;
  readonly timeoutMs: number;
}

const MOST_BYTES = 65_536;

/** The variable in which the command finds the scopes that the token shall have. */
const SCOPE_VARIABLE = 'TOKEN_SCOPE';

/**
 * Gets a token from a command, which prints it and nothing else. What it writes to stderr is shown nowhere: it may hold
 * secrets.
 *
 * @param scope what the token shall allow, in the variable TOKEN_SCOPE; null sets none
 * @throws TokenUnavailable with a sentence that says what to mend, without anything that the command wrote
 */
export async function tokenByCommand(
  { command, timeoutMs }: TokenCommandOptions,
  scope: string | null,
): Promise<GivenToken> {
  const token = await printedBy(command, timeoutMs, scope);
  if (token === '') throw unavailable('printed nothing');
  return { token, lifetimeMs: null };
}

async function printedBy(command: string, mostMs: number, scope: string | null): Promise<string> {
  try {
    const printed = await outputOf({
      command,
      as: 'TOKEN_COMMAND',
      mostMs,
      mostMsAs: 'TOKEN_TIMEOUT_MS',
      mostBytes: MOST_BYTES,
      env: scope === null ? {} : { [SCOPE_VARIABLE]: scope },
    });
    return printed.toString('utf8').trim();
  } catch (error) {
    throw error instanceof CommandFailed ? unavailable(error.message) : error;
  }
}

function unavailable(why: string): TokenUnavailable {
  return new TokenUnavailable(
    `The command of TOKEN_COMMAND gives no token, so nothing is sent: it ${why}. Run it by hand to see why.`,
  );
}
