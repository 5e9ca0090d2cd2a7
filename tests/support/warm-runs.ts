import { join } from 'node:path';
import { WarmRunPool, type WarmRunTask } from '../../lib/proof';
import type { ConformanceResult } from '../../lib/report';

const BUILT_WORKER = join(__dirname, '..', '..', 'dist', 'lib', 'proof', 'warm-worker.js');
const PROCESSES = 2;

/** A run that has a result. */
export interface JudgedRun {
  readonly exitCode: number;
  readonly result: ConformanceResult;
}

/**
 * Makes all these runs of the built suites, two at a time; they come in the order of the tasks.
 *
 * @throws Error when one has no result
 */
export async function warmRuns(tasks: readonly WarmRunTask[]): Promise<JudgedRun[]> {
  const pool = new WarmRunPool({ jobs: PROCESSES, worker: BUILT_WORKER });
  try {
    const runs = await Promise.all(tasks.map((task) => pool.run(task)));
    return runs.map(({ exitCode, result, problem }) => {
      if (result === null) throw new Error(`A run has no result: ${problem}`);
      return { exitCode, result };
    });
  } finally {
    await pool.close();
  }
}
