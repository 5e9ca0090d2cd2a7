import { ruleById } from '../rules';
import { type CheckResult, explain, type RuleResult } from '../verdict';
import type { ConformanceResult } from './conformance-result';
import { printable, type Style } from './printable';

type Styler = (style: Style, text: string) => string;

const SIGNS: Record<RuleResult['verdict'], { sign: string; style: Style }> = {
  pass: { sign: '✓', style: 'green' },
  fail: { sign: '✗', style: 'red' },
  warn: { sign: '!', style: 'yellow' },
  inconclusive: { sign: '?', style: 'yellow' },
  'not-applicable': { sign: '-', style: 'dim' },
};

const MOST_EXAMPLES = 3;

/**
 * The summary that a supplier reads on the terminal: each section with its rules, then what is broken with what was
 * required, expected and seen and how to run just that again, then the verdict in one sentence.
 */
export function terminalSummary(
  result: ConformanceResult,
  style: Styler,
  rerun: (ruleId: string) => string,
): string {
  const parts = [
    sections(result.rules, style),
    details('Broken (MUST)', 'fail', result.rules, style, rerun),
    details('Warnings', 'warn', result.rules, style, rerun),
    unjudged(result.rules, style),
    letThrough(result, style),
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
  return `  ${style(colour, sign)} ${rule.level.padEnd(6)} ${rule.id.padEnd(34)} ${rule.title}${counts}`;
}

function details(
  title: string,
  outcome: 'fail' | 'warn',
  rules: readonly RuleResult[],
  style: Styler,
  rerun: (ruleId: string) => string,
): string {
  const broken = rules.filter((rule) => rule.verdict === outcome);
  if (broken.length === 0) return '';
  return [style('bold', title), ...broken.map((rule) => detail(rule, outcome, rerun))].join('\n\n');
}

function detail(rule: RuleResult, outcome: 'fail' | 'warn', rerun: (ruleId: string) => string): string {
  const checks = rule.checks.filter((check) => check.outcome === outcome);
  const lines = checks.slice(0, MOST_EXAMPLES).flatMap((check) => example(rule, check));
  if (checks.length > MOST_EXAMPLES) lines.push(`  and ${checks.length - MOST_EXAMPLES} more cases`);
  lines.push(`  again:    ${rerun(rule.id)}`);
  return lines.join('\n');
}

function example(rule: RuleResult, check: CheckResult): string[] {
  const { outcome, message, expected, actual } = check;
  const told = explain(ruleById(rule.id), {
    outcome,
    message: shown(message),
    expected: shown(expected),
    actual: shown(actual),
    holds: false,
  });
  const seen = check.exchanges.length > 0 ? `, exchange ${check.exchanges.join(', ')}` : '';
  return [`  case:     ${printable(check.case)}${seen}`, ...told.split('\n').map((line) => `  ${line}`)];
}

/** What the target had a say in, on one line. */
const shown = (text: string | null): string | null => (text === null ? null : printable(text));

function unjudged(rules: readonly RuleResult[], style: Styler): string {
  const open = rules.filter((rule) => rule.verdict === 'inconclusive');
  if (open.length === 0) return '';
  const lines = open.map((rule) => `  ${rule.level.padEnd(6)} ${rule.id}: ${printable(rule.reason ?? '')}`);
  return [style('bold', 'Could not be judged'), ...lines].join('\n');
}

function letThrough({ defects }: ConformanceResult, style: Styler): string {
  const through = defects.filter((defect) => defect.result === 'let-through');
  if (through.length === 0) return '';
  const lines = through.map(
    (defect) => `  tier ${defect.tier.padEnd(2)} ${defect.name} (status ${defect.status})`,
  );
  const title = `Let through: ${through.length} of ${defects.length} invalid bodies were booked`;
  return [style('bold', title), ...lines].join('\n');
}

function leftBehind({ bookings }: ConformanceResult, style: Styler): string {
  if (bookings.leftBehind.length === 0) return '';
  const lines = bookings.leftBehind.map(
    ({ id, slot, reason }) =>
      `  Appointment ${id ?? '(id not told)'} in slot ${printable(slot)}: ${printable(reason)}`,
  );
  return [
    style('yellow', 'These bookings could not be cancelled and are still in the diary:'),
    ...lines,
  ].join('\n');
}

function conclusion({ verdict, totals, run, target, suite }: ConformanceResult, style: Styler): string {
  const colours = { conformant: 'green', 'non-conformant': 'red', incomplete: 'yellow' } as const;
  const counts = Object.entries(totals)
    .filter(([name, count]) => count > 0 || name === 'pass' || name === 'fail')
    .map(([name, count]) => `${count} ${name}`);
  const { selected, all } = run.selection;
  const lines = [
    `${style('bold', style(colours[verdict], verdict.toUpperCase()))}  ${printable(target.baseUrl)}`,
    `rules: ${counts.join(', ')} (rulebook ${suite.rulebook}, gate ${run.gate.join(', ')})`,
    `exchanges: ${run.exchanges}, p50 ${run.latencyMs.p50} ms, p95 ${run.latencyMs.p95} ms, max ${run.latencyMs.max} ms; run: ${(run.durationMs / 1000).toFixed(1)} s`,
  ];
  if (selected < all)
    lines.push(`only ${selected} of ${all} rules were selected: such a run certifies nothing`);
  if (run.stopped) lines.push(style('yellow', `the run ended early: ${printable(run.stopped)}`));
  if (run.faults.length > 0)
    lines.push(style('red', `the suite itself failed ${run.faults.length} times; please report it`));
  return lines.join('\n');
}
