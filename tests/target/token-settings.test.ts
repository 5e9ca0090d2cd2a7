import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingName } from '../../lib/target';
import { problem, read, type Texts } from './written';

/** The settings of tokens, and what is told of them when they are wrong. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(content: string): string {
  files += 1;
  const file = join(folder, `file-${files}`);
  writeFileSync(file, content);
  return file;
}

const PEM = { type: 'pkcs8', format: 'pem' } as const;
const keyOn = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export(PEM).toString();

describe('The key of es256', () => {
  test.each(['pkcs8', 'sec1'] as const)('is one on the curve P-256, as %s', (type) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = privateKey.export({ type, format: 'pem' }).toString();
    const settings = read({ JWT_REGIME: 'es256', JWT_KEY_FILE: fileWith(text) });
    expect(settings).toMatchObject({ jwtRegime: 'es256', jwtPrivateKey: text });
  });

  test.each<[name: string, content: () => string, why: string]>([
    ['of another curve', () => keyOn('P-384'), 'is on the curve secp384r1; ES256 needs P-256'],
    [
      'of RSA',
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PEM).toString(),
      'not one of an elliptic curve',
    ],
    ['that is none', () => 'a key', 'no private key in PEM form'],
  ])('is refused when it is one %s', (_name, content, why) => {
    const file = fileWith(content());
    const text = problem({ JWT_REGIME: 'es256', JWT_KEY_FILE: file });
    expect(text).toContain(`  JWT_KEY_FILE: ${file}\n`);
    expect(text).toContain(why);
  });

  test('is missing', () => {
    expect(problem({ JWT_REGIME: 'es256' })).toContain('missing; JWT_REGIME=es256 needs it');
  });
});

describe('Tokens of others', () => {
  const OAUTH2: Texts = {
    JWT_REGIME: 'oauth2',
    OAUTH2_TOKEN_URL: 'https://login.test/token?tenant=a',
    OAUTH2_CLIENT_ID: 'suite',
    OAUTH2_CLIENT_SECRET: 'hush-hush',
  };

  test('are told by these settings', () => {
    expect(read(OAUTH2).oauth2).toEqual({
      tokenUrl: 'https://login.test/token?tenant=a',
      clientId: 'suite',
      clientSecret: 'hush-hush',
      clientAuth: 'basic',
    });
    expect(read({ ...OAUTH2, OAUTH2_CLIENT_AUTH: 'post' }).oauth2?.clientAuth).toBe('post');
    expect(read({ JWT_REGIME: 'static', BEARER_TOKEN: 'a.b-c~d+e/f==' })).toMatchObject({
      bearerToken: 'a.b-c~d+e/f==',
      oauth2: null,
    });
    expect(read({ JWT_REGIME: 'command', TOKEN_COMMAND: 'get token' }).tokenCommand).toBe('get token');
  });

  test.each<[SettingName, Texts]>([
    ['OAUTH2_TOKEN_URL', OAUTH2],
    ['OAUTH2_CLIENT_ID', OAUTH2],
    ['OAUTH2_CLIENT_SECRET', OAUTH2],
    ['BEARER_TOKEN', { JWT_REGIME: 'static' }],
    ['TOKEN_COMMAND', { JWT_REGIME: 'command' }],
  ])('need %s', (name, { [name]: _, ...rest }) => {
    const others: Texts = rest;
    expect(problem(others)).toContain(`  ${name}\n    missing; JWT_REGIME=${others.JWT_REGIME} needs it`);
  });

  test.each<[SettingName, string, string]>([
    ['OAUTH2_TOKEN_URL', 'https://login.test/token', 'oauth2'],
    ['BEARER_TOKEN', 'hush-hush', 'static'],
    ['TOKEN_COMMAND', 'get token', 'command'],
  ])('need their regime beside %s', (name, value, regime) => {
    const text = problem({ [name]: value });
    expect(text).toContain(
      `  JWT_REGIME\n    missing; ${name} is given, and belongs to JWT_REGIME=${regime}`,
    );
    expect(read({ [name]: value, JWT_REGIME: 'none' }).jwtRegime).toBe('none');
  });

  test.each<[SettingName, string]>([
    ['OAUTH2_TOKEN_URL', 'login.test/token'],
    ['OAUTH2_TOKEN_URL', 'https://login.test/token#top'],
    ['OAUTH2_TOKEN_URL', 'https://user:hush@login.test/token'],
    ['OAUTH2_CLIENT_SECRET', 'short'],
    ['OAUTH2_CLIENT_AUTH', 'jwt'],
    ['BEARER_TOKEN', 'Bearer hush-hush'],
    ['BEARER_TOKEN', 'short'],
    ['TOKEN_COMMAND', ' '],
    ['TOKEN_TIMEOUT_MS', '99'],
  ])('are refused with %s=%s', (name, value) => {
    const text = problem({ ...OAUTH2, [name]: value });
    const shown = /SECRET|BEARER/.test(name) ? '(not shown)' : value.replace('user:hush', '(not shown)');
    expect(text).toContain(`  ${name}: ${shown}\n    allowed: `);
  });
});

describe('Who asks', () => {
  test('is told by four settings and a file', () => {
    const { consumer, scopes } = read({
      JWT_ISSUER: 'https://ours.example/',
      JWT_ODS_CODE: 'RXX01',
      JWT_PRACTITIONER_ID: '10019',
      JWT_DEVICE_ID: 'OURS-4',
      JWT_CLAIMS_FILE: fileWith('{ "purpose": "test" }'),
      JWT_SCOPE_READ: 'a.read b.read',
    });
    expect(consumer).toEqual({
      issuer: 'https://ours.example/',
      odsCode: 'RXX01',
      practitionerId: '10019',
      deviceId: 'OURS-4',
      claims: { purpose: 'test' },
    });
    expect(scopes).toEqual({ read: 'a.read b.read', write: null });
  });

  test.each([
    ['no JSON', 'purpose: test', 'no JSON object'],
    ['a list', '[]', 'no JSON object'],
    ['null', 'null', 'no JSON object'],
    ['an expiry', '{ "exp": 1 }', 'the claim exp, and may not: it is five minutes after iat'],
    ['an audience', '{ "aud": "x" }', 'JWT_AUDIENCE says it'],
    ['a scope', '{ "requested_scope": "x" }', 'JWT_SCOPE_READ and JWT_SCOPE_WRITE say it'],
  ])('is refused in a file with %s', (_name, content, why) => {
    expect(problem({ JWT_CLAIMS_FILE: fileWith(content) })).toContain(why);
  });

  test.each<[SettingName, string]>([
    ['JWT_ODS_CODE', 'A 1001'],
    ['JWT_SCOPE_READ', 'a  b'],
    ['JWT_SCOPE_WRITE', ' a'],
    ['JWT_SCOPE_WRITE', 'a"b'],
  ])('is refused as %s=%s', (name, value) => {
    expect(problem({ [name]: value })).toContain(`  ${name}: ${value}\n    allowed: `);
  });
});
