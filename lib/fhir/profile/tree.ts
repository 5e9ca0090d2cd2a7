import type { Profile, ProfileElement } from './model';

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
  readonly slices: readonly Slice[];
  /** Whether nothing is wrong when it is not there. */
  readonly isOptional: boolean;
}

/** A slice of a repeating element. */
export interface Slice extends Constraint {
  /** The value at the path of the slicing that makes an item belong to the slice; undefined if the profile fixes none. */
  readonly discriminator: unknown;
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
  return {
    name,
    sibling: `_${name}`,
    id,
    asks,
    children: [...children.values()].map(grown),
    slices: [...slices.values()].map(grown).map((slice) => ({
      ...slice,
      discriminator: fixedAt(slice, asks.slicing?.path ?? ''),
    })),
    isOptional: [asks, ...[...slices.values()].map((slice) => slice.asks)].every(({ min = 0 }) => min === 0),
  };
}

/** The value that a profile fixes at a path below a slice. That of `url` is the URL of the extension's definition. */
function fixedAt(slice: Constraint, path: string): unknown {
  if (path === 'url' && slice.asks.extension !== undefined) return slice.asks.extension;
  let at: Constraint | undefined = slice;
  for (const name of path.split('.')) at = at?.children.find((child) => child.name === name);
  return at?.asks.fixed;
}
