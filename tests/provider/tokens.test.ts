import { generateKeyPairSync } from 'node:crypto';
import { outcomeProblems } from '../../lib/fhir';
import { type JwtRegime, type RunningProvider, startProvider } from '../../provider';
import { Consumer, claims, NOW, type Received, send, signedHs256, signedRs256, unsecured } from './consumer';

const READ_SLOTS = 'organization/slot.read';

function search(provider: RunningProvider, authorization: string | undefined): Promise<Received> {
  return send(provider.baseUrl, { path: '/Slot', headers: { Authorization: authorization } });
}

async function expectRefused(answer: Received): Promise<void> {
  expect(answer.status).toBe(403);
  expect(answer.header('WWW-Authenticate')).toMatch(/^Bearer /);
  expect(outcomeProblems(answer.json())).toEqual([]);
}

describe.each<JwtRegime>(['none', 'hs256', 'rs256', 'es256'])('In the regime %s', (regime) => {
  let provider: RunningProvider;
  let valid: Record<string, unknown>;
  let sign: (payload: object) => string;

  beforeAll(async () => {
    provider = await startProvider({ jwt: regime, slots: 1 });
    valid = claims(provider.env.JWT_AUDIENCE ?? '', READ_SLOTS);
    const consumer = new Consumer(provider);
    sign = (payload) => consumer.secured(payload);
  });
  afterAll(() => provider.close());

  test.each(['Bearer', 'bearer', 'BEARER'])('a valid token is taken with the scheme %s', async (scheme) => {
    expect((await search(provider, `${scheme} ${sign(valid)}`)).status).toBe(200);
  });

  test('a token for several audiences is taken', async () => {
    const aud = ['https://another.example', provider.baseUrl];
    expect((await search(provider, `Bearer ${sign({ ...valid, aud })}`)).status).toBe(200);
  });

  test('clocks may differ by less than a minute', async () => {
    const token = sign({ ...valid, nbf: NOW() + 30, iat: NOW() + 30, exp: NOW() - 30 });
    expect((await search(provider, `Bearer ${token}`)).status).toBe(200);
  });

  test.each([
    ['none', undefined],
    ['an empty one', 'Bearer '],
    ['no JWT', 'Bearer not-a-jwt'],
    ['another scheme', 'Basic dXNlcjpwYXNzd29yZA=='],
    ['two parts', 'Bearer e30.e30'],
    ['four parts', 'Bearer e30.e30..'],
    ['bad base64url', 'Bearer e3+0.e30.'],
    ['a header that is no JSON', `Bearer ${Buffer.from('x').toString('base64url')}.e30.`],
    ['claims that are an array', `Bearer ${unsecured([])}`],
  ])('is refused: %s', async (_name, authorization) => {
    await expectRefused(await search(provider, authorization));
  });

  const without =
    (...names: string[]) =>
    (payload: Record<string, unknown>): object =>
      Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));
  const required = Object.keys(claims('', ''));
  const changes: Array<[name: string, change: (payload: Record<string, unknown>) => object]> = [
    ...required.map((name): [string, ReturnType<typeof without>] => [`no ${name}`, without(name)]),
    ['an expiry that is no number', (it) => ({ ...it, exp: String(NOW() + 300) })],
    ['expired', (it) => ({ ...it, exp: NOW() - 3600 })],
    ['not valid yet', (it) => ({ ...it, nbf: NOW() + 3600 })],
    ['issued in the future', (it) => ({ ...it, iat: NOW() + 3600 })],
    ['another audience', (it) => ({ ...it, aud: 'https://another.example' })],
    ['another reason', (it) => ({ ...it, reason_for_request: 'secondaryuses' })],
    ['another scope', (it) => ({ ...it, requested_scope: 'patient/appointment.read' })],
    ['a device that is none', (it) => ({ ...it, requesting_device: 'device' })],
  ];
  test.each(changes)('is refused: %s', async (_name, change) => {
    await expectRefused(await search(provider, `Bearer ${sign(change(valid))}`));
  });

  test('is refused: wrongly secured', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    const [header, payload, signature] = sign(valid).split('.');
    const tampered = Buffer.from(JSON.stringify({ ...valid, sub: 'another' })).toString('base64url');
    const wrong = [
      signedHs256(valid, 'another secret'),
      signedRs256(valid, pem),
      `${unsecured(valid)}c2lnbmVk`,
      ...(regime === 'none'
        ? []
        : [unsecured(valid), `${header}.${payload}.`, `${header}.${tampered}.${signature}`]),
    ];
    for (const token of wrong) await expectRefused(await search(provider, `Bearer ${token}`));
  });
});

describe('In the regime static', () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider({ jwt: 'static', slots: 1 });
  });
  afterAll(() => provider.close());

  test('the token that the settings name is taken, and no other', async () => {
    const { BEARER_TOKEN = '' } = provider.env;
    expect((await search(provider, `Bearer ${BEARER_TOKEN}`)).status).toBe(200);
    const others = [
      `${BEARER_TOKEN}x`,
      BEARER_TOKEN.slice(1),
      unsecured(claims(provider.baseUrl, READ_SLOTS)),
    ];
    for (const token of others) await expectRefused(await search(provider, `Bearer ${token}`));
    await expectRefused(await search(provider, undefined));
  });

  test('the token may be given', async () => {
    const other = await startProvider({ jwt: 'static', slots: 1, secret: 'opaque-token-1' });
    expect(other.env).toMatchObject({ JWT_REGIME: 'static', BEARER_TOKEN: 'opaque-token-1' });
    expect((await search(other, 'Bearer opaque-token-1')).status).toBe(200);
    await other.close();
  });
});

describe('Scopes', () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider({ slots: 1 });
  });
  afterAll(() => provider.close());

  test.each([
    ['GET', '/Slot', 'organization/slot.read', 200],
    ['GET', '/Slot', 'patient/appointment.write organization/slot.read', 200],
    ['GET', '/Slot', 'patient/appointment.write', 403],
    ['GET', '/Appointment/x', 'patient/appointment.read', 404],
    ['GET', '/Appointment/x', 'patient/appointment.write', 404],
    ['GET', '/Appointment/x/_history/1', 'patient/appointment.read', 404],
    ['GET', '/Appointment/x', 'organization/slot.read', 403],
    ['POST', '/Appointment', 'patient/appointment.write', 400],
    ['POST', '/Appointment', 'patient/appointment.read', 403],
    ['PUT', '/Appointment/x', 'patient/appointment.write', 404],
    ['PUT', '/Appointment/x', 'patient/appointment.read', 403],
  ])('%s %s with %s: %d', async (method, path, scope, status) => {
    const token = unsecured(claims(provider.baseUrl, scope));
    const answer = await send(provider.baseUrl, {
      method,
      path,
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(status);
  });
});
