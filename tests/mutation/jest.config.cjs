/** Jest's configuration for the mutation tests: the unit tests of what is mutated, one process, no reports. */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/tests/fhir', '<rootDir>/tests/verdict', '<rootDir>/tests/suites'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] },
};
