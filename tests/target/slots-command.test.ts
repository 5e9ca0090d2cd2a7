import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slotsByCommand } from '../../lib/target';
import { aSlot, bundleOf } from './fakes';

jest.setTimeout(60_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slots-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command line that runs a script with Node. */
function node(script: string): string {
  const file = join(folder, `script-${Math.random().toString(36).slice(2)}.cjs`);
  writeFileSync(file, script);
  return `"${process.execPath}" "${file}"`;
}

const printing = (content: unknown): string =>
  node(`process.stdout.write(${JSON.stringify(JSON.stringify(content))})`);

test('the slots that it prints are taken, as a file would hold them', async () => {
  const slots = await slotsByCommand(printing(bundleOf([aSlot('s1'), aSlot('s2', { status: 'busy' })])));
  expect(slots.map(({ key }) => key)).toEqual(['s1']);
});

test('it is run by the shell', async () => {
  const slots = await slotsByCommand(
    `${printing([aSlot('s1')])} | ${node('process.stdin.pipe(process.stdout)')}`,
  );
  expect(slots).toHaveLength(1);
});

test.each<[string, () => string, why: string | RegExp]>([
  [
    'fails',
    () => node('console.error("no \\u001b[31mkey"); process.exit(3)'),
    'ended with exit code 3: no  [31mkey',
  ],
  ['does not exist', () => 'no-such-command-of-ours', /exit code \d+/],
  ['prints nothing', () => node(''), 'what the command printed cannot be read as JSON or XML'],
  ['prints no Slot', () => printing([]), 'what the command printed holds no Slot'],
  [
    'prints past slots only',
    () => printing([aSlot('s1', { start: '2020-01-01T09:00:00Z' })]),
    'none of the 1 slots in what the command printed',
  ],
])('a command that %s is told so', async (_name, command, why) => {
  await expect(slotsByCommand(command())).rejects.toThrow(why);
});

test('a command that prints without end is stopped', async () => {
  const endless = node('const go = () => process.stdout.write("x".repeat(9000), go); go();');
  await expect(slotsByCommand(endless, { mostMs: 30_000, mostBytes: 100_000 })).rejects.toThrow(
    'printed more than 100000 bytes',
  );
});

test('a command that takes too long is stopped, with all that it started', async () => {
  const pidFile = join(folder, 'pid');
  const child = node(
    `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`,
  );
  // The shell waits for it, as for the last but one of several commands.
  await expect(slotsByCommand(`${child}; echo`, { mostMs: 3_000, mostBytes: 1_000 })).rejects.toThrow(
    'did not end within 3000 ms',
  );
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const isGone = (): boolean => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  for (let tries = 0; tries < 200 && !isGone(); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(isGone()).toBe(true);
});
