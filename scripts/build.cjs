/**
 * Compiles the suite to `dist`, when its sources are newer than what is there. Run by `npm ci` (prepare), by
 * `npm run build`, and by the command itself in a checkout, so that what runs is never older than what is written.
 */
const { spawnSync } = require('node:child_process');
const {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { nhsukStyles } = require('./nhsuk-styles.cjs');

const root = join(__dirname, '..');
const dist = join(root, 'dist');
const marker = join(dist, '.built');
const sources = ['lib', 'suites', 'fixtures', 'provider'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder's own time tells of files that were removed.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh() {
  if (!existsSync(marker)) return false;
  const builtAt = statSync(marker).mtimeMs;
  return [...sources, 'scripts/nhsuk-styles.cjs', 'tsconfig.json', 'package.json'].every(
    (name) => newest(join(root, name)) <= builtAt,
  );
}

/** Builds beside and swaps, so that a build that fails, or two at the same time, leave no half a `dist`. */
function build() {
  const fresh = `${dist}.${process.pid}`;
  const startedAt = new Date();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', root, '--outDir', fresh], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error('The suite does not compile; see above.');
  }
  addPageFiles(join(fresh, 'lib', 'report', 'html'));
  writeFileSync(join(fresh, '.built'), startedAt.toISOString());
  putInPlace(fresh);
}

/** What the conformance report has beside its code: its style sheets, its script, and the NHS design system's styles. */
function addPageFiles(folder) {
  for (const name of ['page.css', 'print.css', 'page.client.js'])
    copyFileSync(join(root, 'lib', 'report', 'html', name), join(folder, name));
  writeFileSync(join(folder, 'nhsuk.css'), nhsukStyles());
}

/** Whoever runs what was there before keeps it whole until the new one is there. */
function putInPlace(fresh) {
  const before = `${fresh}.before`;
  if (existsSync(dist)) renamedUnless(() => !existsSync(dist), dist, before);
  // Another build may have been quicker; what it made is as new.
  renamedUnless(() => existsSync(dist), fresh, dist);
  for (const folder of [fresh, before]) rmSync(folder, { recursive: true, force: true });
}

/** Renames a folder, unless another build at the same time has done what makes that needless. */
function renamedUnless(isNeedless, from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isNeedless()) throw error;
  }
}

exports.buildIfStale = () => {
  if (!isFresh()) build();
};

if (require.main === module) exports.buildIfStale();
