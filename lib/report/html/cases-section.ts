import type { CheckResult } from '../../verdict';
import type { ConformanceResult } from '../conformance-result';
import { groupedBy } from '../grouped-by';
import { idsInShort } from '../ids-in-short';
import { html, joined, type Markup } from '../markup';
import { counted, OUTCOME_ORDER, STANDINGS } from '../words';
import { caseAnchor, ruleAnchor } from './anchors';
import { details, section } from './parts';

/** A check, and the rule that it is of. */
interface RuleCheck {
  readonly rule: string;
  readonly check: CheckResult;
}

/** Every case that was sent, with what it showed. */
export function casesSection({ rules }: ConformanceResult): Markup {
  const checks = rules.flatMap((rule) => rule.checks.map((check): RuleCheck => ({ rule: rule.id, check })));
  const byCase = groupedBy(checks, ({ check }) => check.case);
  return section({
    id: 'cases',
    title: 'Cases',
    content: [
      html`<p>A case is one thing that the suite tries out: mostly one request, on which many requirements are judged.</p>`,
      details(
        `All ${counted(byCase.size, 'case')}`,
        html`<ul class="cases">${[...byCase].map(([name, of]) => caseEntry(name, of))}</ul>`,
      ),
    ],
  });
}

function caseEntry(name: string, checks: readonly RuleCheck[]): Markup {
  const counts = OUTCOME_ORDER.flatMap((outcome) => {
    const { length } = checks.filter(({ check }) => check.outcome === outcome);
    return length === 0 ? [] : [`${length} ${STANDINGS[outcome].label.toLowerCase()}`];
  });
  const broken = checks.filter(({ check }) => check.outcome === 'fail' || check.outcome === 'warn');
  const ids = [...new Set(checks.flatMap(({ check }) => check.exchanges))].sort();
  return html`
<li id="${caseAnchor(name)}"><strong>${name}</strong> <span class="quiet">${counts.join(', ')}; ${idsInShort(ids)}</span>${
    broken.length === 0
      ? null
      : html`<br>${joined(
          broken.map(
            ({ rule, check }) =>
              html`${STANDINGS[check.outcome].label}: <a href="#${ruleAnchor(rule)}">${rule}</a>`,
          ),
          ', ',
        )}`
  }</li>`;
}
