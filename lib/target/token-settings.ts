import { type Claims, claimsIn } from './claims-file';
import type { SettingName } from './setting-names';
import { ecKeyIn, rsaKeyIn } from './token-key';

/** How tokens are secured: https://developer.nhs.uk/apis/uec-appointments/fs_authentication.html, RFC 7518 section 3.1. */
export type JwtRegime = 'none' | 'hs256' | 'rs256' | 'es256';

/** Who asks, as the tokens that the suite issues say. */
export interface Consumer {
  readonly issuer: string;
  readonly odsCode: string;
  readonly practitionerId: string;
  readonly deviceId: string;
  /** Claims that take the place of the suite's own, or add to them. */
  readonly claims: Claims;
}

/** A consumer that there is not. */
export const MADE_UP_CONSUMER: Consumer = {
  issuer: 'https://consumer.conformance.example/',
  odsCode: 'A1001',
  practitionerId: 'conformance-tester',
  deviceId: 'CONFORMANCE-SUITE',
  claims: {},
};

/** What tokens for reading and for writing allow; null: what the implementation guide says for each interaction. */
export interface Scopes {
  readonly read: string | null;
  readonly write: string | null;
}

/** The tokens that the target takes, and whose they are. */
export interface TokenSettings {
  readonly jwtRegime: JwtRegime;
  /** null: the base URL of the target. */
  readonly jwtAudience: string | null;
  readonly jwtSecret: string | null;
  /** The private key that signs, as PEM: RSA, or on the curve P-256 for es256. */
  readonly jwtPrivateKey: string | null;
  readonly jwtKeyId: string | null;
  readonly consumer: Consumer;
  readonly scopes: Scopes;
}

/** The settings as texts, and where to tell what is wrong with one. */
export interface SettingReader {
  /** What a setting says, or says by default; null where it says nothing, or something wrong. */
  text(name: SettingName): string | null;
  isWritten(name: SettingName): boolean;
  /** What is in the file that a setting names; null where it names none, or one that `read` throws on. */
  fromFile<T>(name: SettingName, read: (file: string) => T): T | null;
  describe(name: SettingName, why: string): void;
}

/** What each regime cannot do without. */
const NEEDED: Readonly<Record<JwtRegime, readonly SettingName[]>> = {
  none: [],
  hs256: ['JWT_SECRET'],
  rs256: ['JWT_KEY_FILE'],
  es256: ['JWT_KEY_FILE'],
};

/** Reads the settings of tokens; what is wrong with them is told to the reader. */
export function readTokenSettings({ text, isWritten, fromFile, describe }: SettingReader): TokenSettings {
  const regime = text('JWT_REGIME') as JwtRegime | null;
  for (const name of regime === null ? [] : NEEDED[regime])
    if (!isWritten(name)) describe(name, `missing; JWT_REGIME=${regime} needs it`);
  return {
    jwtRegime: regime ?? 'none',
    jwtAudience: text('JWT_AUDIENCE'),
    jwtSecret: text('JWT_SECRET'),
    jwtPrivateKey: fromFile('JWT_KEY_FILE', regime === 'es256' ? ecKeyIn : rsaKeyIn),
    jwtKeyId: text('JWT_KEY_ID'),
    consumer: {
      issuer: text('JWT_ISSUER') ?? MADE_UP_CONSUMER.issuer,
      odsCode: text('JWT_ODS_CODE') ?? MADE_UP_CONSUMER.odsCode,
      practitionerId: text('JWT_PRACTITIONER_ID') ?? MADE_UP_CONSUMER.practitionerId,
      deviceId: text('JWT_DEVICE_ID') ?? MADE_UP_CONSUMER.deviceId,
      claims: fromFile('JWT_CLAIMS_FILE', claimsIn) ?? {},
    },
    scopes: { read: text('JWT_SCOPE_READ'), write: text('JWT_SCOPE_WRITE') },
  };
}
