import { printable, type Style, type Styler } from '../report';
import type { VerdictFindings, Verification } from './verification';

/** What `verify` found, for people: what the pack is, then each thing that was looked at, then all that is wrong. */
export function verificationText(verification: Verification, style: Styler): string {
  const { pack, run, problems } = verification;
  const lines = [
    style('bold', printable(pack)),
    ...(run === null
      ? []
      : [
          `  run ${printable(run.id)} against ${printable(run.target)}, ended ${printable(run.finishedAt)}`,
          `  ${attestedText(verification)}`,
        ]),
    '',
    filesLine(verification, style),
    signatureLine(verification, style),
    reportsLine(verification, style),
    verdictLine(verification, style),
    ...notes(verification).map((note) => style('dim', `    ${note}`)),
    '',
    ...problems.slice(0, MOST_TOLD).map((problem) => `  ${style('red', '✗')} ${shown(problem)}`),
    ...(problems.length > MOST_TOLD ? [`  and ${problems.length - MOST_TOLD} more; --json has all`] : []),
    ...(problems.length > 0 ? [''] : []),
    conclusion(verification, style),
  ];
  return `${lines.join('\n')}\n`;
}

const MOST_TOLD = 30;

/** A sentence that may quote what a stranger wrote; ours have several lines at most. */
const shown = (problem: string): string => printable(problem, 2_000);

type State = 'good' | 'bad' | 'unknown';

const SIGNS: Readonly<Record<State, readonly [sign: string, style: Style]>> = {
  good: ['✓', 'green'],
  bad: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

function line(state: State, name: string, text: string, style: Styler): string {
  const [sign, colour] = SIGNS[state];
  return `  ${style(colour, sign)} ${name.padEnd(10)} ${text}`;
}

function attestedText({ attested }: Verification): string {
  if (attested === null) return 'nobody attests to it';
  const { signatory, role, product, productVersion, environment } = attested;
  const who = role === null ? signatory : `${signatory}, ${role}`;
  return printable(`attested by ${who}: ${product} ${productVersion}, in ${environment}`, 2_000);
}

function filesLine({ files }: Verification, style: Styler): string {
  if (files === null) return line('unknown', 'files', 'there is no manifest to compare them with', style);
  const { listed, changed, missing, added } = files;
  const isGood = changed.length + missing.length + added.length === 0;
  return isGood
    ? line('good', 'files', `all ${listed} are as the manifest lists them`, style)
    : line(
        'bad',
        'files',
        `${changed.length} changed, ${missing.length} missing, ${added.length} added`,
        style,
      );
}

function signatureLine({ signature }: Verification, style: Styler): string {
  const { state, keyGiven, fingerprint } = signature;
  if (state === 'none') return line('unknown', 'signature', 'none: who made the pack is not shown', style);
  if (state === 'bad') return line('bad', 'signature', 'not good', style);
  return keyGiven
    ? line('good', 'signature', `by the key that was given, ${fingerprint}`, style)
    : line('good', 'signature', `by the key in the pack, ${fingerprint}`, style);
}

function reportsLine({ reports }: Verification, style: Styler): string {
  const { state, same, different } = reports;
  if (state === 'unknown') return line('unknown', 'reports', 'could not be made again', style);
  return state === 'same'
    ? line('good', 'reports', `${same} files say what the record of the run gives`, style)
    : line('bad', 'reports', `${different.length} do not say what the record of the run gives`, style);
}

function verdictLine({ verdict }: Verification, style: Styler): string {
  const { state, reported, byChecks, byEvidence, judged, same, differences, notJudged } = verdict;
  const told = (reported ?? byChecks ?? 'not told').toUpperCase();
  switch (state) {
    case 'follows':
      if (judged === 0) return line('good', 'verdict', `${told}: the run came to no check`, style);
      return line(
        'good',
        'verdict',
        `${told}: all ${judged} checks judged again, with the same outcomes`,
        style,
      );
    case 'partly': {
      const all = judged + notJudged.length;
      const text = `${told}: ${same} of ${all} checks judged again, with the same outcomes; ${notJudged.length} could not be`;
      return line('unknown', 'verdict', text, style);
    }
    case 'contradicted': {
      const found = byEvidence === null ? '' : `; the evidence gives ${byEvidence.toUpperCase()}`;
      const text = `told as ${told}${found}, and ${differences.length} checks are not what the evidence gives`;
      return line('bad', 'verdict', text, style);
    }
    default:
      return line('unknown', 'verdict', `${told}; the evidence could not be judged again`, style);
  }
}

/** What a reader has to know so as not to make more of it than it is. */
function notes({ signature, reports, verdict }: Verification): string[] {
  return [
    ...(signature.state === 'bad' ? [] : [signature.why]),
    ...(reports.notCompared.length === 0
      ? []
      : [
          `Not made again, since it is not the same each time that it is made: ${reports.notCompared.map((path) => printable(path)).join(', ')}.`,
        ]),
    ...(reports.missing.length === 0
      ? []
      : [`Not in the pack: ${reports.missing.map((path) => printable(path)).join(', ')}.`]),
    ...(verdict.judged === 0 ? [] : reasonsIn(verdict.notJudged)),
  ];
}

/** Why checks could not be judged again, each with how many. */
function reasonsIn(notJudged: VerdictFindings['notJudged']): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of notJudged) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(
    ([reason, count]) =>
      `${count} ${count === 1 ? 'check counts as it is' : 'checks count as they are'} in the journal: ${printable(reason, 1_000)}.`,
  );
}

function conclusion({ good, problems, verdict }: Verification, style: Styler): string {
  if (good && verdict.state === 'partly') return style('yellow', `GOOD, as far as the evidence shows it`);
  if (good) return style('green', 'GOOD');
  return style('red', `NOT GOOD: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
}
