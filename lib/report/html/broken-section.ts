import { ruleById } from '../../rules';
import type { CheckResult, RuleResult } from '../../verdict';
import { brokenRulesOf, toldChecks } from '../broken-rules';
import type { ConformanceResult } from '../conformance-result';
import { idsInShort } from '../ids-in-short';
import { type Content, html, type Markup } from '../markup';
import type { Rerun } from '../terminal-summary';
import { waiverText } from '../waiver-text';
import { BASES, bounded, counted, standingOf } from '../words';
import { failureAnchor, ruleAnchor } from './anchors';
import {
  block,
  code,
  conflictNote,
  details,
  levelMark,
  section,
  sourceLink,
  standingTag,
  summaryList,
  table,
  tag,
} from './parts';
import type { ShownExchanges } from './shown-exchanges';

/** What the telling of a broken rule is made of, beside the rule. */
export interface Telling {
  readonly exchanges: ShownExchanges;
  readonly rerun: Rerun;
}

/** Every MUST that is broken, in full: what was required, what came, and how to see it again. */
export function failuresSection(result: ConformanceResult, telling: Telling): Markup {
  const { deciding, beside, waived } = brokenRulesOf(result);
  const groups: ReadonlyArray<readonly [title: string, rules: readonly RuleResult[]]> = [
    ['These decide the verdict', deciding],
    ['These do not decide the verdict', beside],
    ['These are waived', waived],
  ];
  const isAny = groups.some(([, rules]) => rules.length > 0);
  return section({
    id: 'failures',
    title: 'What is broken',
    content: isAny
      ? groups.map(([title, rules]) => (rules.length === 0 ? null : group(title, rules, telling)))
      : html`<p>No requirement was found broken in this run.</p>`,
  });
}

/** Every warning in full. */
export function warningsSection(result: ConformanceResult, telling: Telling): Markup {
  const { warnings } = brokenRulesOf(result);
  return section({
    id: 'warnings',
    title: 'Warnings',
    content:
      warnings.length === 0
        ? html`<p>There is nothing to warn of.</p>`
        : [
            html`<p>A warning does not decide the verdict: it is about a SHOULD that is broken, or a MUST that is kept in a way which is worth a look.</p>`,
            warnings.map((rule) => brokenRule(rule, telling, 3)),
          ],
  });
}

function group(title: string, rules: readonly RuleResult[], telling: Telling): Content {
  return [html`<h3 class="nhsuk-heading-m">${title}</h3>`, rules.map((rule) => brokenRule(rule, telling, 4))];
}

/** @param level that of its heading */
function brokenRule(result: RuleResult, telling: Telling, level: number): Markup {
  const rule = ruleById(result.id);
  const { told, listed } = toldChecks(result);
  return html`
<article class="broken broken--${standingOf(result)}">
<div class="broken__head"><p class="broken__marks">${standingTag(standingOf(result))} ${levelMark(rule.level)} <a class="quiet" href="#${ruleAnchor(rule.id)}">${rule.id}</a></p>
<h${level} class="nhsuk-heading-s">${rule.title}</h${level}></div>
${summaryList([
  ['Required', rule.requirement],
  ['Source', html`${sourceLink(rule)}<br><span class="quiet">${rule.basis}: ${BASES[rule.basis]}</span>`],
  ['Waived', result.waiver === null ? null : waiverText(result.waiver)],
  ['Seen in', html`${told.length + listed.length} of ${counted(result.cases, 'case')}`],
])}
${conflictNote(rule)}
${told.map((check, index) => toldCase(check, result, telling, { level: level + 1, isFirst: index === 0 }))}
${listed.length === 0 ? null : listedCases(listed)}
</article>`;
}

/** One case in which the rule is broken; of the first, exchanges are printed in whole. */
function toldCase(
  check: CheckResult,
  { id }: RuleResult,
  { exchanges, rerun }: Telling,
  { level, isFirst }: { readonly level: number; readonly isFirst: boolean },
): Markup {
  // What is sent for the sake of many cases cannot be asked for alone.
  const isAskable = !check.case.startsWith('(');
  return html`
<div class="failure" id="${failureAnchor(id, check.case)}"><h${level} class="failure__case">${check.case}</h${level}>
<p class="failure__message">${bounded(check.message ?? '')}</p>
${check.waiver === null ? null : html`<p>${tag('Waived', 'purple')} ${waiverText(check.waiver)}</p>`}
<dl class="compared">${compared('Expected', check.expected)}${compared('What came', check.actual)}</dl>
${exchanges.of(check, isFirst)}
<p class="rerun">To test just this again: ${code(rerun(id, isAskable ? check.case : null))}</p></div>`;
}

function compared(name: string, value: string | null): Content {
  return value === null
    ? null
    : html`<div class="compared__side"><dt>${name}</dt><dd>${block(bounded(value))}</dd></div>`;
}

/** The further cases of a rule, each in a line. */
function listedCases(checks: readonly CheckResult[]): Markup {
  return details(
    counted(checks.length, 'more case'),
    table({
      caption: 'More cases in which the same is broken',
      columns: ['Case', 'What was found', 'Exchanges, in exchanges.ndjson'],
      rows: checks.map((check) => [check.case, bounded(check.message ?? ''), idsInShort(check.exchanges)]),
    }),
  );
}
