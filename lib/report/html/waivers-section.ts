import type { WaiverResult } from '../../verdict';
import type { ConformanceResult } from '../conformance-result';
import { html, type Markup } from '../markup';
import { counted, dayInWords } from '../words';
import { ruleAnchor } from './anchors';
import { section, table, tag } from './parts';

const STATES: Readonly<Record<WaiverResult['state'], { readonly label: string; readonly colour: string }>> = {
  used: { label: 'In force', colour: 'purple' },
  expired: { label: 'Expired: fails the run', colour: 'red' },
  stale: { label: 'No longer needed: fails the run', colour: 'red' },
  unjudged: { label: 'Not judged in this run', colour: 'grey' },
};

/** Failures that somebody answers for until a day, and what became of each waiver. */
export function waiversSection({ waivers }: ConformanceResult): Markup {
  return section({
    id: 'waivers',
    title: 'Waivers',
    content:
      waivers.length === 0
        ? html`<p>No failure was waived in this run.</p>`
        : [
            html`<p>What is waived stays a failure, and does not decide the verdict until a day.</p>`,
            table({
              caption: counted(waivers.length, 'waiver'),
              columns: ['Requirement', 'Case', 'Why, and who answers for it', 'Last day', 'State'],
              rows: waivers.map((waiver) => [
                html`<a href="#${ruleAnchor(waiver.rule)}">${waiver.rule}</a>`,
                waiver.case ?? 'All',
                html`${waiver.reason}<br><span class="quiet">${waiver.owner}${waiver.reference === null ? null : html`, ${waiver.reference}`}</span>`,
                dayInWords(waiver.expires),
                html`${tag(STATES[waiver.state].label, STATES[waiver.state].colour)} ${waiver.covers === 0 ? null : html`<span class="quiet">covers ${counted(waiver.covers, 'check')}</span>`}`,
              ]),
            }),
          ],
  });
}
