import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeRecord } from '../../lib/http';
import type { ConformanceResult } from '../../lib/report/conformance-result';
import { SETTING_NAMES } from '../../lib/target';

const BIN = join(__dirname, '..', '..', 'bin', 'booking-conformance.cjs');

/** Some cases of every rule, for tests to which it does not matter which: a fifth of them all. */
export const SOME_CASES = [
  '*slot*',
  '*Location*',
  '*expired*',
  '*cut off*',
  '*Basic*',
  '*empty Bearer*',
  'Reading*',
  'Cancelling*',
  'Updating*',
  'Searching*',
  'Sending*',
  'Booking without*',
  'Booking while*',
  'Booking for a patient*',
  'Booking with a version*',
  'Booking, and*',
  'Booking with an id that*',
  '*JWT*audience*',
  '*another hour*',
  '*scheme*',
  'Retrying*',
  'What the page*',
  'How requests*',
  'Connecting*',
].join(';');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with all that was written to stderr so far, whenever there is more. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Called at once with what ends the process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  readonly bin?: string;
  /** A command that starts the process: what it is to run follows its own arguments. */
  readonly through?: readonly string[];
}

/** Runs the built command as a process of its own, as a user would, with none of our settings in its environment. */
export function command(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !SETTING_NAMES.some((ours) => ours === name) &&
        !['ENV_FILE', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'].includes(name),
    ),
  );
  const startedAt = performance.now();
  const line = [...(options.through ?? []), process.execPath, '--', options.bin ?? BIN, ...args];
  const child = spawn(line[0] as string, line.slice(1), {
    cwd: options.cwd ?? tmpdir(),
    env: { ...clean, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.onStart?.((signal) => void child.kill(signal));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.onStderr?.(stderr, (signal) => void child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, durationMs: performance.now() - startedAt }),
    );
  });
}

export interface Run extends Ended {
  readonly out: string;
  /** `conformance.json`; null when the run left none. */
  readonly result: ConformanceResult | null;
  readonly exchanges: readonly ExchangeRecord[];
}

/** Runs `run` into a folder of its own, which `removeOutputs` takes away. */
export async function conformanceRun(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: Omit<CommandOptions, 'env'> = {},
): Promise<Run> {
  const out = temporaryFolder();
  const ended = await command(['run', '--out', out, ...args], { ...options, env });
  const read = (name: string): string => {
    try {
      return readFileSync(join(out, name), 'utf8');
    } catch {
      return '';
    }
  };
  const json = read('conformance.json');
  // What stands behind the last line end was cut off with the run.
  const lines = read('exchanges.ndjson').split('\n').slice(0, -1);
  return {
    ...ended,
    out,
    result: json ? (JSON.parse(json) as ConformanceResult) : null,
    exchanges: lines.map((line) => JSON.parse(line) as ExchangeRecord),
  };
}

const folders: string[] = [];

/** A fresh folder, which `removeOutputs` takes away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'booking-conformance-test-'));
  folders.push(folder);
  return folder;
}

export function removeOutputs(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
