import { Progress, printable, quoted } from '../report';
import { nearestRuleIds, rulesFor, selectRules } from '../rules';
import { SETTINGS, SettingsError, type WrittenSettings, wayInWords } from '../target';
import type { ExitCode, RunEntry } from '../verdict';
import type { Command } from './command';
import { onlyFailed } from './failed-selection';
import { interruptible } from './interruption';
import { listCases } from './list-cases';
import { demandTestHosts } from './live-gate';
import { planRun } from './plan-run';
import { readyTarget } from './target-settings';
import { tellResult } from './tell-result';
import { UsageError } from './usage-error';
import { waiversOf } from './waivers-setting';
import { type OptionValues, writtenSettings } from './written-settings';

const options = {
  target: { type: 'string' },
  targets: { type: 'string' },
  'allow-live': { type: 'boolean' },
  out: { type: 'string' },
  only: { type: 'string', multiple: true },
  case: { type: 'string', multiple: true },
  failed: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  workers: { type: 'string' },
  shard: { type: 'string' },
  gate: { type: 'string' },
  overlay: { type: 'string' },
  profiles: { type: 'string' },
  waivers: { type: 'string' },
  strict: { type: 'boolean' },
  'mask-patients': { type: 'boolean' },
  history: { type: 'string' },
  'no-html': { type: 'boolean' },
  plan: { type: 'boolean' },
  'env-file': { type: 'string' },
} as const;

const help = `booking-conformance run [options]

Runs the suites against a target and writes the reports. Without a target it runs against the embedded provider.

  --target URL      the FHIR base of the server to test (TARGET_BASE_URL)
  --targets FILE    tests several servers, one after the other: JSON, {"targets": [{name, envFile, settings}]}
  --allow-live      books also at a host under nhs.uk or nhs.net that may be live (ALLOW_LIVE)
  --out DIR         where the reports go, by default reports (REPORTS_DIR)
  --only SELECTOR   only these rules: an id, a prefix or a glob; repeatable (ONLY)
  --case NAME       only these cases, as a report names them, or a glob; repeatable (CASES)
  --failed [FILE]   only what failed in the last run, or in the run with this result (FAILED_FROM)
  --list            lists the cases and rules that would be run, and sends nothing; with --json as JSON
  --workers N       tests with so many processes at the same time, by default 1 (WORKERS)
  --shard I/N       only the I-th of N parts; \`merge\` puts the parts together (SHARD)
  --gate SOURCES    the sources whose MUST rules decide, by default booking (GATE)
  --overlay uec     adds the rules of the urgent-care implementation guide (OVERLAY)
  --profiles DIR    judges resources by the profiles in this folder, too (PROFILES_DIR)
  --waivers FILE    does not let the failures decide that this file waives (WAIVERS_FILE)
  --strict          lets a stated SHOULD that is broken decide, too (STRICT)
  --mask-patients   takes data of patients out of all that is written (MASK_PATIENTS)
  --history FILE    keeps how runs ended in this file, for the trend on the Allure page (HISTORY_FILE)
  --no-html         leaves out the pages for people: the conformance report, and Allure's (HTML_REPORT=false)
  --plan            lists every request that would be sent, and sends none to the target; with --json, as JSON
  --env-file FILE   reads settings from this file, by default .env (ENV_FILE)

Every setting is explained in .env.example.

Exit codes: 0 conformant, 1 non-conformant, or a waiver is expired or stale, 2 incomplete, 64 wrong usage or settings, or
nothing selected, 69 no FHIR answer from the target, 70 the suite itself failed, 130 interrupted.`;

async function test(given: OptionValues): Promise<ExitCode> {
  if (given.targets !== undefined) return (await import('./run-targets.js')).runTargets(given);
  const written = onlyFailed(writtenSettings(given, process.env));
  if (given.list && given.plan) throw new UsageError('--list and --plan exclude each other.');
  if (given.json && !given.list && !given.plan)
    throw new UsageError('--json goes with --list or --plan. A run writes conformance.json.');
  const { waivers, problems } = await waiversOf(written);
  const alsoWrong = [...unknownSelectors(written), ...problems];
  if (given.plan) {
    if (alsoWrong.length > 0) throw new SettingsError(alsoWrong);
    return planRun(written, given.json === true);
  }
  const target = await readyTarget(written).catch((error) => {
    throw error instanceof SettingsError ? new SettingsError([...error.problems, ...alsoWrong]) : error;
  });
  const interruption = interruptible(
    'Interrupted: cancelling what was booked, then writing what there is. Once more to stop at once.',
  );
  try {
    if (alsoWrong.length > 0) throw new SettingsError(alsoWrong);
    if (given.list) return await listCases(target.settings, target.baseUrl, given.json === true);
    demandTestHosts(target);
    // Loaded only here: it brings Jest, and who has a setting wrong need not wait for that.
    const { run } = await import('../runner/run.js');
    const again = againCommand(target.embedded ? null : target.baseUrl, given, written);
    const progress = new Progress(process.stderr);
    const what = target.embedded ? `the embedded provider at ${target.baseUrl}` : target.baseUrl;
    progress.tell(`Testing ${printable(what + wayInWords(target.settings), 500)}`);
    const { exitCode, result, problem, files } = await run({
      settings: target.settings,
      written: target.written,
      shownSettings: target.shown,
      baseUrl: target.baseUrl,
      embedded: target.embedded,
      waivers,
      progress,
      allReports: true,
      interrupted: interruption.signal,
      again,
    });
    if (problem !== null || !result) {
      const lines = (problem ?? 'There is no result.').split('\n').map(harmless);
      process.stderr.write(`${lines.join('\n')}\nNothing was tested.\n`);
      for (const file of files) process.stdout.write(`report: ${file}\n`);
      return exitCode;
    }
    tellResult(result, again, files);
    return exitCode;
  } finally {
    interruption.end();
    await target.close();
  }
}

/** A line that may quote what the user or the target wrote; its indentation stays. */
const harmless = (line: string): string =>
  line.slice(0, line.length - line.trimStart().length) + printable(line.trimStart(), 1_000);

/** The selectors that name no rule, each with what is allowed and what may have been meant. */
function unknownSelectors({ ONLY, OVERLAY }: WrittenSettings): string[] {
  const overlays = (OVERLAY?.value ?? '').split(',').map((name) => name.trim());
  const bound = new Set(rulesFor(overlays));
  const selectors = (ONLY?.value ?? '').split(',').map((selector) => selector.trim());
  return selectors
    .filter((selector) => selector !== '' && !selectRules(selector).some((rule) => bound.has(rule)))
    .map((selector) => {
      const [overlay] = selectRules(selector);
      if (overlay)
        return `  ${ONLY?.as}: ${printable(selector)}\n    names rules of the overlay ${overlay.source} alone; add --overlay ${overlay.source}`;
      const near = nearestRuleIds(selector);
      const meant = near.length > 0 ? `\n    did you mean ${near.join(', ')}?` : '';
      return `  ${ONLY?.as}: ${printable(selector)}\n    names no rule${meant}\n    allowed: ${SETTINGS.ONLY.allowed}\n    example: --only ${SETTINGS.ONLY.example}`;
    });
}

/** What changes what is sent and how it is judged: it belongs to the command that does so again. */
const DECIDING = [
  'ALLOW_LIVE',
  'FORMAT',
  'GATE',
  'OVERLAY',
  'PROFILES_DIR',
  'WAIVERS_FILE',
  'STRICT',
  'MASK_PATIENTS',
] as const;

/**
 * How to judge one rule again as this run did, in the words of whoever started this process: options as options, and
 * what a variable decided as one, for who pastes the command may not have it.
 */
function againCommand(
  baseUrl: string | null,
  given: OptionValues,
  written: WrittenSettings,
): RunEntry['again'] {
  const variables = DECIDING.flatMap((name) =>
    written[name]?.as === name ? [`${name}=${quoted(written[name].value)}`] : [],
  );
  const program =
    process.env.npm_lifecycle_event === 'conformance' ? 'npm run conformance --' : 'booking-conformance run';
  const carried = ['env-file', 'gate', 'overlay', 'profiles', 'waivers'].flatMap((name) =>
    given[name] ? [`--${name} ${quoted(String(given[name]))}`] : [],
  );
  const options = [
    ...(baseUrl === null ? [] : [`--target ${quoted(baseUrl)}`]),
    ...carried,
    ...(given.strict ? ['--strict'] : []),
    ...(given['mask-patients'] ? ['--mask-patients'] : []),
    ...(given['allow-live'] ? ['--allow-live'] : []),
  ];
  return { before: [...variables, program].join(' '), after: options.join(' ') };
}

/**
 * The command `run`.
 *
 * @throws UsageError, SettingsError when the user must mend something; Error when the reports cannot be written
 */
export const runCommand: Command = { help, options, valueMayBeLeftOut: ['failed'], run: test };
