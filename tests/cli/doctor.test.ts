import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { type ProviderOptions, type RunningProvider, startProvider } from '../../provider';
import { command, removeOutputs, temporaryFolder } from '../support/command';
import { expiredCertificate } from '../support/expired-certificate';
import { isBooking, type ProxiedRequest, proxyTo, type Twist } from '../support/proxy';

/** What `doctor` says of targets with one thing wrong: which step fails, and what to mend. */

jest.setTimeout(60_000);

interface Step {
  readonly name: string;
  readonly state: string;
  readonly durationMs: number;
  readonly detail: string;
  readonly mend: string | null;
}

interface Diagnosis {
  readonly code: number | null;
  readonly ok: boolean;
  readonly steps: readonly Step[];
}

const NAMES = [
  'settings',
  'name',
  'tcp',
  'proxy',
  'tls',
  'capabilities',
  'clock',
  'token',
  'read',
  'service',
  'slots',
  'booking',
  'cancellation',
];

const closers: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(removeOutputs);

async function doctor(env: Record<string, string>, ...args: string[]): Promise<Diagnosis> {
  const { code, stdout } = await command(['doctor', '--json', ...args], { env });
  return { code, ...(JSON.parse(stdout) as Omit<Diagnosis, 'code'>) };
}

async function aProvider(options: ProviderOptions = {}): Promise<RunningProvider> {
  const provider = await startProvider(options);
  closers.push(() => provider.close());
  return provider;
}

/** A provider whose answers are changed on the way, and the requests that it got. */
async function aTwisted(twist: Twist): Promise<{ env: Record<string, string>; asked: ProxiedRequest[] }> {
  const { baseUrl, env } = await aProvider();
  const asked: ProxiedRequest[] = [];
  const before = (request: ProxiedRequest) => {
    asked.push(request);
    return twist.before?.(request);
  };
  const proxy = await proxyTo(baseUrl, { ...twist, before });
  closers.push(() => proxy.close());
  return { env: { ...env, TARGET_BASE_URL: proxy.baseUrl, LOCATION_BASE_URLS: baseUrl }, asked };
}

async function listening(server: Server): Promise<number> {
  closers.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The step that fails, with those before it not failed and those behind it skipped. */
function failureIn({ code, ok, steps }: Diagnosis): Step {
  expect([code, ok]).toEqual([69, false]);
  expect(steps.map(({ name }) => name)).toEqual(NAMES);
  const at = steps.findIndex(({ state }) => state === 'fail');
  expect(steps.slice(at + 1).map(({ state }) => state)).toEqual(steps.slice(at + 1).map(() => 'skipped'));
  return steps[at] as Step;
}

const stepOf = ({ steps }: Diagnosis, name: string): Step => steps.find((step) => step.name === name) as Step;

describe('A target with which all is well', () => {
  test('is asked step by step, books one slot, and cancels it', async () => {
    const { env, asked } = await aTwisted({});
    const diagnosis = await doctor(env);
    expect([diagnosis.code, diagnosis.ok]).toEqual([0, true]);
    expect(diagnosis.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(
      NAMES.map((name) => `${name} ${['name', 'proxy', 'tls'].includes(name) ? 'skipped' : 'ok'}`),
    );
    for (const step of diagnosis.steps) {
      expect(Object.keys(step)).toEqual(['name', 'state', 'durationMs', 'detail', 'mend']);
      expect(step.mend).toBeNull();
    }
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect(asked.find(isBooking)?.body.toString()).toContain('Conformance test, not a real patient (run ');
    expect(stepOf(diagnosis, 'token').detail).toContain('without a token: status 403');
    expect(stepOf(diagnosis, 'slots').detail).toContain('240 free; a full run needs 2 at the same time');
  });

  test('books nothing with --no-booking', async () => {
    const { env, asked } = await aTwisted({});
    const diagnosis = await doctor(env, '--no-booking');
    expect(diagnosis.code).toBe(0);
    expect(stepOf(diagnosis, 'booking')).toMatchObject({
      state: 'skipped',
      detail: '--no-booking was given',
    });
    expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('is told in lines to read', async () => {
    const { code, stdout } = await command(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}✓ tcp {10}port \d+ of 127\.0\.0\.1 takes connections \(\d+ ms\)$/m);
    expect(stdout).toMatch(/^The target can be tested\.$/m);
  });
});

describe('Over TLS', () => {
  test('the certificate, and what is asked of clients, is told', async () => {
    const { env } = await aProvider({ tls: 'mutual' });
    const diagnosis = await doctor(env);
    expect(diagnosis.code).toBe(0);
    expect(stepOf(diagnosis, 'tls')).toMatchObject({
      detail: expect.stringMatching(
        /^TLSv1\.3, certificate for localhost from Authority of the embedded booking provider, valid until .*; asks for a client certificate from CN=Authority of the embedded/,
      ),
    });
  });

  test('a client certificate that is missing is told before it is missed', async () => {
    const { env } = await aProvider({ tls: 'mutual' });
    const { TLS_CERT_FILE: _, TLS_KEY_FILE: __, ...without } = env;
    const diagnosis = await doctor(without);
    expect(stepOf(diagnosis, 'tls')).toMatchObject({
      state: 'warn',
      mend: expect.stringContaining('TLS_CERT_FILE and TLS_KEY_FILE'),
    });
    expect(failureIn(diagnosis).name).toBe('capabilities');
  });

  test('an authority that is not known is named, with the setting for it', async () => {
    const { env } = await aProvider({ tls: 'server' });
    const { TLS_CA_FILE: _, TLS_CERT_FILE: __, TLS_KEY_FILE: ___, ...without } = env;
    const { name, detail, mend } = failureIn(await doctor(without));
    expect([name, mend]).toEqual(['tls', expect.stringContaining('TLS_CA_FILE')]);
    expect(detail).toContain('from Authority of the embedded booking provider');
  });

  test('a certificate that has expired is told, with the day', async () => {
    const pem = expiredCertificate(3);
    const trusted = join(temporaryFolder(), 'cert.pem');
    writeFileSync(trusted, pem.cert);
    const server = createTlsServer(pem, (socket) => socket.on('error', () => undefined));
    const target = `https://127.0.0.1:${await listening(server)}/STU3`;
    const step = failureIn(await doctor({ TLS_CA_FILE: trusted }, '--target', target));
    expect(step).toMatchObject({
      name: 'tls',
      detail: expect.stringMatching(/expired 3 days ago, on \d{4}-/),
    });
    expect(step.mend).toContain('has expired: renew it');
  });

  test('a server that never answers the handshake is given up', async () => {
    const port = await listening(createTcpServer(() => {}));
    const target = `https://127.0.0.1:${port}/STU3`;
    const step = failureIn(await doctor({ REQUEST_TIMEOUT_MS: '500' }, '--target', target));
    expect(step).toMatchObject({ name: 'tls', detail: 'DEADLINE: no TLS handshake within 500 ms' });
  });
});

describe('A target that cannot be reached', () => {
  test('nothing listens', async () => {
    const step = failureIn(await doctor({}, '--target', 'http://127.0.0.1:1/STU3'));
    expect(step.name).toBe('tcp');
    expect(step.mend).toMatch(/^Nothing accepts connections at 127\.0\.0\.1:1/);
  });

  test('the name is not known', async () => {
    const step = failureIn(await doctor({}, '--target', 'http://nowhere.invalid/STU3'));
    expect([step.name, step.mend]).toEqual(['name', expect.stringContaining('nowhere.invalid')]);
  });

  test('it takes the connection, and says nothing', async () => {
    const port = await listening(createTcpServer(() => {}));
    const step = failureIn(
      await doctor({ REQUEST_TIMEOUT_MS: '500' }, '--target', `http://127.0.0.1:${port}/STU3`),
    );
    expect(step).toMatchObject({ name: 'capabilities', mend: expect.stringContaining('REQUEST_TIMEOUT_MS') });
  });
});

describe('A target that answers, with something wrong', () => {
  test('its clock is off', async () => {
    const late = new Date(Date.now() - 300_000).toUTCString();
    const { env } = await aTwisted({
      after: (_, answer) => ({ ...answer, headers: { ...answer.headers, date: late } }),
    });
    const diagnosis = await doctor(env);
    expect(diagnosis.code).toBe(0);
    const { state, detail, mend } = stepOf(diagnosis, 'clock');
    expect([state, mend]).toEqual(['warn', expect.stringContaining('set the clock')]);
    expect(Number(/is (\d+) s behind ours/.exec(detail)?.[1])).toBeGreaterThan(290);
  });

  test('it refuses our token', async () => {
    const { env } = await aProvider({ jwt: 'hs256' });
    const step = failureIn(await doctor({ ...env, JWT_SECRET: 'another-secret' }));
    expect(step).toMatchObject({ name: 'token', detail: expect.stringContaining('status 403') });
    expect(step.mend).toContain('JWT_REGIME, JWT_AUDIENCE and the key');
  });

  test('it is no FHIR server', async () => {
    const { env } = await aTwisted({ before: () => ({ status: 200, headers: {}, body: 'Hello' }) });
    const step = failureIn(await doctor(env));
    expect(step).toMatchObject({
      name: 'capabilities',
      mend: expect.stringContaining('does not answer with FHIR'),
    });
  });

  test('it does not know the service', async () => {
    const { env } = await aProvider();
    const step = failureIn(await doctor({ ...env, SLOT_SERVICE_ID: '1' }));
    expect(step.name).toBe('service');
    expect(step.detail).toMatch(/^service 1 has no free slot, and others have \d+$/);
    expect(step.mend).toContain('SLOT_SERVICE_PARAMETER');
  });

  test.each([
    [0, 'fail', 69],
    [1, 'warn', 0],
  ])('it offers %d slots', async (slots, state, code) => {
    const { env } = await aProvider({ slots });
    const diagnosis = await doctor(env);
    expect(stepOf(diagnosis, 'slots')).toMatchObject({
      state,
      mend: expect.stringContaining('Open slots in the diary'),
    });
    expect(diagnosis.code).toBe(code);
  });

  test('it refuses the booking', async () => {
    const issue = [{ severity: 'error', code: 'processing', diagnostics: 'The practice is closed.' }];
    const body = JSON.stringify({ resourceType: 'OperationOutcome', issue });
    const { env } = await aTwisted({
      before: (request) => (isBooking(request) ? { status: 400, headers: {}, body } : undefined),
    });
    const step = failureIn(await doctor(env));
    expect(step.name).toBe('booking');
    expect(step.detail).toMatch(/^status 400 for slot .*: The practice is closed\.$/);
  });

  test('it does not let the booking be cancelled: what is left is named', async () => {
    const { env } = await aTwisted({
      before: ({ method }) => (method === 'PUT' ? { status: 405, headers: {}, body: '' } : undefined),
    });
    const step = failureIn(await doctor(env));
    expect(step.name).toBe('cancellation');
    expect(step.mend).toMatch(
      /^Cancel Appointment \S+ in slot .*, for 999\d{7} XXTESTPATIENT-\d{5}, by hand\.$/,
    );
  });
});

describe('Settings that are wrong', () => {
  test('are a step of their own in JSON', async () => {
    const diagnosis = await doctor({ FORMAT: 'turtle' });
    expect([diagnosis.code, diagnosis.ok]).toEqual([64, false]);
    expect(diagnosis.steps).toEqual([
      expect.objectContaining({
        name: 'settings',
        state: 'fail',
        detail: expect.stringContaining('FORMAT: turtle'),
      }),
    ]);
  });

  test('so is a host that may be live', async () => {
    const diagnosis = await doctor({}, '--target', 'https://booking.nhs.uk/STU3');
    expect(diagnosis.code).toBe(64);
    expect(diagnosis.steps[0]?.detail).toContain('--allow-live');
  });
});
