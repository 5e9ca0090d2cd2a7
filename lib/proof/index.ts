export * from './kill-matrix';
export { killMatrixSummary } from './kill-matrix-summary';
export { ProofProgress } from './proof-progress';
export { proveFaults } from './prove-faults';
export type { WarmRun, WarmRunTask } from './warm-run';
export { WarmRunPool } from './warm-run-pool';
export { prepareMatrixFolder, writeKillMatrix } from './write-kill-matrix';
