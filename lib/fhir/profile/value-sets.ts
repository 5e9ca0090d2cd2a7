import { isObject, type JsonObject, listOf } from '../json';
import type { ValueSet } from './model';
import { withoutVersion } from './snapshot';

/** The codes of a value set, or why they cannot be told here. */
export type Codes = { readonly codes: ValueSet } | { readonly why: string };

/** Value sets inside value sets, at most. */
const MAX_INCLUSIONS = 32;

/**
 * Tells the codes of value sets (http://hl7.org/fhir/STU3/valueset.html), in the shape of STU3 or of R4: codes that are
 * listed, code systems that are there as a whole, other value sets, and what is excluded; else those of an expansion.
 */
export class Terminology {
  readonly #valueSets: ReadonlyMap<string, JsonObject>;
  readonly #codeSystems: ReadonlyMap<string, JsonObject>;
  readonly #known: ReadonlyMap<string, ValueSet>;
  readonly #told = new Map<string, Codes>();
  #inclusions = 0;

  /** Takes resources by canonical URL, and value sets whose codes are known already. */
  constructor(
    valueSets: ReadonlyMap<string, JsonObject>,
    codeSystems: ReadonlyMap<string, JsonObject>,
    known: ReadonlyMap<string, ValueSet>,
  ) {
    this.#valueSets = valueSets;
    this.#codeSystems = codeSystems;
    this.#known = known;
  }

  /** The codes of the value set with this canonical URL. */
  codesOf(url: string): Codes {
    const told = this.#told.get(url);
    if (told !== undefined) return told;
    const valueSet = this.#valueSets.get(url);
    const known = this.#known.get(url);
    if (valueSet === undefined) return known === undefined ? { why: `${url} is not here` } : { codes: known };
    if (this.#inclusions === MAX_INCLUSIONS) return { why: 'value sets include each other without end' };
    // Until it is told, a value set that includes itself is one that cannot be.
    this.#told.set(url, { why: `${url} includes itself` });
    this.#inclusions += 1;
    const codes = this.#composed(valueSet.compose);
    const expanded = 'codes' in codes ? codes : (expansionOf(valueSet.expansion) ?? codes);
    this.#inclusions -= 1;
    this.#told.set(url, expanded);
    return expanded;
  }

  #composed(compose: unknown): Codes {
    if (!isObject(compose)) return { why: 'it lists no codes' };
    const codes = new Map<string, Set<string>>();
    for (const include of listOf(compose.include)) {
      const included = this.#included(include);
      if ('why' in included) return included;
      for (const [system, each] of included.codes) codes.set(system, union(codes.get(system), each));
    }
    for (const exclude of listOf(compose.exclude)) {
      const excluded = this.#included(exclude);
      if ('why' in excluded) return excluded;
      for (const [system, each] of excluded.codes) for (const code of each) codes.get(system)?.delete(code);
    }
    return codes.size === 0 ? { why: 'it lists no codes' } : { codes };
  }

  /** What one include or exclude stands for: all that it names has to be true of a code. */
  #included(include: unknown): Codes {
    if (!isObject(include)) return { why: 'an include is no object' };
    const { system, concept } = include;
    const [url, ...others] = listOf(include.valueSet);
    if (listOf(include.filter).length > 0) return { why: 'a filter chooses its codes' };
    if (others.length > 0) return { why: 'it combines value sets' };
    const whole = typeof url === 'string' ? this.codesOf(withoutVersion(url)) : null;
    if (whole !== null && ('why' in whole || system === undefined)) return whole;
    if (typeof system !== 'string') return { why: 'an include names no code system' };
    return this.#ofSystem(system, concept, whole?.codes.get(system) ?? (whole && new Set()));
  }

  /** The codes of a code system that are listed and, if they have to be among others too, are there; all if none is. */
  #ofSystem(system: string, concepts: unknown, among: ReadonlySet<string> | null): Codes {
    const codeSystem = this.#codeSystems.get(withoutVersion(system));
    if (codeSystem?.caseSensitive === false) return { why: `the code system ${system} ignores case` };
    if (concepts !== undefined) {
      const listed = [...codesIn(concepts)].filter((code) => among === null || among.has(code));
      return { codes: new Map([[system, new Set(listed)]]) };
    }
    if (among !== null) return { codes: new Map([[system, among]]) };
    if (codeSystem === undefined) return { why: `the code system ${system} is not here` };
    if (codeSystem.content !== 'complete') return { why: `the code system ${system} is not complete` };
    return { codes: new Map([[system, codesIn(codeSystem.concept)]]) };
  }
}

/** The codes of concepts, and of those below them. */
function codesIn(concepts: unknown): Set<string> {
  const codes = new Set<string>();
  const waiting = [listOf(concepts)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const concept of next.filter(isObject)) {
      if (typeof concept.code === 'string') codes.add(concept.code);
      if (concept.concept !== undefined) waiting.push(listOf(concept.concept));
    }
  }
  return codes;
}

/** The codes of an expansion that has them all; null for one that has not, or that is none. */
function expansionOf(expansion: unknown): Codes | null {
  if (!isObject(expansion) || expansion.contains === undefined) return null;
  const isPart =
    listOf(expansion.extension).length > 0 || ![undefined, 0].some((each) => each === expansion.offset);
  const codes = new Map<string, Set<string>>();
  const waiting = [listOf(expansion.contains)];
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { system, code, abstract, contains } of next.filter(isObject)) {
      if (contains !== undefined) waiting.push(listOf(contains));
      if (typeof system !== 'string' || typeof code !== 'string') continue;
      count += 1;
      if (abstract !== true) codes.set(system, union(codes.get(system), [code]));
    }
  }
  const isWhole = !isPart && (typeof expansion.total !== 'number' || expansion.total <= count);
  return isWhole && count > 0 ? { codes } : null;
}

function union(one: Set<string> | undefined, other: Iterable<string>): Set<string> {
  const both = one ?? new Set<string>();
  for (const each of other) both.add(each);
  return both;
}
