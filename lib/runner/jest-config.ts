import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The root of what was built: `dist` in the repository and in the installed package. */
const BUILT = join(__dirname, '..', '..');

/**
 * Jest's configuration for a run. Nothing of the user's project, nor of the folder they are in, has a say:
 * the suites are plain JavaScript here, and lie perhaps below `node_modules`.
 *
 * @param testTimeoutMs when Jest gives up on one test; our own bounds come first
 */
export function jestConfig(testTimeoutMs: number): Record<string, unknown> {
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
    watchman: false,
    cacheDirectory: join(tmpdir(), 'booking-conformance-jest'),
    testEnvironment: join(__dirname, 'environment.js'),
    testTimeout: testTimeoutMs,
    reporters: [],
  };
}
