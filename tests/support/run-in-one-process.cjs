/**
 * Runs the built suites against the embedded provider, one run after the other in this process, which is quicker than a
 * process each. Writes one line of JSON per run: how it ended, and what became of every rule. Started by tests, outside
 * of Jest, with the runs on stdin: `[{"provider": {"faults": ["ID"]}, "settings": {"GATE": "booking"}}, …]`.
 */
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Writable } = require('node:stream');

const dist = join(__dirname, '..', '..', 'dist');
const { startProvider } = require(join(dist, 'provider'));
const { run } = require(join(dist, 'lib', 'runner'));
const { OVERLAYS, SOURCES } = require(join(dist, 'lib', 'rules'));
const { Progress } = require(join(dist, 'lib', 'report'));
const { readSettings, shownSettings } = require(join(dist, 'lib', 'target'));

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

async function runAgainst({ provider: options = {}, settings = {} }) {
  const out = mkdtempSync(join(tmpdir(), 'booking-warm-run-'));
  const provider = await startProvider(options);
  try {
    const bounds = { SLOT_GRACE_MS: '600', REQUEST_TIMEOUT_MS: '5000' };
    const given = { ...provider.env, ...bounds, ...settings, REPORTS_DIR: out };
    const written = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { value, as: name }]),
    );
    const { exitCode, result } = await run({
      settings: readSettings(written, { sources: SOURCES, overlays: OVERLAYS }),
      written,
      shownSettings: shownSettings(written),
      baseUrl: provider.baseUrl,
      embedded: true,
      progress: new Progress(nowhere()),
      allure: false,
      interrupted: new AbortController().signal,
    });
    return { exitCode, result };
  } finally {
    await provider.close();
    rmSync(out, { recursive: true, force: true });
  }
}

(async () => {
  for (const options of JSON.parse(readFileSync(0, 'utf8'))) {
    process.stdout.write(`${JSON.stringify(await runAgainst(options))}\n`);
  }
})();
