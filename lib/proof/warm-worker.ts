import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { startProvider } from '../../provider';
import { Progress } from '../report';
import { OVERLAYS, SOURCES } from '../rules';
import { run } from '../runner';
import { readSettings, shownSettings, type WrittenSettings } from '../target';
import { EXIT } from '../verdict';
import type { WarmRun, WarmRunTask } from './warm-run';

/**
 * The process of a `WarmRunPool`: takes tasks as messages, one after the other, and answers each with what became of it.
 * Every task has a provider of its own, and is run as `booking-conformance run` would, but for the reports.
 */

const VOCABULARY = { sources: SOURCES, overlays: OVERLAYS };

/** The provider answers at once, so what has not come by then never will: a fault must not cost the default bounds. */
const BOUNDS = { SLOT_GRACE_MS: '600', REQUEST_TIMEOUT_MS: '5000' };

async function runAgainstProvider({ provider: options, settings }: WarmRunTask): Promise<WarmRun> {
  const out = mkdtempSync(join(tmpdir(), 'booking-warm-run-'));
  const provider = await startProvider(options);
  try {
    const written = asWritten({ ...provider.env, ...BOUNDS, ...settings, REPORTS_DIR: out });
    const { exitCode, result, problem } = await run({
      settings: readSettings(written, VOCABULARY),
      written,
      shownSettings: shownSettings(written),
      baseUrl: provider.baseUrl,
      embedded: true,
      progress: new Progress(nowhere()),
      allReports: false,
      interrupted: new AbortController().signal,
    });
    return { exitCode, result, problem };
  } finally {
    await provider.close();
    rmSync(out, { recursive: true, force: true });
  }
}

const asWritten = (settings: Record<string, string>): WrittenSettings =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, { value, as: name }]));

const nowhere = (): NodeJS.WriteStream =>
  new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream;

async function answer(task: WarmRunTask): Promise<void> {
  const failed = (error: unknown): WarmRun => ({
    exitCode: EXIT.fault,
    result: null,
    problem: error instanceof Error ? error.message : String(error),
  });
  process.send?.(await runAgainstProvider(task).catch(failed));
}

process.on('message', (task: WarmRunTask) => void answer(task));
// The terminal sends its signal to every process; the one that started this one says when to end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
