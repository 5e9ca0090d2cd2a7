/** Checks the layering of the house (`.dependency-cruiser.cjs`); exit code 1 when an arrow runs the wrong way. */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const folders = ['lib', 'suites', 'fixtures', 'provider'];
/** Without its parser the tool sees nothing and says that all is well. */
const LEAST_MODULES = 100;

function cruise() {
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  try {
    return execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch (error) {
    // It ends with the number of violations; they are in what it printed.
    if (error.stdout) return error.stdout;
    throw error;
  }
}

const { summary } = JSON.parse(cruise());
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
if (summary.totalCruised < LEAST_MODULES) {
  console.error(`Only ${summary.totalCruised} modules were seen: the layering was not checked.`);
  process.exitCode = 1;
} else if (summary.violations.length > 0) {
  process.exitCode = 1;
} else {
  console.log(`Layering: ${summary.totalCruised} modules, no arrow runs the wrong way.`);
}
