import { printable } from '../report';
import type { Written, WrittenSettings } from '../target';
import type { Waiver } from '../verdict';
import { WaiversError, waiversIn } from '../verdict/read-waivers';
import { readInput, UnreadableInput } from './read-input';

/** A thousand times what a person can answer for. */
const MOST_BYTES = 5_000_000;
const MOST_PROBLEMS = 20;

/** The waivers that WAIVERS_FILE or --waivers names, and all that is wrong with them, as wrong settings are told. */
export async function waiversOf({
  WAIVERS_FILE: written,
}: WrittenSettings): Promise<{ readonly waivers: readonly Waiver[]; readonly problems: readonly string[] }> {
  if (!written) return { waivers: [], problems: [] };
  try {
    return { waivers: waiversIn(await waiverText(written.value)), problems: [] };
  } catch (error) {
    return { waivers: [], problems: waiverProblems(error, written) };
  }
}

/**
 * The text of a waiver file.
 *
 * @throws UnreadableInput
 */
export async function waiverText(file: string): Promise<string> {
  const bytes = await readInput(file, MOST_BYTES + 1);
  if (bytes.length > MOST_BYTES) throw new UnreadableInput(`it is larger than ${MOST_BYTES} bytes`);
  return Buffer.from(bytes).toString('utf8');
}

/**
 * What is wrong with a waiver file, in the form in which wrong settings are told.
 *
 * @throws the error itself when it is none of a waiver file
 */
export function waiverProblems(error: unknown, { as, value }: Written): string[] {
  const heading = `  ${as}: ${printable(value)}`;
  if (error instanceof UnreadableInput)
    return [
      `${heading}\n    ${printable(error.message)}\n    allowed: a waiver file; \`booking-conformance waive\` writes one from the last result`,
    ];
  if (!(error instanceof WaiversError)) throw error;
  const more = error.problems.length - MOST_PROBLEMS;
  const lines = error.problems
    .slice(0, MOST_PROBLEMS)
    .flatMap((problem) => problem.split('\n'))
    .map((line) => `    ${indentOf(line)}${printable(line.trim(), 1_000)}`);
  return [[heading, ...lines, ...(more > 0 ? [`    and ${more} more`] : [])].join('\n')];
}

const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);
