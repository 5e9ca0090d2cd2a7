import type { Made, TokenMaterial } from '../../fixtures/handmade-token';
import {
  type InvalidToken,
  makeInvalid,
  type UnusualToken,
  unusualAuthorization,
} from '../../fixtures/tokens';
import type { Target } from '../../lib/target';
import { notApplicable } from '../../lib/verdict';

/** The Authorization header with an invalid token; where it cannot be made, the case is not applicable. */
export async function withInvalid(token: InvalidToken, target: Target): Promise<string> {
  return `Bearer ${madeOf(await makeInvalid(token, materialOf(target)))}`;
}

/** The Authorization header with an unusual token; where it cannot be made, the case is not applicable. */
export async function withUnusual(token: UnusualToken, target: Target): Promise<string> {
  return madeOf(await unusualAuthorization(token, materialOf(target)));
}

function materialOf(target: Target): TokenMaterial {
  const { regime, issuer } = target.tokens;
  return { regime, issuer, valid: (scope) => target.validToken(scope) };
}

function madeOf(made: Made): string {
  return typeof made === 'string' ? made : notApplicable(`the token cannot be made here: ${made.cannot}`);
}
