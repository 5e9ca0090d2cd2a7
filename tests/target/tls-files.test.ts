import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { shownSettings } from '../../lib/target';
import { type Certificates, makeCertificates } from '../../provider/certificates';
import { pkcs12 } from '../support/certificates';
import { problem, read, type Texts, written } from './written';

// To make keys and certificates takes a while on a busy machine.
jest.setTimeout(60_000);

let made: Certificates;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tls-files-'));
  made = await makeCertificates();
});
afterAll(async () => {
  await made.dispose();
  rmSync(folder, { recursive: true });
});

/** The settings of a client with a certificate of the made authority; some of them otherwise. */
const client = (more: Texts = {}): Texts => ({ ...made.env, ...more });

function fileWith(name: string, text: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const encryptedKey = (): string =>
  createPrivateKey(readFileSync(made.env.TLS_KEY_FILE as string))
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
    .toString();

test('without a file, Node trusts whom it trusts, and no certificate is shown', () => {
  expect(read({}).tls).toEqual({});
});

test('an authority is trusted beside those of Node', () => {
  const { tls } = read({ TLS_CA_FILE: made.env.TLS_CA_FILE as string });
  const authority = readFileSync(made.env.TLS_CA_FILE as string, 'utf8').trim();
  expect(tls).toEqual({
    ca: [...rootCertificates, authority],
    files: { ca: made.env.TLS_CA_FILE },
  });
});

test('a certificate is taken with its key, and with those between it and the root', () => {
  const chain = [made.env.TLS_CERT_FILE, made.env.TLS_CA_FILE]
    .map((file) => readFileSync(file as string, 'utf8').trim())
    .join('\n');
  const { tls } = read(client({ TLS_CERT_FILE: fileWith('chain.pem', `a comment\n${chain}\n`) }));
  expect(tls.cert).toBe(chain);
  expect(tls.key).toContain('BEGIN PRIVATE KEY');
});

test('a key with a passphrase is opened by it', () => {
  const TLS_KEY_FILE = fileWith('locked.pem', encryptedKey());
  const { tls } = read(client({ TLS_KEY_FILE, TLS_KEY_PASSPHRASE: 'open sesame' }));
  expect(tls.key).toBe(read(client()).tls.key);
});

test.each<[what: string, values: () => Texts, why: RegExp]>([
  [
    'a certificate without a key',
    () => ({ TLS_CERT_FILE: client().TLS_CERT_FILE as string }),
    /^ {2}TLS_KEY_FILE\n {4}missing; TLS_CERT_FILE is given/,
  ],
  [
    'a key without a certificate',
    () => ({ TLS_KEY_FILE: client().TLS_KEY_FILE as string }),
    /^ {2}TLS_CERT_FILE\n {4}missing; TLS_KEY_FILE is given/,
  ],
  [
    'a passphrase without a key',
    () => ({ TLS_KEY_PASSPHRASE: 'x' }),
    /^ {2}TLS_KEY_FILE\n {4}missing; TLS_KEY_PASSPHRASE is given/,
  ],
  [
    'no certificate in the file of authorities',
    () => ({ TLS_CA_FILE: fileWith('empty.pem', '') }),
    /TLS_CA_FILE: .*\n {4}the file holds no certificate/,
  ],
  [
    'a certificate that is none',
    () => ({
      TLS_CA_FILE: fileWith('bad.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
    }),
    /certificate 1 in the file cannot be read/,
  ],
  [
    'a file that is not there',
    () => client({ TLS_CERT_FILE: join(folder, 'none') }),
    /there is no such file/,
  ],
  [
    'a key of another certificate',
    () => client({ TLS_KEY_FILE: fileWith('other.pem', otherKey()) }),
    /does not belong to the certificate/,
  ],
  [
    'a certificate for a key',
    () => client({ TLS_KEY_FILE: client().TLS_CERT_FILE as string }),
    /holds no private key/,
  ],
  [
    'a locked key without its passphrase',
    () => client({ TLS_KEY_FILE: fileWith('locked.pem', encryptedKey()) }),
    /name its passphrase in TLS_KEY_PASSPHRASE/,
  ],
  [
    'a locked key with another passphrase',
    () => client({ TLS_KEY_FILE: fileWith('locked.pem', encryptedKey()), TLS_KEY_PASSPHRASE: 'open barley' }),
    /TLS_KEY_PASSPHRASE does not open the private key/,
  ],
])('%s is refused', (_what, values, why) => {
  expect(problem(values())).toMatch(why);
});

describe('A file of PKCS#12', () => {
  const files = () => ({
    cert: readFileSync(made.env.TLS_CERT_FILE as string, 'utf8'),
    key: readFileSync(made.env.TLS_KEY_FILE as string, 'utf8'),
  });
  const pfx = (): string => fileWith('client.pfx', pkcs12(files(), 'open sesame'));

  test('is taken as it is, with its passphrase', () => {
    const TLS_PFX_FILE = pfx();
    const { tls } = read({ TLS_PFX_FILE, TLS_KEY_PASSPHRASE: 'open sesame' });
    expect(tls).toEqual({
      pfx: readFileSync(TLS_PFX_FILE),
      passphrase: 'open sesame',
      files: { pfx: TLS_PFX_FILE },
    });
  });

  test.each<[what: string, values: () => Texts, why: RegExp]>([
    [
      'without its passphrase',
      () => ({ TLS_PFX_FILE: pfx() }),
      /has a passphrase; name it in TLS_KEY_PASSPHRASE/,
    ],
    [
      'with another passphrase',
      () => ({ TLS_PFX_FILE: pfx(), TLS_KEY_PASSPHRASE: 'open barley' }),
      /TLS_KEY_PASSPHRASE does not open the file/,
    ],
    ['that is none', () => ({ TLS_PFX_FILE: client().TLS_KEY_FILE as string }), /the file is no PKCS#12/],
    ['that is not there', () => ({ TLS_PFX_FILE: join(folder, 'none') }), /there is no such file/],
  ])('%s is refused', (_what, values, why) => {
    expect(problem(values())).toMatch(why);
  });

  test('beside a certificate and a key of PEM is one too many', () => {
    const values = client({ TLS_PFX_FILE: pfx(), TLS_KEY_PASSPHRASE: 'open sesame' });
    expect(() => read(values)).toThrow(/TLS_CERT_FILE: .*\n {4}TLS_PFX_FILE is given, too/);
  });

  /** A file as older programs write it; null where there is no openssl that still can. */
  function oldFile(): string | null {
    const file = join(folder, 'old.pfx');
    const { TLS_CERT_FILE: cert = '', TLS_KEY_FILE: key = '' } = client();
    const options = ['pkcs12', '-export', '-legacy', '-passout', 'pass:open sesame', '-out', file];
    const { status } = spawnSync('openssl', [...options, '-in', cert, '-inkey', key]);
    return status === 0 ? file : null;
  }

  test('of an old kind is told as that, with how to mend it', () => {
    const TLS_PFX_FILE = oldFile();
    if (TLS_PFX_FILE === null) return console.warn('openssl writes no old PKCS#12: that is not tested');
    expect(problem({ TLS_PFX_FILE, TLS_KEY_PASSPHRASE: 'open sesame' })).toMatch(
      /old method .*OpenSSL 3 no longer takes; write it anew with\n {4}openssl pkcs12 -legacy -nodes -in .*old\.pfx/,
    );
  });
});

test('the passphrase is never shown', () => {
  const values = client({
    TLS_KEY_PASSPHRASE: 'open barley',
    TLS_KEY_FILE: fileWith('locked.pem', encryptedKey()),
  });
  expect(problem(values)).not.toContain('barley');
  expect(shownSettings(written(values)).TLS_KEY_PASSPHRASE).toBe('[redacted]');
});

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
