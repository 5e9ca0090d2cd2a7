import { printable, styler } from '../report';
import { diagnose } from '../runner';
import { EXIT, type ExitCode } from '../verdict';
import { readyTarget } from './target-settings';
import { type OptionValues, writtenSettings } from './written-settings';

export const DOCTOR_OPTIONS = { target: { type: 'string' }, 'env-file': { type: 'string' } } as const;

export const DOCTOR_HELP = `booking-conformance doctor [--target URL] [--env-file FILE]

Asks the target the questions of the preflight, step by step, and says what to mend. Books nothing.

Exit codes: 0 the target can be tested, 64 wrong usage or settings, 69 no FHIR answer from the target.`;

/**
 * The command `doctor`.
 *
 * @throws UsageError, SettingsError when the user must mend something
 */
export async function doctorCommand(options: OptionValues): Promise<ExitCode> {
  const target = await readyTarget(writtenSettings(options, process.env));
  try {
    const style = styler(process.stdout);
    const { steps, problem } = await diagnose(target.settings, target.baseUrl);
    process.stdout.write(`${printable(target.baseUrl)}\n`);
    for (const step of steps) {
      const sign = step.ok ? style('green', '✓') : style('yellow', '!');
      process.stdout.write(`  ${sign} ${printable(step.detail)} (${step.durationMs} ms)\n`);
      if (step.advice) process.stdout.write(`      ${printable(step.advice, 1_000)}\n`);
    }
    if (problem !== null) {
      process.stderr.write(`${printable(problem, 1_000)}\n`);
      return EXIT.unavailable;
    }
    process.stdout.write('The target can be tested.\n');
    return EXIT.conformant;
  } finally {
    await target.close();
  }
}
