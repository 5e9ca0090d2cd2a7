import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type RunningProvider, startProvider } from '../../provider';
import { connects } from './tls-consumer';

// To make keys and certificates takes a while on a busy machine.
jest.setTimeout(60_000);

let provider: RunningProvider | null = null;
afterEach(async () => {
  await provider?.close();
  provider = null;
});

async function served(tls: 'server' | 'mutual', faults: string[] = []) {
  const running = await startProvider({ tls, faults, slots: 1 });
  provider = running;
  const file = (name: string): string => running.env[name] ?? '';
  const read = (name: string): Buffer => readFileSync(file(name));
  return {
    ...running,
    file,
    ca: read('TLS_CA_FILE'),
    cert: read('TLS_CERT_FILE'),
    key: read('TLS_KEY_FILE'),
  };
}

describe('Over TLS', () => {
  test('the provider shows a certificate that its authority vouches for', async () => {
    const { baseUrl, ca } = await served('server');
    expect(baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/STU3$/);
    expect(await connects(baseUrl, { ca })).toBe(200);
    expect(await connects(baseUrl.replace('127.0.0.1', 'localhost'), { ca })).toBe(200);
    expect(await connects(baseUrl, {})).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  test('with mutual TLS, only a client whose certificate is of the same authority gets in', async () => {
    const { baseUrl, ca, cert, key } = await served('mutual');
    expect(await connects(baseUrl, { ca, cert, key })).toBe(200);
    expect(await connects(baseUrl, { ca })).toMatch(/^(ERR_SSL_|ECONNRESET|EPROTO)/);
    const other = await startProvider({ tls: 'mutual', slots: 1 });
    const stranger = ['TLS_CERT_FILE', 'TLS_KEY_FILE'].map((name) => readFileSync(other.env[name] ?? ''));
    await other.close();
    const [strangeCert, strangeKey] = stranger as [Buffer, Buffer];
    expect(await connects(baseUrl, { ca, cert: strangeCert, key: strangeKey })).toMatch(
      /^(ERR_SSL_|ECONNRESET|EPROTO)/,
    );
  });

  test('its keys are in files that nobody else reads and that go with it', async () => {
    const { file } = await served('mutual');
    expect(statSync(file('TLS_KEY_FILE')).mode & 0o777).toBe(0o600);
    await provider?.close();
    expect(existsSync(dirname(file('TLS_KEY_FILE')))).toBe(false);
  });
});
