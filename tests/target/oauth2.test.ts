import type { TlsSettings } from '../../lib/http';
import {
  type GivenToken,
  type OAuth2Settings,
  readSettings,
  TokenEndpoint,
  TokenUnavailable,
} from '../../lib/target';
import { makeCertificates } from '../../provider/certificates';
import {
  type AuthorizationServer,
  authorizationServer,
  closeAuthorizationServers,
  type TokenAnswer,
} from '../support/authorization-server';
import { closedPort } from '../support/hostile-targets';

const SECRET = 'a secret: +/&=%!';
const TOKEN: TokenAnswer = { body: { access_token: 'opaque-token-1', token_type: 'Bearer', expires_in: 60 } };

jest.setTimeout(60_000);
afterEach(closeAuthorizationServers);

function endpointAt(
  tokenUrl: string,
  more: Partial<OAuth2Settings> = {},
  timeoutMs = 20_000,
  tls: TlsSettings = {},
): TokenEndpoint {
  const oauth2 = {
    tokenUrl,
    clientId: 'client:1',
    clientSecret: SECRET,
    clientAuth: 'basic',
    ...more,
  } as const;
  return new TokenEndpoint({ oauth2, tls, httpProxy: null, timeoutMs });
}

/** Asks a server that answers so for a token. */
async function asked(answer: TokenAnswer | null, scope: string | null = null, timeoutMs?: number) {
  const server: AuthorizationServer = await authorizationServer(() => answer);
  const endpoint = endpointAt(server.tokenUrl, {}, timeoutMs);
  const given: GivenToken | Error = await endpoint.token(scope).catch((error: Error) => error);
  return { server, given };
}

/** What is said of a server that answers so. */
async function problemOf(answer: TokenAnswer | null, timeoutMs?: number): Promise<TokenUnavailable> {
  const { given, server } = await asked(answer, null, timeoutMs);
  if (!(given instanceof TokenUnavailable)) throw new Error(`no problem: ${JSON.stringify(given)}`);
  expect(given.message).toContain(`No token can be had from ${server.tokenUrl} (OAUTH2_TOKEN_URL)`);
  expect(given.message).not.toContain(SECRET);
  return given;
}

describe('The request (RFC 6749 section 4.4.2)', () => {
  test('is a form with the grant, and has the credentials in its header, form-encoded', async () => {
    const { server } = await asked(TOKEN);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/oauth2/token',
      contentType: 'application/x-www-form-urlencoded',
    });
    expect([...(request?.form ?? [])]).toEqual([['grant_type', 'client_credentials']]);
    const credentials = Buffer.from(
      request?.authorization?.replace(/^Basic /, '') ?? '',
      'base64',
    ).toString();
    expect(credentials).toBe('client%3A1:a+secret%3A+%2B%2F%26%3D%25%21');
  });

  test('has the credentials in its body where that is asked for', async () => {
    const server = await authorizationServer(() => TOKEN);
    await endpointAt(`${server.tokenUrl}?tenant=a`, { clientAuth: 'post' }).token(null);
    const [request] = server.requests;
    expect({ url: request?.url, authorization: request?.authorization }).toEqual({
      url: '/oauth2/token?tenant=a',
      authorization: undefined,
    });
    expect([...(request?.form ?? [])]).toEqual([
      ['grant_type', 'client_credentials'],
      ['client_id', 'client:1'],
      ['client_secret', SECRET],
    ]);
  });

  test('names the scopes, where there are any', async () => {
    const { server } = await asked(TOKEN, 'a.read b.read');
    expect(server.requests[0]?.form.get('scope')).toBe('a.read b.read');
  });
});

describe('The answer (RFC 6749 section 5.1)', () => {
  test.each<[string, unknown, number | null]>([
    ['a number of seconds', 60, 60_000],
    ['a number in a string', '60', 60_000],
    ['nothing', undefined, null],
    ['something else', 'soon', null],
    ['a number that is none', Number.NaN, null],
  ])('tells when the token expires by %s', async (_name, expires_in, lifetimeMs) => {
    const { given } = await asked({
      body: { access_token: 'opaque-token-1', token_type: 'bearer', expires_in },
    });
    expect(given).toEqual({ token: 'opaque-token-1', lifetimeMs });
  });

  test.each<[string, TokenAnswer, string]>([
    [
      'a wrong secret',
      { status: 401, body: { error: 'invalid_client', error_description: `no such client: ${SECRET}` } },
      'It answers 401: invalid_client: no such client: [redacted]. Check OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET and OAUTH2_CLIENT_AUTH.',
    ],
    ['a wrong secret, without a word', { status: 401 }, 'It answers 401. Check OAUTH2_CLIENT_ID'],
    [
      'a scope that there is not',
      { status: 400, body: { error: 'invalid_scope' } },
      'It answers 400: invalid_scope. Check JWT_SCOPE_READ and JWT_SCOPE_WRITE.',
    ],
    [
      'a client that may not',
      { status: 400, body: { error: 'unauthorized_client' } },
      'must allow this client',
    ],
    ['another path', { status: 404, body: '<html>' }, 'It answers 404. Check OAUTH2_TOKEN_URL'],
    ['a code of its own', { status: 400, body: { error: 'constructor' } }, 'Check OAUTH2_TOKEN_URL'],
    ['a page', { body: '<html>' }, 'no JSON with an access_token'],
    ['null', { body: 'null' }, 'no JSON with an access_token'],
    ['a token that is no text', { body: { access_token: 1 } }, 'no JSON with an access_token'],
    [
      'a token of another type',
      { body: { access_token: 'opaque-token-1', token_type: 'mac' } },
      'of another type than Bearer',
    ],
    [
      'a redirect',
      { status: 302, headers: { Location: 'http://127.0.0.1:9/' } },
      'It answers 302, a redirect, which is not followed: check OAUTH2_TOKEN_URL.',
    ],
    ['more than a token', { body: 'x'.repeat(300_000) }, 'the body is larger than 262144 bytes'],
  ])('to %s is told in words', async (_name, answer, words) => {
    expect((await problemOf(answer)).message).toContain(words);
  });

  test.each([500, 503, 429])('%d may pass', async (status) => {
    expect((await problemOf({ status })).mayPass).toBe(true);
  });

  test('400 will not', async () => {
    expect((await problemOf({ status: 400 })).mayPass).toBe(false);
  });

  test('that does not come in time is told with the setting that bounds it', async () => {
    const { message, mayPass } = await problemOf(null, 300);
    expect(message).toMatch(/no complete answer within 300 ms.*TOKEN_TIMEOUT_MS/);
    expect(mayPass).toBe(true);
  });
});

test('a server is reached by https with the TLS settings, and shown the client certificate', async () => {
  const certificates = await makeCertificates();
  const tls = { ...certificates.server, requestCert: true, rejectUnauthorized: true };
  const { tokenUrl } = await authorizationServer(() => TOKEN, tls);
  const written = Object.entries(certificates.env).map(([name, value]) => [name, { value, as: name }]);
  const settings = readSettings(Object.fromEntries(written), { sources: ['booking'], overlays: [] });

  expect(await endpointAt(tokenUrl, {}, 20_000, settings.tls).token(null)).toMatchObject({
    token: 'opaque-token-1',
  });
  await expect(endpointAt(tokenUrl).token(null)).rejects.toThrow(
    /OAUTH2_TOKEN_URL\), so nothing is sent\. The certificate of .* TLS_CA_FILE\./,
  );
  await certificates.dispose();
});

test('a server that is not there is told with the setting that names it', async () => {
  const endpoint = endpointAt(`http://127.0.0.1:${await closedPort()}/token`);
  await expect(endpoint.token(null)).rejects.toThrow(
    /Nothing accepts connections at 127\.0\.0\.1:\d+: check that the server is running, and the port in OAUTH2_TOKEN_URL\./,
  );
});
