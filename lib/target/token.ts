import jwt from 'jsonwebtoken';
import { encodeToken } from './encode-token';
import type { JwtRegime } from './settings';

/** What a token allows; the implementation guide's table of scopes (fs_authentication). */
export type Scope = 'patient/appointment.write' | 'patient/appointment.read' | 'organization/slot.read';

export type Claims = Record<string, unknown>;

export interface IssuerOptions {
  readonly regime: JwtRegime;
  readonly audience: string;
  readonly secret: string | null;
  /** RSA private key as PEM. */
  readonly privateKey: string | null;
}

const LIFETIME_S = 300;

/**
 * Issues the tokens of a made-up consumer, with the claims that the implementation guide lists
 * (https://developer.nhs.uk/apis/uec-appointments/fs_authentication.html), signed as the target's regime asks.
 */
export class TokenIssuer {
  constructor(readonly options: IssuerOptions) {}

  /** The claims of a valid token: issued now, for five minutes. */
  claims(scope: Scope, now = Date.now()): Claims {
    const issuedAt = Math.floor(now / 1000);
    return {
      iss: 'https://consumer.conformance.example/',
      sub: 'conformance-tester',
      aud: this.options.audience,
      exp: issuedAt + LIFETIME_S,
      iat: issuedAt,
      reason_for_request: 'directcare',
      requested_scope: scope,
      requesting_device: {
        resourceType: 'Device',
        identifier: [
          { system: 'https://consumer.conformance.example/Id/device', value: 'CONFORMANCE-SUITE' },
        ],
        model: 'NHS Booking conformance suite',
        version: '1',
      },
      requesting_organization: {
        resourceType: 'Organization',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'A1001' }],
        name: 'Made-up consumer organisation',
      },
      requesting_practitioner: {
        resourceType: 'Practitioner',
        id: 'conformance-tester',
        identifier: [
          { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' },
          { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: 'UNK' },
          { system: 'https://consumer.conformance.example/Id/user', value: 'conformance-tester' },
        ],
        name: [{ family: 'Conformance', given: ['Suite'], prefix: ['Dr'] }],
      },
    };
  }

  /** A token with these claims, signed (or left unsecured) as the regime asks. */
  sign(claims: Claims): string {
    const { regime, secret, privateKey } = this.options;
    if (regime === 'none') return encodeToken({ alg: 'none', typ: 'JWT' }, claims);
    // Told not to add a timestamp, the library also takes out the one that is there.
    const noTimestamp = claims.iat === undefined;
    return regime === 'hs256'
      ? jwt.sign(claims, secret as string, { algorithm: 'HS256', noTimestamp })
      : jwt.sign(claims, privateKey as string, { algorithm: 'RS256', noTimestamp });
  }

  /** A valid token for the scope. */
  valid(scope: Scope): string {
    return this.sign(this.claims(scope));
  }
}
