/** The formats of FHIR messages: application/fhir+json and application/fhir+xml. */
export type Format = 'json' | 'xml';
