import { type Format, writeXml } from '../fhir';

/** The media type of FHIR in each format: http://hl7.org/fhir/STU3/http.html#mime-type */
export const MEDIA_TYPE: Readonly<Record<Format, string>> = {
  json: 'application/fhir+json',
  xml: 'application/fhir+xml',
};

/** The bytes of a resource, valid or not, in the format. A value that is no object can be written as JSON only. */
export function bodyIn(format: Format, resource: unknown): Buffer {
  return Buffer.from(format === 'xml' ? writeXml(resource) : JSON.stringify(resource));
}
