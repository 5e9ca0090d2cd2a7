import type { HeaderFields } from './answer';
import type { Version } from './appointments';

/**
 * ETag and Last-Modified of a version (FHIR STU3 http.html#versioning), and where this very version is to be found
 * (Content-Location: RFC 9110 section 8.7; the urgent-care guide, "Error Handling", wants it).
 */
export function versionHeaders(version: Version, baseUrl: string): HeaderFields {
  return [
    ['ETag', `W/"${version.versionId}"`],
    // Without its fraction of a second, and so never later than the answer.
    ['Last-Modified', version.lastUpdated.toUTCString()],
    ['Content-Location', locationOf(version, baseUrl)],
  ];
}

/** The absolute, version-specific URL of a version (NHS Booking API "Book an appointment", Success). */
export function locationOf({ id, versionId }: Version, baseUrl: string): string {
  return `${baseUrl}/Appointment/${id}/_history/${versionId}`;
}
