import { matchesGlob } from '../rules';

/** What stands between the names of nested describe blocks in the name of a case. */
export const WITHIN = ' › ';

/** The case and those that it lies within, from the outermost on, as patterns are compared with them. */
export function namesAround(name: string): string[] {
  const parts = name.toLowerCase().split(WITHIN);
  return parts.map((_, index) => parts.slice(0, index + 1).join(WITHIN));
}

/** A pattern of cases as it is compared with `namesAround`: upper and lower case are the same. */
export const comparable = (pattern: string): string => pattern.trim().toLowerCase();

/** Whether a pattern, the name of a case or a glob, names the case or one that it lies within. */
export function namesCase(pattern: string, name: string): boolean {
  const wanted = comparable(pattern);
  return namesAround(name).some((each) => matchesGlob(each, wanted));
}
