import type { Gap, OnGap } from '../http';

/** What stands in evidence for what it does not have; of a mark of a made-up patient, one is still told from another. */
const STANDS_FOR: ReadonlyArray<readonly [gap: Gap, what: RegExp]> = [
  ['redacted', /\[redacted\]/],
  ['masked', /\[masked\]/],
  ['marked', /\[masked [0-9a-f]{12}\]/],
];

/**
 * The value; where the evidence has texts in it not as they were, a copy that tells of each of them that is read: so it is
 * known what was judged by them, and what without.
 */
export function tellingGaps(value: unknown, tell: OnGap): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const changed = Object.entries(value).flatMap(([name, child]): Array<[string, PropertyDescriptor]> => {
    const gap = typeof child === 'string' ? gapIn(child) : null;
    if (gap !== null) return [[name, { get: telling(child, () => tell(gap)) }]];
    const copy = tellingGaps(child, tell);
    return copy === child ? [] : [[name, { value: copy }]];
  });
  if (changed.length === 0) return value;
  const copy: object = Array.isArray(value) ? [...value] : { ...value };
  for (const [name, property] of changed) Object.defineProperty(copy, name, property);
  return copy;
}

function telling(value: unknown, tell: () => void): () => unknown {
  return () => {
    tell();
    return value;
  };
}

/** Why a text is not what it was; null where it is. */
function gapIn(text: string): Gap | null {
  return STANDS_FOR.find(([, what]) => what.test(text))?.[0] ?? null;
}

/** Reads all of a value: for who is to be told of its gaps, where what was made of it before serves again. */
export function readAll(value: unknown): void {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(readAll);
}
