import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TokenUnavailable, tokenByCommand } from '../../lib/target';

/** Commands in the words of a POSIX shell. */
const posix = process.platform === 'win32' ? describe.skip : describe;

jest.setTimeout(60_000);

const byCommand = (command: string, scope: string | null = null, timeoutMs = 30_000) =>
  tokenByCommand({ command, timeoutMs }, scope);

/** What is said of a command that gives no token. */
async function problemOf(command: string, timeoutMs?: number): Promise<string> {
  const given = await byCommand(command, null, timeoutMs).catch((error: Error) => error);
  if (!(given instanceof TokenUnavailable)) throw new Error(`no problem: ${JSON.stringify(given)}`);
  expect(given.message).toMatch(/^The command of TOKEN_COMMAND gives no token.*Run it by hand to see why\.$/);
  return given.message;
}

posix('A command', () => {
  test('gives what it prints, without the line end', async () => {
    expect(await byCommand('echo opaque-token-1')).toEqual({ token: 'opaque-token-1', lifetimeMs: null });
  });

  test('is run by the shell', async () => {
    const { token } = await byCommand(`printf '{"token":"%s"}' a-b-c-d-e-f | tr -d '{}":' | cut -c6-`);
    expect(token).toBe('a-b-c-d-e-f');
  });

  test('is told the scopes, where there are any', async () => {
    const command = 'echo "token-for-$TOKEN_SCOPE"';
    expect((await byCommand(command, 'a.read')).token).toBe('token-for-a.read');
    expect((await byCommand(command)).token).toBe('token-for-');
  });

  test('finds no input to wait for', async () => {
    expect((await byCommand('cat; echo opaque-token-1')).token).toBe('opaque-token-1');
  });
});

posix('A command gives no token', () => {
  test.each([
    ['fails', 'echo hush-hush; echo hush-hush >&2; exit 3', 'it ended with exit code 3'],
    ['is not found', 'hush-hush-is-no-command', 'it ended with exit code 127'],
    ['is killed', 'kill -9 $$', 'it ended with SIGKILL'],
    ['prints nothing', 'true', 'it printed nothing'],
    ['prints blanks', 'echo "  "', 'it printed nothing'],
    ['prints no end of it', 'yes hush-hush', 'it printed more than 65536 bytes'],
  ])('that %s; what it wrote is not repeated', async (_name, command, why) => {
    const problem = await problemOf(command);
    expect(problem).toContain(why);
    expect(problem).not.toContain('hush');
  });

  test('that takes too long, and what it started ends with it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const connected = once(server, 'connection');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const lasting = `"${process.execPath}" -e "require('net').connect(${port}, '127.0.0.1')" | cat`;
    const asked = problemOf(lasting, 5_000);
    const [socket] = (await connected) as [Socket];
    const ended = once(socket.on('error', () => {}).resume(), 'close');
    expect(await asked).toContain('it did not end within 5000 ms (TOKEN_TIMEOUT_MS)');
    await ended;
    server.close();
  });
});
