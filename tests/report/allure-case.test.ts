import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Status, type TestResult } from 'allure-js-commons';
import type { ExchangeRecord } from '../../lib/http';
import { REDACTED } from '../../lib/http/redact';
import { AllureCase } from '../../lib/report';
import { ruleById } from '../../lib/rules';
import { explain, type Outcome, type Report } from '../../lib/verdict';
import { finding, recordOf } from './samples';

const MUST = ruleById('book.created.status');
const SHOULD = ruleById('book.created.etag');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allure-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function report(outcome: Outcome, more: Partial<Report> = {}): Report {
  return { rule: MUST.id, finding: finding(outcome), exchanges: [], ...more };
}

const START = '2030-01-01T00:00:00.000Z';
const STOP = '2030-01-01T00:00:00.012Z';

function described(
  reports: readonly Report[],
  records: readonly ExchangeRecord[] = [],
  caseName = 'Booking a free slot',
): TestResult {
  const evidence = new Map(records.map((record) => [record.id, record]));
  return new AllureCase(caseName, reports, evidence, dir).result({ start: START, stop: STOP });
}

const labelled = (result: TestResult, name: string) =>
  result.labels.filter((label) => label.name === name).map((label) => label.value);

describe('The status', () => {
  test.each<[Outcome, Status]>([
    ['pass', Status.PASSED],
    ['fail', Status.FAILED],
    ['warn', Status.BROKEN],
    ['inconclusive', Status.SKIPPED],
    ['not-applicable', Status.SKIPPED],
  ])('of %s is %s', (outcome, status) => {
    const result = described([report(outcome)]);
    expect(result.status).toBe(status);
    expect(result.statusDetails).toEqual(
      outcome === 'pass' ? {} : { message: explain(MUST, finding(outcome)) },
    );
    expect(labelled(result, 'verdict')).toEqual([outcome]);
  });

  test('of several is what decides among them, told once with how many there are like it', () => {
    const result = described([
      report('pass'),
      report('fail', { finding: finding('fail', { message: 'first' }) }),
      report('warn'),
      report('fail', { finding: finding('fail', { message: 'second' }) }),
    ]);
    expect(result.status).toBe(Status.FAILED);
    expect(result.statusDetails.message).toBe(
      `${explain(MUST, finding('fail', { message: 'first' }))}\nand 1 more like it`,
    );
  });

  test('goes with what was expected and what came', () => {
    const compared = finding('fail', { expected: '201', actual: '' });
    expect(described([report('fail', { finding: compared })]).statusDetails).toMatchObject({
      expected: '201',
      actual: '',
    });
  });
});

test('A result is finished, and tells how long it took', () => {
  expect(described([report('pass')])).toMatchObject({
    stage: 'finished',
    start: Date.parse(START),
    stop: Date.parse(START) + 12,
    steps: [],
  });
});

describe('The labels', () => {
  test('tell the rule', () => {
    expect(described([report('fail')]).labels.map(({ name, value }) => [name, value])).toEqual([
      ['language', 'javascript'],
      ['framework', 'jest'],
      ['epic', MUST.document],
      ['feature', MUST.section],
      ['story', `[MUST] ${MUST.id}: ${MUST.title}`],
      ['parentSuite', MUST.document],
      ['suite', MUST.section],
      ['subSuite', `[MUST] ${MUST.id}: ${MUST.title}`],
      ['severity', 'critical'],
      ['level', 'MUST'],
      ['basis', MUST.basis],
      ['source', 'booking'],
      ['rule', MUST.id],
      ['verdict', 'fail'],
      ['requirement', 'P24'],
      ['requirement', 'P26'],
      ['tag', 'MUST'],
      ['tag', 'fail'],
    ]);
  });

  test.each([
    [MUST.id, 'critical'],
    [SHOULD.id, 'minor'],
    ['book.retry.server-error', 'trivial'],
  ])('%s is %s', (rule, severity) => {
    expect(labelled(described([report('pass', { rule })]), 'severity')).toEqual([severity]);
  });

  test('links lead to the section that asks for it, and to the assurance script where that does, too', () => {
    expect(described([report('pass')]).links).toEqual([
      { name: `${MUST.document}, ${MUST.section}`, url: MUST.link, type: 'link' },
      {
        name: 'NHS assurance: P24, P26 of the Care Connect Provider Assurance Test Scripts',
        url: 'https://developer.nhs.uk/apis/uec-appointments/dep_testplan.html',
        type: 'link',
      },
    ]);
  });
});

describe('The identity', () => {
  const ids = (rule: string, caseName: string) => {
    const { testCaseId, historyId } = described([report('pass', { rule })], [], caseName);
    expect(historyId).toBe(testCaseId);
    return testCaseId;
  };

  test('is that of rule and case, in every run', () => {
    expect(ids(MUST.id, 'a')).toBe(ids(MUST.id, 'a'));
    expect(new Set([ids(MUST.id, 'a'), ids(MUST.id, 'b'), ids(SHOULD.id, 'a')]).size).toBe(3);
  });

  test('is the same whatever the outcome', () => {
    expect(described([report('fail')]).historyId).toBe(described([report('pass')]).historyId);
  });

  test('of the file is that of rule, case and beginning, so that it has its name whenever it is made', () => {
    const once = described([report('pass')]);
    expect(once.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(described([report('fail')]).uuid).toBe(once.uuid);
    const later = new AllureCase('Booking a free slot', [report('pass')], new Map(), dir);
    expect(later.result({ start: '2030-01-02T00:00:00.000Z', stop: STOP }).uuid).not.toBe(once.uuid);
    expect(described([report('pass')], [], 'another case').uuid).not.toBe(once.uuid);
  });

  test('names the case', () => {
    const { name, fullName } = described([report('pass')], [], 'Booking with no slot');
    expect([name, fullName]).toEqual(['Booking with no slot', `${MUST.id}: Booking with no slot`]);
  });
});

describe('The description', () => {
  test('says what is required, what it means for a patient, what was done and what came back', () => {
    const { description } = described([report('pass', { exchanges: ['x0001'] })], [recordOf('x0001')]);
    expect(description?.split('\n\n')).toEqual([
      `**Required** (MUST, stated, ${MUST.id}): ${MUST.requirement}`,
      '**For a patient**, when it is broken: Who books cannot be sure that it worked, and may book the patient again, or not at all.',
      '**Done**: Booking a free slot. POST /STU3/Appointment was answered with 201.',
      '**Found**: As required.',
    ]);
  });

  test('leaves out what is not known', () => {
    const { description } = described([report('pass', { rule: 'http.date' })]);
    expect(description).not.toMatch(/For a patient|disagree/);
  });

  test('tells of an exchange without an answer, and of those that prepared it', () => {
    const silent = recordOf('x0002', { response: null, error: { code: 'DEADLINE', message: 'late' } });
    const failed = report('inconclusive', { exchanges: ['x0001', 'x0002'] });
    const { description } = described([failed], [recordOf('x0001'), silent]);
    expect(description).toContain('POST /STU3/Appointment got no answer (DEADLINE), at last.');
  });

  test('says where documents disagree, unless all is well', () => {
    const disputed = ruleById('book.jwt-missing.status');
    const shown = (outcome: Outcome) => described([report(outcome, { rule: disputed.id })]).description;
    expect(shown('fail')).toContain(`**Where documents disagree**: ${disputed.conflict}`);
    expect(shown('pass')).not.toContain('disagree');
  });

  test('of a finding says what was expected, and what came back', () => {
    const compared = finding('fail', { expected: 'status 422', actual: 'status 400: <b>' });
    const { description } = described([report('fail', { finding: compared })]);
    expect(description).toContain('Expected: status 422\n\nCame back: status 400: \\<b\\>');
  });

  test('tells each case that decides, and how to send its last request again', () => {
    const reports = [
      report('fail', { case: 'one', exchanges: ['x0001', 'x0002'] }),
      report('pass', { case: 'two', exchanges: ['x0003'] }),
    ];
    const second = recordOf('x0002', { request: { ...recordOf('x').request, url: 'https://b.test/second' } });
    const { description = '' } = described(reports, [recordOf('x0001'), second, recordOf('x0003')]);
    expect(description).toContain('**fail** — one: it is fail\n\nTo send it again:\n\n    curl ');
    expect(description.match(/--url '[^']*'/g)).toEqual(["--url 'https://b.test/second'"]);
    expect(description).not.toContain('two');
  });

  test('says where a token belongs that was taken out', () => {
    const headers = [['Authorization', `Bearer ${REDACTED}`]] as const;
    const request = { ...recordOf('x').request, headers };
    const { description = '' } = described(
      [report('fail', { exchanges: ['x0001'] })],
      [recordOf('x0001', { request })],
    );
    expect(description).toContain('To send it again, with a valid token in the variable TOKEN:\n\n    curl ');
  });

  test('of what does not apply sends nothing again', () => {
    const { description } = described(
      [report('not-applicable', { exchanges: ['x0001'] })],
      [recordOf('x0001')],
    );
    expect(description).toContain('**not-applicable**: it is not\\-applicable');
    expect(description).not.toContain('curl');
  });

  test('every line of a command stays in its block of code', () => {
    const request = { ...recordOf('x').request, body: 'a\n\n# b\n<script>' };
    const { description = '' } = described(
      [report('fail', { exchanges: ['x0001'] })],
      [recordOf('x0001', { request })],
    );
    const command = description.split('To send it again:\n\n')[1]?.split('\n') ?? [];
    expect(command.length).toBeGreaterThan(4);
    expect(command.filter((line) => !line.startsWith('    '))).toEqual([]);
  });

  test.each([
    ['HTML', '<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert\\(1\\)\\>'],
    ['an image', '![x](https://evil.test/x.png)', '\\!\\[x\\]\\(https://evil.test/x.png\\)'],
    ['code', '`a` ~~b~~', '\\`a\\` \\~\\~b\\~\\~'],
    ['emphasis', '**a** _b_', '\\*\\*a\\*\\* \\_b\\_'],
    ['an escape', '\\*', '\\\\\\*'],
    ['an entity', '&lt;b&gt;', '\\&lt;b\\&gt;'],
    ['a heading', 'a\n# b', 'a \\# b'],
    ['a rule under a line', 'a\n===\n', 'a === '],
    ['a block of code', 'a\n\n    b', 'a b'],
    ['a table', '|a|\n|-|', '\\|a\\| \\|\\-\\|'],
  ])('takes %s of the target for plain text', (_name, text, shown) => {
    const said = finding('fail', { message: text, expected: text, actual: text });
    const hostile = report('fail', { rule: 'http.date', case: text, finding: said });
    const { description = '' } = described([hostile]);
    expect(description.split('**Found**: The rule is broken.\n\n')[1]).toBe(
      `**fail** — ${shown}: ${shown}\n\nExpected: ${shown}\n\nCame back: ${shown}`,
    );
  });
});

describe('The attachments', () => {
  /** What the files hold that the result refers to. */
  const written = ({ attachments }: TestResult) =>
    attachments.map(({ source }) => JSON.parse(readFileSync(join(dir, source), 'utf8')));
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `x000${i}`);

  test('show each exchange once, as Allure shows an exchange', () => {
    const records = [
      recordOf('x0001'),
      recordOf('x0002', { response: null, error: { code: 'DEADLINE', message: 'no complete answer' } }),
    ];
    const result = described([report('fail', { exchanges: ['x0001', 'x0002', 'x0001'] })], records);
    expect(result.attachments.map(({ name, type }) => [name, type])).toEqual([
      ['x0001 POST /STU3/Appointment → 201', 'application/vnd.allure.http+json'],
      ['x0002 POST /STU3/Appointment → DEADLINE', 'application/vnd.allure.http+json'],
    ]);
    expect(readdirSync(dir)).toHaveLength(2);
    for (const file of readdirSync(dir)) expect(file).toMatch(/-attachment\.httpexchange$/);
  });

  test('hold the whole exchange, as it was recorded', () => {
    const result = described([report('pass', { exchanges: ['x0001'] })], [recordOf('x0001')]);
    const start = Date.parse('2030-01-01T00:00:00.000Z');
    expect(written(result)).toEqual([
      {
        schemaVersion: 1,
        start,
        stop: start + 12,
        request: {
          method: 'POST',
          url: 'https://booking.test/STU3/Appointment?x=1',
          httpVersion: '1.1',
          headers: [
            { name: 'X-Twice', value: '1' },
            { name: 'X-Twice', value: '2' },
          ],
          body: { encoding: 'utf8', value: '{"resourceType":"Appointment"}' },
        },
        response: {
          status: 201,
          headers: [{ name: 'ETag', value: 'W/"1"' }],
          body: { encoding: 'base64', value: '/w==' },
        },
      },
    ]);
  });

  test('tell what kept an exchange from its end', () => {
    const error = { code: 'DEADLINE', message: 'no complete answer' };
    const broken = recordOf('x0001', { response: null, error });
    const [exchange] = written(described([report('pass', { exchanges: ['x0001'] })], [broken]));
    expect(exchange.error).toEqual({ name: 'DEADLINE', message: 'no complete answer' });
    expect(exchange).not.toHaveProperty('response');
  });

  test('are files of each test alone, since Allure shows a file in one test only', () => {
    const once = described([report('pass', { exchanges: ['x0001'] })], [recordOf('x0001')]);
    const again = described([report('fail', { rule: SHOULD.id, exchanges: ['x0001'] })], [recordOf('x0001')]);
    expect(written(again)).toEqual(written(once));
    expect(again.attachments[0]?.source).not.toBe(once.attachments[0]?.source);
  });

  test('of one check on many exchanges are those that decide', () => {
    const reports = [report('pass', { exchanges: ['x0001'] }), report('fail', { exchanges: ['x0002'] })];
    const { attachments } = described(reports, [recordOf('x0001'), recordOf('x0002')]);
    expect(attachments.map(({ name }) => name)).toEqual([expect.stringMatching(/^x0002 /)]);
  });

  test('are no more than a page can show', () => {
    const records = ids(9).map((id) => recordOf(id));
    const { attachments } = described([report('fail', { exchanges: ids(9) })], records);
    expect(attachments).toHaveLength(5);
    expect(readdirSync(dir)).toHaveLength(5);
  });

  test('of what is right, are the last two', () => {
    const records = ids(9).map((id) => recordOf(id));
    const { attachments } = described([report('pass', { exchanges: ids(9) })], records);
    expect(attachments.map(({ name }) => name.slice(0, 5))).toEqual(ids(9).slice(-2));
  });

  test('and so are the cases that are told', () => {
    const { description = '' } = described(ids(9).map((id) => report('fail', { case: id })));
    expect(description.match(/\*\*fail\*\*/g)).toHaveLength(5);
  });

  test('leave out an exchange that was not recorded', () => {
    expect(described([report('fail', { exchanges: ['x0404'] })]).attachments).toEqual([]);
  });
});

describe('A test that judges many', () => {
  test('counts how they came out, and the counts are no part of which test it is', () => {
    const many = described([report('pass'), report('fail'), report('pass'), report('not-applicable')]);
    expect(many.parameters).toEqual([
      { name: 'checks', value: '4', excluded: true },
      { name: 'pass', value: '2', excluded: true },
      { name: 'fail', value: '1', excluded: true },
      { name: 'not-applicable', value: '1', excluded: true },
    ]);
    expect(many.description).toContain('judged 4 times');
    expect(many.description).toContain('The rule is broken. (1 of 4)');
  });

  test('one check needs no count', () => {
    expect(described([report('fail')]).parameters).toEqual([]);
  });
});

describe('What is waived', () => {
  const waiver = {
    ...{ rule: MUST.id, case: null, reason: 'known <b>', owner: 'jo', reference: 'BOOK-1' },
    expires: '2030-01-31',
  };
  const waived = { ...report('fail'), waiver };

  test('stays red, and says first that it is waived, until when, by whom and why', () => {
    const result = described([waived]);
    expect(result.status).toBe(Status.FAILED);
    expect(result.statusDetails.message).toBe(
      `WAIVED until 2030-01-31, by jo: known <b> (BOOK-1)\n${explain(MUST, finding('fail'))}`,
    );
    expect(result.description).toContain('waived until 2030\\-01\\-31, by jo: known \\<b\\>');
    expect(labelled(result, 'verdict')).toEqual(['fail']);
    expect(labelled(result, 'waived')).toEqual(['yes']);
    expect(labelled(result, 'tag')).toContain('waived');
  });

  test('in part is a failure like any other, with the waiver where it belongs', () => {
    const result = described([waived, report('fail', { case: 'Booking another' })]);
    expect(result.statusDetails.message).toMatch(/^FAIL /);
    expect(labelled(result, 'waived')).toEqual([]);
    expect(result.description?.match(/waived until/g)).toHaveLength(1);
  });
});
