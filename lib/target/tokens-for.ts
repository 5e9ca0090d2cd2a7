import { GivenTokens, type GivenTokensOptions } from './given-tokens';
import { TokenEndpoint } from './oauth2';
import type { Settings } from './settings';
import { TokenIssuer } from './token';
import { tokenByCommand } from './token-command';
import type { IssuedRegime, OAuth2Settings } from './token-settings';
import { IssuedTokens, type TokenSource } from './token-source';

/** What tokens need of the run that they are for. */
export type TokenSurroundings = Pick<GivenTokensOptions, 'hide' | 'onUnavailable' | 'wait' | 'now' | 'kept'>;

/** Where the tokens come from that the settings describe. */
export function tokensFor(settings: Settings, baseUrl: string, surroundings: TokenSurroundings): TokenSource {
  const { jwtRegime: regime, scopes, tokenTimeoutMs: timeoutMs } = settings;
  const given = (how: Pick<GivenTokensOptions, 'regime' | 'named' | 'suspects' | 'get'>): TokenSource =>
    new GivenTokens({ ...surroundings, ...how, scopes });
  switch (regime) {
    case 'oauth2': {
      const oauth2 = settings.oauth2 as OAuth2Settings;
      const endpoint = new TokenEndpoint({
        oauth2,
        tls: settings.tls,
        httpProxy: settings.httpProxy,
        timeoutMs,
      });
      return given({
        regime,
        named: 'The token of the token endpoint (OAUTH2_TOKEN_URL)',
        suspects:
          'JWT_REGIME, JWT_SCOPE_READ, JWT_SCOPE_WRITE, and what the client of OAUTH2_CLIENT_ID may do',
        get: (scope) => endpoint.token(scope),
      });
    }
    case 'command': {
      const command = settings.tokenCommand as string;
      return given({
        regime,
        named: 'What the command of TOKEN_COMMAND prints for a token',
        suspects: 'JWT_REGIME and the token that TOKEN_COMMAND prints',
        get: (scope) => tokenByCommand({ command, timeoutMs }, scope),
      });
    }
    case 'static': {
      const token = settings.bearerToken as string;
      return given({
        regime,
        named: 'The token of BEARER_TOKEN',
        suspects: 'JWT_REGIME and BEARER_TOKEN',
        get: async () => ({ token, lifetimeMs: null }),
      });
    }
    default:
      return new IssuedTokens(issuerFor(settings, regime, baseUrl));
  }
}

function issuerFor(settings: Settings, regime: IssuedRegime, baseUrl: string): TokenIssuer {
  return new TokenIssuer({
    regime,
    audience: settings.jwtAudience ?? baseUrl,
    secret: settings.jwtSecret,
    privateKey: settings.jwtPrivateKey,
    keyId: settings.jwtKeyId,
    consumer: settings.consumer,
    scopes: settings.scopes,
  });
}
