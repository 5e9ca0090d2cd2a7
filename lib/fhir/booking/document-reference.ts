import { isObject, type JsonObject, objectsOf } from '../json';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import { isUuid } from './uuid';

/** The page DocumentReference: the document that goes with the booking, where there is one. */
export function checkDocumentReference(document: JsonObject, path: string, findings: BookingFindings): void {
  checkIdentifier(document.identifier, `${path}.identifier`, findings);
  if (document.status !== 'current') {
    findings.broken('document.status', `${path}.status`, `Expected current, found ${show(document.status)}.`);
  }
  checkType(document.type, `${path}.type`, findings);
  for (const { object: content, path: at } of objectsOf(document.content, `${path}.content`)) {
    if (isObject(content.attachment)) checkAttachment(content.attachment, `${at}.attachment`, findings);
  }
}

/** The document is identified by a UUID; it may have further identifiers. */
function checkIdentifier(identifier: unknown, path: string, findings: BookingFindings): void {
  const identifiers = objectsOf(identifier, path);
  const uuids = identifiers.filter(({ object }) => object.system === SYSTEMS.uuid);
  const first = identifiers[0];
  if (first === undefined) {
    findings.missing('document.identifier', path, 'The document has an identifier.');
  } else if (uuids.length === 0) {
    const message = `Expected ${SYSTEMS.uuid}, found ${show(first.object.system)}.`;
    findings.broken('document.identifier-system', `${first.path}.system`, message);
  }
  for (const { object, path: at } of uuids) {
    if (object.value === undefined || isUuid(object.value)) continue;
    findings.broken(
      'document.identifier-value',
      `${at}.value`,
      `Expected a UUID, found ${show(object.value)}.`,
    );
  }
}

function checkType(type: unknown, path: string, findings: BookingFindings): void {
  if (!isObject(type)) return;
  const codings = objectsOf(type.coding, `${path}.coding`);
  if (codings.some(({ object }) => object.system === SYSTEMS.documentType)) return;
  const at = codings[0] === undefined ? `${path}.coding` : `${codings[0].path}.system`;
  findings.broken('document.type', at, `The type is a code of ${SYSTEMS.documentType}.`);
}

function checkAttachment(
  { contentType, language }: JsonObject,
  path: string,
  findings: BookingFindings,
): void {
  if (contentType === undefined) {
    findings.missing('document.content-type', `${path}.contentType`, 'The attachment says its media type.');
  } else if (
    typeof contentType === 'string' &&
    !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;.*)?$/.test(contentType)
  ) {
    findings.broken(
      'document.content-type',
      `${path}.contentType`,
      `${show(contentType)} is not a media type.`,
    );
  }
  if (language === undefined) {
    findings.missing('document.language', `${path}.language`, 'The attachment says its language.');
  } else if (typeof language === 'string' && !/^en(?:-\S+)?$/i.test(language)) {
    findings.broken(
      'document.language',
      `${path}.language`,
      `Expected en or en-GB and the like, found ${show(language)}.`,
    );
  }
}
