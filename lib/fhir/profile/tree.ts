import { isObject, listOf } from '../json';
import type { Profile, ProfileElement, Slicing } from './model';

/** An element of a profile with what lies below it: the flat elements of a profile, as the engine walks them. */
export interface Constraint {
  /** Name of the element, without its slice. */
  readonly name: string;
  /** Name of the member that holds id and extensions, should the element be primitive. */
  readonly sibling: string;
  /** Id within the profile: `identifier:nhsNumber.system`; the profile itself has an empty one. */
  readonly id: string;
  /** What is asked of the element itself; nothing but the id where it only leads to others. */
  readonly asks: ProfileElement;
  readonly children: readonly Constraint[];
  /** The slices of a repeating element; none where the profile does not say what tells them apart. */
  readonly slices: readonly Slice[];
  /** The rules of those slices; null where there are none that can be told apart. */
  readonly rules: Slicing['rules'] | null;
  /** Whether nothing is wrong when it is not there. */
  readonly isOptional: boolean;
}

/** A slice of a repeating element. */
export interface Slice extends Constraint {
  /** What makes an item belong to the slice: all of them. */
  readonly discriminators: readonly Discriminator[];
}

/** A value that an item of a slice has at a path. */
export interface Discriminator {
  /** The names on the way to the value; none for the item itself. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** Whether it is enough to have what the value has. */
  readonly isPattern: boolean;
}

interface Branch {
  name: string;
  id: string;
  asks: ProfileElement;
  children: Map<string, Branch>;
  slices: Map<string, Branch>;
}

const TREES = new WeakMap<Profile, Constraint>();

/** The elements of a profile as a tree. Built once for each profile. */
export function treeOf(profile: Profile): Constraint {
  const known = TREES.get(profile);
  if (known !== undefined) return known;
  const root = branch('', '');
  for (const element of profile.elements) branchFor(root, element.id).asks = element;
  const tree = grown(root);
  TREES.set(profile, tree);
  return tree;
}

function branchFor(root: Branch, id: string): Branch {
  let at = root;
  for (const segment of id.split('.')) {
    const [name = '', slice] = segment.split(':');
    at = grow(at.children, name, at.id === '' ? name : `${at.id}.${name}`, name);
    if (slice !== undefined) at = grow(at.slices, slice, `${at.id}:${slice}`, name);
  }
  return at;
}

function grow(branches: Map<string, Branch>, key: string, id: string, name: string): Branch {
  const known = branches.get(key);
  if (known !== undefined) return known;
  const added = branch(name, id);
  branches.set(key, added);
  return added;
}

function branch(name: string, id: string): Branch {
  return { name, id, asks: { id }, children: new Map(), slices: new Map() };
}

function grown({ name, id, asks, children, slices }: Branch): Constraint {
  const grownSlices = [...slices.values()].map(grown).map((slice) => ({
    ...slice,
    discriminators: discriminatorsOf(slice, asks.slicing?.paths ?? []),
  }));
  const canBeTold = grownSlices.every(({ discriminators }) => discriminators.length > 0);
  return {
    name,
    sibling: `_${name}`,
    id,
    asks,
    children: [...children.values()].map(grown),
    slices: canBeTold ? grownSlices : [],
    rules: canBeTold ? (asks.slicing?.rules ?? null) : null,
    isOptional: [asks, ...grownSlices.map((slice) => slice.asks)].every(({ min = 0 }) => min === 0),
  };
}

/** What tells a slice from others; nothing unless there is a value for each path. */
function discriminatorsOf(slice: Constraint, paths: readonly string[]): Discriminator[] {
  const found = paths.map((path) => discriminatorAt(slice, path === '$this' ? [] : path.split('.')));
  return found.some((each) => each === null) ? [] : found.filter((each) => each !== null);
}

/**
 * The value that a profile fixes at a path below a slice, be it as part of the value of an element on the way. That of
 * `url` is the URL of the extension's definition.
 */
function discriminatorAt(slice: Constraint, path: readonly string[]): Discriminator | null {
  const { extension } = slice.asks;
  if (path.join('.') === 'url' && extension !== undefined)
    return { path, value: extension, isPattern: false };
  let at: Constraint | undefined = slice;
  for (let steps = 0; at !== undefined; steps += 1) {
    const { fixed, pattern = fixed } = at.asks;
    const [value, ...others] = pattern === undefined ? [] : valuesAt(pattern, path.slice(steps));
    if (value !== undefined && others.length === 0) return { path, value, isPattern: fixed === undefined };
    at = at.children.find(({ name }) => name === path[steps]);
  }
  return null;
}

/** The values at a path below a value; several where an element on the way repeats. */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [value];
  for (const name of path) {
    values =
      values.length === 1 ? membersOf(values[0], name) : values.flatMap((each) => membersOf(each, name));
  }
  return values;
}

function membersOf(value: unknown, name: string): readonly unknown[] {
  return isObject(value) ? listOf(value[name]) : [];
}
