export type { Basis, Level, Rule, Source } from './rule';
export { OVERLAYS, RULEBOOK, rules, rulesFor } from './rulebook';
export { nearestRuleIds, ruleById, selectRules } from './select';
