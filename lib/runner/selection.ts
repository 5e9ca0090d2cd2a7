import { matchesGlob } from '../rules';
import { comparable, namesAround } from '../verdict';

/** Which of the suites is run in one place, where several share a run. */
export interface Part {
  /** The share of the cases, or which blocks of them; null: none of them. */
  readonly cases: Share | ((block: CaseBlock) => boolean) | null;
  /** What of the blocks that close a run. */
  readonly closing: readonly Closing[];
}

/** A block of cases at the top level of the suites. */
export interface CaseBlock {
  /** Its place among all, counted from 1. */
  readonly number: number;
  readonly name: string;
}

/** One of so many shares, counted from 0. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** How a block closes a run: it looks at what was sent before, or it sends something itself, when all else is done. */
export type Closing = 'judges' | 'sends';

/** The whole of the suites. */
export const ALL_PARTS: Part = { cases: { index: 0, of: 1 }, closing: ['judges', 'sends'] };

/** A share of a share. */
export function shareWithin(outer: Share, inner: Share): Share {
  return { index: outer.index + outer.of * inner.index, of: outer.of * inner.of };
}

/** Whether a block of cases belongs to the part. */
export function isInPart({ cases }: Part, block: CaseBlock): boolean {
  if (cases === null) return false;
  return typeof cases === 'function' ? cases(block) : isOfShare(cases, block);
}

/** Whether a block of cases belongs to the share. */
export function isOfShare({ index, of }: Share, { number }: CaseBlock): boolean {
  return number % of === index;
}

/** What of the suites is to be run. */
export interface Selection {
  /** Ids of the rules to judge. */
  readonly rules: ReadonlySet<string>;
  /** Names of cases, or globs; empty: all of them. */
  readonly cases: readonly string[];
  readonly part: Part;
}

/** A case that would be run, and the rules that would be judged on it. */
export interface ListedCase {
  readonly case: string;
  /** Ids of the rules; none where it is sent only to be listed, or for what is judged on the answers to all cases. */
  readonly rules: readonly string[];
}

/** The patterns of a selection, whole names apart from globs: there may be hundreds of either, for hundreds of cases. */
interface Patterns {
  readonly names: ReadonlySet<string>;
  readonly globs: readonly string[];
}

const known = new WeakMap<Selection, Patterns>();

function patternsOf(selection: Selection): Patterns {
  const patterns = known.get(selection);
  if (patterns) return patterns;
  const given = selection.cases.map(comparable);
  const isGlob = (pattern: string): boolean => pattern.includes('*');
  const sorted = { names: new Set(given.filter((pattern) => !isGlob(pattern))), globs: given.filter(isGlob) };
  known.set(selection, sorted);
  return sorted;
}

/** Whether a pattern of the selection names the case, or one that it lies within; upper and lower case are the same. */
export function isCaseSelected(selection: Selection, name: string): boolean {
  if (selection.cases.length === 0) return true;
  const { names, globs } = patternsOf(selection);
  return namesAround(name).some((each) => names.has(each) || globs.some((glob) => matchesGlob(each, glob)));
}

/** The patterns of a selection that name none of these cases. */
export function patternsWithoutCase({ cases }: Selection, names: readonly string[]): string[] {
  const all = new Set(names.flatMap(namesAround));
  const isNamed = (wanted: string): boolean =>
    all.has(wanted) || (wanted.includes('*') && [...all].some((each) => matchesGlob(each, wanted)));
  return cases.filter((pattern) => !isNamed(comparable(pattern)));
}
