import { join } from 'node:path';
import type { JudgedAgain } from '../../lib/runner/judge-again';
import { command } from './command';

const JUDGING_PROCESS = join(__dirname, 'judging-process.cjs');

/** Judges again what was recorded in these folders, in a process of its own, since there Jest itself runs the suites. */
export async function judgedAgain(
  ...folders: readonly string[]
): Promise<Array<JudgedAgain & { readonly durationMs: number }>> {
  const { stdout, stderr } = await command(folders, { bin: JUDGING_PROCESS });
  if (stdout === '') throw new Error(`Nothing was judged again: ${stderr}`);
  return JSON.parse(stdout) as Array<JudgedAgain & { readonly durationMs: number }>;
}
