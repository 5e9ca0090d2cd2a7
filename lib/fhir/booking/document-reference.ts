import { parseMediaType } from '../headers';
import { isObject, type JsonObject, objectsOf } from '../json';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import { isUuid } from './uuid';

/** The page DocumentReference: the document that goes with the booking, where there is one. */
export function checkDocumentReference(document: JsonObject, page: BookingFindings): void {
  const { status, identifier, type, content } = document;
  checkIdentifier(identifier, page);
  if (status !== 'current') page.broken('status', `Expected current, found ${show(status)}.`);
  if (isObject(type)) checkType(type, page);
  for (const { object, path } of objectsOf(content, 'content')) {
    if (isObject(object.attachment)) checkAttachment(object.attachment, `${path}.attachment`, page);
  }
}

/** The document is identified by a UUID; it may have further identifiers. */
function checkIdentifier(identifier: unknown, page: BookingFindings): void {
  const identifiers = objectsOf(identifier, 'identifier');
  const uuids = identifiers.filter(({ object }) => object.system === SYSTEMS.uuid);
  const first = identifiers[0];
  if (first === undefined) {
    page.missing('identifier', 'The document is identified.');
  } else if (uuids.length === 0) {
    const message = `Expected ${SYSTEMS.uuid}, found ${show(first.object.system)}.`;
    page.broken(`${first.path}.system`, message, 'identifier-system');
  }
  for (const { object, path } of uuids) {
    if (object.value === undefined || isUuid(object.value)) continue;
    page.broken(`${path}.value`, `Expected a UUID, found ${show(object.value)}.`, 'identifier-value');
  }
}

function checkType({ coding }: JsonObject, page: BookingFindings): void {
  const codings = objectsOf(coding, 'type.coding');
  if (codings.some(({ object }) => object.system === SYSTEMS.documentType)) return;
  const element = codings[0] === undefined ? 'type.coding' : `${codings[0].path}.system`;
  page.broken(element, `The type is a code of ${SYSTEMS.documentType}.`, 'type');
}

function checkAttachment({ contentType, language }: JsonObject, path: string, page: BookingFindings): void {
  if (contentType === undefined) {
    page.missing(`${path}.contentType`, 'The attachment has a media type.', 'content-type');
  } else if (typeof contentType === 'string' && parseMediaType(contentType) === null) {
    page.broken(`${path}.contentType`, `${show(contentType)} is not a media type.`, 'content-type');
  }
  if (language === undefined) {
    page.missing(`${path}.language`, 'The attachment has a language.', 'language');
  } else if (typeof language === 'string' && !/^en(?:-\S+)?$/i.test(language)) {
    page.broken(
      `${path}.language`,
      `Expected en, or en-GB and the like, found ${show(language)}.`,
      'language',
    );
  }
}
