import { join } from 'node:path';
import type { Verdict } from '../verdict';
import { writeInOnePiece } from './in-one-piece';
import { printable, type styler } from './printable';

/** `overview.json`: what became of several targets. */
export interface Overview {
  readonly schemaVersion: 1;
  readonly targets: readonly TargetOutcome[];
  /** The names of those that were not reached before the user interrupted. */
  readonly untested: readonly string[];
}

/** What became of one of several targets. */
export interface TargetOutcome {
  readonly name: string;
  /** Null where it is not known, as with settings that are wrong. */
  readonly baseUrl: string | null;
  /** As of a run of it alone. */
  readonly exitCode: number;
  /** Null when it was not tested; the exit code says why. */
  readonly verdict: Verdict | null;
  /** Ids of the rules that are broken, warned of, and could not be judged; and of those that are waived. */
  readonly broken: readonly string[];
  readonly warned: readonly string[];
  readonly unjudged: readonly string[];
  readonly waived: readonly string[];
  /** The folder with all reports of it. */
  readonly out: string;
}

const COLOURS = { conformant: 'green', 'non-conformant': 'red', incomplete: 'yellow' } as const;

/** The overview for people on a terminal: a line for each target. */
export function overviewLines({ targets, untested }: Overview, style: ReturnType<typeof styler>): string[] {
  const width = Math.max(
    ...targets.map(({ name }) => name.length),
    ...untested.map((name) => name.length),
    0,
  );
  return [
    style('bold', `${targets.length} of ${targets.length + untested.length} targets`),
    ...targets.map((target) => {
      const colour = target.verdict === null ? 'yellow' : COLOURS[target.verdict];
      return `  ${target.name.padEnd(width)}  ${style(colour, whatBecame(target))}${detail(target)}`;
    }),
    ...untested.map((name) => `  ${name.padEnd(width)}  not reached`),
  ];
}

/**
 * Writes the overview for machines and the one for people.
 *
 * @returns the paths of both
 * @throws Error of the file system when it refuses that
 */
export function writeOverview(root: string, overview: Overview): string[] {
  const json = join(root, 'overview.json');
  const table = join(root, 'overview.md');
  writeInOnePiece(json, `${JSON.stringify(overview, null, 2)}\n`);
  writeInOnePiece(table, markdown(overview));
  return [json, table];
}

const WITHOUT_VERDICT: Readonly<Record<number, string>> = {
  64: 'wrong settings',
  69: 'not reachable',
  70: 'the suite itself failed',
  130: 'interrupted',
};

function whatBecame({ verdict, exitCode }: TargetOutcome): string {
  if (verdict === null) return WITHOUT_VERDICT[exitCode] ?? `ended with ${exitCode}`;
  // A waiver that is expired or stale fails a run, too, and so does what is told beside the verdict.
  const isOtherwise = verdict === 'conformant' && exitCode !== 0;
  return `${verdict.toUpperCase()}${isOtherwise ? `, but the run ended with ${exitCode}` : ''}`;
}

function detail({ broken, warned, unjudged, waived }: TargetOutcome): string {
  const parts = [
    [broken.length, 'broken'],
    [warned.length, 'warned of'],
    [unjudged.length, 'not judged'],
    [waived.length, 'waived'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return parts.length === 0 ? '' : `  (${parts.join(', ')})`;
}

function markdown({ targets, untested }: Overview): string {
  const rows = targets.map((target) => {
    const cells = [
      target.name,
      target.baseUrl ?? '',
      whatBecame(target),
      target.broken.join(', '),
      target.warned.join(', '),
      String(target.unjudged.length),
      target.waived.join(', '),
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const rest = untested.map((name) => `| ${cell(name)} | | not reached | | | | |`);
  return `${['| target | base URL | verdict | broken | warned of | not judged | waived |', '|---|---|---|---|---|---|---|', ...rows, ...rest].join('\n')}\n`;
}

/** A text in a cell of a table, in which it starts neither a cell nor a link. */
const cell = (text: string): string => printable(text, 500).replace(/[|\\`<>[\]]/g, '\\$&');
