import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { encodeToken, type IssuerOptions, TokenIssuer } from '../../lib/target';

const AUDIENCE = 'https://booking.test/STU3';
const SECRET = 'a-long-shared-secret';
const NONE: IssuerOptions = { regime: 'none', audience: AUDIENCE, secret: null, privateKey: null };

let privateKey: string;
let publicKey: string;
beforeAll(() => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
});

test('the claims are those of the implementation guide, for five minutes from now', () => {
  const now = Date.parse('2030-01-01T00:00:00.999Z');
  const claims = new TokenIssuer(NONE).claims('patient/appointment.write', now);
  expect(Object.keys(claims)).toEqual([
    'iss',
    'sub',
    'aud',
    'exp',
    'iat',
    'reason_for_request',
    'requested_scope',
    'requesting_device',
    'requesting_organization',
    'requesting_practitioner',
  ]);
  const iat = Date.parse('2030-01-01T00:00:00Z') / 1000;
  expect(claims).toMatchObject({
    aud: AUDIENCE,
    iat,
    exp: iat + 300,
    reason_for_request: 'directcare',
    requested_scope: 'patient/appointment.write',
    requesting_device: { resourceType: 'Device' },
    requesting_organization: { resourceType: 'Organization' },
    requesting_practitioner: { resourceType: 'Practitioner' },
  });
  expect((claims.requesting_practitioner as { id: string }).id).toBe(claims.sub);
});

interface Regime {
  readonly regime: IssuerOptions['regime'];
  readonly algorithm: 'none' | 'HS256' | 'RS256';
  readonly keys: () => Partial<IssuerOptions>;
  readonly verifyWith: () => string;
}

describe.each<Regime>([
  { regime: 'none', algorithm: 'none', keys: () => ({}), verifyWith: () => '' },
  { regime: 'hs256', algorithm: 'HS256', keys: () => ({ secret: SECRET }), verifyWith: () => SECRET },
  { regime: 'rs256', algorithm: 'RS256', keys: () => ({ privateKey }), verifyWith: () => publicKey },
])('In the regime $regime', ({ regime, algorithm, keys, verifyWith }) => {
  const issuer = (): TokenIssuer => new TokenIssuer({ ...NONE, regime, ...keys() });

  test(`a valid token is ${algorithm}, and verifies`, () => {
    const token = issuer().valid('organization/slot.read');
    const verified = jwt.verify(token, verifyWith(), {
      algorithms: [algorithm],
      audience: AUDIENCE,
      complete: true,
    });
    expect(verified.header).toMatchObject({ alg: algorithm, typ: 'JWT' });
    expect(verified.payload).toMatchObject({ requested_scope: 'organization/slot.read' });
  });

  test.each([
    ['all of a valid token', () => issuer().claims('organization/slot.read')],
    ['none of the times', () => ({ sub: 'x' })],
  ])('just the claims given are in the token: %s', (_name, claims) => {
    const given = claims();
    expect(jwt.decode(issuer().sign(given))).toEqual(given);
  });
});

test('an unsecured token ends in a dot (RFC 7519 section 6.1)', () => {
  expect(encodeToken({ alg: 'none' }, { sub: 'é' })).toBe('eyJhbGciOiJub25lIn0.eyJzdWIiOiLDqSJ9.');
});

test('a token put together by hand carries the signature given', () => {
  expect(encodeToken({}, {}, 'c2ln')).toBe('e30.e30.c2ln');
});
