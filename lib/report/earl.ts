import { type Rule, ruleById, rulesFor } from '../rules';
import type { CheckResult, Outcome, RuleResult } from '../verdict';
import { outcomeAsItCounts } from './broken-rules';
import type { ConformanceResult } from './conformance-result';
import type { FinishedRun } from './finished-run';
import { visible } from './markup';
import { waiverText } from './waiver-text';

/** Names that need no address on the web: rules and cases are called the same in every run. */
const NAMES = 'urn:x-nhs-booking-conformance';

/** The terms that are used, so that a reader needs nothing from elsewhere to expand them. */
const CONTEXT = {
  earl: 'http://www.w3.org/ns/earl#',
  dct: 'http://purl.org/dc/terms/',
  doap: 'http://usefulinc.com/ns/doap#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  title: 'dct:title',
  description: 'dct:description',
  date: { '@id': 'dct:date', '@type': 'xsd:dateTime' },
  source: { '@id': 'dct:source', '@type': '@id' },
  isPartOf: { '@id': 'dct:isPartOf', '@type': '@id' },
  version: 'dct:hasVersion',
  assertedBy: { '@id': 'earl:assertedBy', '@type': '@id' },
  subject: { '@id': 'earl:subject', '@type': '@id' },
  test: { '@id': 'earl:test', '@type': '@id' },
  mode: { '@id': 'earl:mode', '@type': '@id' },
  outcome: { '@id': 'earl:outcome', '@type': '@id' },
  result: 'earl:result',
  info: 'earl:info',
  pointer: { '@id': 'earl:pointer', '@type': '@id' },
  rule: `${NAMES}:rule:`,
  case: `${NAMES}:case:`,
} as const;

/**
 * The run in EARL 1.0 (https://www.w3.org/TR/EARL10-Schema/) as JSON-LD: an assertion for each rule, whose test is a
 * requirement, and one for each of its cases; a rule that was not selected is `earl:untested`.
 *
 * EARL has no warning. What is warned of is `earl:cantTell`: a SHOULD may be broken for a good reason, and only a person
 * can say whether there is one; `info` says that it is a warning. One that `STRICT` lets decide is `earl:failed`. What could not be judged is `earl:cantTell` where
 * something was seen, and else `earl:untested`. What is waived stays what it is; `info` tells the waiver.
 */
export function earlJsonLd(run: FinishedRun): string {
  const { result } = run;
  const graph = [
    {
      '@id': '#suite',
      '@type': ['earl:Assertor', 'earl:Software'],
      title: result.suite.name,
      version: result.suite.version,
      description: `with the rulebook ${result.suite.rulebook}`,
    },
    {
      '@id': '#server',
      '@type': ['earl:TestSubject', 'doap:Project'],
      title: visible(result.target.software ?? result.target.baseUrl),
      source: result.target.baseUrl,
    },
    ...result.rules.flatMap((rule) => [
      requirementOf(ruleById(rule.id)),
      assertionOfRule(rule, result),
      ...rule.checks.flatMap((check, index) =>
        assertionOfCheck(rule, check, `#${rule.id}-${index + 1}`, result),
      ),
    ]),
    ...notSelectedIn(run).flatMap((rule) => [requirementOf(rule), notSelected(rule)]),
  ];
  return `${JSON.stringify({ '@context': { '@base': `urn:uuid:${result.run.id}`, ...CONTEXT }, '@graph': graph }, null, 1)}\n`;
}

const ruleIri = (id: string): string => `rule:${id}`;
const caseIri = (rule: string, name: string): string => `case:${rule}:${encodeURIComponent(visible(name))}`;

function requirementOf(rule: Rule): object {
  return {
    '@id': ruleIri(rule.id),
    '@type': 'earl:TestRequirement',
    title: rule.title,
    description: `${rule.level}: ${rule.requirement}`,
    source: rule.link,
  };
}

function assertionOfRule(rule: RuleResult, result: ConformanceResult): object {
  const wasSeen = rule.checks.some(({ exchanges }) => exchanges.length > 0);
  return assertion(`#${rule.id}`, ruleIri(rule.id), {
    '@type': 'earl:TestResult',
    outcome: outcomeOf(outcomeAsItCounts(rule, rule.verdict, result), wasSeen),
    date: result.run.finishedAt,
    info: infoOf(rule.verdict, rule.reason, rule.waiver),
  });
}

/** The rules for this target that the run was not asked for. */
function notSelectedIn({ result }: FinishedRun): readonly Rule[] {
  const selected = new Set(result.rules.map(({ id }) => id));
  return rulesFor(result.run.overlays).filter(({ id }) => !selected.has(id));
}

function notSelected({ id }: Rule): object {
  return assertion(`#${id}`, ruleIri(id), {
    '@type': 'earl:TestResult',
    outcome: 'earl:untested',
    info: 'not selected for this run',
  });
}

/** The case as a test that is part of the rule, and what came of it. */
function assertionOfCheck(
  rule: RuleResult,
  check: CheckResult,
  id: string,
  result: ConformanceResult,
): object[] {
  const test = caseIri(rule.id, check.case);
  return [
    { '@id': test, '@type': 'earl:TestCase', title: visible(check.case), isPartOf: ruleIri(rule.id) },
    assertion(id, test, {
      '@type': 'earl:TestResult',
      outcome: outcomeOf(outcomeAsItCounts(rule, check.outcome, result), check.exchanges.length > 0),
      info: infoOf(check.outcome, check.message, check.waiver),
      pointer: check.exchanges.map((exchange) => `#${exchange}`),
    }),
  ];
}

const assertion = (id: string, test: string, result: object): object => ({
  '@id': id,
  '@type': 'earl:Assertion',
  assertedBy: '#suite',
  subject: '#server',
  test,
  mode: 'earl:automatic',
  result,
});

function outcomeOf(outcome: Outcome, wasSeen: boolean): string {
  switch (outcome) {
    case 'pass':
      return 'earl:passed';
    case 'fail':
      return 'earl:failed';
    case 'warn':
      return 'earl:cantTell';
    case 'inconclusive':
      return wasSeen ? 'earl:cantTell' : 'earl:untested';
    case 'not-applicable':
      return 'earl:inapplicable';
  }
}

/** What a person has to know of it; undefined leaves it out. */
function infoOf(outcome: Outcome, message: string | null, waiver: RuleResult['waiver']): string | undefined {
  const told = [
    outcome === 'warn' ? `WARNING: ${message ?? ''}` : message,
    waiver === null ? null : `waived ${waiverText(waiver)}`,
  ].filter((text) => text !== null);
  return told.length > 0 ? visible(told.join('; ')) : undefined;
}
