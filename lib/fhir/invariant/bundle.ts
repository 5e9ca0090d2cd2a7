import type { Node } from '../base/nodes';
import { isObject, type JsonObject, objectsOf } from '../json';
import { type Report, show } from '../report';

/** The invariants of a Bundle and its entries: http://hl7.org/fhir/STU3/bundle.html. */
export function checkBundle({ value: bundle, path }: Node, report: Report): void {
  const entries = objectsOf(bundle.entry, `${path}.entry`);
  // Of a Bundle that names no type, nobody can say what its type forbids.
  const isOfType = (...types: string[]) =>
    typeof bundle.type !== 'string' || types.some((type) => type === bundle.type);
  const broken = (rule: string, where: string, message: string) =>
    report({ code: 'invariant', rule, path: where, message });

  if (bundle.total !== undefined && !isOfType('searchset', 'history')) {
    broken('bdl-1', `${path}.total`, 'Only a searchset or a history has a total.');
  }
  const { identifier } = bundle;
  const isIdentified =
    isObject(identifier) && identifier.system !== undefined && identifier.value !== undefined;
  if (bundle.type === 'document' && !isIdentified) {
    broken('bdl-9', path, 'A document has an identifier with system and value.');
  }
  for (const { object: entry, path: at } of entries) {
    if (entry.search !== undefined && !isOfType('searchset')) {
      broken('bdl-2', `${at}.search`, 'Only the entries of a searchset have a search.');
    }
    if (entry.request !== undefined && !isOfType('batch', 'transaction', 'history')) {
      broken('bdl-3', `${at}.request`, 'Only the entries of a batch, transaction or history have a request.');
    }
    if (entry.response !== undefined && !isOfType('batch-response', 'transaction-response')) {
      broken(
        'bdl-4',
        `${at}.response`,
        'Only the entries of the answer to a batch or transaction have a response.',
      );
    }
    if (entry.resource === undefined && entry.request === undefined && entry.response === undefined) {
      broken('bdl-5', at, 'An entry has a resource, a request or a response.');
    }
    if (typeof entry.fullUrl === 'string' && entry.fullUrl.includes('/_history/')) {
      broken('bdl-8', `${at}.fullUrl`, 'A fullUrl does not name a version.');
    }
  }
  checkFullUrls(entries, broken);
  if (bundle.type === 'searchset') checkIds(entries, report);
}

/** bdl-7: no two entries have the same fullUrl, unless they hold different versions. */
function checkFullUrls(
  entries: readonly { object: JsonObject; path: string }[],
  broken: (rule: string, where: string, message: string) => void,
): void {
  const seen = new Set<string>();
  for (const { object: entry, path } of entries) {
    if (typeof entry.fullUrl !== 'string') continue;
    const meta = isObject(entry.resource) ? entry.resource.meta : undefined;
    const version = isObject(meta) ? meta.versionId : undefined;
    const key = `${entry.fullUrl} ${typeof version === 'string' ? version : ''}`;
    if (seen.has(key))
      broken('bdl-7', `${path}.fullUrl`, `${show(entry.fullUrl)} is there twice in the same version.`);
    seen.add(key);
  }
}

/** A resource that was found by a search lies on the server, and so has an id; not an invariant, hence a warning. */
function checkIds(entries: readonly { object: JsonObject; path: string }[], report: Report): void {
  for (const { object: entry, path } of entries) {
    const { resource } = entry;
    if (!isObject(resource) || resource.id !== undefined || resource.resourceType === 'OperationOutcome')
      continue;
    report({
      severity: 'warning',
      code: 'required',
      rule: 'searchset-id',
      path: `${path}.resource.id`,
      message: 'A resource in the answer to a search has an id.',
    });
  }
}
