import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rules } from '../../lib/rules';
import { command, conformanceRun, removeOutputs } from '../support/command';

/** The commands beside `run`, as a user meets them. */

const BIN = join(__dirname, '..', '..', 'bin', 'booking-conformance.cjs');

jest.setTimeout(60_000);
afterAll(removeOutputs);

describe('rules', () => {
  test('shows every rule with its level and link', async () => {
    const { code, stdout } = await command(['rules']);
    expect(code).toBe(0);
    for (const { id, link } of rules) {
      expect(stdout).toContain(id);
      expect(stdout).toContain(link);
    }
  });

  test('gives the rulebook as JSON, and which requirements of the assurance script each rule covers', async () => {
    const { stdout } = await command(['rules', '--json']);
    const given = JSON.parse(stdout) as Array<{ id: string; requirements: string[] }>;
    expect(given.map(({ requirements: _, ...rule }) => rule)).toEqual(JSON.parse(JSON.stringify(rules)));
    const requirements = new Map(given.map(({ id, requirements: ids }) => [id, ids]));
    expect(requirements.get('book.created.status')).toEqual(['P24', 'P26']);
    expect(requirements.get('http.date')).toEqual([]);
  });
});

describe('provider', () => {
  test('lists its faults as JSON', async () => {
    const { code, stdout } = await command(['provider', '--list-faults']);
    const faults = JSON.parse(stdout) as Array<{ id: string; rule: string; description: string }>;
    expect(code).toBe(0);
    expect(faults.length).toBeGreaterThan(40);
    for (const fault of faults)
      expect(Object.keys(fault)).toEqual([
        'id',
        'rule',
        'description',
        'couplings',
        'overlay',
        'jwt',
        'tls',
        'slots',
      ]);
  });

  test('lists its manners as JSON', async () => {
    const { code, stdout } = await command(['provider', '--list-manners']);
    const manners = JSON.parse(stdout) as object[];
    expect(code).toBe(0);
    expect(manners.length).toBeGreaterThan(40);
    for (const manner of manners)
      expect(Object.keys(manner)).toEqual(['id', 'description', 'format', 'unjudged']);
  });

  test.each(['fault', 'manner'])('names a --%s that it does not have', async (name) => {
    const { code, stderr } = await command(['provider', `--${name}`, 'nonsense']);
    expect(code).toBe(64);
    expect(stderr).toContain(`--${name} nonsense: there is no such ${name}.`);
  });

  test('serves until it is stopped, and tells first how it is reached', async () => {
    const args = ['--', BIN, 'provider', '--jwt', 'rs256', '--request-id', 'echo'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { baseUrl, env } = JSON.parse(line) as { baseUrl: string; env: Record<string, string> };

    const { code, result } = await conformanceRun(['--no-html', '--only', 'book.created.status'], env);
    child.kill('SIGTERM');

    expect({ code, target: result?.target.baseUrl }).toEqual({ code: 0, target: baseUrl });
    expect(await ended).toBe(0);
  });
});
