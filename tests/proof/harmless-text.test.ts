import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import schema from '../../lib/report/conformance.schema.json';
import { type RunningProvider, startProvider } from '../../provider';
import { closeServers } from '../http/raw-server';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';
import { type DisfiguringServer, MARK, startDisfiguringServer } from '../support/disfiguring-server';

/**
 * A server that writes scripts, markup, escape codes and control characters wherever it has a word to say: in the reason
 * phrase, header fields, OperationOutcomes, ids, links and its own name. All of it is shown harmlessly, everywhere.
 */

jest.setTimeout(600_000);

const CASES = [
  'Booking a free slot*',
  'Booking with a contained Slot without identifier',
  'Booking without an Authorization header',
  'Booking for a patient without NHS number',
  'Reading a booking*',
].join(';');

let provider: RunningProvider;
let server: DisfiguringServer;
let run: Run;

beforeAll(async () => {
  provider = await startProvider();
  server = await startDisfiguringServer(provider.baseUrl);
  const settings = { ...provider.env, LOCATION_BASE_URLS: provider.baseUrl, SLOT_GRACE_MS: '600', CASES };
  run = await conformanceRun([], {
    ...settings,
    GATE: 'booking,nhs,fhir,http',
    TARGET_BASE_URL: server.baseUrl,
  });
});
afterAll(async () => {
  await closeServers();
  await provider.close();
  server.close();
  removeOutputs();
});

/** Characters that steer a terminal or turn text around. */
const STEERING = /[\p{Cc}\p{Cf}]/u;
const ESCAPE = '\u001b';
/** What we ourselves steer a terminal with: a line that is renewed, and colours. */
const OURS = new RegExp(`\\r|${ESCAPE}\\[(K|\\d{1,2}m)`, 'g');

const linesThatSteer = (text: string): string[] => text.split('\n').filter((line) => STEERING.test(line));

test('a run comes to its end, and what it says steers nothing', () => {
  expect([1, 2]).toContain(run.code);
  // It is told what the server said.
  expect(run.stdout).toContain('javascript:');
  expect(linesThatSteer(run.stdout)).toEqual([]);
  expect(linesThatSteer(run.stderr)).toEqual([]);
});

test('on a terminal, only our own colours and lines do', async () => {
  const bin = join(__dirname, '..', '..', 'bin', 'booking-conformance.cjs');
  const env = { ...provider.env, LOCATION_BASE_URLS: provider.baseUrl, CASES: 'Booking a free slot*' };
  const settings = Object.entries({
    ...env,
    TARGET_BASE_URL: server.baseUrl,
    REPORTS_DIR: temporaryFolder(),
  });
  const given = settings.map(([name, value]) => `${name}='${value}'`).join(' ');
  const asTyped = `env ${given} '${process.execPath}' '${bin}' run --no-html`;
  const shown = await output('script', ['-qec', asTyped, '/dev/null']);
  if (shown === null) return console.warn('script is not installed: output on a terminal is not tested');
  expect(shown).toContain('\u001b[');
  expect(linesThatSteer(shown.replace(OURS, ''))).toEqual([]);
});

test('doctor says what the server is called, harmlessly', async () => {
  const { stdout, stderr } = await command(['doctor'], {
    env: { ...provider.env, TARGET_BASE_URL: server.baseUrl },
  });
  expect(stdout).toContain('CapabilityStatement');
  expect(linesThatSteer(stdout + stderr)).toEqual([]);
});

test('every file for machines is what it says', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  expect(validate(run.result)).toBe(true);
  expect(run.result?.target.software).toContain('<script>');
  for (const name of ['journal.ndjson', 'exchanges.ndjson']) {
    const lines = readFileSync(join(run.out, name), 'utf8').split('\n').filter(Boolean);
    expect(() => lines.map((line) => JSON.parse(line))).not.toThrow();
  }
  // What came is evidence, to the last byte.
  expect(run.exchanges.at(-1)?.response?.headers).toContainEqual(['X-Own', server.inHeader]);
});

test('the page shows it, and runs none of it', async () => {
  const page = `file://${join(run.out, 'allure-report', 'index.html')}`;
  const first = await domOf(page);
  if (first === null) return console.warn('chromium is not installed: the page is not tested');
  expect(first).toContain('Booking a free slot');
  const shown = await Promise.all(failedTests().map((id) => domOf(`${page}#${id}`)));
  expect(shown.some((dom) => dom?.includes('&lt;script&gt;'))).toBe(true);
  for (const dom of [first, ...shown]) expect(dom).not.toMatch(new RegExp(`<html[^>]* ${MARK}`));
  expect(server.lured()).toBe(0);
});

const MOST_TESTS_OPENED = 3;

/** Tests of the page that failed or were warned of, by the names by which it opens them. */
function failedTests(): string[] {
  const page = readFileSync(join(run.out, 'allure-report', 'index.html'), 'utf8');
  const embedded = [...page.matchAll(/d\("data\/test-results\/([0-9a-f]+)\.json","([^"]+)"\)/g)];
  const told = embedded.filter(([, , data = '']) => {
    const text = Buffer.from(data, 'base64').toString('utf8');
    return /^(failed|broken)$/.test(JSON.parse(text).status) && text.includes('<script>');
  });
  return told.slice(0, MOST_TESTS_OPENED).map(([, id]) => id as string);
}

/** The DOM that a browser makes of a page after a while; null without a browser. */
function domOf(url: string): Promise<string | null> {
  const quietly = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=10000'];
  return output('chromium', [...quietly, `--user-data-dir=${temporaryFolder()}`, '--dump-dom', url]);
}

/** What a program writes; null where it is not installed. */
async function output(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (code === 'ENOENT') return null;
    // How it ends is not what it is asked for.
    return stdout ?? '';
  }
}
