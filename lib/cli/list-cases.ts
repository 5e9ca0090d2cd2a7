import { printable } from '../report';
import type { Settings } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import { UsageError } from './usage-error';

/**
 * Lists on the terminal the cases that a run would send, and the rules that it would judge on each; sends nothing.
 *
 * @throws UsageError when the selection comes to nothing
 */
export async function listCases(settings: Settings, baseUrl: string, asJson: boolean): Promise<ExitCode> {
  // Loaded only here: it brings Jest, which has to load the suites.
  const list = await import('../runner/list-cases.js');
  const { cases, problem } = await list.listCases(settings, baseUrl);
  if (problem !== null) throw new UsageError(problem);
  const rules = new Set(cases.flatMap((each) => each.rules));
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ cases, rules: [...rules] }, null, 2)}\n`);
    return EXIT.conformant;
  }
  const lines = cases.flatMap((each) => [
    printable(each.case),
    ...(each.rules.length === 0 ? ['  (sent for what is judged on every answer)'] : []),
    ...each.rules.map((rule) => `  ${rule}`),
  ]);
  const counts = `cases: ${cases.length}, rules: ${rules.size}`;
  process.stdout.write(`${lines.join('\n')}\n\n${counts}; nothing was sent\n`);
  return EXIT.conformant;
}
