import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerValues } from '../../lib/http';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs } from '../support/command';
import { startHttpProxy, type TestProxy } from '../support/http-proxy';

/** Runs that go through an HTTP proxy, with header fields of the user's and within limits. */

jest.setTimeout(180_000);

const CREDENTIALS = 'consumer:open sesame';
const API_KEY = 'a-long-made-up-key';

let provider: RunningProvider;
const proxies: TestProxy[] = [];
beforeAll(async () => {
  provider = await startProvider();
});
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});
afterAll(async () => {
  await provider.close();
  removeOutputs();
});

async function aProxy(onAsked?: (line: string) => void): Promise<TestProxy> {
  const proxy = await startHttpProxy(CREDENTIALS, onAsked);
  proxies.push(proxy);
  return proxy;
}

const through = (proxy: TestProxy): Record<string, string> => ({
  ...provider.env,
  HTTP_PROXY_URL: proxy.url,
  HTTP_PROXY_CREDENTIALS: CREDENTIALS,
  EXTRA_HEADERS: `X-Api-Key=${API_KEY};X-Environment=int`,
});

const everythingOf = ({ out, stdout, stderr }: Run): string =>
  [
    stdout,
    stderr,
    ...['journal.ndjson', 'exchanges.ndjson', 'conformance.json'].map((name) =>
      readFileSync(join(out, name), 'utf8'),
    ),
  ].join('\n');

describe('A run with several workers', () => {
  const LIMIT = 8;
  let proxy: TestProxy;
  let run: Run;

  beforeAll(async () => {
    proxy = await startHttpProxy(CREDENTIALS);
    run = await conformanceRun(
      ['--no-html', '--workers', '2', '--case', 'Booking without*', '--case', '*Location*'],
      {
        ...through(proxy),
        REQUESTS_PER_SECOND: String(LIMIT),
        MAX_CONCURRENT_REQUESTS: '4',
        RACE_REQUESTS: '2',
      },
    );
  }, 180_000);
  afterAll(() => proxy.close());

  test('goes through the proxy whole, and finds nothing', () => {
    expect(run.result?.totals).toMatchObject({ fail: 0, warn: 0 });
    expect(run.result?.run.faults).toEqual([]);
    expect(run.exchanges.length).toBeGreaterThan(LIMIT);
    expect(proxy.asked).toHaveLength(run.exchanges.length);
    for (const { line } of proxy.asked) expect(line).toContain(` ${provider.baseUrl}/`);
    expect(run.stderr).toContain(`through the HTTP proxy at ${proxy.url}`);
  });

  test('sends the header fields with every request, and shows no secret anywhere', () => {
    for (const { request } of run.exchanges) {
      expect(headerValues(request.headers, 'X-Environment')).toEqual(['int']);
      expect(headerValues(request.headers, 'X-Api-Key')).toEqual(['[redacted]']);
      expect(request.route).toEqual({ httpProxy: { url: proxy.url, withCredentials: true } });
    }
    const everything = everythingOf(run);
    for (const secret of [API_KEY, CREDENTIALS, 'open sesame', Buffer.from(CREDENTIALS).toString('base64')])
      expect(everything).not.toContain(secret);
    expect(run.result?.run.settings).toMatchObject({
      EXTRA_HEADERS: '[redacted]',
      HTTP_PROXY_CREDENTIALS: '[redacted]',
      HTTP_PROXY_URL: proxy.url,
    });
  });

  test('begins no more requests within a second than the limit says, of all workers together', () => {
    const lanes = new Set(run.exchanges.map(({ id }) => id.slice(0, -4)));
    expect(lanes.size).toBe(3);
    const begun = run.exchanges.map(({ startedAt }) => Date.parse(startedAt)).sort((a, b) => a - b);
    // A little less than a second: what is noted is when it was sent, a moment after its turn came.
    const within = begun.map((first) => begun.filter((at) => at >= first && at < first + 900).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(LIMIT);
  });
});

test('a race of more requests than the limit lets go together is not judged, and says why', async () => {
  const { code, result } = await conformanceRun(['--no-html', '--only', 'book.safety.race'], {
    ...provider.env,
    MAX_CONCURRENT_REQUESTS: '4',
  });
  expect(code).toBe(2);
  expect(result?.rules).toEqual([
    expect.objectContaining({
      verdict: 'inconclusive',
      reason: expect.stringContaining('RACE_REQUESTS) is more than MAX_CONCURRENT_REQUESTS=4'),
    }),
  ]);
});

test('credentials that the proxy does not take are told by doctor and run', async () => {
  const proxy = await aProxy();
  const env = { ...through(proxy), HTTP_PROXY_CREDENTIALS: 'consumer:open barley' };
  const [diagnosed, run] = [await command(['doctor'], { env }), await conformanceRun(['--no-html'], env)];
  for (const { code, stdout, stderr } of [diagnosed, run]) {
    expect({ code, told: stdout + stderr }).toEqual({
      code: 69,
      told: expect.stringContaining('check HTTP_PROXY_URL and HTTP_PROXY_CREDENTIALS'),
    });
    expect(stdout + stderr).not.toContain('barley');
  }
});

test('what a killed run left is cancelled through the proxy again, once the secrets are given again', async () => {
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  let isKilled = false;
  const proxy = await aProxy((line) => {
    if (!line.startsWith('PUT ') || isKilled) return;
    isKilled = true;
    kill('SIGKILL');
  });
  const run = await conformanceRun(['--no-html', '--case', 'Booking a free slot'], through(proxy), {
    onStart: (end) => {
      kill = end;
    },
  });
  expect(run.signal).toBe('SIGKILL');

  const without = await command(['cleanup', run.out]);
  expect(without.code).toBe(64);
  for (const name of ['HTTP_PROXY_CREDENTIALS', 'EXTRA_HEADERS'])
    expect(without.stderr).toContain(`  ${name}\n    missing; the run had it`);

  const { HTTP_PROXY_CREDENTIALS = '', EXTRA_HEADERS = '' } = through(proxy);
  const before = proxy.asked.length;
  const { code, stdout } = await command(['cleanup', run.out], {
    env: { HTTP_PROXY_CREDENTIALS, EXTRA_HEADERS },
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/cancelled|nothing|All/i) });
  expect(proxy.asked.length).toBeGreaterThan(before);
});
