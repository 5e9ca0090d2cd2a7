import { ruleById } from '../rules';
import type { CheckResult, RuleResult, RunEntry } from '../verdict';
import type { ConformanceResult } from './conformance-result';
import { printable, type Style, type Styler } from './printable';
import { slotsInShort } from './slots';
import { outdatedWaivers, verdictText, waiverNote, waiverText } from './waiver-text';

/** Gives the command that judges one rule again; with a case, on that case alone. */
export type Rerun = (ruleId: string, caseName: string | null) => string;

/** How to judge a rule again, with what stands before the selection and behind it. */
export function rerunBy({ before, after }: RunEntry['again']): Rerun {
  return (ruleId, caseName) => {
    const chosen = [`--only ${ruleId}`, ...(caseName === null ? [] : [`--case ${quoted(caseName)}`])];
    return [before, ...chosen, after].filter(Boolean).join(' ');
  };
}

/** A text as one word of a shell's command line. */
export function quoted(text: string): string {
  if (/^[\w./:,@%+=~-]+$/.test(text) && !text.startsWith('~')) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

const SIGNS: Record<RuleResult['verdict'], { sign: string; style: Style }> = {
  pass: { sign: '✓', style: 'green' },
  fail: { sign: '✗', style: 'red' },
  warn: { sign: '!', style: 'yellow' },
  inconclusive: { sign: '?', style: 'yellow' },
  'not-applicable': { sign: '-', style: 'dim' },
};

const MOST_CASES = 3;
/** How many bodies that were booked, or turned away, are told, and how many bookings left behind. */
const MOST_LISTED = 10;
const MOST_LEFT_BEHIND = 20;

/**
 * The summary that a supplier reads on the terminal: each section with its rules, then what is broken with what was
 * required, expected and seen and how to run just that again, then the verdict in one sentence.
 */
export function terminalSummary(result: ConformanceResult, style: Styler, rerun: Rerun): string {
  // What a shard did not judge, others do.
  const isWhole = result.run.shard === null;
  const parts = [
    sections(isWhole ? result.rules : result.rules.filter(({ cases }) => cases > 0), style),
    details('Broken (MUST)', (rule) => !rule.waiver && rule.verdict === 'fail', result, style, rerun),
    details('Waived, and broken all the same', isWaivedFailure, result, style, rerun),
    details('Warnings', (rule) => !rule.waiver && rule.verdict === 'warn', result, style, rerun),
    waiversToMend(result, style),
    waivedUnjudged(result, style),
    isWhole ? unjudged(result, style) : '',
    letThrough(result, style),
    turnedAway(result, style),
    leftBehind(result, style),
    conclusion(result, style),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function sections(rules: readonly RuleResult[], style: Styler): string {
  const names = [...new Set(rules.map((rule) => heading(rule)))];
  return names
    .map((name) => {
      const lines = rules.filter((rule) => heading(rule) === name).map((rule) => ruleLine(rule, style));
      return [style('bold', name), ...lines].join('\n');
    })
    .join('\n\n');
}

const heading = (rule: RuleResult): string => `${ruleById(rule.id).document}: ${rule.section}`;

function ruleLine(rule: RuleResult, style: Styler): string {
  const { sign, style: colour } = SIGNS[rule.verdict];
  const counts = rule.cases > 1 ? style('dim', ` (${rule.exercised} of ${rule.cases} cases)`) : '';
  const waived = rule.waiver === null ? '' : style('yellow', ` (waived until ${rule.waiver.expires})`);
  return `  ${style(colour, sign)} ${rule.level.padEnd(6)} ${rule.id.padEnd(34)} ${rule.title}${counts}${waived}`;
}

function details(
  title: string,
  isTold: (rule: RuleResult) => boolean,
  { rules, run }: ConformanceResult,
  style: Styler,
  rerun: Rerun,
): string {
  const told = rules.filter(isTold);
  if (told.length === 0) return '';
  const byCase = run.selection.cases.length > 0;
  const blocks = told.map((rule) => detail(rule, byCase, style, rerun));
  return [style('bold', title), ...blocks].join('\n\n');
}

/**
 * One rule that is broken: what is required and by whom, then case by case what came, then how to see it again: in one
 * case, where there are many or where the run was one of some cases only.
 */
function detail(
  { id, level, title, verdict, checks }: RuleResult,
  byCase: boolean,
  style: Styler,
  rerun: Rerun,
): string {
  const { requirement, document, section, basis, link, conflict } = ruleById(id);
  const { sign, style: colour } = SIGNS[verdict];
  const decisive = checks.filter((check) => check.outcome === verdict);
  const cases = [...decisive.filter(({ waiver }) => !waiver), ...decisive.filter(({ waiver }) => waiver)];
  return [
    style(colour, `  ${sign} ${level} ${id}: ${title}`),
    labelled('required', requirement),
    labelled('source', `${document}, ${section} (${basis}): ${link}`),
    ...(verdict === 'fail' && conflict ? [labelled('note', conflict)] : []),
    ...cases.slice(0, MOST_CASES).flatMap(caseLines),
    ...(cases.length > MOST_CASES
      ? [labelled('', `and ${counted(cases.length - MOST_CASES, 'more case')}`)]
      : []),
    labelled('again', rerun(id, byCase || checks.length > 1 ? caseToRepeat(cases) : null)),
  ].join('\n');
}

/** The first of the cases that can be asked for: what is sent for the sake of many has a name in parentheses. */
function caseToRepeat(cases: readonly CheckResult[]): string | null {
  return cases.find((check) => !check.case.startsWith('('))?.case ?? null;
}

function caseLines(check: CheckResult): string[] {
  const seen = check.exchanges.length > 0 ? ` (exchange ${check.exchanges.join(', ')})` : '';
  return [
    labelled('case', `${check.case}${seen}`),
    labelled('', check.message ?? ''),
    ...(check.expected === null ? [] : [labelled('expected', check.expected)]),
    ...(check.actual === null ? [] : [labelled('actual', check.actual)]),
    ...(check.waiver === null ? [] : [labelled('waived', waiverText(check.waiver))]),
  ];
}

/** A line with its label in a column of its own; what may come from the target is made harmless. */
const labelled = (label: string, text: string): string => `      ${label.padEnd(9)} ${printable(text, 600)}`;

/** The waivers that fail the run, and those of which it could not be said whether they are needed. */
function waiversToMend(result: ConformanceResult, style: Styler): string {
  const notes = (waivers: ConformanceResult['waivers']): string[] =>
    waivers.flatMap((waiver) => waiverNote(waiver) ?? []).map((note) => `  ${printable(note, 600)}`);
  const outdated = notes(outdatedWaivers(result));
  const unjudged = notes(result.waivers.filter(({ state }) => state === 'unjudged'));
  return [
    ...(outdated.length === 0 ? [] : [style('red', 'Waivers that fail the run'), ...outdated]),
    ...(unjudged.length === 0 ? [] : [style('bold', 'Waivers that were not judged'), ...unjudged]),
  ].join('\n');
}

const isWaivedFailure = ({ waiver, verdict }: RuleResult): boolean =>
  waiver !== null && verdict !== 'inconclusive';

/** The rules that are waived though nothing was seen of them: one that they need is broken. */
function waivedUnjudged({ rules }: ConformanceResult, style: Styler): string {
  const waived = rules.filter(({ waiver, verdict }) => waiver !== null && verdict === 'inconclusive');
  if (waived.length === 0) return '';
  const lines = waived.flatMap(({ level, id, reason, waiver }) => [
    `  ${style('yellow', '?')} ${level} ${id}: ${printable(reason ?? '')}`,
    ...(waiver === null ? [] : [labelled('waived', waiverText(waiver))]),
  ]);
  return [style('bold', 'Waived, and not seen at all'), ...lines].join('\n');
}

function unjudged({ rules, bookings }: ConformanceResult, style: Styler): string {
  const open = rules.filter((rule) => !rule.waiver && rule.verdict === 'inconclusive');
  if (open.length === 0) return '';
  const reasons = [...new Set(open.map((rule) => rule.reason ?? ''))];
  const lines = reasons.flatMap((reason) => [
    `  ${printable(reason)}`,
    ...open
      .filter((rule) => (rule.reason ?? '') === reason)
      .map((rule) => `    ${rule.level.padEnd(6)} ${rule.id}`),
  ]);
  // To a target that books, doctor has nothing to say.
  if (bookings.made === 0)
    lines.push('  `booking-conformance doctor` asks the target step by step and says what to mend.');
  return [style('bold', 'Could not be judged'), ...lines].join('\n');
}

function letThrough({ defects }: ConformanceResult, style: Styler): string {
  const through = defects.filter((defect) => defect.result === 'let-through');
  if (through.length === 0) return '';
  // First those that every server has to refuse.
  const ordered = [...through.filter(({ judged }) => judged), ...through.filter(({ judged }) => !judged)];
  const lines = ordered.map(
    ({ tier, name, status, why, judged }) =>
      `  tier ${tier.padEnd(2)} ${name} (status ${status}${judged ? '' : ', never judged'}): ${why}`,
  );
  const title = `Let through: ${through.length} of ${defects.length} invalid bodies were booked`;
  return [style('bold', title), ...listed(lines, 'defects')].join('\n');
}

/** The valid bookings, beside those that a rule judges, that the target refused. */
function turnedAway({ variants }: ConformanceResult, style: Styler): string {
  const valid = variants.filter((variant) => variant.valid && variant.rule === null);
  const refused = valid.filter((variant) => variant.result !== 'accepted');
  if (refused.length === 0) return '';
  const lines = refused.map(({ name, status, why }) => `  ${name} (status ${status}): ${why}`);
  const title = `Turned away: ${refused.length} of ${valid.length} unusual but valid bookings (never judged)`;
  return [style('bold', title), ...listed(lines, 'variants')].join('\n');
}

/** The first lines of a list, and where the rest of it is: a member of `conformance.json`. */
function listed(
  lines: readonly string[],
  member: 'defects' | 'variants' | 'bookings',
  most = MOST_LISTED,
): string[] {
  if (lines.length <= most) return [...lines];
  const more = lines.length - most;
  return [...lines.slice(0, most), `  and ${more} more: "${member}" in conformance.json lists all`];
}

function leftBehind({ bookings }: ConformanceResult, style: Styler): string {
  if (bookings.leftBehind.length === 0) return '';
  const lines = bookings.leftBehind.map(
    ({ id, slot, reason }) =>
      `  Appointment ${printable(id ?? '(id not told)')} in slot ${printable(slot)}: ${printable(reason)}`,
  );
  return [
    style('yellow', `These bookings are, or may be, still in the diary; look there for “${bookings.mark}”:`),
    ...listed(lines, 'bookings', MOST_LEFT_BEHIND),
  ].join('\n');
}

function conclusion(result: ConformanceResult, style: Styler): string {
  const { verdict, totals, run, target, suite, rules } = result;
  const colours = { conformant: 'green', 'non-conformant': 'red', incomplete: 'yellow' } as const;
  const counts = Object.entries(totals)
    .filter(([name, count]) => count > 0 || name === 'pass' || name === 'fail')
    .map(([name, count]) => `${count} ${name}`);
  const { selected, all, cases } = run.selection;
  const outdated = outdatedWaivers(result);
  const lines = [
    `${style('bold', style(colours[verdict], verdictText(result)))}  ${printable(target.baseUrl)}${target.embedded ? ' (the embedded provider, not a server of yours)' : ''}`,
    `rules: ${counts.join(', ')} (rulebook ${suite.rulebook}, gate ${run.gate.join(', ')})`,
    `exchanges: ${run.exchanges}, p50 ${run.latencyMs.p50} ms, p95 ${run.latencyMs.p95} ms, max ${run.latencyMs.max} ms; run: ${(run.durationMs / 1000).toFixed(1)} s`,
  ];
  if (run.shard !== null)
    lines.push(
      `this is shard ${run.shard.number} of ${run.shard.of}: \`booking-conformance merge\` puts them together, and gives the verdict`,
    );
  if (outdated.length > 0)
    lines.push(
      style(
        'red',
        `the run fails, since ${counted(outdated.length, 'waiver')} ${outdated.length === 1 ? 'is' : 'are'} expired or stale; see above`,
      ),
    );
  if (run.slots.untested.length > 0) lines.push(style('yellow', printable(slotsInShort(run.slots), 600)));
  if (selected < all)
    lines.push(`only ${selected} of ${all} rules were selected: such a run certifies nothing`);
  if (cases.length > 0)
    lines.push(
      `only some cases were selected (${printable(cases.join('; '))}): such a run certifies nothing`,
    );
  const beside = rules.filter(
    ({ verdict, waiver, source }) => verdict === 'fail' && !waiver && !run.gate.includes(source),
  );
  if (beside.length > 0) {
    const sources = [...new Set(beside.map(({ source }) => source))];
    lines.push(
      style(
        'yellow',
        `${counted(beside.length, 'MUST')} outside the gate ${beside.length === 1 ? 'is' : 'are'} broken; --gate ${[...run.gate, ...sources].join(',')} lets ${beside.length === 1 ? 'it' : 'them'} decide`,
      ),
    );
  }
  const deciding = rules.filter(({ level, source }) => level === 'MUST' && run.gate.includes(source));
  const isUnjudged =
    !run.shard &&
    !run.faults.length &&
    !run.stopped &&
    !deciding.some((rule) => !rule.waiver && rule.verdict === 'inconclusive');
  if (verdict === 'incomplete' && isUnjudged) {
    const isSeen = deciding.some((rule) => rule.verdict === 'pass' || rule.verdict === 'warn');
    lines.push(
      isSeen
        ? 'bookings were asked for, and nothing shows that the target made any, so there is no verdict to give'
        : `no MUST of the gate (${run.gate.join(', ')}) was judged, so there is no verdict to give; see the rules above`,
    );
  }
  if (run.stopped) lines.push(style('yellow', `the run ended early: ${printable(run.stopped)}`));
  if (run.faults.length > 0)
    lines.push(
      style('red', `the suite itself failed in ${counted(run.faults.length, 'place')}; please report it`),
    );
  return lines.join('\n');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
