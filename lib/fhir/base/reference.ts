import { isObject, type JsonObject, listOf } from '../json';
import { RESOURCE_TYPES } from './resource-types';

/** References: http://hl7.org/fhir/STU3/references.html. */

/** A resource that is not itself contained, with the resources that it contains by their id. */
export interface Container {
  readonly resource: JsonObject;
  readonly contained: ReadonlyMap<unknown, JsonObject>;
}

/** Takes `resource` for a container. Of contained resources with one id, the last. */
export function containerOf(resource: JsonObject): Container {
  const contained = listOf(resource.contained).filter(isObject);
  return { resource, contained: new Map(contained.map((each) => [each.id, each])) };
}

const LITERAL =
  /^(?:https?:\/\/[^\s?#]+\/)?([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The type of the resource that a literal reference leads to, as far as the text tells: `Slot` for `Slot/1`,
 * `https://host/base/Slot/1/_history/2`, and `#1` where `container` contains a Slot of that id. Null if it does not.
 */
export function literalTargetOf(reference: unknown, container: Container): string | null {
  if (typeof reference !== 'string') return null;
  const type = reference.startsWith('#')
    ? container.contained.get(reference.slice(1))?.resourceType
    : LITERAL.exec(reference)?.[1];
  return typeof type === 'string' && RESOURCE_TYPES.has(type) ? type : null;
}

/** Whether `reference` has one of the forms of a reference: `Type/id`, an absolute URL, `urn:…`, `#id`. */
export function hasReferenceForm(reference: string): boolean {
  return /^(?:#|https?:\/\/|urn:(?:uuid|oid):)\S+$/.test(reference) || LITERAL.test(reference);
}
