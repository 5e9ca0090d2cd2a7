/** One exchange: sent exactly, recorded whole, redacted as it is recorded. */
export {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type RequestToSend,
} from './client';
export { decodedBody, recodedBody } from './content';
export { toCurl } from './curl';
export { cutBody, ELLIPSIS } from './ellipsis';
export { findEscaped } from './escapes';
export { type BodyEncoding, type ExchangeRecord, fromRecord, toRecord } from './evidence';
export {
  type Exchange,
  type Gap,
  type HeaderList,
  headerValues,
  type OnGap,
  type ReceivedResponse,
  type Route,
  type SentRequest,
  type TlsFiles,
  type TransportError,
} from './exchange';
export { explainTransportError } from './explain';
export type { HttpProxy } from './http-proxy';
export { appendJson, dropCutLine, type Line, linesOf } from './lines';
export { type Range, replaced } from './ranges';
export { addressesOf, openConnection } from './reach';
export { type EvidenceReading, readEvidence } from './read-evidence';
export { createRedactor, REDACTED, type Redactor } from './redact';
export { SecretIndex } from './secret-index';
export type { TlsSettings } from './tls';
export { lookAtTls, type TlsLook } from './tls-look';
export { toTransportError } from './transport-error';
