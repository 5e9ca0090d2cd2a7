import type { ConformanceResult } from '../../lib/report/conformance-result';

/** A rule that is judged in more cases than this is judged on every answer, and tells no case from another. */
const EVERYWHERE = 150;
const OF_EACH_KIND = 2;

/**
 * Cases that stand for all: of those that judge the same rules, the first and the last. What a fault breaks, it breaks in
 * one of them, or it concerns one defect of many; and what it breaks beside, shows in some of them.
 *
 * @returns a value for the setting CASES
 */
export function representativeCases({ rules }: ConformanceResult): string {
  const rulesOf = new Map<string, string[]>();
  for (const { id, checks } of rules) {
    const tells = checks.length <= EVERYWHERE;
    for (const { case: name } of checks)
      rulesOf.set(name, [...(rulesOf.get(name) ?? []), ...(tells ? [id] : [])]);
  }
  const kinds = new Map<string, string[]>();
  for (const [name, ids] of rulesOf) {
    const kind = ids.join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  const chosen = [...kinds.values()].flatMap((names) =>
    names.filter((_, index) => index < OF_EACH_KIND - 1 || index === names.length - 1),
  );
  return [...new Set(chosen)].join(';');
}
