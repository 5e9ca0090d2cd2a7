/**
 * Makes the picture of the conformance report that the README shows: of a run against the embedded provider with a few
 * faults, in chromium, which has to be installed.
 */
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');

const root = join(__dirname, '..');
const bin = join(root, 'bin', 'booking-conformance.cjs');
const picture = join(root, 'docs', 'report.png');

const FAULTS = ['slot-taken-409', 'created-location-relative', 'created-etag-missing', 'token-expired-401'];
const SIZE = { width: 1280, height: 1340 };

/** Runs the suite against a provider with the faults; gives the folder of its reports. */
async function reportsOfFaultyProvider() {
  const faults = FAULTS.flatMap((fault) => ['--fault', fault]);
  const provider = spawn(process.execPath, [bin, 'provider', ...faults], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(provider.stdout.setEncoding('utf8'), 'data');
    const folder = mkdtempSync(join(tmpdir(), 'booking-conformance-picture-'));
    const { env } = JSON.parse(line.split('\n')[0]);
    const { status } = spawnSync(process.execPath, [bin, 'run', '--out', folder], {
      env: { ...process.env, ...env, TESTED_BY: 'Jo Bloggs, Example Health Ltd' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 1)
      throw new Error(`The run against the faulty provider ended with ${status}, and not with 1.`);
    return folder;
  } finally {
    provider.kill();
  }
}

async function takePicture(page) {
  const found = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' });
  if (found.status !== 0) throw new Error('chromium is not installed.');
  const browser = await chromium.launch({ executablePath: found.stdout.trim(), args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: SIZE });
    await tab.goto(pathToFileURL(page).href);
    mkdirSync(dirname(picture), { recursive: true });
    await tab.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}

(async () => {
  const folder = await reportsOfFaultyProvider();
  try {
    await takePicture(join(folder, 'conformance.html'));
    console.log(picture);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();
