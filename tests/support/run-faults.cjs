/**
 * Runs the built suites against the embedded provider with one fault after the other, all in this process, and writes
 * one line of JSON per fault: its id, and the verdict of every rule. Started by tests, outside of Jest.
 *
 * usage: node run-faults.cjs FAULT_ID...   ('' is the provider without a fault)
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Writable } = require('node:stream');

const dist = join(__dirname, '..', '..', 'dist');
const { startProvider } = require(join(dist, 'provider'));
const { run } = require(join(dist, 'lib', 'runner'));
const { Progress } = require(join(dist, 'lib', 'report'));
const { readSettings, shownSettings } = require(join(dist, 'lib', 'target'));

const silent = () => new Progress(new Writable({ write: (_chunk, _encoding, done) => done() }));

async function runWith(fault) {
  const out = mkdtempSync(join(tmpdir(), 'booking-fault-'));
  const provider = await startProvider({ faults: fault ? [fault] : [] });
  try {
    const given = {
      ...provider.env,
      REPORTS_DIR: out,
      HTML_REPORT: 'false',
      SLOT_GRACE_MS: '600',
      REQUEST_TIMEOUT_MS: '5000',
    };
    const written = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { value, as: name }]),
    );
    const { exitCode, result, problem } = await run({
      settings: readSettings(written, { sources: ['booking', 'nhs'], overlays: [] }),
      shownSettings: shownSettings(written),
      baseUrl: provider.baseUrl,
      embedded: true,
      progress: silent(),
      allure: false,
      interrupted: new AbortController().signal,
    });
    const rules = Object.fromEntries(
      (result?.rules ?? []).map(({ id, verdict, reason }) => [id, { verdict, reason }]),
    );
    return { fault, exitCode, problem, faults: result?.run.faults ?? [], rules };
  } finally {
    await provider.close();
    rmSync(out, { recursive: true, force: true });
  }
}

(async () => {
  for (const fault of process.argv.slice(2))
    process.stdout.write(`${JSON.stringify(await runWith(fault))}\n`);
})();
