// Makes Allure's results and page of a run that it is told of on standard input: Jest cannot load Allure's ES modules.
const { join } = require('node:path');
const { text } = require('node:stream/consumers');

const root = join(__dirname, '..', '..');
require(join(root, 'scripts', 'build.cjs')).buildIfStale();
const { writeAllureReport, writeAllureResults } = require(join(root, 'dist', 'lib', 'report'));

async function report() {
  const { out, checks, waivers, evidence, result, history } = JSON.parse(await text(process.stdin));
  writeAllureResults(out, checks, { evidence: new Map(evidence), waivers });
  await writeAllureReport(out, result, { history });
}

report();
