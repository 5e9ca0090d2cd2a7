import { conclusionOf } from '../conclusion';
import type { ConformanceResult } from '../conformance-result';
import { type Content, html, type Markup } from '../markup';
import { bounded, counted, grouped, STANDING_ORDER, STANDINGS } from '../words';
import { bullets } from './parts';

const MOST_OF_A_NAME = 120;

/** The beginning of the page: the verdict in one sentence, what it does not say, and the numbers behind it. */
export function verdictSection(result: ConformanceResult): Markup {
  const { title, sentence, caveats } = conclusionOf(result);
  const { target, verdict } = result;
  return html`
<section class="part part--first" id="verdict" aria-labelledby="verdict-title">
<h1 class="nhsuk-heading-xl"><span class="nhsuk-caption-xl">${bounded(target.software ?? 'Server of the NHS Booking API', MOST_OF_A_NAME)}</span> Conformance report</h1>
<p class="nhsuk-body-l address">${target.baseUrl}</p>
<div class="verdict verdict--${verdict}"><p class="verdict__sign" aria-hidden="true">${SIGNS[verdict]}</p>
<div><h2 class="verdict__title" id="verdict-title">${title}</h2><p class="verdict__sentence">${sentence}</p>${bullets(caveats)}</div></div>
${numbers(result)}
</section>`;
}

const SIGNS: Readonly<Record<ConformanceResult['verdict'], string>> = {
  conformant: '✓',
  'non-conformant': '✗',
  incomplete: '?',
};

/** How many rules came out how; with scripts, each number shows these rules. */
function numbers({ totals, rules }: ConformanceResult): Content {
  const items = STANDING_ORDER.map((standing) => {
    const { label, sign, colour, meaning } = STANDINGS[standing];
    return html`<li class="number number--${colour}"><a class="number__link" href="#rules" data-show="verdict=${standing}"><span class="number__count">${grouped(totals[standing])}</span> <span class="number__label"><span aria-hidden="true">${sign}</span> ${label}</span></a><span class="number__meaning">${meaning}</span></li>`;
  });
  return html`<h3 class="nhsuk-heading-s">What became of the ${counted(rules.length, 'requirement')}</h3><ul class="numbers">${items}</ul>`;
}
