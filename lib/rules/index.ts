export type { Basis, Level, Rule, Source } from './rule';
export { OVERLAYS, RULEBOOK, rules, rulesFor, SOURCES } from './rulebook';
export { matchesGlob, nearestRuleIds, ruleById, selectRules } from './select';
