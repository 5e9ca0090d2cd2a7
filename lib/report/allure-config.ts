import { MOST_RUNS } from './allure-history';
import type { ConformanceResult } from './conformance-result';
import { outdatedWaivers, verdictText } from './waiver-text';

/** What the page says of itself: title, and the table above the tests. */
export function headingOf(result: ConformanceResult): {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
} {
  return {
    name: `NHS Booking conformance: ${verdictText(result).toLowerCase()}`,
    variables: variablesOf(result),
  };
}

/** What was tested, and how; Allure cuts a value that is longer than some forty characters. */
function variablesOf(result: ConformanceResult): Record<string, string> {
  const { target, suite, run, totals, waivers } = result;
  const { settings, selection } = run;
  const checks = result.rules.reduce((sum, rule) => sum + rule.checks.length, 0);
  const judged = totals.pass + totals.warn + totals.fail + totals.waived;
  const whole = selection.selected === selection.all && selection.cases.length === 0;
  return {
    Verdict: verdictText(result),
    Target: target.embedded ? 'the embedded provider' : target.baseUrl,
    'Rules that hold': `${totals.pass} of ${judged} judged`,
    'Rules broken': `${totals.fail} fail, ${totals.waived} waived, ${totals.warn} warn`,
    'Rules not judged': `${totals.inconclusive} inconclusive, ${totals['not-applicable']} not applicable`,
    Software: target.software ?? 'not told',
    Suite: `${suite.name} ${suite.version}`,
    Rulebook: suite.rulebook,
    Gate: run.gate.join(', '),
    Checks: `${checks}; a test may hold many`,
    ...(whole ? {} : { Selection: `${selection.selected} of ${selection.all} rules: certifies nothing` }),
    ...(waivers.length === 0
      ? {}
      : { Waivers: `${waivers.length}, of which ${outdatedWaivers(result).length} expired or stale` }),
    ...(run.overlays.length === 0 ? {} : { Overlay: run.overlays.join(', ') }),
    'Regime of tokens': settings.JWT_REGIME ?? 'none',
    Format: settings.FORMAT ?? 'json',
    Run: run.id,
    Finished: run.finishedAt,
    ...(run.stopped === null ? {} : { 'Ended early': run.stopped }),
    ...(run.faults.length === 0 ? {} : { 'Faults of the suite': String(run.faults.length) }),
    Exchanges: `${run.exchanges} (p50 ${run.latencyMs.p50} ms, p95 ${run.latencyMs.p95} ms)`,
  };
}

/** What a category looks at, of a test. */
interface Labelled {
  readonly labels: ReadonlyArray<{ readonly name: string; readonly value?: string }>;
}

interface Category {
  readonly id: string;
  readonly name: string;
  readonly matchers: (test: Labelled) => boolean;
  /** Whether it is open when the page is. */
  readonly expand?: boolean;
}

/**
 * The categories of the tests that are not simply green; a test belongs to the first that it matches.
 *
 * @param gate the sources whose broken MUST rules decide
 */
export function categoriesFor(gate: readonly string[]) {
  const decides = (test: Labelled): boolean => gate.includes(labelOf(test, 'source'));
  const hasVerdict = (test: Labelled, verdict: string): boolean => labelOf(test, 'verdict') === verdict;
  const categories: readonly Category[] = [
    {
      id: 'waived',
      name: 'Waived: broken, and known; it does not decide until the day that the waiver names',
      matchers: (test) => labelOf(test, 'waived') === 'yes',
      expand: true,
    },
    {
      id: 'must',
      name: 'MUST broken: the server is not conformant',
      matchers: (test) => hasVerdict(test, 'fail') && decides(test),
      expand: true,
    },
    {
      id: 'must-elsewhere',
      name: 'MUST broken, of a source that does not decide (GATE)',
      matchers: (test) => hasVerdict(test, 'fail'),
      expand: true,
    },
    {
      id: 'should',
      name: 'SHOULD broken: a warning',
      matchers: (test) => hasVerdict(test, 'warn') && labelOf(test, 'level') === 'SHOULD',
      expand: true,
    },
    {
      id: 'warned',
      name: 'MUST kept, in a way to be warned of',
      matchers: (test) => hasVerdict(test, 'warn'),
      expand: true,
    },
    {
      id: 'inconclusive',
      name: 'Could not be judged: what is missing is told',
      matchers: (test) => hasVerdict(test, 'inconclusive'),
      expand: true,
    },
    {
      id: 'not-applicable',
      name: 'Not applicable to this server or this run',
      matchers: (test) => hasVerdict(test, 'not-applicable'),
    },
  ];
  return categories.map((category) => ({ ...category, groupBy: [{ label: 'rule' }], groupByMessage: false }));
}

function labelOf({ labels }: Labelled, name: string): string {
  return labels.find((label) => label.name === name)?.value ?? '';
}

/** How it came to be so, over the last runs; what this run found, the page shows elsewhere. */
export const CHARTS = [
  { type: 'statusDynamics', title: 'The last runs', limit: MOST_RUNS },
  { type: 'statusTransitions', title: 'What broke and what was mended, from run to run', limit: MOST_RUNS },
  { type: 'statusAgePyramid', title: 'For how long tests have not been green', limit: MOST_RUNS },
];
