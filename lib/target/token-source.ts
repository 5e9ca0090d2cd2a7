import { PreparationFailed } from './preparation-failed';
import type { Scope, TokenIssuer } from './token';
import type { JwtRegime } from './token-settings';

/** Where the valid tokens of a run come from. */
export interface TokenSource {
  readonly regime: JwtRegime;
  /** Issues tokens with whatever claims; null where another authority does, whose key the suite does not have. */
  readonly issuer: TokenIssuer | null;
  /** What a user has to check when the target refuses the tokens. */
  readonly suspects: string;
  /**
   * A valid token for the scope.
   *
   * @throws TokenUnavailable when none can be had
   */
  valid(scope: Scope): Promise<string>;
  /** Tokens for every scope, for another process to begin with; none where it issues its own, or none can be had. */
  forOthers(): Promise<readonly KeptToken[]>;
}

/** A token that was issued elsewhere, as long as it is good. */
export interface KeptToken {
  /** What it was asked for with; null: nothing was said. */
  readonly scope: string | null;
  readonly token: string;
  /** When another one is asked for instead, in milliseconds since 1970. */
  readonly goodUntil: number;
}

/** No token can be had: nothing can be asked of the target. The message is a plain sentence that says what to mend. */
export class TokenUnavailable extends PreparationFailed {
  /** @param mayPass whether it may be otherwise in a moment */
  constructor(
    reason: string,
    readonly mayPass = false,
  ) {
    super(reason);
  }
}

/** Tokens that the suite issues itself, each for one request. */
export class IssuedTokens implements TokenSource {
  readonly suspects = 'JWT_REGIME, JWT_AUDIENCE and the key';

  constructor(readonly issuer: TokenIssuer) {}

  get regime(): JwtRegime {
    return this.issuer.options.regime;
  }

  async valid(scope: Scope): Promise<string> {
    return this.issuer.valid(scope);
  }

  async forOthers(): Promise<readonly KeptToken[]> {
    return [];
  }
}
