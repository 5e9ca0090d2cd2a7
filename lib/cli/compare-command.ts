import {
  compareResults,
  comparisonText,
  type NamedResult,
  printable,
  readResult,
  styler,
  UnreadableResult,
} from '../report';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

const options = { json: { type: 'boolean' } } as const;

const EXAMPLE = 'Example: booking-conformance compare reports-before reports';

const help = `booking-conformance compare A B [--json]

Says what changed from one run to another, rule by rule and case by case: what broke, what was fixed, what is new or gone,
and what is judged no longer. A and B are two conformance.json, or the folders of two runs. Asks nothing of the network.

  --json        writes {schemaVersion, a, b, differences, broke, totals, rules: [{id, change, from, to, checks}]}

Exit codes: 0 nothing broke that decides by the gate of B, 1 something did and is not waived, 64 wrong usage, or a file
that is no result of a run.`;

async function compare(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const [a, b] = args;
  if (a === undefined || b === undefined || args.length > 2)
    throw new UsageError(`'compare' takes two results. ${EXAMPLE}`);
  const comparison = compareResults(resultAt(a), resultAt(b));
  process.stdout.write(
    given.json
      ? `${JSON.stringify(comparison, null, 2)}\n`
      : comparisonText(comparison, styler(process.stdout)),
  );
  return comparison.broke.length === 0 ? EXIT.conformant : EXIT.nonConformant;
}

function resultAt(path: string): NamedResult {
  try {
    return readResult(path);
  } catch (error) {
    if (!(error instanceof UnreadableResult)) throw error;
    throw new UsageError(`${printable(path)} ${printable(error.message, 1_000)}. ${EXAMPLE}`);
  }
}

/**
 * The command `compare`.
 *
 * @throws UsageError when a result cannot be read
 */
export const compareCommand: Command = { help, options, takesArguments: true, run: compare };
