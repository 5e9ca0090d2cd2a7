import type { ConformanceResult } from '../report';

/** A rule that is judged in more cases than this is judged on every answer, and tells no case from another. */
const EVERYWHERE = 150;
/** A rule that is judged in no more cases than this can be judged in all of them. */
const FEW = 40;
const OF_EACH_KIND = 2;

/**
 * Cases that stand for all: of those that judge the same rules, the first and the last; and all those of the given rules,
 * where they are few.
 *
 * @returns a value for the setting CASES
 */
export function representativeCases({ rules }: ConformanceResult, ...wholly: readonly string[]): string {
  const rulesOf = new Map<string, string[]>();
  const chosen = new Set<string>();
  for (const { id, checks } of rules) {
    const isTelling = checks.length <= EVERYWHERE;
    const isWanted = wholly.includes(id) && checks.length <= FEW;
    // What is in parentheses is sent for the sake of many cases, and no case itself.
    for (const { case: name } of checks.filter((check) => !check.case.startsWith('('))) {
      rulesOf.set(name, [...(rulesOf.get(name) ?? []), ...(isTelling ? [id] : [])]);
      if (isWanted) chosen.add(name);
    }
  }
  const kinds = new Map<string, string[]>();
  for (const [name, ids] of rulesOf) {
    const kind = ids.join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  for (const names of kinds.values()) {
    for (const [index, name] of names.entries())
      if (index < OF_EACH_KIND - 1 || index === names.length - 1) chosen.add(name);
  }
  return [...chosen].join(';');
}
