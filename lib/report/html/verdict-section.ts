import { isDeciding, type RuleResult } from '../../verdict';
import type { ConformanceResult } from '../conformance-result';
import { outdatedWaivers } from '../waiver-text';
import { brokenRulesOf, gateOf } from './broken-rules';
import { type Content, html, type Markup } from './markup';
import { bullets } from './parts';
import { bounded, counted, grouped, listed, SOURCES, STANDING_ORDER, STANDINGS } from './words';

/** What a run found, in words. */
export interface Conclusion {
  readonly title: string;
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** What a reader has to know beside, so as not to make more of the verdict than it is. */
  readonly caveats: readonly string[];
}

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

export function conclusionOf(result: ConformanceResult): Conclusion {
  const { waivers, run } = result;
  const used = waivers.filter(({ state }) => state === 'used').length;
  const deciding = result.rules.filter((rule) => isDeciding(rule, gateOf(result)));
  const caveats = caveatsOf(result);
  switch (result.verdict) {
    case 'non-conformant': {
      const { length } = brokenRulesOf(result).deciding;
      return {
        title: 'Not conformant',
        sentence: `The server breaks ${length} of the ${counted(deciding.length, 'requirement')} that decide.`,
        caveats,
      };
    }
    case 'conformant': {
      const kept = deciding.filter((rule) => isJudged(rule) && rule.waiver === null).length;
      const waived = deciding.filter(({ waiver }) => waiver !== null).length;
      return {
        title: used === 0 ? 'Conformant' : `Conformant with ${counted(used, 'waiver')}`,
        sentence:
          waived === 0
            ? `The server keeps all requirements that decide and could be judged: ${grouped(kept)}.`
            : `Of the requirements that decide and could be judged, the server keeps ${grouped(kept)}; ${counted(waived, 'other is', 'others are')} waived.`,
        caveats,
      };
    }
    default:
      return {
        title: run.shard ? 'Part of a run' : 'No verdict',
        sentence: whyIncomplete(result, deciding),
        caveats,
      };
  }
}

const isJudged = ({ verdict }: RuleResult): boolean => ['pass', 'warn', 'fail'].includes(verdict);

/** Why there is no verdict, in one sentence. */
function whyIncomplete({ run, bookings }: ConformanceResult, deciding: readonly RuleResult[]): string {
  if (run.shard)
    return `This is part ${run.shard.number} of ${run.shard.of} of a run. The verdict is given when all parts are put together.`;
  if (run.stopped !== null) return 'Nothing that decides was found broken, but the run ended before its end.';
  if (run.faults.length > 0)
    return 'Nothing that decides was found broken, but the test suite itself failed, so that not all was seen.';
  const unjudged = deciding.filter(
    ({ verdict, waiver }) => verdict === 'inconclusive' && waiver === null,
  ).length;
  if (unjudged > 0)
    return `Nothing that decides was found broken, but ${unjudged} of the ${counted(deciding.length, 'requirement')} that decide could not be judged.`;
  return bookings.made === 0
    ? 'Bookings were asked for, and nothing shows that the server made any.'
    : 'No requirement that decides was judged in this run.';
}

function caveatsOf(result: ConformanceResult): string[] {
  const { run, target, verdict } = result;
  const { selected, all, cases } = run.selection;
  const outdated = outdatedWaivers(result).length;
  const { beside } = brokenRulesOf(result);
  const besideSources = [...new Set(beside.map(({ source }) => SOURCES[source]))];
  return [
    target.embedded ? "This was the suite's own example server, and not the server of a supplier." : null,
    run.shard === null || verdict === 'incomplete'
      ? null
      : `This is part ${run.shard.number} of ${run.shard.of} of a run, and not the whole.`,
    run.stopped === null
      ? null
      : `The run ended early: ${bounded(run.stopped, MOST_OF_A_REASON).replace(/\.$/, '')}.`,
    run.faults.length === 0
      ? null
      : `The test suite itself failed in ${counted(run.faults.length, 'place')}.`,
    selected < all
      ? `Only ${selected} of the ${counted(all, 'requirement')} were selected: such a run certifies nothing.`
      : null,
    cases.length > 0 ? 'Only some cases were selected: such a run certifies nothing.' : null,
    outdated === 0
      ? null
      : `The run fails all the same: ${counted(outdated, 'waiver is', 'waivers are')} expired or no longer needed.`,
    beside.length === 0
      ? null
      : `Also broken, without deciding: ${counted(beside.length, 'MUST', 'MUSTs')} of ${listed(besideSources)}.`,
  ].filter((caveat) => caveat !== null);
}

const MOST_OF_A_REASON = 1_000;
const MOST_OF_A_NAME = 120;
