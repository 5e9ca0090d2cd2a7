export { diagnose } from './diagnose';
export { type RunOptions, type RunOutcome, run } from './run';
