import type { Gap, OnGap } from '../http';

/** What stands in evidence for what it does not have; of a mark of a made-up patient, one is still told from another. */
const STANDS_FOR: ReadonlyArray<readonly [gap: Gap, what: RegExp]> = [
  ['redacted', /\[redacted\]/],
  ['masked', /\[masked\]/],
  ['marked', /\[masked [0-9a-f]{12}\]/],
];

/**
 * A copy of a value that tells of each text that is read in it and is not what it was, since the evidence does not have
 * it: so it is known what was judged by that, and what without.
 */
export function tellingGaps(value: unknown, tell: OnGap): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [name, child] of Object.entries(value)) {
    const gap = typeof child === 'string' ? gapIn(child) : null;
    const read = gap === null ? null : telling(child, () => tell(gap));
    Object.defineProperty(copy, name, {
      enumerable: true,
      configurable: true,
      ...(read ? { get: read } : { value: tellingGaps(child, tell), writable: true }),
    });
  }
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
