import type { Property } from '../base/table';

/** What the base table says of XML without saying so: http://hl7.org/fhir/STU3/xml.html. */

/** The type of elements of which the table says nothing: what all elements may have, and whatever else is there. */
export const GUESSED_TYPE = 'BackboneElement';

/** Whether a property is an attribute in XML: the id of an element, the url of an extension. */
export function isAttribute(property: Property | undefined): boolean {
  if (property === undefined || property.isSibling || property.type.code === 'xhtml') return false;
  return property.primitive !== null && property.counterpart === null;
}
