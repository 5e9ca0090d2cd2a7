import { type InvalidToken, invalidTokens, type UnusualToken, unusualTokens } from '../../fixtures/tokens';
import type { Target } from '../../lib/target';
import { withInvalid, withUnusual } from '../../suites/vocabulary/tokens';
import { aTarget } from '../target/fakes';

/** A target whose only token is one that it was given. */
const GIVEN_ONE = {
  tokens: { regime: 'static', issuer: null },
  validToken: async () => 'opaque',
} as unknown as Target;

const expired = invalidTokens.find(({ name }) => name === 'a JWT that expired a year ago') as InvalidToken;
const lowerCase = unusualTokens.find(({ prefix }) => prefix === 'bearer ') as UnusualToken;
const ofAudiences = unusualTokens.find(({ rule }) => rule === 'http.jwt.audience') as UnusualToken;

const claimsIn = (authorization: string): { exp: number } =>
  JSON.parse(Buffer.from(authorization.split('.')[1] as string, 'base64url').toString());

test('an invalid token is made of ours, and sent in the usual way', async () => {
  const { target } = aTarget(() => ({ status: 500 }));
  const authorization = await withInvalid(expired, target);
  expect(authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]*$/);
  expect(claimsIn(authorization).exp).toBeLessThan(Date.now() / 1000 - 86_400);
});

test('an unusual one is sent in its own way', async () => {
  const { target } = aTarget(() => ({ status: 500 }));
  expect(await withUnusual(lowerCase, target)).toMatch(/^bearer [\w-]+\.[\w-]+\.[\w-]*$/);
  expect(await withUnusual(lowerCase, GIVEN_ONE)).toBe('bearer opaque');
});

test.each([
  ['invalid', () => withInvalid(expired, GIVEN_ONE)],
  ['unusual', () => withUnusual(ofAudiences, GIVEN_ONE)],
])('where an %s one cannot be made, the case is not applicable', async (_, made) => {
  await expect(made()).rejects.toMatchObject({
    outcome: 'not-applicable',
    message: expect.stringMatching(/^the token cannot be made here: .*JWT_REGIME=static/),
  });
});
