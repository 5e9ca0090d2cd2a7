import { availableParallelism } from 'node:os';
import { faults } from '../../provider';
import {
  type KillMatrix,
  killMatrix,
  killMatrixSummary,
  ProofProgress,
  prepareMatrixFolder,
  proveFaults,
  WarmRunPool,
  writeKillMatrix,
} from '../proof';
import { styler } from '../report';
import { rules } from '../rules';
import { suiteVersion } from '../runner/suite-version';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { interruptible } from './interruption';
import { knownIds } from './known-ids';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

const options = {
  out: { type: 'string' },
  full: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  jobs: { type: 'string' },
} as const;

const DEFAULT_OUT = 'reports';
/** Beyond so many, the processes of a usual machine stand in each other's way. */
const MOST_DEFAULT_JOBS = 4;
const MOST_JOBS = 64;

const help = `booking-conformance kill-matrix [options]

Proves the suite: runs it against the embedded provider with each of its faults. Each has to be flagged by the rule that
it breaks, and to change no other rule but those that it declares as its couplings; without a fault, nothing may be
flagged; and each rule that binds a server has to have a fault. Writes kill-matrix.json and kill-matrix.md.

  --out DIR     where they go, by default ${DEFAULT_OUT}
  --full        sends every case for every fault; without it, cases that stand for all, and every case only for a fault
                that does not show as declared on these
  --fault ID    only this fault; repeatable
  --jobs N      with how many processes, by default one for each processor, at most ${MOST_DEFAULT_JOBS}

Exit codes: 0 all is exactly as declared, 1 it is not, 64 wrong usage, 70 the suite itself failed, 130 interrupted.`;

async function prove(given: OptionValues): Promise<ExitCode> {
  const selection = given.fault === undefined ? null : knownIds(given, 'fault', faults);
  const chosen = faults.filter(({ id }) => selection?.includes(id) ?? true);
  const jobs = jobsIn(given);
  const out = prepareMatrixFolder(String(given.out ?? DEFAULT_OUT));
  const pool = new WarmRunPool({ jobs });
  const interruption = interruptible('Interrupted: nothing is proved.');
  interruption.signal.addEventListener('abort', () => void pool.close());
  const progress = new ProofProgress(process.stderr, chosen.length);
  try {
    progress.tell(`Running the suites against ${chosen.length} faults, ${jobs} at a time`);
    const full = given.full === true;
    const run = pool.run.bind(pool);
    const proved = await proveFaults(chosen, { full, run, onFault: (result) => progress.fault(result) });
    progress.close();
    const matrix = killMatrix({ suite: suiteVersion(), full, selection, rules, ...proved });
    const files = writeKillMatrix(out, matrix);
    process.stdout.write(`\n${killMatrixSummary(matrix, styler(process.stdout))}\n`);
    for (const file of files) process.stdout.write(`report: ${file}\n`);
    return exitCodeOf(matrix);
  } catch (error) {
    if (interruption.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    progress.close();
    interruption.end();
    await pool.close();
  }
}

function exitCodeOf({ exact, baselines, faults }: KillMatrix): ExitCode {
  if ([...baselines, ...faults].some(({ problems }) => problems.length > 0)) return EXIT.fault;
  return exact ? EXIT.conformant : EXIT.nonConformant;
}

/** @throws UsageError when `--jobs` is no such number */
function jobsIn({ jobs }: OptionValues): number {
  if (jobs === undefined) return Math.min(availableParallelism(), MOST_DEFAULT_JOBS);
  if (/^[1-9]\d?$/.test(String(jobs)) && Number(jobs) <= MOST_JOBS) return Number(jobs);
  throw new UsageError(`--jobs ${jobs}: allowed is a whole number from 1 to ${MOST_JOBS}.`);
}

/**
 * The command `kill-matrix`.
 *
 * @throws UsageError when an option has a value that is not allowed; Error when the matrix cannot be written
 */
export const killMatrixCommand: Command = { help, options, run: prove };
