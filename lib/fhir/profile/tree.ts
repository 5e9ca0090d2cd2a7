import type { Profile, ProfileElement } from './model';

/** An element of a profile with what lies below it: the flat elements of a profile, as the engine walks them. */
export interface Constraint {
  /** Name of the element, without its slice. */
  readonly name: string;
  /** Id within the profile: `identifier:nhsNumber.system`; the profile itself has an empty one. */
  readonly id: string;
  /** What is asked of the element itself; nothing but the id where it only leads to others. */
  readonly asks: ProfileElement;
  readonly children: readonly Constraint[];
  readonly slices: readonly Constraint[];
}

interface Branch {
  name: string;
  id: string;
  asks: ProfileElement;
  children: Map<string, Branch>;
  slices: Map<string, Branch>;
}

/** Turns the elements of a profile into a tree. */
export function treeOf(profile: Profile): Constraint {
  const root = branch('', '');
  for (const element of profile.elements) branchFor(root, element.id).asks = element;
  return grown(root);
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
    id,
    asks,
    children: [...children.values()].map(grown),
    slices: [...slices.values()].map(grown),
  };
}
