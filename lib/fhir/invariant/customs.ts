import type { Node } from '../base/nodes';
import { hasReferenceForm } from '../base/reference';
import { type Report, show } from '../report';

/** What the prose of STU3 asks for, without an invariant of its own: warnings, for a server may read it otherwise. */

/** The system of an identifier is an absolute URI (http://hl7.org/fhir/STU3/datatypes.html#Identifier). */
export function checkIdentifierSystem({ value: { system }, path }: Node, report: Report): void {
  if (typeof system !== 'string' || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(system)) return;
  report({
    severity: 'warning',
    code: 'value',
    rule: 'identifier-system',
    path: `${path}.system`,
    message: `${show(system)} is not an absolute URI, so that it names no system.`,
  });
}

/** A reference is `[type]/[id]`, an absolute URL or `#id` (http://hl7.org/fhir/STU3/references.html#literal). */
export function checkReferenceForm({ value: { reference }, path }: Node, report: Report): void {
  if (typeof reference !== 'string' || hasReferenceForm(reference)) return;
  report({
    severity: 'warning',
    code: 'value',
    rule: 'reference-form',
    path: `${path}.reference`,
    message: `${show(reference)} is none of [type]/[id], an absolute URL, a URN and #id.`,
  });
}
