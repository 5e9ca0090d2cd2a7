import { isDeepStrictEqual } from 'node:util';
import { walk } from '../base/walk';
import { isObject, type JsonObject, listOf } from '../json';
import { type Report, show } from '../report';
import type { Binding, Profile, ProfileLibrary, Slicing, ValueSet } from './model';
import { type Constraint, treeOf } from './tree';

/**
 * Checks a resource, and every resource and extension in it, against the profiles of `library`: those that it claims in
 * meta.profile, and the one that its type is assumed to have. Extensions are checked against their definition.
 */
export function checkProfiles(resource: unknown, library: ProfileLibrary, report: Report): void {
  const check = new ProfileCheck(library, report);
  walk(resource, ({ type, value, path }) => {
    if (typeof value.resourceType === 'string') check.resource(value.resourceType, value, path);
    else if (type.name === 'Extension') check.extension(value, path);
  });
}

/** An item of an element, and where it stands. */
interface Item {
  readonly value: unknown;
  readonly path: string;
  /** Where its own elements are: in itself, or beside it for a primitive value, whose extensions are in `_name`. */
  readonly owner: JsonObject | null;
  readonly ownerPath: string;
}

const TREES = new WeakMap<Profile, Constraint>();

function constraintsOf(profile: Profile): Constraint {
  const known = TREES.get(profile);
  if (known !== undefined) return known;
  const tree = treeOf(profile);
  TREES.set(profile, tree);
  return tree;
}

class ProfileCheck {
  readonly #library: ProfileLibrary;
  readonly #report: Report;
  /** The profile that is being checked. */
  #url = '';

  constructor(library: ProfileLibrary, report: Report) {
    this.#library = library;
    this.#report = report;
  }

  resource(type: string, resource: JsonObject, path: string): void {
    const assumed = this.#library.assumed.get(type);
    const urls = new Set(assumed === undefined ? [] : [assumed]);
    for (const { value, path: at } of itemsOf(
      isObject(resource.meta) ? resource.meta : {},
      'profile',
      `${path}.meta`,
    )) {
      if (typeof value !== 'string') continue;
      const url = value.replace(/\|.*$/, '');
      const claimed = this.#library.profiles.get(url);
      if (claimed === undefined) this.#unknownProfile(url, at);
      else if (claimed.type !== type) this.#wrongProfile(claimed, type, at);
      else urls.add(url);
    }
    for (const url of urls) this.#check(url, resource, path);
  }

  extension(extension: JsonObject, path: string): void {
    if (typeof extension.url === 'string') this.#check(extension.url, extension, path);
  }

  #unknownProfile(url: string, path: string): void {
    this.#report({
      severity: 'information',
      code: 'informational',
      rule: 'unknown-profile',
      path,
      message: `The profile ${show(url)} is not known here and was not checked.`,
    });
  }

  #wrongProfile({ url, type }: Profile, found: string, path: string): void {
    this.#report({
      code: 'structure',
      rule: `${shortName(url)}:type`,
      path,
      message: `${show(url)} is a profile of ${type}, not of ${found}.`,
    });
  }

  #check(url: string, value: JsonObject, path: string): void {
    const profile = this.#library.profiles.get(url);
    if (profile === undefined) return;
    this.#url = url;
    this.#children(constraintsOf(profile), value, path);
  }

  #children(constraint: Constraint, owner: JsonObject, path: string): void {
    for (const child of constraint.children) {
      if (child.name.endsWith('[x]')) this.#choice(child, owner, path);
      else this.#element(child, itemsOf(owner, child.name, path), `${path}.${child.name}`);
    }
  }

  /** A choice of types, `value[x]`: which type was chosen shows in the name. */
  #choice(choice: Constraint, owner: JsonObject, path: string): void {
    const base = choice.name.replace('[x]', '');
    const allowed = choice.asks.types?.map((type) => base + type.charAt(0).toUpperCase() + type.slice(1));
    const chosen = Object.keys(owner)
      .map((name) => name.replace(/^_/, ''))
      .filter((name) => name.startsWith(base) && /^[A-Z]/.test(name.slice(base.length)));
    for (const name of new Set(chosen)) {
      if (choice.asks.max === 0 || allowed === undefined || allowed.includes(name)) continue;
      this.#broken(
        choice,
        'structure',
        `${path}.${name}`,
        `Expected ${allowed.join(' or ')}, found ${name}.`,
      );
    }
    const items = [...new Set(chosen)].flatMap((name) => itemsOf(owner, name, path));
    const at = items.length === 1 && items[0] !== undefined ? items[0].path : `${path}.${choice.name}`;
    this.#element(choice, items, at);
  }

  #element(element: Constraint, items: readonly Item[], path: string): void {
    this.#cardinality(element, items.length, path);
    for (const item of items) this.#value(element, item);
    if (element.asks.slicing !== undefined) this.#slices(element, element.asks.slicing, items, path);
  }

  #cardinality(element: Constraint, count: number, path: string): void {
    const { min = 0, max = Number.POSITIVE_INFINITY } = element.asks;
    const name = element.id.slice(element.id.lastIndexOf('.') + 1);
    const found = count === 0 ? 'none' : String(count);
    if (count < min) {
      this.#broken(element, 'required', path, `Expected at least ${min} of ${name}, found ${found}.`);
    } else if (count > max) {
      this.#broken(
        element,
        'structure',
        path,
        `Expected ${max === 0 ? 'no' : `at most ${max} of`} ${name}, found ${found}.`,
      );
    }
  }

  #value(element: Constraint, { value, path, owner, ownerPath }: Item): void {
    const { fixed, binding } = element.asks;
    if (fixed !== undefined && !isDeepStrictEqual(value, fixed)) {
      this.#broken(element, 'value', path, `Expected ${show(fixed)}, found ${show(value)}.`);
    }
    if (binding !== undefined) this.#binding(element, binding, value, path);
    if (owner !== null) this.#children(element, owner, ownerPath);
  }

  #slices(element: Constraint, slicing: Slicing, items: readonly Item[], path: string): void {
    const counts = new Map<Constraint, number>();
    let isPastSlices = false;
    for (const item of items) {
      const slice = element.slices.find((candidate) => this.#belongs(candidate, slicing, item.value));
      if (slice === undefined) {
        isPastSlices = true;
        if (slicing.rules === 'closed')
          this.#broken(element, 'structure', item.path, 'Is none of the allowed slices.');
        continue;
      }
      counts.set(slice, (counts.get(slice) ?? 0) + 1);
      if (isPastSlices && slicing.rules === 'openAtEnd') {
        this.#broken(
          slice,
          'structure',
          item.path,
          'Comes before all others that the profile does not name.',
          'warning',
        );
      }
      this.#value(slice, item);
    }
    for (const slice of element.slices) this.#cardinality(slice, counts.get(slice) ?? 0, path);
  }

  /** Whether an item is of a slice: whether what stands at the path of the slicing is the value fixed for the slice. */
  #belongs(slice: Constraint, { path }: Slicing, item: unknown): boolean {
    const fixed = fixedAt(slice, path);
    return fixed !== undefined && valuesAt(item, path).some((value) => isDeepStrictEqual(value, fixed));
  }

  #binding(element: Constraint, { strength, valueSet }: Binding, value: unknown, path: string): void {
    const codes = this.#library.valueSets.get(valueSet);
    if (codes === undefined) {
      if (strength === 'required') this.#uncheckedCode(element, valueSet, path);
      return;
    }
    const isInValueSet =
      typeof value === 'string'
        ? isCodeIn(codes, value)
        : codingsOf(value).some((coding) => isCodingIn(codes, coding));
    if (isInValueSet) return;
    const message = `Has no code of the value set ${shortName(valueSet)}.`;
    this.#broken(element, 'code-invalid', path, message, strength === 'required' ? 'error' : 'warning');
  }

  #uncheckedCode(element: Constraint, valueSet: string, path: string): void {
    const message = `The codes of the value set ${shortName(valueSet)} are not held here: not checked.`;
    this.#broken(element, 'informational', path, message, 'information');
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

function shortName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** The items of an element. One of which only the extensions are there, counts; so does one that is not in an array. */
function itemsOf(owner: JsonObject, name: string, path: string): Item[] {
  const values = locate(owner, name, path);
  const siblings = locate(owner, `_${name}`, path);
  return Array.from({ length: Math.max(values.length, siblings.length) }, (_, index) => {
    const item = values[index] ?? siblings[index] ?? { value: undefined, path };
    const holder = isObject(item.value) ? item : siblings[index];
    return {
      ...item,
      owner: isObject(holder?.value) ? holder.value : null,
      ownerPath: holder?.path ?? item.path,
    };
  });
}

/** The values of a member, each with its path. */
function locate(owner: JsonObject, name: string, path: string): { value: unknown; path: string }[] {
  const member = owner[name];
  return listOf(member).map((value, index) => ({
    value,
    path: Array.isArray(member) ? `${path}.${name}[${index}]` : `${path}.${name}`,
  }));
}

/** The value that a slice has at `path` of its slicing: fixed below it, or the URL of an extension's definition. */
function fixedAt(slice: Constraint, path: string): unknown {
  if (path === 'url' && slice.asks.extension !== undefined) return slice.asks.extension;
  let at: Constraint | undefined = slice;
  for (const name of path.split('.')) at = at?.children.find((child) => child.name === name);
  return at?.asks.fixed;
}

/** The values at `path` below an item; several where an element on the way repeats. */
function valuesAt(item: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [item];
  for (const name of path.split('.')) {
    values = values.filter(isObject).flatMap((value) => listOf(value[name]));
  }
  return values;
}

function isCodeIn(codes: ValueSet, code: string): boolean {
  return [...codes.values()].some((known) => known.has(code));
}

function isCodingIn(codes: ValueSet, { system, code }: JsonObject): boolean {
  return typeof system === 'string' && typeof code === 'string' && codes.get(system)?.has(code) === true;
}

/** The codings of a CodeableConcept, or the Coding itself. */
function codingsOf(value: unknown): JsonObject[] {
  if (!isObject(value)) return [];
  return value.coding === undefined && value.code !== undefined
    ? [value]
    : listOf(value.coding).filter(isObject);
}
