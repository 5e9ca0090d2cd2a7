import jwt, { type SignOptions } from 'jsonwebtoken';
import type { Claims } from './claims-file';
import { encodeToken } from './encode-token';
import type { Consumer, IssuedRegime, Scopes } from './token-settings';

/** What a token allows; the implementation guide's table of scopes (fs_authentication). */
export type Scope = 'patient/appointment.write' | 'patient/appointment.read' | 'organization/slot.read';

export interface IssuerOptions {
  readonly regime: IssuedRegime;
  readonly audience: string;
  readonly secret: string | null;
  /** RSA private key, or one on the curve P-256, as PEM. */
  readonly privateKey: string | null;
  /** The header kid; null leaves it out. */
  readonly keyId: string | null;
  readonly consumer: Consumer;
  readonly scopes: Scopes;
}

const LIFETIME_S = 300;

const ALGORITHM = { none: 'none', hs256: 'HS256', rs256: 'RS256', es256: 'ES256' } as const;

/** What the header of every token says: RFC 7515 section 4.1. */
export interface TokenHeader {
  readonly alg: string;
  readonly typ: string;
  readonly kid?: string;
}

/**
 * Issues the tokens of a consumer, with the claims that the implementation guide lists
 * (https://developer.nhs.uk/apis/uec-appointments/fs_authentication.html), signed as the target's regime asks.
 */
export class TokenIssuer {
  constructor(readonly options: IssuerOptions) {}

  /** The claims of a valid token: issued now, for five minutes. */
  claims(scope: Scope, now = Date.now()): Claims {
    const { audience, consumer, scopes } = this.options;
    const issuedAt = Math.floor(now / 1000);
    return {
      iss: consumer.issuer,
      sub: consumer.practitionerId,
      aud: audience,
      exp: issuedAt + LIFETIME_S,
      iat: issuedAt,
      reason_for_request: 'directcare',
      requested_scope: scopeText(scope, scopes) ?? scope,
      requesting_device: {
        resourceType: 'Device',
        identifier: [{ system: 'https://consumer.conformance.example/Id/device', value: consumer.deviceId }],
        model: 'NHS Booking conformance suite',
        version: '1',
      },
      requesting_organization: {
        resourceType: 'Organization',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: consumer.odsCode }],
        name: 'Made-up consumer organisation',
      },
      requesting_practitioner: {
        resourceType: 'Practitioner',
        id: consumer.practitionerId,
        identifier: [
          { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' },
          { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: 'UNK' },
          { system: 'https://consumer.conformance.example/Id/user', value: consumer.practitionerId },
        ],
        name: [{ family: 'Conformance', given: ['Suite'], prefix: ['Dr'] }],
      },
      ...structuredClone(consumer.claims),
    };
  }

  /** The header of a valid token. */
  get header(): TokenHeader {
    const { regime, keyId } = this.options;
    const kid = regime === 'none' || keyId === null ? {} : { kid: keyId };
    return { alg: ALGORITHM[regime], typ: 'JWT', ...kid };
  }

  /** A token with these claims, signed (or left unsecured) as the regime asks. */
  sign(claims: Claims): string {
    const { regime, secret, privateKey, keyId } = this.options;
    if (regime === 'none') return encodeToken(this.header, claims);
    const options: SignOptions = {
      algorithm: ALGORITHM[regime],
      // Told not to add a timestamp, the library also takes out the one that is there.
      noTimestamp: claims.iat === undefined,
      ...(keyId === null ? {} : { keyid: keyId }),
    };
    return jwt.sign(claims, (regime === 'hs256' ? secret : privateKey) as string, options);
  }

  /** A valid token for the scope. */
  valid(scope: Scope): string {
    return this.sign(this.claims(scope));
  }
}

/** What the settings say for tokens of this scope; null where they say nothing. */
export function scopeText(scope: Scope, { read, write }: Scopes): string | null {
  return scope === 'patient/appointment.write' ? write : read;
}
