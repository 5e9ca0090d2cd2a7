import { anAppointment } from '../../fixtures/appointment';
import { printable, type Style, styler } from '../report';
import { diagnose } from '../runner/diagnose';
import { type DoctorStep, fail } from '../runner/doctor-step';
import { SettingsError, type WrittenSettings, wayInWords } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { interruptible } from './interruption';
import { demandTestHosts } from './live-gate';
import { type ReadyTarget, readyTarget } from './target-settings';
import { type OptionValues, writtenSettings } from './written-settings';

const options = {
  target: { type: 'string' },
  'allow-live': { type: 'boolean' },
  'no-booking': { type: 'boolean' },
  json: { type: 'boolean' },
  'env-file': { type: 'string' },
} as const;

const help = `booking-conformance doctor [options]

Asks the target step by step what a run needs, and says what to mend: settings, name, connection, TLS, capability
statement, clock, token, service, free slots; at last it books one slot for a made-up patient, and cancels that again.

  --target URL      the FHIR base of the server (TARGET_BASE_URL)
  --no-booking      books nothing
  --allow-live      books also at a host under nhs.uk or nhs.net that may be live (ALLOW_LIVE)
  --json            prints {ok, steps: [{name, state, durationMs, detail, mend}]}; state is ok, warn, fail or skipped
  --env-file FILE   reads settings from this file, by default .env (ENV_FILE)

Exit codes: 0 the target can be tested, 64 wrong usage or settings, 69 a step failed.`;

async function diagnoseTarget(given: OptionValues): Promise<ExitCode> {
  const startedAt = performance.now();
  let target: ReadyTarget;
  try {
    target = await targetFor(given, writtenSettings(given, process.env));
  } catch (error) {
    if (given.json !== true || !(error instanceof SettingsError)) throw error;
    const finding = fail(error.message, 'Mend the settings; .env.example explains each.');
    printJson([{ name: 'settings', ...finding, durationMs: Math.round(performance.now() - startedAt) }]);
    return EXIT.usage;
  }
  const interruption = interruptible('Interrupted: what was booked is cancelled. Once more to stop at once.');
  try {
    const tell = given.json ? () => {} : teller();
    if (!given.json)
      process.stdout.write(`${printable(target.baseUrl + wayInWords(target.settings), 500)}\n`);
    const { settings, baseUrl } = target;
    const recipe = given['no-booking'] ? null : anAppointment();
    const steps = await diagnose({
      settings,
      baseUrl,
      recipe,
      onStep: tell,
      interrupted: interruption.signal,
    });
    if (given.json) printJson(steps);
    else process.stdout.write(`${conclusion(steps)}\n`);
    if (interruption.signal.aborted) return EXIT.interrupted;
    return isGood(steps) ? EXIT.conformant : EXIT.unavailable;
  } finally {
    interruption.end();
    await target.close();
  }
}

/** @throws SettingsError when a setting is wrong, or something would be booked where patients may be */
async function targetFor(given: OptionValues, written: WrittenSettings): Promise<ReadyTarget> {
  const target = await readyTarget(written);
  try {
    if (!target.embedded && !given['no-booking']) demandTestHosts(target);
    return target;
  } catch (error) {
    await target.close();
    throw error;
  }
}

const isGood = (steps: readonly DoctorStep[]): boolean => steps.every(({ state }) => state !== 'fail');

function printJson(steps: readonly DoctorStep[]): void {
  const told = steps.map(({ name, state, durationMs, detail, mend }) => ({
    name,
    state,
    durationMs,
    detail,
    mend,
  }));
  process.stdout.write(`${JSON.stringify({ ok: isGood(steps), steps: told }, null, 2)}\n`);
}

const SIGNS: Readonly<Record<DoctorStep['state'], readonly [style: Style, sign: string]>> = {
  ok: ['green', '✓'],
  warn: ['yellow', '!'],
  fail: ['red', '✗'],
  skipped: ['dim', '-'],
};

/** Gives what tells a step in a line, and what to mend in another. */
function teller(): (step: DoctorStep) => void {
  const style = styler(process.stdout);
  return ({ name, state, durationMs, detail, mend }) => {
    const sign = style(...SIGNS[state]);
    const time = state === 'skipped' ? '' : ` (${durationMs} ms)`;
    process.stdout.write(`  ${sign} ${name.padEnd(12)} ${printable(detail, 1_000)}${time}\n`);
    if (mend) process.stdout.write(`      ${printable(mend, 1_000)}\n`);
  };
}

function conclusion(steps: readonly DoctorStep[]): string {
  if (!isGood(steps)) return 'The target cannot be tested as it is: mend what is marked with ✗.';
  return steps.some(({ state }) => state === 'warn')
    ? 'The target can be tested, but what is marked with ! may leave rules unjudged.'
    : 'The target can be tested.';
}

/**
 * The command `doctor`.
 *
 * @throws UsageError, SettingsError when the user must mend something
 */
export const doctorCommand: Command = { help, options, run: diagnoseTarget };
