import { expiryOf } from './read-token';
import { type Scope, scopeText } from './token';
import type { GivenRegime, Scopes } from './token-settings';
import { type KeptToken, type TokenSource, TokenUnavailable } from './token-source';

/** A token as its authority gave it. */
export interface GivenToken {
  readonly token: string;
  /** How long it is good from now on; null where nothing was said of it but in the token itself. */
  readonly lifetimeMs: number | null;
}

export interface GivenTokensOptions {
  readonly regime: GivenRegime;
  readonly suspects: string;
  readonly scopes: Scopes;
  /** Begins the sentence that says what is wrong with a token: `The token of BEARER_TOKEN`. */
  readonly named: string;
  /**
   * Gets a token for these scopes; null says nothing of scopes.
   *
   * @throws TokenUnavailable
   */
  readonly get: (scope: string | null) => Promise<GivenToken>;
  /** Keeps a token out of all evidence. */
  readonly hide: (token: string) => void;
  /** Told why no token can be had any more. */
  readonly onUnavailable: (reason: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** Tokens that another process has got already. */
  readonly kept: readonly KeptToken[];
}

/** How long a token is taken for good that says nothing of it: as long as the implementation guide gives tokens. */
const USUAL_LIFETIME_MS = 300_000;
/** Another one is asked for so long before a token expires, or when half of its time is over. */
const MARGIN_MS = 30_000;
const TRY_AGAIN_MS = 1_000;
/** More than servers take in all header fields together. */
const LONGEST_TOKEN = 16_384;
/** What a token may be made of: RFC 6749 appendix A.12, without the space. */
const TOKEN = /^[!-~]+$/;

const ALL_SCOPES: readonly Scope[] = [
  'patient/appointment.write',
  'patient/appointment.read',
  'organization/slot.read',
];

/**
 * Tokens that another authority issues: each is used until shortly before it expires, and only then is another one got.
 * What fails for the moment is tried once more.
 */
export class GivenTokens implements TokenSource {
  readonly issuer = null;
  private readonly kept = new Map<string | null, KeptToken>();
  private readonly underWay = new Map<string | null, Promise<KeptToken>>();

  constructor(private readonly options: GivenTokensOptions) {
    for (const token of options.kept) this.keep(token);
  }

  get regime(): GivenRegime {
    return this.options.regime;
  }

  get suspects(): string {
    return this.options.suspects;
  }

  async valid(scope: Scope): Promise<string> {
    return (await this.goodFor(scopeText(scope, this.options.scopes))).token;
  }

  async forOthers(): Promise<readonly KeptToken[]> {
    try {
      for (const scope of ALL_SCOPES) await this.valid(scope);
    } catch (error) {
      if (!(error instanceof TokenUnavailable)) throw error;
    }
    return [...this.kept.values()];
  }

  private async goodFor(scope: string | null): Promise<KeptToken> {
    const kept = this.kept.get(scope);
    if (kept && this.options.now() < kept.goodUntil) return kept;
    const asked = this.underWay.get(scope) ?? this.renew(scope);
    this.underWay.set(scope, asked);
    try {
      return await asked;
    } finally {
      this.underWay.delete(scope);
    }
  }

  private async renew(scope: string | null): Promise<KeptToken> {
    try {
      const given = await this.getTwice(scope);
      return this.keep({ scope, token: given.token, goodUntil: this.goodUntil(given) });
    } catch (error) {
      if (error instanceof TokenUnavailable) this.options.onUnavailable(error.message);
      throw error;
    }
  }

  private async getTwice(scope: string | null): Promise<GivenToken> {
    try {
      return await this.get(scope);
    } catch (error) {
      if (!(error instanceof TokenUnavailable) || !error.mayPass) throw error;
      await this.options.wait(TRY_AGAIN_MS);
      return this.get(scope);
    }
  }

  private async get(scope: string | null): Promise<GivenToken> {
    const given = await this.options.get(scope);
    this.options.hide(given.token);
    return given;
  }

  private keep(token: KeptToken): KeptToken {
    this.options.hide(token.token);
    this.kept.set(token.scope, token);
    return token;
  }

  /** @throws TokenUnavailable when the token cannot be sent, or has expired already */
  private goodUntil({ token, lifetimeMs }: GivenToken): number {
    const { named, now } = this.options;
    if (token.length > LONGEST_TOKEN)
      throw new TokenUnavailable(`${named} has more than ${LONGEST_TOKEN} characters: no server takes that.`);
    if (!TOKEN.test(token))
      throw new TokenUnavailable(`${named} is none: a token has neither spaces nor line breaks in it.`);
    const expiry = expiryOf(token);
    const lifetime = lifetimeMs ?? (expiry === null ? USUAL_LIFETIME_MS : expiry - now());
    if (lifetime <= 0) throw new TokenUnavailable(this.expired(expiry));
    return now() + Math.max(lifetime - MARGIN_MS, lifetime / 2);
  }

  private expired(expiry: number | null): string {
    const { named, now } = this.options;
    const when = expiry === null ? '' : ` at ${instant(expiry)}`;
    return `${named} has expired${when}, and it is ${instant(now())}: get a new one, or check the clocks.`;
  }
}

/** An instant in a few words, also one that no Date can hold. */
function instant(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? `${milliseconds / 1000} s after 1970` : date.toISOString();
}
