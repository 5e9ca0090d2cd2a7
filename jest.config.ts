/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/**
 * The tests of the suite itself (`npm test`). The conformance suites in `suites/` are not run from here: they need a
 * target, a journal and a verdict, which `booking-conformance run` gives them (see `lib/runner/jest-config.ts`).
 */
const config: Config = {
  rootDir: __dirname,
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] },
  // Most of the time goes into processes that the tests start; two files at a time keep two processors busy.
  maxWorkers: 2,
  // To make an RSA key, or to start a process, takes a while on a busy machine.
  testTimeout: 30_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageReporters: ['text-summary', 'lcov'],
};

export default config;
