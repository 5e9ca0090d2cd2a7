import type { ConformanceResult } from '../report';

/** A rule that is judged in more cases than this is judged on every answer, and tells no case from another. */
const EVERYWHERE = 150;
/** A rule that is judged in no more cases than this can be judged in all of them. */
const FEW = 40;

/** Cases that are judged by the same rules, in the order of the run. */
interface Kind {
  readonly rules: ReadonlySet<string>;
  readonly cases: string[];
}

/**
 * Cases that stand for all: of each kind, the first and the last.
 *
 * @returns a value for the setting CASES
 */
export function representativeCases(result: ConformanceResult): string {
  return asSetting(kindsIn(result).flatMap(firstAndLast));
}

/**
 * Cases that show what becomes of a rule, and of all others besides: those of the rule, of each kind the first and the
 * last where they are many; and of every kind the first, but for kinds judged by a part only of the rules of another.
 *
 * @returns a value for the setting CASES
 */
export function casesThatShow(ruleId: string, result: ConformanceResult): string {
  const kinds = kindsIn(result);
  const ofTheRule = kinds.filter(({ rules }) => rules.has(ruleId));
  const all = ofTheRule.flatMap(({ cases }) => cases);
  const ofEach = kinds
    .filter(({ rules }) => rules.size === 0 || !kinds.some((other) => isWithin(rules, other.rules)))
    .flatMap(({ cases }) => cases.slice(0, 1));
  return asSetting([...(all.length <= FEW ? all : ofTheRule.flatMap(firstAndLast)), ...ofEach]);
}

const firstAndLast = ({ cases }: Kind): string[] => [...cases.slice(0, 1), ...cases.slice(-1)];

/** Whether all of the rules, and more, are those of another kind. */
const isWithin = (rules: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  rules.size < others.size && [...rules].every((id) => others.has(id));

function kindsIn({ rules }: ConformanceResult): Kind[] {
  const rulesOf = new Map<string, Set<string>>();
  for (const { id, checks } of rules) {
    const isTelling = checks.length <= EVERYWHERE;
    // What is in parentheses is sent for the sake of many cases, and no case itself.
    for (const { case: name } of checks.filter((check) => !check.case.startsWith('('))) {
      const known = rulesOf.get(name) ?? new Set();
      rulesOf.set(name, isTelling ? known.add(id) : known);
    }
  }
  const kinds = new Map<string, Kind>();
  for (const [name, ids] of rulesOf) {
    const key = [...ids].join(' ');
    const kind = kinds.get(key) ?? { rules: ids, cases: [] };
    kind.cases.push(name);
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}

const asSetting = (cases: readonly string[]): string => [...new Set(cases)].join(';');
