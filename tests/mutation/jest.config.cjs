/** Jest's configuration for the mutation tests of lib/verdict and the vocabulary: their unit tests, one process, no reports. */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/tests/mutation'],
  testMatch: ['**/unit-tests.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] },
};
