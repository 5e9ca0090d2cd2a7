import type { Change, ChangedRule, Comparison } from './compare-results';
import { printable, type Style, type Styler } from './printable';

/** The changes in the order in which they are told, and how. */
const CHANGES: ReadonlyArray<{ change: Change; heading: string; style: Style }> = [
  { change: 'broken', heading: 'Broken', style: 'red' },
  { change: 'fixed', heading: 'Fixed', style: 'green' },
  { change: 'no-longer-judged', heading: 'No longer judged', style: 'yellow' },
  { change: 'now-judged', heading: 'Judged now', style: 'bold' },
  { change: 'changed', heading: 'Changed otherwise', style: 'bold' },
  { change: 'new', heading: 'New', style: 'bold' },
  { change: 'gone', heading: 'Gone', style: 'bold' },
];

const MOST_RULES = 20;
const MOST_CASES = 5;

/** What changed between two runs, as people read it: first what differs beside the target, at last whether something broke. */
export function comparisonText(comparison: Comparison, style: Styler): string {
  const parts = [
    [runText('A', comparison.a), runText('B', comparison.b)].join('\n'),
    differencesText(comparison),
    ...CHANGES.map(({ change, heading, style: colour }) =>
      changesText(change, style(colour, heading), comparison.rules),
    ),
    conclusion(comparison, style),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function runText(name: string, { file, target, startedAt, suite, verdict }: Comparison['a']): string {
  return `${name}  ${printable(file)}: ${verdict.toUpperCase()}, ${printable(target)}, ${printable(startedAt)}, suite ${printable(suite)}`;
}

function differencesText({ differences }: Comparison): string {
  if (differences.length === 0) return '';
  const lines = differences.map(
    ({ what, a, b }) => `  ${printable(what)}: ${printable(a)} → ${printable(b)}`,
  );
  return ['The runs differ in this, which may be why:', ...lines].join('\n');
}

function changesText(change: Change, heading: string, rules: readonly ChangedRule[]): string {
  const concerned = rules.filter(
    (rule) => rule.change === change || rule.checks.some((check) => check.change === change),
  );
  if (concerned.length === 0) return '';
  const more = concerned.length - MOST_RULES;
  return [
    heading,
    ...concerned.slice(0, MOST_RULES).map((rule) => ruleText(change, rule)),
    ...(more > 0 ? [`  and ${more} more rules: --json has all`] : []),
  ].join('\n');
}

function ruleText(change: Change, rule: ChangedRule): string {
  const checks = rule.checks.filter((check) => check.change === change);
  const more = checks.length - MOST_CASES;
  const beside = rule.decides ? '' : ', does not decide';
  return [
    `  ${rule.level} ${printable(rule.id)}: ${printable(rule.title)} (${stepText(rule)}${beside})`,
    ...checks
      .slice(0, MOST_CASES)
      .flatMap((check) => [
        `      ${printable(check.case)}: ${stepText(check)}`,
        ...(check.message === null ? [] : [`        ${printable(check.message, 600)}`]),
      ]),
    ...(more > 0 ? [`      and ${more} more cases: --json has all`] : []),
  ].join('\n');
}

function stepText({ from, to, waived }: Pick<ChangedRule, 'from' | 'to' | 'waived'>): string {
  const outcome = `${to ?? 'not there'}${waived ? ', waived' : ''}`;
  return from === to ? outcome : `${from ?? 'not there'} → ${outcome}`;
}

function conclusion({ broke, totals }: Comparison, style: Styler): string {
  const counts = Object.entries(totals)
    .filter(([change, count]) => count > 0 || change === 'broken')
    .map(([change, count]) => `${count} ${change.replaceAll('-', ' ')}`);
  const broken =
    broke.length === 0
      ? style('green', 'Nothing broke that decides.')
      : style('red', `Broken, and decides: ${broke.map((id) => printable(id)).join(', ')}`);
  return `checks: ${counts.join(', ')}\n${broken}`;
}
