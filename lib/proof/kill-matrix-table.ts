import type { FaultResult, KillMatrix } from './kill-matrix';

/** The matrix as a page of Markdown: what holds, then every fault with the rules that flag it, then the rules. */
export function killMatrixTable(matrix: KillMatrix): string {
  const { suite, totals, selection, full, faults, rules, baselines } = matrix;
  const how = full ? 'All cases were sent for each fault.' : 'The cases sent for each fault stand for all.';
  const parts = [
    '# Kill matrix',
    `${suite.name} ${suite.version}, rulebook ${suite.rulebook}. ${how}`,
    ...(selection ? ['Only some faults were asked for: this proves nothing of the others.'] : []),
    table(
      ['faults', 'caught', 'exact', 'rules that bind a server', 'of these without a fault'],
      [[totals.faults, totals.caught, totals.exact, totals.rules, totals.rulesWithoutFault].map(String)],
    ),
    '## Without a fault',
    table(
      ['provider', 'flagged by'],
      baselines.map(({ provider, flagged, problems }) => [
        codes([JSON.stringify(provider)]),
        [codes(flagged), ...problems].filter(Boolean).join('; ') || 'nothing',
      ]),
    ),
    '## Faults',
    'A rule that changes with the fault without being flagged can no longer be judged, or no longer applies.',
    table(
      [
        '',
        'fault',
        'what the provider does',
        'its rule',
        'verdict',
        'declared couplings',
        'what is not as declared',
      ],
      faults.map(faultRow),
    ),
    '## Rules',
    table(
      ['rule', 'faults'],
      rules.map((rule) => [codes([rule.id]), String(rule.faults)]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function faultRow(fault: FaultResult): string[] {
  const { id, description, rule, verdict, couplings, exact } = fault;
  const sign = exact ? '✓' : '✗';
  return [
    sign,
    codes([id]),
    description,
    codes([rule]),
    verdict ?? 'not judged',
    codes(couplings),
    inexactness(fault),
  ];
}

/** What is not as the fault declares, in words; empty for a fault that is exact. */
export function inexactness({ caught, expected, undeclared, unseen, problems }: FaultResult): string {
  const parts = [
    caught ? '' : `not caught: ${expected} was expected`,
    undeclared.length > 0 ? `not declared, yet changed: ${undeclared.join(', ')}` : '',
    unseen.length > 0 ? `declared, yet unchanged: ${unseen.join(', ')}` : '',
    problems.length > 0 ? `the suite itself failed: ${problems.join('; ')}` : '',
  ];
  return parts.filter(Boolean).join('. ');
}

const codes = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.map(inCell).join(' | ')} |`;

const inCell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
