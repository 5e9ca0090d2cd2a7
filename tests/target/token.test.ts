import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { encodeToken, type IssuerOptions, type TokenIssuer } from '../../lib/target';
import { anIssuer } from './fakes';

const AUDIENCE = 'https://booking.test/STU3';
const SECRET = 'a-long-shared-secret';

const PEM = { type: 'pkcs8', format: 'pem' } as const;
const RSA_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PEM).toString();
const EC_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PEM).toString();
const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();

test('the claims are those of the implementation guide, for five minutes from now', () => {
  const now = Date.parse('2030-01-01T00:00:00.999Z');
  const claims = anIssuer({ audience: AUDIENCE }).claims('patient/appointment.write', now);
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
  readonly algorithm: 'none' | 'HS256' | 'RS256' | 'ES256';
  readonly keys: Partial<IssuerOptions>;
  readonly verifyWith: string;
}

describe.each<Regime>([
  { regime: 'none', algorithm: 'none', keys: {}, verifyWith: '' },
  { regime: 'hs256', algorithm: 'HS256', keys: { secret: SECRET }, verifyWith: SECRET },
  { regime: 'rs256', algorithm: 'RS256', keys: { privateKey: RSA_KEY }, verifyWith: publicKeyOf(RSA_KEY) },
  { regime: 'es256', algorithm: 'ES256', keys: { privateKey: EC_KEY }, verifyWith: publicKeyOf(EC_KEY) },
])('In the regime $regime', ({ regime, algorithm, keys, verifyWith }) => {
  const issuer = (): TokenIssuer => anIssuer({ audience: AUDIENCE, regime, ...keys });

  test(`a valid token is ${algorithm}, and verifies`, () => {
    const token = issuer().valid('organization/slot.read');
    const verified = jwt.verify(token, verifyWith, {
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

test('the claims say who asks, and for what, as the settings do', () => {
  const consumer = {
    issuer: 'https://ours.example/',
    odsCode: 'RXX01',
    practitionerId: '10019',
    deviceId: 'OURS-4',
    claims: { requesting_organization: { resourceType: 'Organization', name: 'Ours' }, purpose: 'test' },
  };
  const scopes = { read: 'all.read', write: 'all.read all.write' };
  const issuer = anIssuer({ consumer: { ...consumer, claims: {} }, scopes });
  expect(issuer.claims('patient/appointment.write')).toMatchObject({
    iss: 'https://ours.example/',
    sub: '10019',
    requested_scope: 'all.read all.write',
    requesting_device: { identifier: [{ value: 'OURS-4' }] },
    requesting_organization: { identifier: [{ value: 'RXX01' }] },
    requesting_practitioner: { id: '10019', identifier: [{}, {}, { value: '10019' }] },
  });
  expect(issuer.claims('patient/appointment.read').requested_scope).toBe('all.read');
  expect(issuer.claims('organization/slot.read').requested_scope).toBe('all.read');

  const changed = anIssuer({ consumer }).claims('organization/slot.read');
  expect(changed).toMatchObject({ purpose: 'test', requested_scope: 'organization/slot.read' });
  expect(changed.requesting_organization).toEqual({ resourceType: 'Organization', name: 'Ours' });
});

test('the key of a signed token is named where the settings name it', () => {
  const headerOf = (issuer: TokenIssuer): unknown =>
    jwt.decode(issuer.valid('organization/slot.read'), { complete: true })?.header;
  const signing = { regime: 'es256', privateKey: EC_KEY } as const;
  expect(headerOf(anIssuer({ ...signing, keyId: 'k-1' }))).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k-1' });
  expect(headerOf(anIssuer(signing))).toEqual({ alg: 'ES256', typ: 'JWT' });
  expect(headerOf(anIssuer({ keyId: 'k-1' }))).toEqual({ alg: 'none', typ: 'JWT' });
});

test('an unsecured token ends in a dot (RFC 7519 section 6.1)', () => {
  expect(encodeToken({ alg: 'none' }, { sub: 'é' })).toBe('eyJhbGciOiJub25lIn0.eyJzdWIiOiLDqSJ9.');
});

test('a token put together by hand carries the signature given', () => {
  expect(encodeToken({}, {}, 'c2ln')).toBe('e30.e30.c2ln');
});
