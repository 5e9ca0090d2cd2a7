import { OVERLAYS, rulesFor } from '../../rules';
import type { RuleResult } from '../../verdict';
import type { ConformanceResult } from '../conformance-result';
import { groupedBy } from '../grouped-by';
import { type Content, html, type Markup } from '../markup';
import { bounded, counted } from '../words';
import { ruleAnchor } from './anchors';
import { bullets, details, section } from './parts';

/** What was tested and, just as plainly, what was not, and why. */
export function testedSection(result: ConformanceResult): Markup {
  return section({
    id: 'tested',
    title: 'What was tested, and what was not',
    content: [
      html`<div class="pair"><div class="pair__half"><h3 class="nhsuk-heading-m">Tested</h3>${bullets(testedIn(result))}</div>
<div class="pair__half"><h3 class="nhsuk-heading-m">Not tested</h3>${bullets(untestedIn(result)) ?? html`<p>Nothing was left out.</p>`}</div></div>`,
      reasons(
        'Could not be judged',
        'Nothing in this run shows whether these requirements are kept.',
        result.rules.filter(({ verdict }) => verdict === 'inconclusive'),
      ),
      reasons(
        'Do not apply',
        'These requirements do not bind this server, or not in this run.',
        result.rules.filter(({ verdict }) => verdict === 'not-applicable'),
      ),
    ],
  });
}

function testedIn({ rules, run, defects, variants, bookings }: ConformanceResult): Content[] {
  const judged = rules.filter(({ exercised }) => exercised > 0).length;
  const cases = new Set(rules.flatMap(({ checks }) => checks.map((check) => check.case))).size;
  const checks = rules.reduce((sum, rule) => sum + rule.checks.length, 0);
  return [
    html`<strong>${counted(judged, 'requirement')}</strong> in ${counted(cases, 'case')}: ${counted(checks, 'check')} of ${counted(run.exchanges, 'request')}`,
    defects.length === 0
      ? null
      : html`<strong>${counted(defects.length, 'invalid request')}</strong>, to see what the server lets through`,
    variants.length === 0
      ? null
      : html`<strong>${counted(variants.length, 'unusual request')}</strong>, to see what it turns away`,
    html`<strong>${counted(bookings.made, 'booking')}</strong> made for patients who do not exist`,
  ].filter((item) => item !== null);
}

function untestedIn({ rules, run, target }: ConformanceResult): Content[] {
  const { selected, all, cases } = run.selection;
  const of = (verdict: RuleResult['verdict']): number =>
    rules.filter((rule) => rule.verdict === verdict).length;
  const left = OVERLAYS.filter((overlay) => !run.overlays.includes(overlay));
  const overlaid = rulesFor([...run.overlays, ...left]).length - all;
  const inconclusive = of('inconclusive');
  const notApplicable = of('not-applicable');
  return [
    run.stopped === null ? null : html`What was to come when the run ended early: ${bounded(run.stopped)}`,
    run.faults.length === 0
      ? null
      : html`What the test suite failed at itself: ${bounded(run.faults.slice(0, MOST_NAMED).join('; '))}`,
    selected < all
      ? html`${counted(all - selected, 'requirement')} that ${all - selected === 1 ? 'was' : 'were'} not selected`
      : null,
    cases.length > 0 ? html`All cases but those that were selected: ${cases.join('; ')}` : null,
    inconclusive > 0
      ? html`<strong>${counted(inconclusive, 'requirement')}</strong> that could not be judged: see below`
      : null,
    notApplicable > 0
      ? html`<strong>${counted(notApplicable, 'requirement')}</strong> that ${notApplicable === 1 ? 'does' : 'do'} not apply: see below`
      : null,
    run.slots.untested.length > 0
      ? html`For want of free slots (${run.slots.atOnce} are needed at the same time, ${run.slots.offered} were offered): ${run.slots.untested.slice(0, MOST_NAMED).join('; ')}${run.slots.untested.length > MOST_NAMED ? ' and more' : null}`
      : null,
    overlaid > 0
      ? html`${counted(overlaid, 'requirement')} of the urgent-care implementation guide, which was not added to this run`
      : null,
    html`Messages in ${run.settings.FORMAT === 'xml' ? 'JSON' : 'XML'}: a run speaks one format`,
    target.embedded ? 'The server of a supplier' : null,
    'What cannot be seen from outside: how data is stored, who may read it, whether people are told',
  ].filter((item) => item !== null);
}

const MOST_NAMED = 20;

/** Rules that came out without a judgement, grouped by the reason. */
function reasons(title: string, meaning: string, rules: readonly RuleResult[]): Content {
  if (rules.length === 0) return null;
  const byReason = groupedBy(rules, ({ reason }) => bounded(reason ?? ''));
  return details(
    `${title}: ${counted(rules.length, 'requirement')}`,
    [
      html`<p>${meaning}</p>`,
      html`<dl class="reasons">${[...byReason].map(
        ([reason, same]) =>
          html`<div><dt>${reason}</dt>${same.map(
            ({ id, level, title: kept }) =>
              html`<dd><a href="#${ruleAnchor(id)}">${kept}</a> <span class="quiet">${level} ${id}</span></dd>`,
          )}</div>`,
      )}</dl>`,
    ],
    { isOpen: true },
  );
}
