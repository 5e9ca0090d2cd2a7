export { session } from '../../lib/runner/session';
export {
  broken,
  inconclusive,
  lookAt,
  notApplicable,
  rule,
  ruleOnEach,
  ruleOnEveryAnswer,
  unproven,
  warned,
} from '../../lib/verdict';
export * from './answers';
export * from './catalogue';
export * from './closing';
export * from './compared';
export * from './created';
export * from './exchange';
export * from './expectations';
export * from './kept';
export * from './location';
export * from './overlay';
export * from './request-id';
export * from './requests';
export * from './shown';
export * from './stored';
export * from './tokens';
