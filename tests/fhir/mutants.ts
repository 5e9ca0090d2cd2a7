import { ABSENT, change, type Json, type Resource } from './samples';

/** Resources spoilt at random, the same for the same seed. */

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of `items`, at random. */
export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** The paths of everything in a resource. */
export function pathsOf(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsOf(member, at)];
  });
}

export const ODDITIES: Json[] = [
  null,
  true,
  0,
  -1.5,
  1e308,
  '',
  ' ',
  '#',
  '#slot',
  'Slot/1',
  '2031-02-30T25:00:00Z',
  'constructor',
  [],
  {},
  [[]],
  [null],
  [{}, null, 'x', 3],
  { toString: 1, valueOf: 2 },
  { id: { toString: null }, reference: '#x' },
  { resourceType: 'Patient' },
  { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Slot' } }] },
  { url: 'x', extension: [{ url: 'y', valueCode: '' }] },
  JSON.parse('{"__proto__": {"id": 1}, "hasOwnProperty": 3}'),
];

/**
 * Changes `faults` places of a resource: most are overwritten with something odd, the others taken away, swapped with
 * another place, given a second time elsewhere, put into an array or taken out of one.
 */
export function spoilAtRandom(resource: Resource, faults: number, random: () => number): Resource {
  for (let fault = 0; fault < faults; fault += 1) {
    const paths = pathsOf(resource);
    if (paths.length === 0) break;
    const path = pick(paths, random);
    const value = valueAt(resource, path);
    const kind = random();
    if (kind < 0.25) change(resource, path, ABSENT);
    else if (kind < 0.4) change(resource, path, structuredClone(valueAt(resource, pick(paths, random))));
    else if (kind < 0.5) change(resource, renamed(path, random), structuredClone(value));
    else if (kind < 0.6) change(resource, path, Array.isArray(value) ? (value[0] ?? null) : [value]);
    else change(resource, path, structuredClone(pick(ODDITIES, random)));
  }
  return resource;
}

/** Another name in place of that at the end of a path: its sibling, another choice, another element, the next item. */
function renamed(path: string, random: () => number): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const owner = path.slice(0, path.length - name.length);
  if (/^\d+$/.test(name)) return `${owner}${Number(name) + 1}`;
  return (
    owner + pick([`_${name}`, name.replace(/^value[A-Z].*/, 'valueString'), 'reference', 'extension'], random)
  );
}

function valueAt(resource: Json, path: string): Json {
  return path.split('.').reduce<Json>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)] ?? null;
    return typeof value === 'object' && value !== null ? (value[name] ?? null) : null;
  }, resource);
}
