import { conformancePage } from '../../lib/report/html/page';
import { check, HOSTILE, recordOf, resultOf, waiverResult } from './samples';

const AGAIN = { before: 'booking-conformance run', after: '' };

type Result = Parameters<typeof conformancePage>[0]['result'];
type Evidence = ReadonlyArray<ReturnType<typeof recordOf>>;

const pageOf = (result: Result, evidence: Evidence = [recordOf('x0001')]): string =>
  conformancePage({ result, evidence: new Map(evidence.map((record) => [record.id, record])), again: AGAIN });

/** The text of a part of the page, without its markup. */
function textOf(page: string, part: string): string {
  const [, text = ''] =
    new RegExp(`<section class="part[^"]*" id="${part}"([\\s\\S]*?)</section>`).exec(page) ?? [];
  return text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const PASSED = check('book.created.status', 'pass');
const FAILED = check('book.created.location', 'fail', {
  message: 'sends no Location',
  expected: 'one',
  actual: 'none',
});
const WARNED = check('book.created.etag', 'warn', { message: 'sends no ETag header' });
const UNJUDGED = check('book.jwt-invalid.status', 'inconclusive', { message: 'the target was silent' });
const NOT_THERE = check('book.security.proxy', 'not-applicable', { message: 'it goes straight' });

describe('The verdict in one sentence', () => {
  const verdict = (...[checks, more, run]: Parameters<typeof resultOf>): string =>
    textOf(pageOf(resultOf(checks, more, run)), 'verdict');

  test('conformant', () => {
    expect(verdict([PASSED, WARNED])).toContain(
      'Conformant The server keeps all requirements that decide and could be judged: 1.',
    );
  });

  test('not conformant', () => {
    expect(verdict([PASSED, FAILED], { verdict: 'non-conformant' })).toContain(
      'Not conformant The server breaks 1 of the 2 requirements that decide.',
    );
  });

  test('conformant with waivers is never called just conformant', () => {
    const waivers = [waiverResult('book.created.location')];
    const text = verdict([PASSED, FAILED], { waivers });
    expect(text).toContain(
      'Conformant with 1 waiver Of the requirements that decide and could be judged, the server keeps 1; 1 other is waived.',
    );
  });

  test.each<[string, Parameters<typeof resultOf>, string]>([
    [
      'what could not be judged',
      [[PASSED, UNJUDGED]],
      '1 of the 2 requirements that decide could not be judged.',
    ],
    [
      'an early end',
      [[PASSED], {}, { stopped: 'Ctrl-C' }],
      'the run ended before its end. The run ended early: Ctrl-C.',
    ],
    ['a fault of the suite', [[PASSED], {}, { faults: ['x: y'] }], 'the test suite itself failed'],
    ['a shard', [[PASSED], {}, { shard: { number: 2, of: 3 } }], 'This is part 2 of 3 of a run.'],
    [
      'nothing booked',
      [[PASSED], { bookings: { made: 0, mark: 'run 1', leftBehind: [] } }],
      'nothing shows that the server made any',
    ],
  ])('incomplete, for %s', (_, [checks, more, run], sentence) => {
    expect(verdict(checks, { ...more, verdict: 'incomplete' }, run)).toContain(sentence);
  });

  test('and what it must not be taken for', () => {
    const selection = { selected: 3, all: 45, cases: ['Booking*'] };
    const target = { baseUrl: 'http://127.0.0.1/STU3', embedded: true, software: null };
    const beside = check('fhir.read.id', 'fail');
    const waivers = [waiverResult('book.created.status', { state: 'stale', covers: 0 })];
    const text = verdict([PASSED, beside], { target, waivers }, { selection });
    for (const caveat of [
      "the suite's own example server",
      'Only 3 of the 45 requirements were selected',
      'Only some cases were selected',
      '1 waiver is expired or no longer needed',
      'Also broken, without deciding: 1 MUST of the FHIR standard',
    ])
      expect(text).toContain(caveat);
  });
});

describe('What is broken', () => {
  const result = resultOf([PASSED, FAILED, WARNED, check('book.jwt-missing.status', 'fail')], {
    verdict: 'non-conformant',
  });
  const page = pageOf(result);

  test('is told with what was required, expected and seen, by whom, and how to see it again', () => {
    const text = textOf(page, 'failures');
    expect(text).toContain('These decide the verdict');
    for (const told of [
      'The answer says in a Location header',
      'Book an appointment, Success',
      'stated: a sentence of it says so',
      'Seen in 1 of 1 case',
      'sends no Location',
      'Expected one',
      'What came none',
      '--only book.created.location --case "Booking a free slot"',
      'POST https://booking.test/STU3/Appointment?x=1 HTTP/1.1',
      'X-Twice: 2',
      'Not text in UTF-8',
      'curl --include',
    ])
      expect(text).toContain(told);
    expect(page).toContain(
      'href="https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success"',
    );
  });

  test('says where the documents disagree, with links', () => {
    expect(textOf(page, 'failures')).toContain('The documents disagree. ');
    expect(page).toMatch(/documents disagree.*<a href="https:\/\/developer\.nhs\.uk\/apis\/uec-appointments/);
  });

  test('shows an exchange once, and links to it from elsewhere', () => {
    expect(page.match(/id="exchange-x0001"/g)).toHaveLength(1);
    expect(textOf(page, 'warnings')).toContain('x0001, shown above');
  });

  test('keeps warnings, waived failures and those outside the gate apart', () => {
    const waivers = [waiverResult('book.created.location')];
    const other = pageOf(resultOf([FAILED, WARNED, check('fhir.read.id', 'fail')], { waivers }));
    const text = textOf(other, 'failures');
    expect(text).not.toContain('These decide');
    expect(text).toMatch(
      /These do not decide the verdict.*fhir\.read\.id.*These are waived.*book\.created\.location/,
    );
    expect(text).not.toContain('book.created.etag');
    expect(textOf(other, 'waivers')).toMatch(
      /book\.created\.location All known jo 31 January 2030 In force covers 1 check/,
    );
  });

  test('is told in full for some cases, and listed for the others', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      ...FAILED,
      case: `Case ${index}`,
      order: index,
    }));
    const text = textOf(pageOf(resultOf(many, { verdict: 'non-conformant' })), 'failures');
    expect(text).toContain('7 more cases');
    expect(text).toContain('Seen in 12 of 12 cases');
    for (const { case: name } of many) expect(text).toContain(name);
  });
});

describe('What was not tested is told as plainly as what was', () => {
  test('with the reasons', () => {
    const slots = { atOnce: 2, inAll: 9, offered: 1, used: 1, untested: ['A race'] };
    const run = { slots, stopped: 'out of time', faults: ['a suite: does not load'] };
    const text = textOf(pageOf(resultOf([PASSED, UNJUDGED, NOT_THERE], {}, run)), 'tested');
    for (const told of [
      'the target was silent',
      'Refuses with 403 a JWT that fails its checks',
      'it goes straight',
      'when the run ended early: out of time',
      'a suite: does not load',
      '1 were offered): A race',
      'of the urgent-care implementation guide',
      'Messages in XML',
    ])
      expect(text).toContain(told);
  });
});

test('defects, variants, bookings, times and assurance have their parts', () => {
  const defect = {
    name: 'a taken slot',
    tier: 'E',
    rule: 'book.business-rule.status',
    why: 'It is taken.',
    judged: true,
    result: 'let-through',
    status: 201,
    case: PASSED.case,
  } as const;
  const variant = {
    name: 'with an emoji',
    valid: true,
    rule: null,
    why: 'It is text.',
    result: 'refused',
    status: 422,
    case: PASSED.case,
  } as const;
  const left = {
    id: null,
    slot: 's1',
    exchange: 'x0001',
    reason: 'it was silent',
    patient: 'XX-1',
    requestId: null,
  };
  const page = pageOf(
    resultOf([PASSED], {
      defects: [defect],
      variants: [variant],
      bookings: { made: 2, mark: 'run 1a2b', leftBehind: [left] },
    }),
    [recordOf('x0001'), recordOf('x0002', { durationMs: 900, purpose: 'read' })],
  );
  expect(textOf(page, 'defects')).toMatch(
    /Breaks a business rule E 422 1 0 1 0 Let through: 1 invalid request booked.*a taken slot It is taken\. 201 Has to be refused/,
  );
  expect(textOf(page, 'variants')).toMatch(
    /Turned away, though nothing is wrong with them.*with an emoji It is text\. Yes Refused, 422 Never/,
  );
  expect(textOf(page, 'bookings')).toMatch(
    /1 booking is, or may be, still in the diary.*run 1a2b.*Not told s1 XX-1 None it was silent x0001/,
  );
  expect(textOf(page, 'times')).toMatch(/Book an appointment 1 12 12 12 Read an appointment 1 900 900 900/);
  expect(textOf(page, 'assurance')).toMatch(/P26 T16 .*Passed book\.created\.status/);
});

describe('Whatever a server says', () => {
  const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>${HOSTILE}\u0000\ud800`;

  test('is text, and leaves the page well-formed', () => {
    const failed = { ...FAILED, message: hostile, expected: hostile, actual: hostile };
    const request = {
      method: 'POST',
      url: `https://booking.test/${hostile}`,
      headers: [[hostile, hostile]] as Array<[string, string]>,
      body: hostile,
      bodyEncoding: 'utf8' as const,
    };
    const response = {
      status: 500,
      reason: hostile,
      httpVersion: '1.1',
      headers: [['X', hostile]] as Array<[string, string]>,
      body: hostile,
      bodyEncoding: 'utf8' as const,
      complete: false,
    };
    const left = {
      id: hostile,
      slot: hostile,
      exchange: 'x0001',
      reason: hostile,
      patient: hostile,
      requestId: hostile,
    };
    const page = pageOf(
      resultOf(
        [failed, { ...UNJUDGED, message: hostile }],
        {
          target: { baseUrl: 'https://booking.test/STU3', embedded: false, software: hostile },
          bookings: { made: 1, mark: hostile, leftBehind: [left] },
        },
        { stopped: hostile, faults: [hostile], settings: { TESTED_BY: hostile } },
      ),
      [recordOf('x0001', { request, response, error: { code: hostile, message: hostile } })],
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is not to be there
    expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\u202a-\u202e\u2066-\u2069]/);
    expect(Buffer.from(page).toString()).toBe(page);
    expect(page).toContain('⟨U+0000⟩⟨U+D800⟩');
  });

  test('is bounded, and what is left out is told', () => {
    const body = 'a'.repeat(2_000_000);
    const record = recordOf('x0001', { request: { ...recordOf('x0001').request, body } });
    const page = pageOf(
      resultOf([{ ...FAILED, message: body, actual: body }], { verdict: 'non-conformant' }),
      [record],
    );
    expect(page.length).toBeLessThan(500_000);
    expect(textOf(page, 'failures')).toContain(
      '1,934,464 more characters of this body: the file exchanges.ndjson has the whole.',
    );
  });

  test('and however much there is of it, the page stays of a size that can be opened', () => {
    const body = 'b'.repeat(60_000);
    const checks = Array.from({ length: 5 }, (_, index) =>
      ['book.created.location', 'book.created.status', 'book.created.body', 'fhir.read.id', 'http.date'].map(
        (rule, number) => {
          const from = (index * 5 + number) * 10;
          const exchanges = Array.from(
            { length: 10 },
            (_, more) => `x${String(from + more).padStart(4, '0')}`,
          );
          return check(rule, 'fail', { case: `Case ${index}`, exchanges });
        },
      ),
    ).flat();
    const evidence = checks.flatMap(({ exchanges }) =>
      exchanges.map((id) => recordOf(id, { request: { ...recordOf(id).request, body } })),
    );
    const page = pageOf(resultOf(checks, { verdict: 'non-conformant' }), evidence);
    expect(page.length).toBeLessThan(8_000_000);
    expect(textOf(page, 'failures')).toContain('In the file exchanges.ndjson: x');
  });
});

test('what passed is told by the ids of its exchanges alone', () => {
  const page = pageOf(
    resultOf([check('book.created.status', 'pass', { exchanges: ['x0001', 'x0002', 'x0003', 'x0009'] })]),
  );
  expect(textOf(page, 'rules')).toContain('x0001 to x0003, x0009');
  expect(page).not.toContain('id="exchange-');
});

test('the same run gives the same page', () => {
  expect(pageOf(resultOf([PASSED, FAILED, WARNED]))).toBe(pageOf(resultOf([PASSED, FAILED, WARNED])));
});

test('it stands under a policy that lets nothing in, and names nothing outside but links', () => {
  const page = pageOf(resultOf([PASSED]));
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
  );
  expect(page).not.toMatch(/url\(|@import|@font-face| src=|<link/);
});
