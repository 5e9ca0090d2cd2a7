import { type ConformanceResult, rerunBy, styler, terminalSummary } from '../report';
import type { RunEntry } from '../verdict';

/** Tells on the terminal what a run found, and where its reports are. */
export function tellResult(
  result: ConformanceResult,
  again: RunEntry['again'],
  files: readonly string[],
): void {
  process.stdout.write(`\n${terminalSummary(result, styler(process.stdout), rerunBy(again))}\n`);
  for (const file of files) process.stdout.write(`report: ${file}\n`);
}
