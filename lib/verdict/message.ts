import type { Rule } from '../rules';
import type { Finding } from './outcome';

/**
 * What a reader is told of a rule that was not simply passed: what is required and by whom, what was expected, what
 * came, and where documents disagree. Plain text of several lines.
 */
export function explain(rule: Rule, finding: Omit<Finding, 'holds'>): string {
  const heading: Record<Finding['outcome'], string> = {
    fail: 'FAIL',
    warn: 'WARNING',
    inconclusive: 'INCONCLUSIVE',
    'not-applicable': 'NOT APPLICABLE',
    pass: 'PASS',
  };
  const lines = [`${heading[finding.outcome]} [${rule.level} ${rule.id}] ${finding.message ?? rule.title}`];
  if (finding.outcome === 'fail' || finding.outcome === 'warn') {
    lines.push(
      `required: ${rule.requirement}`,
      `source:   ${rule.document}, ${rule.section} (${rule.basis})`,
      `          ${rule.link}`,
    );
  }
  if (finding.expected !== null) lines.push(`expected: ${finding.expected}`);
  if (finding.actual !== null) lines.push(`actual:   ${finding.actual}`);
  if (finding.outcome === 'fail' && rule.conflict) lines.push(`note:     ${rule.conflict}`);
  return lines.join('\n');
}
