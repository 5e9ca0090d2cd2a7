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

/** One of the items. */
export function pickOf<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** The resource with one to four elements taken away, or replaced by something odd. */
export function mutated(resource: Resource, random: () => number): Resource {
  for (let faults = 1 + Math.floor(random() * 4); faults > 0; faults -= 1) {
    const paths = pathsOf(resource);
    if (paths.length === 0) break;
    const isTaken = random() < 0.2;
    change(resource, pickOf(paths, random), isTaken ? ABSENT : structuredClone(pickOf(ODDITIES, random)));
  }
  return resource;
}

/** The paths of everything in a resource. */
export function pathsOf(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsOf(member, at)];
  });
}

/** What a sender would hardly write. */
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
