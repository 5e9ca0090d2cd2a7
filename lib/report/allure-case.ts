import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Label,
  LabelName,
  type Link,
  LinkType,
  type Parameter,
  Stage,
  Status,
  type TestResult,
} from 'allure-js-commons';
import {
  ALLURE_HTTP_EXCHANGE_CONTENT_TYPE,
  ALLURE_HTTP_EXCHANGE_FILE_EXTENSION,
  type HttpExchange,
} from 'allure-js-commons/http';
import type { ExchangeRecord } from '../http';
import { ASSURANCE_SCRIPT, type Rule, requirementsOf, ruleById } from '../rules';
import { explain, type Finding, type Outcome, rollUp, type Waiver } from '../verdict';
import { descriptionOf, pathOf, type ShownReport } from './allure-description';
import { waiverText } from './waiver-text';

const STATUS: Record<Outcome, Status> = {
  pass: Status.PASSED,
  fail: Status.FAILED,
  // Yellow in the report; the category and the resolution say what it means.
  warn: Status.BROKEN,
  inconclusive: Status.SKIPPED,
  'not-applicable': Status.SKIPPED,
};

const SEVERITY: Record<Rule['level'], string> = { MUST: 'critical', SHOULD: 'minor', MAY: 'trivial' };
/** How the message of a test begins that is waived. */
const WAIVED = 'WAIVED';
/** The label by which such tests are grouped, and the tag by which they are filtered. */
const WAIVED_LABELS: ReadonlyArray<[string, string]> = [
  ['waived', 'yes'],
  [LabelName.TAG, 'waived'],
];
/** What is wrong is shown more fully than what is right; `exchanges.ndjson` has all. */
const MOST_ATTACHMENTS = { pass: 2, other: 5 };

/** In this order the outcomes of a test that judges many are counted. */
const OUTCOMES = Object.keys(STATUS) as Outcome[];

/** How one test of a suite is shown in Allure: its rule, what was found, and the exchanges that show it. */
export class AllureCase {
  private readonly outcome: Outcome;
  /** The reports that decide: those with the outcome of the whole. */
  private readonly decisive: readonly ShownReport[];
  /** @param reports what the test found: one report at least */
  constructor(
    private readonly caseName: string,
    private readonly reports: readonly ShownReport[],
    private readonly evidence: ReadonlyMap<string, ExchangeRecord>,
    private readonly resultsDir: string,
  ) {
    this.outcome = rollUp(reports.map((report) => report.finding.outcome));
    this.decisive = reports.filter((report) => report.finding.outcome === this.outcome);
  }

  /** The result as Allure reads it; its attachments are written. */
  result({ start, stop }: { readonly start: string; readonly stop: string }): TestResult {
    const first = this.decisive[0] as ShownReport;
    const { expected, actual } = first.finding;
    const rule = ruleById(first.rule);
    const identity = createHash('md5').update(`${rule.id}|${this.caseName}`).digest('hex');
    const uuid = uuidOf(identity, start);
    return {
      uuid,
      name: this.caseName,
      fullName: `${rule.id}: ${this.caseName}`,
      titlePath: [rule.document, rule.section, rule.id],
      testCaseId: identity,
      historyId: identity,
      status: STATUS[this.outcome],
      statusDetails: {
        ...(this.outcome === 'pass' ? {} : { message: this.message(rule, first.finding) }),
        ...(expected === null ? {} : { expected }),
        ...(actual === null ? {} : { actual }),
      },
      stage: Stage.FINISHED,
      start: Date.parse(start),
      stop: Date.parse(stop),
      labels: this.labels(rule),
      links: linksOf(rule),
      description: descriptionOf({
        rule,
        caseName: this.caseName,
        outcome: this.outcome,
        told: this.decisive.slice(0, MOST_ATTACHMENTS.other),
        judged: this.reports.length,
        deciding: this.decisive.length,
        evidence: this.evidence,
      }),
      parameters: this.counts(),
      steps: [],
      attachments: this.attachments(uuid),
    };
  }

  private message(rule: Rule, finding: Finding): string {
    const more = this.decisive.length - 1;
    const lines = [
      ...(this.waiver === null ? [] : [`${WAIVED} ${waiverText(this.waiver)}`]),
      explain(rule, finding),
      ...(more > 0 ? [`and ${more} more like it`] : []),
    ];
    return lines.join('\n');
  }

  /** The waiver of a test that is waived as a whole: it stays as red as it is. */
  private get waiver(): Waiver | null {
    const waivers = this.decisive.flatMap(({ waiver }) => waiver ?? []);
    return waivers.length === this.decisive.length ? (waivers[0] as Waiver) : null;
  }

  private labels(rule: Rule): Label[] {
    const story = `[${rule.level}] ${rule.id}: ${rule.title}`;
    const labels: Array<[string, string]> = [
      [LabelName.LANGUAGE, 'javascript'],
      [LabelName.FRAMEWORK, 'jest'],
      [LabelName.EPIC, rule.document],
      [LabelName.FEATURE, rule.section],
      [LabelName.STORY, story],
      [LabelName.PARENT_SUITE, rule.document],
      [LabelName.SUITE, rule.section],
      [LabelName.SUB_SUITE, story],
      [LabelName.SEVERITY, SEVERITY[rule.level]],
      ['level', rule.level],
      ['basis', rule.basis],
      ['source', rule.source],
      ['rule', rule.id],
      ['verdict', this.outcome],
      ...requirementsOf(rule.id).map((id): [string, string] => ['requirement', id]),
      [LabelName.TAG, rule.level],
      [LabelName.TAG, this.outcome],
      ...(this.waiver === null ? [] : WAIVED_LABELS),
    ];
    return labels.map(([name, value]) => ({ name, value }));
  }

  /** Where one test judges many, how many come out how; they say nothing of which test it is. */
  private counts(): Parameter[] {
    if (this.reports.length === 1) return [];
    const counted = OUTCOMES.map((outcome) => ({
      name: outcome as string,
      value: String(this.reports.filter(({ finding }) => finding.outcome === outcome).length),
    }));
    const all = { name: 'checks', value: String(this.reports.length) };
    return [all, ...counted.filter(({ value }) => value !== '0')].map((count) => ({
      ...count,
      excluded: true,
    }));
  }

  private attachments(test: string): TestResult['attachments'] {
    const ids = [...new Set(this.reports.flatMap((report) => report.exchanges))];
    const decisiveIds = new Set(this.decisive.flatMap((report) => report.exchanges));
    const ordered = this.reports.length > 1 ? ids.filter((id) => decisiveIds.has(id)) : ids;
    // The last ones are those that the case is about; what was sent before them prepared it.
    return (
      this.outcome === 'pass'
        ? ordered.slice(-MOST_ATTACHMENTS.pass)
        : ordered.slice(0, MOST_ATTACHMENTS.other)
    )
      .map((id) => this.evidence.get(id))
      .filter((record) => record !== undefined)
      .map((record) => ({
        name: `${record.id} ${record.request.method} ${pathOf(record.request.url)} → ${record.response?.status ?? record.error?.code}`,
        source: this.attachmentFile(test, record),
        type: ALLURE_HTTP_EXCHANGE_CONTENT_TYPE,
      }));
  }

  /** A file for this test alone: Allure shows an attachment in one test only, however many refer to it. */
  private attachmentFile(test: string, record: ExchangeRecord): string {
    const name = `${uuidOf(test, record.id)}-attachment${ALLURE_HTTP_EXCHANGE_FILE_EXTENSION}`;
    writeFileSync(join(this.resultsDir, name), JSON.stringify(asHttpExchange(record)));
    return name;
  }
}

/** Who asks for it. Links are absolute: Allure lets no other be followed, and none in a description. */
function linksOf(rule: Rule): Link[] {
  const requirements = requirementsOf(rule.id);
  const script = `NHS assurance: ${requirements.join(', ')} of the ${ASSURANCE_SCRIPT.title}`;
  return [
    { name: `${rule.document}, ${rule.section}`, url: rule.link, type: LinkType.DEFAULT },
    ...(requirements.length === 0
      ? []
      : [{ name: script, url: ASSURANCE_SCRIPT.link, type: LinkType.DEFAULT }]),
  ];
}

function asHttpExchange({ request, response, error, startedAt, durationMs }: ExchangeRecord): HttpExchange {
  const start = Date.parse(startedAt);
  const named = (headers: ExchangeRecord['request']['headers']) =>
    headers.map(([name, value]) => ({ name, value }));
  return {
    schemaVersion: 1,
    start,
    stop: start + durationMs,
    request: {
      method: request.method,
      url: request.route?.gatewayUrl ?? request.url,
      httpVersion: '1.1',
      headers: named(request.headers),
      ...(request.body ? { body: { encoding: request.bodyEncoding, value: request.body } } : {}),
    },
    ...(response
      ? {
          response: {
            status: response.status,
            headers: named(response.headers),
            body: { encoding: response.bodyEncoding, value: response.body ?? '' },
          },
        }
      : {}),
    ...(error ? { error: { name: error.code, message: error.message } } : {}),
  } as HttpExchange;
}

/** An id of the form that Allure gives, which is the same whenever it is made of the same. */
function uuidOf(...parts: readonly string[]): string {
  const digits = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join('-');
}
