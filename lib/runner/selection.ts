import { matchesGlob } from '../rules';

/** Which of the suites a lane runs: all, a share of the cases, or what closes the run when all lanes are done. */
export type Part =
  | { readonly kind: 'all' }
  | { readonly kind: 'share'; readonly index: number; readonly of: number }
  | { readonly kind: 'closing' };

/** What of the suites is to be run. */
export interface Selection {
  /** Ids of the rules to judge. */
  readonly rules: ReadonlySet<string>;
  /** Names of cases, or globs; empty: all of them. */
  readonly cases: readonly string[];
  readonly part: Part;
}

/** What stands between the names of nested describe blocks in the name of a case. */
export const WITHIN = ' › ';

/** The case and those that it lies within, from the outermost on, as patterns are compared with them. */
function namesAround(name: string): string[] {
  const parts = name.toLowerCase().split(WITHIN);
  return parts.map((_, index) => parts.slice(0, index + 1).join(WITHIN));
}

const comparable = (pattern: string): string => pattern.trim().toLowerCase();

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
