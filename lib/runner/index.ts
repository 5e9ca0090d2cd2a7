export { diagnose } from './diagnose';
export { type RunOptions, type RunOutcome, run, selectedRules } from './run';
export { PACKAGE_ROOT, suiteVersion } from './suite-version';
