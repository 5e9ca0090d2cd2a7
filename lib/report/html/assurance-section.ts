import {
  ASSURANCE_SCRIPT,
  type AssuranceRequirement,
  assuranceRequirements,
  UNPUBLISHED_REQUIREMENTS,
} from '../../rules';
import type { RuleResult } from '../../verdict';
import type { ConformanceResult } from '../conformance-result';
import { type Content, html, joined, type Markup } from '../markup';
import { counted, grouped, standingOf } from '../words';
import { ruleAnchor } from './anchors';
import { details, section, standingTag, table } from './parts';

const COVERED: ReadonlyArray<readonly [covered: AssuranceRequirement['covered'], title: string]> = [
  ['wholly', 'Covered'],
  ['partly', 'Covered in part'],
  ['not', 'Cannot be seen from outside: to be shown in another way'],
];

/** The requirements of the NHS provider assurance script: what this run says of each, and what it cannot say. */
export function assuranceSection({ rules }: ConformanceResult): Markup {
  const judged = new Map(rules.map((rule) => [rule.id, rule]));
  return section({
    id: 'assurance',
    title: 'NHS assurance requirements',
    content: [
      html`<p>The <a href="${ASSURANCE_SCRIPT.link}" rel="noreferrer">${ASSURANCE_SCRIPT.title}</a> ask ${counted(assuranceRequirements.length, 'thing')} of a server that are published. Here is what this run shows of each. It does not take the place of the script: that is for the NHS to say.</p>`,
      COVERED.map(([covered, title]) =>
        group(
          title,
          assuranceRequirements.filter((requirement) => requirement.covered === covered),
          judged,
        ),
      ),
      html`<p class="quiet">The script passes over the numbers ${UNPUBLISHED_REQUIREMENTS.join(', ')}: what they ask is not published.</p>`,
    ],
  });
}

function group(
  title: string,
  requirements: readonly AssuranceRequirement[],
  judged: ReadonlyMap<string, RuleResult>,
): Content {
  if (requirements.length === 0) return null;
  return table({
    caption: `${title} (${grouped(requirements.length)})`,
    columns: ['Requirement', 'What this run shows', 'What stays open'],
    rows: requirements.map(({ id, test, title: short, requirement, rules, why }) => [
      html`<strong>${id}</strong> <span class="quiet">${test}</span><br>${short}${details('What is asked', html`<p>${requirement}</p>`)}`,
      rules.length === 0
        ? 'Nothing'
        : html`<ul class="marks">${rules.map((rule) => html`<li>${standingIn(rule, judged)}</li>`)}</ul>`,
      why ?? 'Nothing',
    ]),
  });
}

/** What became of a rule, or that it was no part of this run. */
function standingIn(id: string, judged: ReadonlyMap<string, RuleResult>): Content {
  const rule = judged.get(id);
  if (rule === undefined) return joined([html`<span class="quiet">Not in this run</span>`, id], ' ');
  return html`${standingTag(standingOf(rule))} <a href="#${ruleAnchor(id)}">${id}</a>`;
}
