export type { Basis, Level, Rule, Source } from './rule';
export { RULEBOOK, rules } from './rulebook';
export { nearestRuleIds, ruleById, selectRules } from './select';
