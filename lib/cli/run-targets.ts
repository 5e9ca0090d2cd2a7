import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Overview,
  overviewLines,
  readResult,
  type StoredResult,
  styler,
  type TargetOutcome,
  UnreadableResult,
  writeOverview,
} from '../report';
import { SETTINGS } from '../target';
import { EXIT, type ExitCode, type Outcome } from '../verdict';
import { interruptible } from './interruption';
import { type NamedTarget, targetsIn } from './targets-file';
import { UsageError } from './usage-error';
import { type OptionValues, writtenSettings } from './written-settings';

/** Options that are not handed on: each target has its own. */
const NOT_HANDED_ON = ['targets', 'out'];
/** What the file says for each target, and what tests none. */
const NOT_WITH_TARGETS = ['target', 'env-file', 'list', 'plan', 'json'];
/** Of several exit codes, the one that comes first here is that of all. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.fault,
  EXIT.usage,
  EXIT.unavailable,
  EXIT.nonConformant,
  EXIT.incomplete,
];

/**
 * Runs the suites against one target after the other, each in a process of its own and into a folder of its name, and
 * gives one overview of them.
 *
 * @throws UsageError, SettingsError when the user must mend something; Error when the overview cannot be written
 */
export async function runTargets(given: OptionValues): Promise<ExitCode> {
  const also = NOT_WITH_TARGETS.find((name) => given[name] !== undefined);
  if (also)
    throw new UsageError(
      `--targets and --${also} exclude each other. What is about one server, ask for with its --target or --env-file.`,
    );
  const targets = targetsIn(String(given.targets));
  const root = resolve(
    writtenSettings(given, process.env).REPORTS_DIR?.value ?? SETTINGS.REPORTS_DIR.default,
  );
  // An earlier overview goes first, so that a run that dies cannot be mistaken for it.
  for (const name of ['overview.json', 'overview.md']) rmSync(join(root, name), { force: true });
  const interruption = interruptible('Interrupted: the target that is being tested is the last.');
  const outcomes: TargetOutcome[] = [];
  try {
    for (const [index, target] of targets.entries()) {
      if (interruption.signal.aborted) break;
      process.stderr.write(`\n${target.name} (${index + 1} of ${targets.length})\n`);
      outcomes.push(await runOne(target, join(root, target.name), given, interruption.signal));
    }
  } finally {
    interruption.end();
  }
  const untested = targets.slice(outcomes.length).map(({ name }) => name);
  const overview: Overview = { schemaVersion: 1, targets: outcomes, untested };
  mkdirSync(root, { recursive: true });
  const files = writeOverview(root, overview);
  process.stdout.write(`\n${overviewLines(overview, styler(process.stdout)).join('\n')}\n\n`);
  for (const file of files) process.stdout.write(`report: ${file}\n`);
  if (interruption.signal.aborted) return EXIT.interrupted;
  return WORST_FIRST.find((code) => outcomes.some(({ exitCode }) => exitCode === code)) ?? EXIT.conformant;
}

async function runOne(
  target: NamedTarget,
  out: string,
  given: OptionValues,
  interrupted: AbortSignal,
): Promise<TargetOutcome> {
  const startedAt = Date.now();
  const exitCode = await ended(target, [...commandLine(given), '--out', out], interrupted);
  const result = resultSince(startedAt, out);
  const rulesOf = (verdict: Outcome): string[] =>
    (result?.rules ?? []).filter((rule) => rule.verdict === verdict && !rule.waiver).map(({ id }) => id);
  return {
    name: target.name,
    baseUrl: result?.target.baseUrl ?? target.settings.TARGET_BASE_URL ?? null,
    exitCode,
    verdict: exitCode === EXIT.unavailable ? null : (result?.verdict ?? null),
    broken: rulesOf('fail'),
    warned: rulesOf('warn'),
    unjudged: rulesOf('inconclusive'),
    waived: (result?.rules ?? []).filter(({ waiver }) => waiver).map(({ id }) => id),
    out,
  };
}

function ended(
  { envFile, settings }: NamedTarget,
  line: readonly string[],
  interrupted: AbortSignal,
): Promise<number> {
  const ofTarget = envFile === null ? [] : ['--env-file', envFile];
  const child = spawn(process.execPath, ['--', ...line, ...ofTarget], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A terminal tells its child processes itself.
  const tell = (): void => void (interrupted.reason === 'SIGTERM' && child.kill('SIGTERM'));
  interrupted.addEventListener('abort', tell);
  return new Promise<number>((done, failed) => {
    child.on('error', failed);
    // One that was killed from outside says nothing of the target.
    child.on('close', (code) => done(code ?? EXIT.fault));
  }).finally(() => interrupted.removeEventListener('abort', tell));
}

/** This program's own command line, with the options that hold for every target. */
function commandLine(given: OptionValues): string[] {
  const options = Object.entries(given)
    .filter(([name]) => !NOT_HANDED_ON.includes(name))
    .flatMap(([name, value]) => {
      if (value === true) return [`--${name}`];
      return [value].flat().flatMap((one) => (typeof one === 'string' ? [`--${name}`, one] : []));
    });
  return [process.argv[1] as string, 'run', ...options];
}

/** The result of a run that began after this moment; null where it left none: then one of an earlier run may be there. */
function resultSince(startedAt: number, out: string): StoredResult | null {
  try {
    const { result } = readResult(out);
    return Date.parse(result.run.startedAt) < startedAt ? null : result;
  } catch (error) {
    // With wrong settings, or a fault of the suite, there is none; the exit code says which.
    if (error instanceof UnreadableResult) return null;
    throw error;
  }
}
