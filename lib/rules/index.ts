export {
  ASSURANCE_SCRIPT,
  type AssuranceRequirement,
  assuranceRequirements,
  requirementsOf,
  UNPUBLISHED_REQUIREMENTS,
} from './assurance';
export { forPatients } from './patients';
export type { Basis, Level, Rule, Source } from './rule';
export { OVERLAYS, RULEBOOK, rules, rulesFor, SOURCES } from './rulebook';
export { matchesGlob, nearestIds, nearestRuleIds, ruleById, selectRules } from './select';
