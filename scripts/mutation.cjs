/**
 * Mutation tests: StrykerJS changes the code in thousands of ways, and the unit tests have to notice. Prints the score of
 * each area and of all together; exit code 1 when one is below 85 %. Arguments, if any, are areas.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const stryker = path.join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const LEAST_SCORE = 85;

/** The areas that a configuration mutates, and where its report goes. */
const RUNS = [
  {
    areas: ['lib/fhir'],
    config: 'tests/mutation/fhir.stryker.json',
    report: 'reports/mutation/fhir.json',
  },
  {
    areas: ['lib/verdict', 'suites/vocabulary'],
    config: 'stryker.config.json',
    report: 'reports/mutation/mutation.json',
  },
];

/** The mutants of a run, each with its file. Ends the program where there is no report: not the score is what went wrong. */
function mutantsOf({ config, report }) {
  const reportFile = path.join(root, report);
  rmSync(reportFile, { force: true });
  spawnSync(process.execPath, [stryker, 'run', config], { cwd: root, stdio: 'inherit' });
  if (!existsSync(reportFile)) {
    console.error(`The run of ${config} was not finished: there is no score.`);
    process.exit(1);
  }
  const { files } = JSON.parse(readFileSync(reportFile, 'utf8'));
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map(({ status }) => ({ file, status })),
  );
}

/** How many mutants are found, of those that can be: what does not compile, or was left out for a reason, says nothing. */
function scoreOf(mutants) {
  const count = (...wanted) => mutants.filter(({ status }) => wanted.includes(status)).length;
  const found = count('Killed', 'Timeout');
  const all = found + count('Survived', 'NoCoverage');
  return { found, all, percent: all === 0 ? 0 : (100 * found) / all };
}

function print(name, { found, all, percent }) {
  console.log(`${name.padEnd(20)} ${percent.toFixed(1).padStart(5)} %   ${found} of ${all} mutants`);
}

const chosen = process.argv.slice(2);
const runs = RUNS.filter(({ areas }) => chosen.length === 0 || areas.some((area) => chosen.includes(area)));
const mutants = runs.flatMap(mutantsOf);
const scores = runs
  .flatMap(({ areas }) => areas)
  .map((area) => [area, scoreOf(mutants.filter(({ file }) => file.startsWith(`${area}/`)))]);
for (const [area, score] of scores) print(area, score);
print('all', scoreOf(mutants));
if (scores.length === 0 || scores.some(([, { percent }]) => percent < LEAST_SCORE)) process.exitCode = 1;
