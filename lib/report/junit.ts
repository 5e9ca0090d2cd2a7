import { type Rule, ruleById } from '../rules';
import type { FinishedRun } from './finished-run';
import { groupedBy } from './grouped-by';
import { checksOf, type TestCase } from './junit-checks';
import { casesOfTheRun } from './junit-run';
import { type Content, type Markup, html as xml } from './markup';
import { verdictText } from './waiver-text';

/** A test suite of JUnit: a section of the source with its checks. */
interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  readonly properties: ReadonlyArray<readonly [name: string, value: string]>;
}

/**
 * The run as JUnit XML, in the dialect that Jenkins, GitLab, Azure and the actions of GitHub read: a test suite for each
 * section of the source, a test case for each rule on each case. Its class is the id of the rule and its name that of the
 * case, so that they are the same from run to run.
 *
 * - A MUST that is broken is a failure, also where the gate leaves it out, and so is a SHOULD that `--strict` lets decide.
 * - What is waived, could not be judged or does not apply is skipped, with the reason.
 * - A warning passes, with the warning as its output and as a property: JUnit has none.
 *
 * JUnit has no verdict either. The first suite stands for it, so that nothing is green that is not conformant: what a run
 * that ended early, or the suite's own fault, left open is an error there.
 *
 * The time of a check is that of the exchanges which no check before it has counted.
 */
export function junitXml(run: FinishedRun): string {
  const { result } = run;
  const suites: TestSuite[] = [
    { name: 'Verdict', cases: casesOfTheRun(result), properties: propertiesOf(run) },
    ...sectionsOf(run),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return `${
    xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${result.suite.name}" ${countsIn(all)} time="${seconds(result.run.durationMs)}">${suites.map(
      (suite) => suiteElement(suite, result.run.startedAt),
    )}
</testsuites>`.text
  }\n`;
}

function sectionsOf({ result, evidence }: FinishedRun): TestSuite[] {
  const sectionOf = ({ document, section }: Rule): string => `${document}: ${section}`;
  const sections = groupedBy(result.rules, ({ id }) => sectionOf(ruleById(id)));
  const cases = checksOf(result, evidence);
  return [...sections].map(([name, rules]) => ({
    name,
    cases: rules.flatMap((rule) => cases.get(rule.id) ?? []),
    properties: [],
  }));
}

function propertiesOf({ result }: FinishedRun): TestSuite['properties'] {
  const { suite, target, run } = result;
  return [
    ['suite', `${suite.name} ${suite.version}`],
    ['rulebook', suite.rulebook],
    ['target', target.baseUrl],
    ['software', target.software ?? 'not told'],
    ['run', run.id],
    ['gate', run.gate.join(',')],
    ['selection', `${run.selection.selected} of ${run.selection.all} rules`],
    ['cases', run.selection.cases.join('; ') || 'all'],
    ['verdict', verdictText(result)],
  ];
}

function suiteElement({ name, cases, properties }: TestSuite, startedAt: string): Markup {
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return xml`
<testsuite name="${name}" ${countsIn(cases)} time="${seconds(time)}" timestamp="${startedAt}">${propertiesElement(properties)}${cases.map(caseElement)}
</testsuite>`;
}

function countsIn(cases: readonly TestCase[]): Markup {
  const count = (kind: TestCase['kind']): number => cases.filter((each) => each.kind === kind).length;
  return xml`tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseElement(test: TestCase): Markup {
  return xml`
<testcase classname="${test.className}" name="${test.name}" time="${seconds(test.durationMs)}">${propertiesElement(test.properties)}${outcomeElement(test)}</testcase>`;
}

function outcomeElement({ kind, message, text, type }: TestCase): Content {
  switch (kind) {
    case 'passed':
      return text === null ? null : xml`<system-out>${text}</system-out>`;
    case 'skipped':
      return xml`<skipped message="${message}"/>`;
    case 'failure':
      return xml`<failure message="${message}" type="${type}">${text}</failure>`;
    case 'error':
      return xml`<error message="${message}" type="${type}">${text}</error>`;
  }
}

function propertiesElement(properties: TestSuite['properties']): Content {
  if (properties.length === 0) return null;
  const each = properties.map(([name, value]) => xml`<property name="${name}" value="${value}"/>`);
  return xml`<properties>${each}</properties>`;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
