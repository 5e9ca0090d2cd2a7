export { session } from '../../lib/runner/session';
export { broken, inconclusive, lookAt, notApplicable, rule, ruleOnEach, warned } from '../../lib/verdict';
export * from './compared';
export * from './created';
export * from './defect';
export * from './exchange';
export * from './expectations';
export * from './location';
export * from './request-id';
