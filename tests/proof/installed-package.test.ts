import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../package.json';
import { type RunningProvider, startProvider } from '../../provider';
import { removeOutputs, temporaryFolder } from '../support/command';

/**
 * The suite as a package: made by `npm pack`, installed by npm into a project that has a mind of its own, never written to
 * afterwards, and run as the README says. Needs npm's registry, or what `npm ci` kept of it.
 */

jest.setTimeout(900_000);

const ROOT = join(__dirname, '..', '..');
const run = promisify(execFile);

let project: string;
let installed: string;
let provider: RunningProvider;
let before: Map<string, string>;

beforeAll(async () => {
  const packed = temporaryFolder();
  // Not built again: other tests run what is built.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], { cwd: ROOT });
  project = join(temporaryFolder(), 'a project with spaces, ümlauts & more');
  mkdirSync(project);
  const settings = { name: 'theirs', type: 'module', jest: { preset: 'one-that-is-not-there' } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(settings));
  writeFileSync(join(project, 'tsconfig.json'), 'this is no JSON');
  writeFileSync(join(project, 'babel.config.js'), 'throw new Error("not for you");');
  writeFileSync(join(project, 'jest.config.js'), 'throw new Error("not for you");');
  const tarball = join(packed, `nhs-booking-conformance-${version}.tgz`);
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', tarball];
  await run('npm', install, { cwd: project });
  installed = join(project, 'node_modules', 'nhs-booking-conformance');
  for (const file of filesBelow(installed)) chmodSync(file, statSync(file).mode & 0o555);
  before = contentsBelow(installed);
  provider = await startProvider();
});
afterAll(async () => {
  await provider?.close();
  for (const file of filesBelow(installed)) chmodSync(file, 0o644);
  removeOutputs();
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const contentsBelow = (folder: string): Map<string, string> =>
  new Map(
    filesBelow(folder).map((file) => [
      relative(folder, file),
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    ]),
  );

/** A few cases: what is shown here is that it runs at all. */
const CASES = 'Booking a free slot;Booking with the status pending;Booking without an Authorization header';

async function inShell(line: string, env: Record<string, string> = {}, cwd = project) {
  const options = { cwd, env: { ...process.env, CASES, ...env } };
  return run('sh', ['-c', line], options)
    .then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }))
    .catch((error: { code: number; stdout: string; stderr: string }) => error);
}

const resultIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));

test('nothing is in the package but what runs, what is read, and no test', () => {
  const top = new Set([...before.keys()].map((file) => file.split('/')[0]));
  expect([...top].sort()).toEqual(
    ['.env.example', 'CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json'].sort(),
  );
  expect([...before.keys()].filter((file) => /\.test\.|(?:^|\/)tests\//.test(file))).toEqual([]);
});

test('npx runs it from a folder below, whatever the project around it says', async () => {
  const below = join(project, 'below');
  mkdirSync(below);
  const { code, stdout, stderr } = await inShell('npx booking-conformance run', provider.env, below);
  expect(stderr).not.toMatch(/not for you|is no JSON/);
  expect(stdout).toContain('only some cases were selected');
  expect(code).toBe(2);
  const { rules } = resultIn(join(below, 'reports'));
  const verdicts = rules.filter(({ cases }: { cases: number }) => cases > 3);
  expect(verdicts.some(({ verdict }: { verdict: string }) => verdict === 'pass')).toBe(true);
  expect(rules.filter(({ verdict }: { verdict: string }) => verdict === 'fail')).toEqual([]);
  for (const page of ['conformance.html', join('allure-report', 'index.html')])
    expect(existsSync(join(below, 'reports', page))).toBe(true);
});

test.each(['rules --json', 'run --list --json', 'provider --list-faults'])(
  'npx booking-conformance %s works, too',
  async (line) => {
    const { code, stdout } = await inShell(`npx booking-conformance ${line}`);
    expect(code).toBe(0);
    expect(() => JSON.parse(stdout)).not.toThrow();
  },
);

describe("The README's recipes for CI", () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const lines = [...readme.matchAll(/^ +- (?:run: )?((?:npm|node_modules\/\.bin\/).*)$/gm)].map(
    ([, line = '']) => line,
  );
  const commands = lines.filter((line) => line.startsWith('node_modules'));

  test('name the package as it is called', () => {
    const installs = lines.filter((line) => line.startsWith('npm'));
    expect(installs.length).toBeGreaterThan(2);
    for (const line of installs)
      expect(line).toBe(`npm install --no-save ./nhs-booking-conformance-${version}.tgz`);
  });

  test('run as they stand', async () => {
    const [withHistory, whole, shard, merge] = commands as [string, string, string, string];
    expect(commands).toHaveLength(4);
    const env = { ...provider.env, BOOKING_BASE_URL: provider.baseUrl };
    expect((await inShell(withHistory, env)).code).toBe(2);
    expect(existsSync(join(project, 'history.jsonl'))).toBe(true);
    expect((await inShell(whole, env)).code).toBe(2);
    expect(resultIn(join(project, 'conformance')).target.baseUrl).toBe(provider.baseUrl);
    for (const index of ['1', '2']) {
      const { code } = await inShell(shard, { ...env, CI_NODE_INDEX: index, CI_NODE_TOTAL: '2' });
      expect(code).toBe(0);
    }
    const { code } = await inShell(merge);
    expect(code).toBe(2);
    expect(resultIn(join(project, 'conformance')).run.shard).toBeNull();
    expect(existsSync(join(project, 'conformance', 'junit.xml'))).toBe(true);
  });
});

test('an older Node is told so in a sentence', async () => {
  const old = join(temporaryFolder(), 'old.cjs');
  writeFileSync(
    old,
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } });',
  );
  const bin = join(installed, 'bin', 'booking-conformance.cjs');
  const { code, stderr } = await inShell(`node -r "${old}" "${bin}" rules`);
  expect({ code, stderr }).toEqual({
    code: 64,
    stderr: 'booking-conformance needs Node 20.19 or later; this is Node 18.20.4.\n',
  });
});

test('nothing of all that was written into the package', () => {
  expect(contentsBelow(installed)).toEqual(before);
});
