import type { Chance } from './random';
import { ABSENT, change, type Json, type Resource } from './samples';

/** Resources spoilt at random, the same for the same seed. */

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
export function spoilAtRandom(resource: Resource, faults: number, chance: Chance): Resource {
  for (let fault = 0; fault < faults; fault += 1) {
    const paths = pathsOf(resource);
    if (paths.length === 0) break;
    const path = chance.pick(paths);
    const value = valueAt(resource, path);
    const kind = chance.next();
    if (kind < 0.25) change(resource, path, ABSENT);
    else if (kind < 0.4) change(resource, path, structuredClone(valueAt(resource, chance.pick(paths))));
    else if (kind < 0.5) change(resource, renamed(path, chance), structuredClone(value));
    else if (kind < 0.6) change(resource, path, Array.isArray(value) ? (value[0] ?? null) : [value]);
    else change(resource, path, structuredClone(chance.pick(ODDITIES)));
  }
  return resource;
}

/** Another name in place of that at the end of a path: its sibling, another choice, another element, the next item. */
function renamed(path: string, chance: Chance): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const owner = path.slice(0, path.length - name.length);
  if (/^\d+$/.test(name)) return `${owner}${Number(name) + 1}`;
  return (
    owner + chance.pick([`_${name}`, name.replace(/^value[A-Z].*/, 'valueString'), 'reference', 'extension'])
  );
}

function valueAt(resource: Json, path: string): Json {
  return path.split('.').reduce<Json>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)] ?? null;
    return typeof value === 'object' && value !== null ? (value[name] ?? null) : null;
  }, resource);
}
