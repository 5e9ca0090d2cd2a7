import type { Node } from '../base/nodes';
import { isObject, type JsonObject, objectsOf } from '../json';
import { type Report, show } from '../report';

/** Contained resources: http://hl7.org/fhir/STU3/domainresource.html and references.html#contained. */

/** dom-1 to dom-4, on a resource that is not itself contained. */
export function checkContained({ value: resource, path }: Node, report: Report): void {
  const contained = objectsOf(resource.contained, `${path}.contained`);
  if (contained.length === 0) return;
  const references = referencesIn(resource);
  for (const { object, path: at } of contained) {
    const { meta } = object;
    const broken = (rule: string, where: string, message: string) =>
      report({ code: 'invariant', rule, path: where, message });

    if (object.text !== undefined) broken('dom-1', `${at}.text`, 'A contained resource has no narrative.');
    if (object.contained !== undefined) {
      broken('dom-2', `${at}.contained`, 'A contained resource contains no further resources.');
    }
    if (typeof object.id !== 'string' || !references.has(`#${object.id}`)) {
      broken('dom-3', at, `Nothing refers to this contained resource; its id is ${show(object.id)}.`);
    }
    for (const name of ['versionId', 'lastUpdated']) {
      if (isObject(meta) && meta[name] !== undefined) {
        broken('dom-4', `${at}.meta.${name}`, `A contained resource has no meta.${name}.`);
      }
    }
  }
}

/** ref-1: a reference to a contained resource leads to one. Of `#` alone, the invariant says neither yes nor no. */
export function checkReference({ value: { reference }, path, container }: Node, report: Report): void {
  if (typeof reference !== 'string' || !/^#./s.test(reference)) return;
  if (container.contained.has(reference.slice(1))) return;
  report({
    code: 'invariant',
    rule: 'ref-1',
    path,
    message: `${show(reference)} leads to no contained resource.`,
  });
}

/** The text of every `reference` in a resource, at any depth. Without recursion: the depth is the sender's choice. */
function referencesIn(resource: JsonObject): Set<string> {
  const references = new Set<string>();
  const pending: object[] = [resource];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if ('reference' in value && typeof value.reference === 'string') references.add(value.reference);
    for (const member of Array.isArray(value) ? value : Object.values(value)) {
      if (typeof member === 'object' && member !== null) pending.push(member);
    }
  }
  return references;
}
