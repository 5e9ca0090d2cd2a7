import { type Claims, claimsIn } from './claims-file';
import type { SettingName } from './setting-names';
import type { SettingsReader } from './settings-reader';
import { ecKeyIn, rsaKeyIn } from './token-key';

/**
 * How the tokens are secured that the suite issues itself:
 * https://developer.nhs.uk/apis/uec-appointments/fs_authentication.html and RFC 7518 section 3.1.
 */
export type IssuedRegime = 'none' | 'hs256' | 'rs256' | 'es256';

/** How the suite comes by tokens that another authority issues. */
export type GivenRegime = 'oauth2' | 'static' | 'command';

export type JwtRegime = IssuedRegime | GivenRegime;

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

/** How an authorization server is asked for tokens: RFC 6749 section 4.4. */
export interface OAuth2Settings {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether the client shows its secret in the header, or in the body: RFC 6749 section 2.3.1. */
  readonly clientAuth: 'basic' | 'post';
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
  /** Null in other regimes than oauth2. */
  readonly oauth2: OAuth2Settings | null;
  readonly bearerToken: string | null;
  readonly tokenCommand: string | null;
  readonly tokenTimeoutMs: number;
}

/** What each regime cannot do without. */
const NEEDED: Readonly<Record<JwtRegime, readonly SettingName[]>> = {
  none: [],
  hs256: ['JWT_SECRET'],
  rs256: ['JWT_KEY_FILE'],
  es256: ['JWT_KEY_FILE'],
  oauth2: ['OAUTH2_TOKEN_URL', 'OAUTH2_CLIENT_ID', 'OAUTH2_CLIENT_SECRET'],
  static: ['BEARER_TOKEN'],
  command: ['TOKEN_COMMAND'],
};

/** What means nothing in other regimes: who sets it, and no regime, has forgotten that one. */
const TELLS_THE_REGIME = [
  ['OAUTH2_TOKEN_URL', 'oauth2'],
  ['BEARER_TOKEN', 'static'],
  ['TOKEN_COMMAND', 'command'],
] as const;

/** Reads the settings of tokens; what is wrong with them is told to the reader. */
export function readTokenSettings({ text, isWritten, fromFile, describe }: SettingsReader): TokenSettings {
  const regime = text('JWT_REGIME') as JwtRegime | null;
  for (const name of regime === null ? [] : NEEDED[regime])
    if (!isWritten(name)) describe(name, `missing; JWT_REGIME=${regime} needs it`);
  for (const [name, meant] of isWritten('JWT_REGIME') ? [] : TELLS_THE_REGIME)
    if (isWritten(name))
      describe('JWT_REGIME', `missing; ${name} is given, and belongs to JWT_REGIME=${meant}`);
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
    oauth2: regime === 'oauth2' ? oauth2Settings(text) : null,
    bearerToken: text('BEARER_TOKEN'),
    tokenCommand: text('TOKEN_COMMAND'),
    tokenTimeoutMs: Number(text('TOKEN_TIMEOUT_MS')),
  };
}

/** What is missing among them has been told. */
function oauth2Settings(text: SettingsReader['text']): OAuth2Settings {
  return {
    tokenUrl: text('OAUTH2_TOKEN_URL') ?? '',
    clientId: text('OAUTH2_CLIENT_ID') ?? '',
    clientSecret: text('OAUTH2_CLIENT_SECRET') ?? '',
    clientAuth: text('OAUTH2_CLIENT_AUTH') as OAuth2Settings['clientAuth'],
  };
}
