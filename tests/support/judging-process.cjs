/** A process that judges again what was recorded in the folders it is told, one after the other; prints what came of each, as JSON. */
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
require(join(root, 'scripts', 'build.cjs')).buildIfStale();
const { judgeAgain } = require(join(root, 'dist', 'lib', 'runner', 'judge-again.js'));

async function main(folders) {
  const judged = [];
  for (const folder of folders) {
    const startedAt = performance.now();
    judged.push({ ...(await judgeAgain(folder)), durationMs: performance.now() - startedAt });
  }
  // The process ends when all is written.
  process.stdout.write(JSON.stringify(judged), () => process.exit());
}

main(process.argv.slice(2));
