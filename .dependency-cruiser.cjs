/**
 * The layering of the house, arrows downwards only:
 *
 *   cli → proof, pack → runner → report → verdict → rules
 *                                                      suites → runner, target, verdict, http, fhir, fixtures
 *                          target → http, fhir         fixtures → target (types), fhir
 *   cli → provider, fixtures                           provider → fhir
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const only = (from, allowed) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  comment: `${from} may import: ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(lib|suites|fixtures|provider)/',
    pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
  },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('lib/rules', []),
    only('lib/fhir', []),
    only('lib/http', []),
    only('lib/target', ['lib/http', 'lib/fhir']),
    only('lib/verdict', ['lib/rules', 'lib/http']),
    only('lib/report', ['lib/verdict', 'lib/rules', 'lib/http']),
    only('lib/runner', ['lib/report', 'lib/verdict', 'lib/rules', 'lib/target', 'lib/http', 'lib/fhir']),
    only('lib/proof', ['lib/runner', 'lib/report', 'lib/verdict', 'lib/rules', 'lib/target', 'provider']),
    only('lib/pack', ['lib/runner', 'lib/report', 'lib/verdict', 'lib/rules', 'lib/target']),
    only('lib/cli', [
      'lib/proof',
      'lib/pack',
      'lib/runner',
      'lib/report',
      'lib/verdict',
      'lib/rules',
      'lib/target',
      'lib/http',
      'lib/fhir',
      'provider',
      'fixtures',
    ]),
    only('provider', ['lib/fhir']),
    only('fixtures', ['lib/target', 'lib/fhir']),
    only('suites', ['lib/runner', 'lib/verdict', 'lib/target', 'lib/http', 'lib/fhir', 'fixtures']),
    {
      name: 'pure',
      comment:
        'The rulebook is data, and validation is a function of the message: neither touches the outside.',
      severity: 'error',
      from: { path: '^lib/(rules|fhir)/' },
      to: { dependencyTypes: ['core'], pathNot: '^util$' },
    },
    {
      name: 'rules-need-nothing',
      severity: 'error',
      from: { path: '^lib/rules/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'unknown'] },
    },
    {
      name: 'axios-only-in-http',
      comment: 'What is judged is what was on the wire; only lib/http talks to it.',
      severity: 'error',
      from: { pathNot: '^lib/http/' },
      to: { path: 'node_modules/axios' },
    },
    {
      name: 'nothing-that-ships-needs-tests',
      severity: 'error',
      from: { path: '^(lib|suites|fixtures|provider)/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-dev-dependency-ships',
      severity: 'error',
      from: { path: '^(lib|suites|fixtures|provider)/' },
      // Of these, only types are used, and types are gone when it runs.
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@(types|jest/environment|jest/types)/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
