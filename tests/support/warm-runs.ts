import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConformanceResult } from '../../lib/report/conformance-result';
import type { ProviderOptions } from '../../provider';

/** A run against a provider of its own. */
export interface WarmRunOptions {
  readonly provider?: ProviderOptions;
  /** Settings beside those that the provider brings, as texts. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface WarmRun {
  readonly exitCode: number;
  readonly result: ConformanceResult;
}

const SCRIPT = join(__dirname, 'run-in-one-process.cjs');
const PROCESSES = 2;

/** Makes all these runs of the built suites, on two processors at a time; the results come in the order of the options. */
export async function warmRuns(options: readonly WarmRunOptions[]): Promise<WarmRun[]> {
  const runs = new Array<WarmRun>(options.length);
  // Dealt like cards, so that long runs which stand together do not all fall to one process.
  const hands = Array.from({ length: PROCESSES }, (_, hand) =>
    options.flatMap((_option, index) => (index % PROCESSES === hand ? [index] : [])),
  );
  await Promise.all(
    hands.map(async (indices) => {
      const results = await run(indices.map((index) => options[index] as WarmRunOptions));
      for (const [place, index] of indices.entries()) runs[index] = results[place] as WarmRun;
    }),
  );
  return runs;
}

async function run(options: readonly WarmRunOptions[]): Promise<WarmRun[]> {
  if (options.length === 0) return [];
  const started = promisify(execFile)(process.execPath, [SCRIPT], { maxBuffer: 1024 * 1024 * 1024 });
  started.child.stdin?.end(JSON.stringify(options));
  const { stdout } = await started;
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WarmRun);
}
