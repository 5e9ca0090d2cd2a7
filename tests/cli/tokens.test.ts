import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProviderOptions, type RunningProvider, startProvider } from '../../provider';
import { claims, NOW, signedHs256 } from '../provider/consumer';
import {
  type AuthorizationServer,
  authorizationServer,
  closeAuthorizationServers,
  type TokenAnswer,
  type TokenRequest,
} from '../support/authorization-server';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';
import { proxyTo } from '../support/proxy';

/** Tokens of others: from an authorization server, as a setting, and as a command prints them. */

const CLIENT_SECRET = 'client secret & more';
const KEY = 'the secret between both servers';
const AUDIENCE = 'https://provider.example/audience/booking';
const OPAQUE = 'opaque-2f1c9d1e7a3b4e5c8d9f';
const SCOPES = 'patient/appointment.write patient/appointment.read organization/slot.read';

/** The provider that takes JWTs of the authorization server, and the one that takes a token which is no JWT. */
const OF_JWTS: ProviderOptions = { jwt: 'hs256', secret: KEY, manners: ['audience-fixed'] };
const OF_OPAQUE: ProviderOptions = { jwt: 'static', secret: OPAQUE };

const RULES = ['book.created.status', 'book.jwt-missing.status', 'book.jwt-invalid.status'].flatMap(
  (rule) => ['--only', rule],
);
const CASES = [
  'Booking a free slot',
  'Booking without an Authorization header',
  'Booking with a JWT that expired an hour ago',
  'Booking with a JWT that another key signed',
].flatMap((name) => ['--case', name]);
const SOME = ['--no-html', ...RULES, ...CASES];
/** For two workers and the one who closes the run, something to do each. */
const SHARED = ['--workers', '2', '--only', 'http.date'];

jest.setTimeout(240_000);
afterAll(removeOutputs);

const providers: RunningProvider[] = [];
async function provider(options: ProviderOptions): Promise<RunningProvider> {
  const started = await startProvider(options);
  providers.push(started);
  return started;
}
afterEach(async () => {
  await closeAuthorizationServers();
  for (const one of providers.splice(0)) await one.close();
});

/** A JWT that allows what was asked for; without a scope, everything. */
const aJwt = ({ form }: TokenRequest): string =>
  signedHs256(claims(AUDIENCE, form.get('scope') ?? SCOPES), KEY, { jti: `${NOW()}` });

const jwts =
  (expires_in: number) =>
  (request: TokenRequest): TokenAnswer => ({
    body: { access_token: aJwt(request), token_type: 'Bearer', expires_in },
  });

/** How the suite reaches a provider with the tokens of an authorization server. */
const byOAuth2 = ({ env }: RunningProvider, { tokenUrl }: AuthorizationServer): Record<string, string> => ({
  TARGET_BASE_URL: env.TARGET_BASE_URL ?? '',
  JWT_REGIME: 'oauth2',
  OAUTH2_TOKEN_URL: tokenUrl,
  OAUTH2_CLIENT_ID: 'suite',
  OAUTH2_CLIENT_SECRET: CLIENT_SECRET,
});

const verdictsOf = ({ result }: Run): Record<string, string> =>
  Object.fromEntries((result?.rules ?? []).map(({ id, verdict }) => [id, verdict]));

/** Outcome and message of a rule in each of its cases. */
const checksOf = ({ result }: Run, rule: string): Record<string, unknown> =>
  Object.fromEntries(
    (result?.rules.find(({ id }) => id === rule)?.checks ?? []).map(({ case: name, outcome, message }) => [
      name,
      message === null ? outcome : `${outcome}: ${message}`,
    ]),
  );

/** All that a run wrote, its folder and its output, as one text. */
function writtenBy({ out, stdout, stderr }: Run): string {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
  expect(texts.length).toBeGreaterThan(3);
  return [...texts, stdout, stderr].join('\n');
}

/** Every way in which a secret might have been written. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  Buffer.from(secret).toString('base64').slice(0, -4),
];

function expectNone(secrets: readonly string[], text: string): void {
  expect(secrets.flatMap(formsOf).filter((form) => text.includes(form))).toEqual([]);
}

const CONFORMANT = { 'book.created.status': 'pass', 'book.jwt-missing.status': 'pass' };

describe('Tokens of an authorization server', () => {
  test('are used by the run and its workers, got once, and written nowhere', async () => {
    const target = await provider(OF_JWTS);
    const given: string[] = [];
    const server = await authorizationServer((request) => {
      const answer = jwts(300)(request);
      given.push((answer.body as { access_token: string }).access_token);
      return answer;
    });
    const run = await conformanceRun([...SOME, ...SHARED], byOAuth2(target, server));
    expect({ code: run.code, faults: run.result?.run.faults }).toEqual({ code: 0, faults: [] });
    expect(verdictsOf(run)).toMatchObject({ ...CONFORMANT, 'book.jwt-invalid.status': 'pass' });
    expect(checksOf(run, 'book.jwt-invalid.status')).toEqual({
      'Booking with a JWT that expired an hour ago':
        'not-applicable: the token cannot be made here: only who issues the tokens of JWT_REGIME=oauth2 can make it: the suite has no key of theirs',
      'Booking with a JWT that another key signed': 'pass',
    });
    expect(server.requests).toHaveLength(1);
    expect(new Set(run.exchanges.map(({ id }) => id.slice(0, -4))).size).toBeGreaterThan(1);
    expectNone([CLIENT_SECRET, ...given], writtenBy(run));
  });

  test('are got for each scope, and again when they are about to expire', async () => {
    const target = await provider(OF_JWTS);
    const server = await authorizationServer(jwts(1));
    const { code } = await conformanceRun(SOME, {
      ...byOAuth2(target, server),
      OAUTH2_CLIENT_AUTH: 'post',
      JWT_SCOPE_READ: 'patient/appointment.read organization/slot.read',
      JWT_SCOPE_WRITE: 'patient/appointment.write',
    });
    expect(code).toBe(0);
    expect(server.requests.length).toBeGreaterThan(2);
    const scopes = server.requests.map(({ form }) => form.get('scope'));
    expect(new Set(scopes)).toEqual(
      new Set(['patient/appointment.read organization/slot.read', 'patient/appointment.write']),
    );
  });

  test('may be no JWTs: what would be made of one is not applicable, and the server can be conformant', async () => {
    const target = await provider(OF_OPAQUE);
    const server = await authorizationServer(() => ({
      body: { access_token: OPAQUE, token_type: 'bearer' },
    }));
    const run = await conformanceRun(SOME, byOAuth2(target, server));
    expect(run.code).toBe(0);
    expect(verdictsOf(run)).toEqual({ ...CONFORMANT, 'book.jwt-invalid.status': 'not-applicable' });
    expect(checksOf(run, 'book.jwt-invalid.status')).toMatchObject({
      'Booking with a JWT that another key signed': expect.stringContaining('are no JWTs'),
    });
    expectNone([CLIENT_SECRET, OPAQUE], writtenBy(run));
  });

  test('a server that does not look at their signatures is found out', async () => {
    const target = await provider({ ...OF_JWTS, faults: ['token-signature-ignored'] });
    const server = await authorizationServer(jwts(300));
    const args = ['--no-html', '--only', 'book.safety.jwt-enforced', '--case', '*another key signed'];
    const run = await conformanceRun(args, byOAuth2(target, server));
    expect({ code: run.code, verdicts: verdictsOf(run) }).toEqual({
      code: 1,
      verdicts: { 'book.safety.jwt-enforced': 'fail' },
    });
  });

  test('are refused to a wrong secret: the run says so, in plain words, and sends nothing', async () => {
    const target = await provider(OF_JWTS);
    const server = await authorizationServer(() => ({
      status: 401,
      body: { error: 'invalid_client', error_description: `not ${CLIENT_SECRET}` },
    }));
    const run = await conformanceRun(SOME, byOAuth2(target, server));
    expect({ code: run.code, verdict: run.result?.verdict, exchanges: run.exchanges }).toEqual({
      code: 69,
      verdict: 'incomplete',
      exchanges: [],
    });
    expect(run.stderr).toContain(
      `No token can be had from ${server.tokenUrl} (OAUTH2_TOKEN_URL), so nothing is sent. It answers 401: invalid_client: not [redacted]. Check OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET and OAUTH2_CLIENT_AUTH.`,
    );
    expect(run.result?.run.stopped).toContain('No token can be had');
    expect(server.requests).toHaveLength(1);
    expectNone([CLIENT_SECRET], writtenBy(run));

    const doctor = await command(['doctor'], { env: byOAuth2(target, server) });
    expect(doctor.code).toBe(69);
    expect(doctor.stdout).toContain('Check OAUTH2_CLIENT_ID');
    expect(doctor.stdout).toContain('Token: none can be had');
  });

  test('that are not given any more end the run, as incomplete', async () => {
    const target = await provider(OF_JWTS);
    const server = await authorizationServer((request) =>
      server.requests.length > 1 ? { status: 400, body: { error: 'unauthorized_client' } } : jwts(1)(request),
    );
    const run = await conformanceRun(['--no-html', ...RULES], byOAuth2(target, server));
    expect(run.code).toBe(2);
    expect(run.result?.run.stopped).toContain('It answers 400: unauthorized_client');
    expect(run.result?.verdict).toBe('incomplete');
    // In the run once, and where something was booked until then, once more to cancel it.
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });
});

describe('A token that is given', () => {
  test('is used as it is', async () => {
    const { env } = await provider(OF_OPAQUE);
    const run = await conformanceRun(SOME, env);
    expect(run.code).toBe(0);
    expect(verdictsOf(run)).toEqual({ ...CONFORMANT, 'book.jwt-invalid.status': 'not-applicable' });
    expectNone([OPAQUE], writtenBy(run));
  });

  test('is kept out of what a server says of it, too', async () => {
    const { baseUrl, env } = await provider(OF_OPAQUE);
    const telling = await proxyTo(baseUrl, {
      after: ({ method }, answer) =>
        method === 'POST' ? { ...answer, status: 200, body: `{"you":"sent ${OPAQUE}"}` } : answer,
    });
    const run = await conformanceRun(SOME, { ...env, TARGET_BASE_URL: telling.baseUrl });
    await telling.close();
    const [check] = run.result?.rules.find(({ id }) => id === 'book.created.status')?.checks ?? [];
    expect(check?.actual).toBe('status 200: {"you":"sent [redacted]"}');
    expectNone([OPAQUE], writtenBy(run));
  });

  test('has expired: when, and the setting that has it', async () => {
    const { env } = await provider(OF_JWTS);
    const expired = signedHs256({ ...claims(AUDIENCE, SCOPES), exp: NOW() - 60 }, KEY);
    const run = await conformanceRun(SOME, { ...env, JWT_REGIME: 'static', BEARER_TOKEN: expired });
    expect({ code: run.code, exchanges: run.exchanges.length }).toEqual({ code: 69, exchanges: 0 });
    expect(run.stderr).toMatch(/The token of BEARER_TOKEN has expired at \d{4}-\S+Z, and it is \d{4}-\S+Z/);
  });

  test('is refused: the settings to check are named', async () => {
    const { baseUrl, env } = await provider(OF_OPAQUE);
    const refusing = await proxyTo(baseUrl, { before: () => ({ status: 401, headers: {}, body: '' }) });
    const run = await conformanceRun(SOME, { ...env, TARGET_BASE_URL: refusing.baseUrl });
    await refusing.close();
    expect(run.code).toBe(69);
    expect(run.stderr).toContain('every request was answered with 401. Check JWT_REGIME and BEARER_TOKEN.');
  });
});

describe('A command that prints a token', () => {
  const posix = process.platform === 'win32' ? test.skip : test;

  posix('is run by the run alone, also for its workers', async () => {
    const { env } = await provider(OF_OPAQUE);
    const { BEARER_TOKEN: _, ...others } = env;
    const log = join(temporaryFolder(), 'log');
    const run = await conformanceRun([...SOME, ...SHARED], {
      ...others,
      JWT_REGIME: 'command',
      // Where the token is, only the environment says.
      TOKEN_COMMAND: 'echo "$OUR_TOKEN"; echo run >> "$OUR_LOG"',
      OUR_TOKEN: OPAQUE,
      OUR_LOG: log,
    });
    expect(run.code).toBe(0);
    expect(readFileSync(log, 'utf8')).toBe('run\n');
    expectNone([OPAQUE], writtenBy(run));
  });

  posix('fails: what it wrote is shown nowhere', async () => {
    const { env } = await provider(OF_OPAQUE);
    const { BEARER_TOKEN: _, ...others } = env;
    const run = await conformanceRun(SOME, {
      ...others,
      JWT_REGIME: 'command',
      TOKEN_COMMAND: 'echo "$OUR_TOKEN"; echo "$OUR_TOKEN" >&2; exit 3',
      OUR_TOKEN: OPAQUE,
    });
    expect(run.code).toBe(69);
    expect(run.stderr).toContain('The command of TOKEN_COMMAND gives no token');
    expect(run.stderr).toContain('it ended with exit code 3');
    expectNone([OPAQUE], writtenBy(run));
  });
});

test('without a target, there is nobody to take the tokens of others', async () => {
  const { code, stderr } = await command(['run'], { env: { JWT_REGIME: 'oauth2' } });
  expect(code).toBe(64);
  expect(stderr).toContain('JWT_REGIME\n    belongs to a target, and TARGET_BASE_URL is not set');
});
