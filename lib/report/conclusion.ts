import { isDeciding, type RuleResult } from '../verdict';
import { brokenRulesOf } from './broken-rules';
import type { ConformanceResult } from './conformance-result';
import { gateOf } from './failures';
import { outdatedWaivers } from './waiver-text';
import { bounded, counted, grouped, listed, SOURCES } from './words';

/** What a run found, in words. */
export interface Conclusion {
  readonly title: string;
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** What a reader has to know beside, so as not to make more of the verdict than it is. */
  readonly caveats: readonly string[];
}

/** The verdict as a reader needs it: a heading, one sentence, and what must not be made of it. */
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
