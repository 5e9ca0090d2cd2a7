import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANE_GLOBAL, type LaneTask } from './lane';

/** The root of what was built: `dist` in the repository and in the installed package. */
const BUILT = join(__dirname, '..', '..');

/**
 * Jest's configuration for a run in this process. Nothing of the user's project, nor of the folder they are in, has a
 * say: the suites are plain JavaScript here, and lie perhaps below `node_modules`.
 *
 * @param testTimeoutMs when Jest gives up on one test; our own bounds come first
 */
export function jestConfig(testTimeoutMs: number): Record<string, unknown> {
  return { ...project(), watchman: false, testTimeout: testTimeoutMs, reporters: [] };
}

/** Jest's configuration for several lanes: the same suites once for each, told by the task that it carries. */
export function laneConfigs(tasks: readonly LaneTask[], testTimeoutMs: number): Record<string, unknown> {
  return {
    rootDir: BUILT,
    watchman: false,
    testTimeout: testTimeoutMs,
    reporters: [],
    // Few and quick files Jest would run in one process after all, were it not to watch over the memory of workers.
    workerIdleMemoryLimit: '4GB',
    projects: tasks.map((task) => ({
      ...project(),
      displayName: `lane ${task.index + 1}`,
      globals: { [LANE_GLOBAL]: task },
    })),
  };
}

function project(): Record<string, unknown> {
  return {
    rootDir: BUILT,
    roots: [join(BUILT, 'suites')],
    testMatch: ['**/suites/*.suite.js'],
    testPathIgnorePatterns: [],
    modulePathIgnorePatterns: [],
    transform: {},
    transformIgnorePatterns: ['.*'],
    // Without it, Jest sees no file below a folder named node_modules.
    haste: { retainAllFiles: true },
    cacheDirectory: join(tmpdir(), 'booking-conformance-jest'),
    testEnvironment: join(__dirname, 'environment.js'),
  };
}
