import {
  createHttpClient,
  createRedactor,
  decodedBody,
  type Exchange,
  explainTransportError,
  type HttpClient,
  type HttpProxy,
  type TlsSettings,
} from '../http';
import type { GivenToken } from './given-tokens';
import type { OAuth2Settings } from './token-settings';
import { TokenUnavailable } from './token-source';

export interface TokenEndpointOptions {
  readonly oauth2: OAuth2Settings;
  readonly tls: TlsSettings;
  /** Through which HTTP proxy it is asked; null: straight. */
  readonly httpProxy: HttpProxy | null;
  readonly timeoutMs: number;
}

/** No token is nearly as long. */
const MOST_BYTES = 262_144;
const LONGEST_QUOTE = 200;

/** What the codes of RFC 6749 section 5.2 are about, in settings. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_client: 'Check OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET and OAUTH2_CLIENT_AUTH',
  unauthorized_client: 'The authorization server must allow this client the grant of client credentials',
  unsupported_grant_type: 'The authorization server must offer the grant of client credentials',
  invalid_scope: 'Check JWT_SCOPE_READ and JWT_SCOPE_WRITE',
};

/** What a refusal without a code means. */
const OTHERWISE: Readonly<Record<number, string>> = { 401: 'invalid_client', 403: 'unauthorized_client' };

/**
 * An authorization server's token endpoint, which is asked with the client's credentials. What is sent to it is no part
 * of the evidence, redirects are not followed, and no proxy of the environment is used, only that of the settings.
 */
export class TokenEndpoint {
  private readonly redactor;
  private client: HttpClient | null = null;

  constructor(private readonly options: TokenEndpointOptions) {
    const secrets = [options.oauth2.clientSecret, options.httpProxy?.credentials];
    this.redactor = createRedactor(secrets.filter((secret) => typeof secret === 'string'));
  }

  /**
   * Asks for a token; null leaves it to the server what it allows.
   *
   * @throws TokenUnavailable with a sentence that names the endpoint, what came, and what to mend
   */
  async token(scope: string | null): Promise<GivenToken> {
    const { tokenUrl, clientId, clientSecret, clientAuth } = this.options.oauth2;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== null) form.set('scope', scope);
    if (clientAuth === 'post') {
      form.set('client_id', clientId);
      form.set('client_secret', clientSecret);
    }
    this.client ??= this.newClient();
    const exchange = await this.client.send({
      method: 'POST',
      url: tokenUrl,
      headers: [
        ['Accept', 'application/json'],
        ['Accept-Encoding', 'identity'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ...(clientAuth === 'basic' ? [['Authorization', basic(clientId, clientSecret)] as const] : []),
      ],
      body: Buffer.from(form.toString()),
      case: '(token)',
      purpose: 'token',
    });
    return this.tokenIn(exchange);
  }

  private newClient(): HttpClient {
    const { timeoutMs, tls, httpProxy } = this.options;
    // The name to ask for by TLS is the target's.
    const { serverName: _, ...tlsOfAny } = tls;
    return createHttpClient({
      timeoutMs,
      maxBodyBytes: MOST_BYTES,
      redactor: this.redactor,
      userAgent: 'nhs-booking-conformance',
      tls: tlsOfAny,
      httpProxy,
      nextId: () => 'token',
      record: () => {},
    });
  }

  /** The token in an answer: RFC 6749 section 5.1. */
  private tokenIn({ response, error }: Exchange): GivenToken {
    const { tokenUrl } = this.options.oauth2;
    if (error) {
      // The explanations speak of the settings of the target; the endpoint has others.
      const why = explainTransportError(error, tokenUrl)
        .replaceAll('the base URL', 'OAUTH2_TOKEN_URL')
        .replaceAll('REQUEST_TIMEOUT_MS', 'TOKEN_TIMEOUT_MS');
      throw this.unavailable(why, true);
    }
    if (!response) throw this.unavailable('It gave no answer.', true);
    const { status } = response;
    const answer = objectIn(decodedBody(response));
    if (status >= 300 && status < 400)
      throw this.unavailable(
        `It answers ${status}, a redirect, which is not followed: check OAUTH2_TOKEN_URL.`,
      );
    if (status !== 200) throw this.refused(status, answer);
    const { access_token: token, token_type: type, expires_in: expiresIn } = answer ?? {};
    if (typeof token !== 'string' || token === '')
      throw this.unavailable(
        'It answers 200, and its body is no JSON with an access_token: check OAUTH2_TOKEN_URL.',
      );
    if (type !== undefined && String(type).toLowerCase() !== 'bearer')
      throw this.unavailable('Its tokens are of another type than Bearer.');
    return { token, lifetimeMs: millisecondsIn(expiresIn) };
  }

  private refused(status: number, answer: Readonly<Record<string, unknown>> | null): TokenUnavailable {
    const code = Object.hasOwn(ADVICE, String(answer?.error)) ? String(answer?.error) : OTHERWISE[status];
    const said = [answer?.error, answer?.error_description]
      .filter((text) => typeof text === 'string')
      .map((text) => this.redactor.text(text).slice(0, LONGEST_QUOTE));
    const what = [`It answers ${status}`, ...said].join(': ');
    const advice = code === undefined ? 'Check OAUTH2_TOKEN_URL, or look in its log' : ADVICE[code];
    return this.unavailable(`${what}. ${advice}.`, status === 429 || status >= 500);
  }

  private unavailable(why: string, mayPass = false): TokenUnavailable {
    const [url] = this.options.oauth2.tokenUrl.split('?');
    return new TokenUnavailable(
      `No token can be had from ${url} (OAUTH2_TOKEN_URL), so nothing is sent. ${why}`,
      mayPass,
    );
  }
}

/** Credentials as RFC 6749 section 2.3.1 has them in the header: each encoded as in a form, first. */
function basic(clientId: string, clientSecret: string): string {
  const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

function objectIn(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The seconds of expires_in as milliseconds; some servers write the number as a string. Null where it says nothing. */
function millisecondsIn(expiresIn: unknown): number | null {
  const isNumber =
    typeof expiresIn === 'number' || (typeof expiresIn === 'string' && /^\d+$/.test(expiresIn));
  return isNumber && Number.isFinite(Number(expiresIn)) ? Number(expiresIn) * 1000 : null;
}
