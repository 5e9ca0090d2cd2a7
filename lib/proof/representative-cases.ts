import type { ConformanceResult } from '../report';

/** A rule that is judged in more cases than this is judged on every answer, and tells no case from another. */
const EVERYWHERE = 150;
/** A rule that is judged in no more cases than this can be judged in all of them. */
const FEW = 40;

/** Cases on which the same comes out of the same rules, in the order of the run. */
interface Kind {
  /** Each rule with what comes out of it. */
  readonly outcomes: ReadonlySet<string>;
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
 * last where they are many; and of every kind the first, but for kinds that show a part only of what another shows.
 *
 * @returns a value for the setting CASES
 */
export function casesThatShow(ruleId: string, result: ConformanceResult): string {
  const kinds = kindsIn(result);
  const ofTheRule = kinds.filter(({ outcomes }) => outcomes.has(asOutcome(ruleId, 'pass')));
  const all = ofTheRule.flatMap(({ cases }) => cases);
  const ofEach = kinds
    .filter(
      ({ outcomes }) => outcomes.size === 0 || !kinds.some((other) => isWithin(outcomes, other.outcomes)),
    )
    .flatMap(({ cases }) => cases.slice(0, 1));
  return asSetting([...(all.length <= FEW ? all : ofTheRule.flatMap(firstAndLast)), ...ofEach]);
}

const firstAndLast = ({ cases }: Kind): string[] => [...cases.slice(0, 1), ...cases.slice(-1)];

/** Whether all that comes out comes out, with more, on another kind. */
const isWithin = (outcomes: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  outcomes.size < others.size && [...outcomes].every((outcome) => others.has(outcome));

const asOutcome = (ruleId: string, outcome: string): string => `${ruleId} ${outcome}`;

function kindsIn({ rules }: ConformanceResult): Kind[] {
  const outcomesOf = new Map<string, Set<string>>();
  for (const { id, checks } of rules) {
    const isTelling = checks.length <= EVERYWHERE;
    // What is in parentheses is sent for the sake of many cases, and no case itself.
    for (const { case: name, outcome } of checks.filter((check) => !check.case.startsWith('('))) {
      const known = outcomesOf.get(name) ?? new Set();
      outcomesOf.set(name, isTelling ? known.add(asOutcome(id, outcome)) : known);
    }
  }
  const kinds = new Map<string, Kind>();
  for (const [name, outcomes] of outcomesOf) {
    const key = [...outcomes].join('; ');
    const kind = kinds.get(key) ?? { outcomes, cases: [] };
    kind.cases.push(name);
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}

const asSetting = (cases: readonly string[]): string => [...new Set(cases)].join(';');
