import { gunzipSync } from 'node:zlib';
import { type Refusal, refusal } from './answer';
import { headerOf, type ProviderRequest } from './request';

/** The largest body that is taken, in bytes: as it comes, and unpacked. */
export const LARGEST_BODY = 1_000_000;

/** The bytes of a body without their content coding, or why they can't be had. */
export type DecodedBody =
  | { readonly bytes: Buffer; readonly refusal: null }
  | { readonly bytes: null; readonly refusal: Refusal };

/**
 * Unpacks the body of a request (RFC 9110 section 8.4): gzip, once. Any other coding is 415, broken gzip 400, and what
 * would unpack to more than a body may hold 413.
 */
export function decodeBody({ headers, body }: ProviderRequest): DecodedBody {
  const codings = (headerOf(headers, 'Content-Encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0) return { bytes: body, refusal: null };
  if (codings.length > 1 || (codings[0] !== 'gzip' && codings[0] !== 'x-gzip')) {
    return { bytes: null, refusal: unknownCoding() };
  }
  try {
    return { bytes: gunzipSync(body, { maxOutputLength: LARGEST_BODY }), refusal: null };
  } catch (error) {
    return { bytes: null, refusal: isTooLarge(error) ? tooLarge() : broken() };
  }
}

/** Says which coding would do (RFC 9110 section 15.5.16). */
function unknownCoding(): Refusal {
  const text = 'The body must be sent as it is, or packed with gzip.';
  return { ...refusal('content-coding', 'not-supported', text), headers: [['Accept-Encoding', 'gzip']] };
}

function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(): Refusal {
  return refusal('too-large', 'too-long', 'The body is too large once it is unpacked.');
}

function broken(): Refusal {
  return refusal('not-parseable', 'structure', 'The body is no gzip, though Content-Encoding says so.');
}
