import { brokenRulesOf, toldChecks } from '../broken-rules';
import type { FinishedRun } from '../finished-run';
import { html, type Markup } from '../markup';
import { rerunBy } from '../terminal-summary';
import { verdictText } from '../waiver-text';
import { instantInWords } from '../words';
import { assuranceSection } from './assurance-section';
import { bookingsSection } from './bookings-section';
import { failuresSection, type Telling, warningsSection } from './broken-section';
import { casesSection } from './cases-section';
import { documentText } from './document';
import { evidenceSection } from './evidence-section';
import { defectsSection, variantsSection } from './requests-sections';
import { rulesSection } from './rules-section';
import { runSection } from './run-section';
import { ShownExchanges } from './shown-exchanges';
import { styling } from './styling';
import { testedSection } from './tested-section';
import { timesSection } from './times-section';
import { verdictSection } from './verdict-section';
import { waiversSection } from './waivers-section';

/**
 * The conformance report for people: one HTML page with all in it, which asks nothing of anybody. It can be read without
 * scripts, and printed.
 *
 * @throws Error when the suite was not built, so that the styles of the NHS design system are not there
 */
export function conformancePage({ result, evidence, again }: FinishedRun): string {
  const { deciding, beside, waived, warnings } = brokenRulesOf(result);
  const told = [...deciding, ...beside, ...waived, ...warnings].map((rule) => toldChecks(rule).told);
  const telling: Telling = { exchanges: new ShownExchanges(evidence, told), rerun: rerunBy(again) };
  const { target, suite, run } = result;
  const { style, script, policy } = styling();
  return documentText({
    title: `${verdictText(result)}: conformance of ${target.baseUrl} to the NHS Booking API`,
    skipTo: 'the verdict',
    style,
    policy,
    aside: contents(),
    main: html`${verdictSection(result)}
${runSection(result)}
${testedSection(result)}
${failuresSection(result, telling)}
${warningsSection(result, telling)}
${waiversSection(result)}
${rulesSection(result)}
${defectsSection(result)}
${variantsSection(result)}
${bookingsSection(result)}
${timesSection(result, evidence)}
${assuranceSection(result)}
${casesSection(result)}
${evidenceSection(result)}`,
    footer: `Made by ${suite.name} ${suite.version} of run ${run.id}, which ended on ${instantInWords(run.finishedAt)}.`,
    script,
  });
}

const PARTS: ReadonlyArray<readonly [id: string, title: string]> = [
  ['verdict', 'Verdict'],
  ['run', 'About this run'],
  ['tested', 'Tested, and not tested'],
  ['failures', 'What is broken'],
  ['warnings', 'Warnings'],
  ['waivers', 'Waivers'],
  ['rules', 'Every requirement'],
  ['defects', 'Invalid requests'],
  ['variants', 'Unusual requests'],
  ['bookings', 'Bookings'],
  ['times', 'Response times'],
  ['assurance', 'NHS assurance'],
  ['cases', 'Cases'],
  ['evidence', 'Evidence'],
];

function contents(): Markup {
  return html`<nav class="nhsuk-contents-list contents" aria-label="Contents"><ol class="nhsuk-contents-list__list">${PARTS.map(
    ([id, title]) =>
      html`<li class="nhsuk-contents-list__item"><a class="nhsuk-contents-list__link" href="#${id}">${title}</a></li>`,
  )}</ol></nav>`;
}
