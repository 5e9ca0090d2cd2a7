import type { HeaderFields } from './answer';
import type { Version } from './appointments';

/** ETag and Last-Modified of a version (FHIR STU3 http.html#versioning). */
export function versionHeaders({ versionId, lastUpdated }: Version): HeaderFields {
  return [
    ['ETag', `W/"${versionId}"`],
    ['Last-Modified', lastUpdated.toUTCString()],
  ];
}

/** The absolute, version-specific URL of a version (NHS Booking API "Book an appointment", Success). */
export function locationOf({ id, versionId }: Version, baseUrl: string): string {
  return `${baseUrl}/Appointment/${id}/_history/${versionId}`;
}
