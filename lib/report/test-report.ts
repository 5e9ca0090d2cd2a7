import type { ExchangeRecord } from '../http';
import { ruleById } from '../rules';
import type { CheckResult, Outcome, RuleResult } from '../verdict';
import { outcomeAsItCounts } from './broken-rules';
import { conclusionOf } from './conclusion';
import type { ConformanceResult } from './conformance-result';
import type { FinishedRun } from './finished-run';
import { visible } from './markup';
import { waiverText } from './waiver-text';
import { wellFormed } from './well-formed';

/** What an action of a TestReport can come to. */
type ActionResult = 'pass' | 'skip' | 'fail' | 'warning' | 'error';

const RESULTS = { conformant: 'pass', 'non-conformant': 'fail', incomplete: 'pending' } as const;
const ACTION_RESULTS: Readonly<Record<Outcome, ActionResult>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'fail',
  inconclusive: 'skip',
  'not-applicable': 'skip',
};
const URI = 'urn:ietf:rfc:3986';
const SUITE = 'urn:x-nhs-booking-conformance';
/** Texts of a server are quoted in messages. */
const MOST_CHARACTERS = 2_000;
/**
 * How much of what was found is told for each rule, so that the report of a server that breaks all of them in every case
 * is no larger than what FHIR tools, and our validator, take.
 */
const MOST_BYTES_OF_A_RULE = 25_000;

/**
 * The run as a TestReport of FHIR STU3 (https://hl7.org/fhir/STU3/testreport.html): what was asked before the run as its
 * setup, a test for each rule with an assert for each case, and the clean-up as its teardown. `score` is how many of the
 * rules that were judged are kept, in percent; a warning counts as kept, unless `STRICT` lets it decide. A rule that is waived stays broken, and says so.
 * Where many cases of a rule do not pass, what was found is told of the first ones, and of the others their result.
 */
export function testReportJson(run: FinishedRun): string {
  const { result } = run;
  const isWhole = result.run.stopped === null;
  const tester = result.run.settings.TESTED_BY;
  const resource = {
    resourceType: 'TestReport',
    identifier: { system: URI, value: `urn:uuid:${result.run.id}` },
    name: string(`${conclusionOf(result).title}: ${result.target.baseUrl}`),
    status: isWhole ? 'completed' : 'stopped',
    testScript: {
      identifier: { system: URI, value: `${SUITE}:rulebook:${result.suite.rulebook}` },
      display: `Rulebook ${result.suite.rulebook}`,
    },
    result: RESULTS[result.verdict],
    score: scoreOf(result),
    ...(tester ? { tester: string(tester) } : {}),
    issued: result.run.finishedAt,
    participant: [
      {
        type: 'test-engine',
        uri: `${SUITE}:version:${result.suite.version}`,
        display: `${result.suite.name} ${result.suite.version}`,
      },
      {
        type: 'server',
        uri: result.target.baseUrl,
        ...(result.target.software === null ? {} : { display: string(result.target.software) }),
      },
    ],
    ...setupOf(run),
    ...(result.rules.length === 0 ? {} : { test: result.rules.map((rule) => testOf(rule, result)) }),
    teardown: { action: [{ operation: cleanUpOf(result) }] },
  };
  return `${JSON.stringify(resource, null, 1)}\n`;
}

/** How many of the rules that were judged are kept, in percent; undefined, and so left out, where none was. */
function scoreOf(result: ConformanceResult): number | undefined {
  const judged = result.rules.filter(({ verdict }) => ['pass', 'warn', 'fail'].includes(verdict));
  if (judged.length === 0) return undefined;
  const kept = judged.filter((rule) => outcomeAsItCounts(rule, rule.verdict, result) !== 'fail').length;
  // Never rounded up to a hundred.
  return Math.floor((10_000 * kept) / judged.length) / 100;
}

/** What the target was asked before the first case. */
function setupOf({ evidence }: FinishedRun): object {
  const asked = [...evidence.values()].filter(({ purpose }) => purpose === 'preflight');
  return asked.length === 0
    ? {}
    : { setup: { action: asked.map((record) => ({ operation: preflightOf(record) })) } };
}

function preflightOf({ id, request, response, error }: ExchangeRecord): object {
  const came = response ? `status ${response.status}` : `no answer: ${error?.message ?? 'not told'}`;
  return {
    result: response ? 'pass' : 'error',
    message: string(`${request.method} ${request.url}: ${came} (exchange ${id})`),
  };
}

function testOf(found: RuleResult, result: ConformanceResult): object {
  const rule = ruleById(found.id);
  const actions = assertsOf(found, result, rule.link).map((assert) => ({ assert }));
  const nothing = { result: 'skip', message: string(found.reason ?? 'no check of this run exercised it') };
  return {
    name: rule.id,
    description: `${rule.level} (${rule.document}, ${rule.section}): ${rule.requirement}`,
    action: actions.length > 0 ? actions : [{ assert: { ...nothing, detail: rule.link } }],
  };
}

function assertsOf(rule: RuleResult, result: ConformanceResult, link: string): object[] {
  let left = MOST_BYTES_OF_A_RULE;
  return rule.checks.map((check) => {
    let message = whatWasFound(check);
    if (check.outcome !== 'pass') {
      left -= Buffer.byteLength(message);
      if (left < 0) message = string(`${check.case}\nconformance.json tells what was found`);
    }
    return { result: ACTION_RESULTS[outcomeAsItCounts(rule, check.outcome, result)], message, detail: link };
  });
}

function whatWasFound(check: CheckResult): string {
  const told = [
    check.case,
    check.message,
    check.expected === null ? null : `expected: ${check.expected}`,
    check.actual === null ? null : `actual: ${check.actual}`,
    check.waiver === null ? null : `waived ${waiverText(check.waiver)}`,
    check.exchanges.length === 0 ? null : `exchanges: ${check.exchanges.join(', ')}`,
  ].filter((text) => text !== null);
  return string(told.join('\n'));
}

function cleanUpOf({ bookings }: ConformanceResult): object {
  const left = bookings.leftBehind.length;
  if (left === 0) return { result: 'pass', message: `All that was booked (${bookings.made}) is cancelled.` };
  const named = bookings.leftBehind.map(
    ({ id, slot, reason }) => `Appointment ${id ?? '(id not told)'} in slot ${slot}: ${reason}`,
  );
  return {
    result: 'warning',
    message: string(`${left} of ${bookings.made} bookings are left, or may be:\n${named.join('\n')}`),
  };
}

/** A text as FHIR takes it: never empty, without control characters, and not too long. */
function string(text: string): string {
  // One character that cannot be seen becomes a number of several.
  const shown = visible(text.slice(0, MOST_CHARACTERS + 1));
  const more = shown.length > MOST_CHARACTERS ? '…' : '';
  return (wellFormed(shown.slice(0, MOST_CHARACTERS)).trim() || '(empty)') + more;
}
