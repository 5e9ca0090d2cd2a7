import { printable, styler } from '../report';
import { diagnose } from '../runner/diagnose';
import { wayInWords } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { readyTarget } from './target-settings';
import { type OptionValues, writtenSettings } from './written-settings';

const options = { target: { type: 'string' }, 'env-file': { type: 'string' } } as const;

const help = `booking-conformance doctor [--target URL] [--env-file FILE]

Asks the target the questions of the preflight, step by step, and says what to mend. Books nothing.

Exit codes: 0 the target can be tested, 64 wrong usage or settings, 69 no FHIR answer from the target.`;

async function diagnoseTarget(given: OptionValues): Promise<ExitCode> {
  const target = await readyTarget(writtenSettings(given, process.env));
  try {
    const style = styler(process.stdout);
    const { steps, problem } = await diagnose(target.settings, target.baseUrl);
    process.stdout.write(`${printable(target.baseUrl + wayInWords(target.settings), 500)}\n`);
    for (const step of steps) {
      const sign = step.ok ? style('green', '✓') : style('yellow', '!');
      process.stdout.write(`  ${sign} ${printable(step.detail)} (${step.durationMs} ms)\n`);
      if (step.advice) process.stdout.write(`      ${printable(step.advice, 1_000)}\n`);
    }
    if (problem !== null) {
      process.stderr.write(`${printable(problem, 1_000)}\n`);
      return EXIT.unavailable;
    }
    const open = steps.some((step) => !step.ok);
    process.stdout.write(
      open
        ? 'The target answers with FHIR, but what is marked above will leave rules unjudged.\n'
        : 'The target can be tested.\n',
    );
    return EXIT.conformant;
  } finally {
    await target.close();
  }
}

/**
 * The command `doctor`.
 *
 * @throws UsageError, SettingsError when the user must mend something
 */
export const doctorCommand: Command = { help, options, run: diagnoseTarget };
