/**
 * FHIR STU3 messages of the NHS Booking API: read from JSON and XML, written as XML, and validated against base STU3,
 * STU3 invariants, CareConnect profiles and the booking pages' tables; and the grammars of the HTTP header fields that
 * go with them. Stands alone: no I/O, no state.
 */
export { isStu3Resource } from './base/resource-types';
export type { BookingUse } from './booking/use';
export type { Format } from './format';
export {
  parseEntityTag,
  parseImfFixdate,
  parseMediaType,
  parseVersionedLocation,
  type VersionedLocation,
} from './headers';
export { instantOf } from './instant';
export { hasErrors, type Issue, type Layer } from './issue';
export { parseJson } from './json';
export { locate, MAX_MESSAGE_BYTES, type Message, readMessage } from './message/message';
export type { Position } from './message/place';
export { isValidNhsNumber } from './nhs-number';
export { outcomeProblems } from './outcome';
export {
  type DefinitionFile,
  type DefinitionNote,
  type Definitions,
  readDefinitions,
} from './profile/definitions';
export type { ProfileLibrary } from './profile/model';
export { CARECONNECT, EXTENSIONS, SYSTEMS } from './systems';
export { type ValidateOptions, validate } from './validate';
export { writeXml } from './xml/write';
