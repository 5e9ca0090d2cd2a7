import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConformanceResult } from '../../lib/report/conformance-result';
import type { ProviderOptions } from '../../provider';

export interface WarmRun {
  readonly exitCode: number;
  readonly result: ConformanceResult;
}

const SCRIPT = join(__dirname, 'run-in-one-process.cjs');

/** Runs the whole of the built suites against a provider for each of these options, on two processors at a time. */
export async function warmRuns(providers: readonly ProviderOptions[]): Promise<WarmRun[]> {
  const half = Math.ceil(providers.length / 2);
  const parts = await Promise.all([run(providers.slice(0, half)), run(providers.slice(half))]);
  return parts.flat();
}

async function run(providers: readonly ProviderOptions[]): Promise<WarmRun[]> {
  if (providers.length === 0) return [];
  const options = { maxBuffer: 256 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [SCRIPT, JSON.stringify(providers)],
    options,
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WarmRun);
}
