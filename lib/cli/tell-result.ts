import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import {
  type ConformanceResult,
  githubAnnotations,
  githubSummary,
  rerunBy,
  styler,
  terminalSummary,
} from '../report';
import type { RunEntry } from '../verdict';

/**
 * Tells on the terminal what a run found, and where its reports are; in a workflow of GitHub, also beside the job: as
 * annotations, and in its summary.
 */
export function tellResult(
  result: ConformanceResult,
  again: RunEntry['again'],
  files: readonly string[],
): void {
  const isGithub = process.env.GITHUB_ACTIONS === 'true';
  // What a server says must not be taken for a command to the workflow.
  const token = isGithub ? randomUUID() : null;
  if (token) process.stdout.write(`::stop-commands::${token}\n`);
  process.stdout.write(`\n${terminalSummary(result, styler(process.stdout), rerunBy(again))}\n`);
  for (const file of files) process.stdout.write(`report: ${file}\n`);
  if (!token) return;
  process.stdout.write(`::${token}::\n`);
  for (const annotation of githubAnnotations(result)) process.stdout.write(`${annotation}\n`);
  writeSummary(githubSummary(result, files));
}

/** The summary is a help and no report: where it cannot be written, that is told, and the run is what it is. */
function writeSummary(summary: string): void {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    appendFileSync(file, summary);
  } catch (error) {
    process.stderr.write(`The summary of the job cannot be written: ${(error as Error).message}\n`);
  }
}
