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

/** Whether a pattern names the case, or one that it lies within; upper and lower case are the same. */
export function namesCase(pattern: string, name: string): boolean {
  const wanted = pattern.trim().toLowerCase();
  const parts = name.toLowerCase().split(WITHIN);
  return parts.some((_, index) => matchesGlob(parts.slice(0, index + 1).join(WITHIN), wanted));
}

const known = new WeakMap<Selection, Map<string, boolean>>();

/** Whether the case is one that the selection is about. Asked for each rule of each case, it is found out once. */
export function isCaseSelected(selection: Selection, name: string): boolean {
  if (selection.cases.length === 0) return true;
  const answers = known.get(selection) ?? new Map<string, boolean>();
  known.set(selection, answers);
  const answer = answers.get(name) ?? selection.cases.some((pattern) => namesCase(pattern, name));
  answers.set(name, answer);
  return answer;
}
