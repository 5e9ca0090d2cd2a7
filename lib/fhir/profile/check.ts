import { isDeepStrictEqual } from 'node:util';
import { isResource, type Node } from '../base/nodes';
import { isObject, type JsonObject } from '../json';
import { type Report, show } from '../report';
import { isInValueSet } from './codes';
import { type Item, itemsOf } from './items';
import type { Binding, ProfileLibrary } from './model';
import { hasPattern } from './pattern';
import { type Constraint, type Discriminator, type Slice, treeOf, valuesAt } from './tree';

/**
 * Checks the nodes of a resource against the profiles of `library`: each resource against those that it claims in
 * meta.profile and the one that its type is assumed to have, each extension against its definition.
 */
export function checkProfiles(nodes: readonly Node[], library: ProfileLibrary, report: Report): void {
  for (const node of nodes) {
    const { value, path } = node;
    for (const url of definitionsOf(node, library, report)) {
      const profile = typeof url === 'string' ? library.profiles.get(url) : undefined;
      if (profile === undefined) continue;
      new ProfileCheck(profile.url, library, report).children(treeOf(profile), value, path);
    }
  }
}

/** What a node is judged by: a resource by its profiles, an extension by its definition, other elements by nothing. */
function definitionsOf(node: Node, library: ProfileLibrary, report: Report): Iterable<unknown> {
  if (node.type.name === 'Extension') return [node.value.url];
  return isResource(node) ? profilesOf(node.value, node.path, library, report) : NONE;
}

const NONE: readonly unknown[] = [];

/** The profiles that a resource is judged by. Reports those that it claims in vain. */
function profilesOf(
  { resourceType, meta }: JsonObject,
  path: string,
  library: ProfileLibrary,
  report: Report,
): ReadonlySet<string> {
  const type = String(resourceType);
  const assumed = library.assumed.get(type);
  const urls = new Set(assumed === undefined ? [] : [assumed]);
  const claims = isObject(meta) ? itemsOf(meta, 'profile', '_profile', `${path}.meta`) : [];
  for (const { value, path: at } of claims) {
    if (typeof value !== 'string') continue;
    const url = value.replace(/\|.*$/, '');
    const claimed = library.profiles.get(url);
    if (claimed === undefined) {
      const message = `The profile ${show(url)} is not known here and was not checked.`;
      report({ severity: 'information', code: 'informational', rule: 'unknown-profile', path: at, message });
    } else if (claimed.type !== type) {
      const message = `${show(url)} is a profile of ${claimed.type}, not of ${type}.`;
      report({ code: 'structure', rule: `${shortName(url)}:type`, path: at, message });
    } else {
      urls.add(url);
    }
  }
  return urls;
}

/** One profile on one resource or extension. */
class ProfileCheck {
  readonly #url: string;
  readonly #library: ProfileLibrary;
  readonly #report: Report;

  constructor(url: string, library: ProfileLibrary, report: Report) {
    this.#url = url;
    this.#library = library;
    this.#report = report;
  }

  children(constraint: Constraint, owner: JsonObject, path: string): void {
    for (const child of constraint.children) {
      if (child.name.endsWith('[x]')) this.#choice(child, owner, path);
      else {
        const items = itemsOf(owner, child.name, child.sibling, path);
        if (items.length > 0 || !child.isOptional) this.#element(child, items, `${path}.${child.name}`);
      }
    }
  }

  /** A choice of types, `value[x]`: which type was chosen shows in the name. */
  #choice(choice: Constraint, owner: JsonObject, path: string): void {
    const base = choice.name.replace('[x]', '');
    const names = Object.keys(owner).map((name) => name.replace(/^_/, ''));
    const chosen = new Set(
      names.filter((name) => name.startsWith(base) && /^[A-Z]/.test(name.slice(base.length))),
    );
    const { types, max } = choice.asks;
    for (const name of chosen) {
      const type = types?.find((each) => name.slice(base.length).toLowerCase() === each.toLowerCase());
      if (types === undefined || type !== undefined || max === 0) continue;
      this.#broken(choice, 'structure', `${path}.${name}`, `Expected ${types.join(' or ')}, found ${name}.`);
    }
    const items = [...chosen].flatMap((name) => itemsOf(owner, name, `_${name}`, path));
    this.#element(choice, items, items[0]?.path ?? `${path}.${choice.name}`);
  }

  #element(element: Constraint, items: readonly Item[], path: string): void {
    this.#cardinality(element, items.length, path);
    for (const item of items) this.#item(element, item);
    if (element.rules !== null) this.#slices(element, items, path);
  }

  #cardinality(element: Constraint, count: number, path: string): void {
    const { min = 0, max = Number.POSITIVE_INFINITY } = element.asks;
    if (count >= min && count <= max) return;
    const name = element.id.slice(element.id.lastIndexOf('.') + 1);
    const allowed = max === 0 ? 'no' : count < min ? `at least ${min} of` : `at most ${max} of`;
    const message = `Expected ${allowed} ${name}, found ${count === 0 ? 'none' : count}.`;
    this.#broken(element, count < min ? 'required' : 'structure', path, message);
  }

  #item(element: Constraint, { value, path, owner, ownerPath }: Item): void {
    const { fixed, pattern, binding } = element.asks;
    if (fixed !== undefined && value !== fixed && !isDeepStrictEqual(value, fixed)) {
      this.#broken(element, 'value', path, `Expected ${show(fixed)}, found ${show(value)}.`);
    }
    if (pattern !== undefined && !hasPattern(value, pattern)) {
      this.#broken(element, 'value', path, `Expected what has ${show(pattern)}, found ${show(value)}.`);
    }
    if (binding !== undefined) this.#binding(element, binding, value, path);
    if (owner !== null) this.children(element, owner, ownerPath);
  }

  #slices(element: Constraint, items: readonly Item[], path: string): void {
    const counts = new Map<Slice, number>();
    let isPastSlices = false;
    for (const item of items) {
      const slice = element.slices.find(({ discriminators }) =>
        discriminators.every((each) => isToldBy(each, item)),
      );
      if (slice === undefined) {
        isPastSlices = true;
        if (element.rules === 'closed')
          this.#broken(element, 'structure', item.path, 'Is none of the allowed slices.');
        continue;
      }
      counts.set(slice, (counts.get(slice) ?? 0) + 1);
      this.#item(slice, item);
      if (isPastSlices && element.rules === 'openAtEnd') {
        const message = 'What the profile names comes before what it does not name.';
        this.#broken(slice, 'structure', item.path, message, 'warning');
      }
    }
    for (const slice of element.slices) this.#cardinality(slice, counts.get(slice) ?? 0, path);
  }

  #binding(element: Constraint, { strength, valueSet }: Binding, value: unknown, path: string): void {
    const codes = this.#library.valueSets.get(valueSet);
    const name = shortName(valueSet);
    if (codes === undefined) {
      const message = `The codes of the value set ${name} are not held here: not checked.`;
      this.#broken(element, 'informational', path, message, 'information');
    } else if (!isInValueSet(value, codes)) {
      const severity = strength === 'required' ? 'error' : 'warning';
      this.#broken(element, 'code-invalid', path, `Has no code of the value set ${name}.`, severity);
    }
  }

  #broken(
    element: Constraint,
    code: string,
    path: string,
    message: string,
    severity: 'error' | 'warning' | 'information' = 'error',
  ): void {
    this.#report({ severity, code, rule: `${shortName(this.#url)}:${element.id}`, path, message });
  }
}

function isToldBy({ path, value, isPattern }: Discriminator, item: Item): boolean {
  const from = path.length === 0 ? item.value : (item.owner ?? item.value);
  return valuesAt(from, path).some((each) =>
    isPattern ? hasPattern(each, value) : each === value || isDeepStrictEqual(each, value),
  );
}

/** The last part of a canonical URL. */
function shortName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
