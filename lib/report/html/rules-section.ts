import { ruleById } from '../../rules';
import { type CheckResult, isDeciding, type RuleResult } from '../../verdict';
import { toldChecks } from '../broken-rules';
import type { ConformanceResult } from '../conformance-result';
import { gateOf } from '../failures';
import { groupedBy } from '../grouped-by';
import { idsInShort } from '../ids-in-short';
import { type Content, html, type Markup } from '../markup';
import { waiverText } from '../waiver-text';
import {
  BASES,
  bounded,
  counted,
  LEVELS,
  OUTCOME_ORDER,
  STANDING_ORDER,
  STANDINGS,
  standingOf,
} from '../words';
import { caseAnchor, failureAnchor, ruleAnchor } from './anchors';
import { conflictNote, details, levelMark, section, sourceLink, standingTag, summaryList } from './parts';

/** Every requirement, by the section of the source that it stands in, with what became of it and the evidence. */
export function rulesSection(result: ConformanceResult): Markup {
  const byDocument = groupedBy(result.rules, ({ id }) => ruleById(id).document);
  return section({
    id: 'rules',
    title: 'Every requirement, section by section',
    content: [
      filter(result.rules),
      [...byDocument].map(
        ([document, rules]) => html`
<div class="document"><h3 class="nhsuk-heading-m">${document}</h3>${[
          ...groupedBy(rules, ({ section: heading }) => heading),
        ].map(
          ([heading, inSection]) => html`
<div class="source-section"><h4 class="nhsuk-heading-s">${heading}</h4>${inSection.map((rule) => ruleEntry(rule, result))}</div>`,
        )}</div>`,
      ),
      html`<p class="none-found" hidden>No requirement is like that. <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" data-reset>Show all</button></p>`,
    ],
  });
}

/** How a section is named where it stands alone. */
const sectionName = (rule: RuleResult): string => `${ruleById(rule.id).document}: ${rule.section}`;

/** The controls of the filter; without scripts they do nothing, and are not shown. */
function filter(rules: readonly RuleResult[]): Markup {
  const sections = [...new Set(rules.map(sectionName))];
  const standings = STANDING_ORDER.filter((standing) => rules.some((rule) => standingOf(rule) === standing));
  const levels = [...new Set(rules.map(({ level }) => level))];
  return html`
<form class="filter" id="filter" role="search" aria-label="Requirements" hidden>
${choice(
  'verdict',
  'What became of it',
  standings.map((standing) => [standing, STANDINGS[standing].label]),
)}
${choice(
  'level',
  'Level',
  levels.map((level) => [level, level]),
)}
${choice(
  'section',
  'Section',
  sections.map((name) => [name, name]),
)}
<div class="filter__field filter__field--wide"><label class="nhsuk-label" for="filter-q">Search in requirements and cases</label><input class="nhsuk-input" id="filter-q" name="q" type="search" autocomplete="off" spellcheck="false"></div>
<div class="filter__field"><button type="reset" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">Show all</button></div>
<p class="filter__status" role="status" aria-live="polite" id="filter-status"></p>
</form>`;
}

function choice(
  name: string,
  label: string,
  options: ReadonlyArray<readonly [value: string, label: string]>,
): Markup {
  return html`<div class="filter__field"><label class="nhsuk-label" for="filter-${name}">${label}</label><select class="nhsuk-select" id="filter-${name}" name="${name}"><option value="">All</option>${options.map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select></div>`;
}

function ruleEntry(result: RuleResult, run: ConformanceResult): Markup {
  const rule = ruleById(result.id);
  const standing = standingOf(result);
  const cases =
    result.cases === 0 ? 'no case' : `judged in ${result.exercised} of ${counted(result.cases, 'case')}`;
  const summary = html`<span class="rule__title">${rule.title}</span> <span class="rule__marks">${standingTag(standing)} ${levelMark(rule.level)} <span class="quiet">${rule.id}</span> <span class="quiet rule__cases">${cases}</span></span>`;
  const content = [
    summaryList([
      ['Required', rule.requirement],
      ['Source', html`${sourceLink(rule)}<br><span class="quiet">${rule.basis}: ${BASES[rule.basis]}</span>`],
      [
        'Level',
        html`${rule.level}: ${LEVELS[rule.level]} ${isDeciding(result, gateOf(run)) ? 'It decides the verdict.' : 'It does not decide the verdict.'}`,
      ],
      ['Why', result.verdict === 'pass' ? null : bounded(result.reason ?? '')],
      ['Waived', result.waiver === null ? null : waiverText(result.waiver)],
      ['Evidence', result.checks.length === 0 ? 'None: no case of this run shows it.' : null],
    ]),
    conflictNote(rule),
    OUTCOME_ORDER.map((outcome) => checksOf(result, outcome)),
  ];
  return html`
<div class="rule" data-level="${rule.level}" data-verdict="${standing}" data-section="${sectionName(result)}">${details(summary, content, { kind: 'rule__details', id: ruleAnchor(rule.id) })}</div>`;
}

/** The cases of a rule that came out alike. */
function checksOf(rule: RuleResult, outcome: CheckResult['outcome']): Content {
  const checks = rule.checks.filter((check) => check.outcome === outcome);
  if (checks.length === 0) return null;
  const told = new Set(
    outcome === rule.verdict && (outcome === 'fail' || outcome === 'warn') ? toldChecks(rule).told : [],
  );
  const summary = html`${STANDINGS[outcome].label} in ${counted(checks.length, 'case')} <span class="found"></span>`;
  const list = html`<ul class="checks">${checks.map((check) => checkLine(check, told.has(check) ? failureAnchor(rule.id, check.case) : null))}</ul>`;
  return details(summary, list, { isOpen: told.size > 0 });
}

/** One check: its case, what was found, and by which exchanges. */
function checkLine({ case: name, message, exchanges }: CheckResult, anchor: string | null): Markup {
  return html`
<li class="check"><a href="#${caseAnchor(name)}">${name}</a>${message === null ? null : html`: ${bounded(message, MOST_OF_A_MESSAGE)}`}${anchor === null ? null : html` (<a href="#${anchor}">in full</a>)`} <span class="quiet">${idsInShort(exchanges)}</span></li>`;
}

const MOST_OF_A_MESSAGE = 500;
