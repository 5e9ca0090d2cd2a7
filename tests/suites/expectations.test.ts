import {
  accepted,
  anyOf,
  bodyOf,
  expectAllow,
  expectNotBooked,
  expectOneHeader,
  expectOutcome,
  expectStatus,
  inShort,
  isSuccess,
  namesNoBooking,
  notBooked,
  refused,
} from '../../suites/vocabulary/expectations';
import {
  aBooking,
  anAnswer,
  anExchange,
  answered,
  BROKEN_OFF,
  ended,
  judged,
  type MadeUp,
  PASSES,
  recorded,
  UNANSWERED,
} from './made-up';

const REFUSAL = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'invalid', diagnostics: 'The slot is missing' }],
};

/** What cannot be judged, whatever is expected. */
const NOTHING_TO_JUDGE: ReadonlyArray<readonly [name: string, madeUp: MadeUp, told: string]> = [
  ['no answer', UNANSWERED, 'no answer: socket hang up'],
  ['no answer, for no reason that is known', { none: true }, 'no answer: the connection ended'],
  ['an answer that broke off', { ...BROKEN_OFF, status: 201 }, 'broke off after its status 201: no complete'],
  [
    'an answer that broke off without a reason',
    { complete: false, status: 400 },
    'broke off after its status 400',
  ],
  ...[429, 502, 503, 504].map(
    (status) => [`status ${status}`, { status }, `too busy to answer: status ${status}`] as const,
  ),
];

describe.each(NOTHING_TO_JUDGE)('of %s', (_, madeUp, told) => {
  test('nothing is judged, and it is told why', async () => {
    const sent = await answered(madeUp);
    const checks = [
      () => expectStatus(sent, 200),
      () => expectNotBooked(sent),
      () => expectOneHeader(sent, 'ETag'),
      () => expectOutcome(sent),
      accepted(sent),
      refused(sent),
    ];
    for (const check of checks) expect(judged(check)).toEqual(ended('inconclusive', told));
  });
});

describe('expectStatus', () => {
  test.each([[201], [200, 201], [400, 201, 422]])('takes one of %j', async (...allowed) => {
    const sent = await answered({ status: 201 });
    expect(judged(() => expectStatus(sent, ...allowed))).toEqual(PASSES);
  });

  test.each([200, 202, 204, 301, 400, 500, 501])('takes no other: %d', async (status) => {
    const sent = await answered({ status });
    expect(judged(() => expectStatus(sent, 201))).toEqual({
      outcome: 'broken',
      message: `answered ${status} instead of 201`,
      expected: 'status 201',
      actual: `status ${status} with an empty body`,
    });
  });

  test('tells all that are right, and what the server said', async () => {
    const sent = await answered({ status: 500, body: REFUSAL });
    expect(judged(() => expectStatus(sent, 400, 409, 422))).toEqual({
      outcome: 'broken',
      message: 'answered 500 instead of 400, 409 or 422',
      expected: 'status 400, 409 or 422',
      actual: 'status 500: The slot is missing',
    });
  });
});

describe('expectNotBooked', () => {
  test.each([199, 300, 302, 400, 422, 500])('%d books nothing', async (status) => {
    const sent = await answered({ status });
    expect(judged(() => expectNotBooked(sent))).toEqual(PASSES);
  });

  test.each([200, 201, 202, 299])('%d does', async (status) => {
    const sent = await answered({ status });
    expect(judged(() => expectNotBooked(sent))).toEqual({
      outcome: 'broken',
      message: 'books what it must refuse',
      expected: 'a refusal',
      actual: `status ${status} with an empty body`,
    });
  });
});

describe('isSuccess', () => {
  test.each([
    [0, false],
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ])('%d: %j', (status, expected) => expect(isSuccess(status)).toBe(expected));
});

describe('expectOneHeader', () => {
  test.each(['ETag', 'etag', 'ETAG'])('takes %s, and gives its value', async (name) => {
    const sent = await answered({
      headers: [
        ['Date', 'now'],
        [name, 'W/"1"'],
      ],
    });
    expect(expectOneHeader(sent, 'ETag')).toBe('W/"1"');
  });

  test('white space around a value is none of it (RFC 9110 section 5.5)', async () => {
    const sent = await answered({ headers: [['ETag', ' \tW/"1"\t ']] });
    expect(expectOneHeader(sent, 'ETag')).toBe('W/"1"');
  });

  test.each<[string, MadeUp['headers'] & object, string, string]>([
    ['none', [['X-ETag', '1']], 'sends no ETag header', 'no ETag header'],
    [
      'two',
      [
        ['ETag', 'W/"1"'],
        ['etag', 'W/"2"'],
      ],
      'sends 2 ETag headers',
      'W/"1" | W/"2"',
    ],
    [
      'the same twice',
      [
        ['ETag', 'W/"1"'],
        ['ETag', 'W/"1"'],
      ],
      'sends 2 ETag headers',
      'W/"1" | W/"1"',
    ],
    ['an empty one', [['ETag', '']], 'sends an empty ETag header', 'an empty value'],
    ['one of white space', [['ETag', ' \t']], 'sends an empty ETag header', 'an empty value'],
  ])('does not take %s', async (_, headers, message, actual) => {
    const sent = await answered({ headers });
    expect(judged(() => expectOneHeader(sent, 'ETag'))).toEqual({
      outcome: 'broken',
      message,
      expected: 'one ETag header that is not empty',
      actual,
    });
  });
});

describe('expectAllow', () => {
  test.each(['GET, HEAD', '', 'PATCH'])('Allow: %s is a list of methods', (value) => {
    const sent = anExchange({ status: 405, headers: [['allow', value]] });
    expect(judged(() => expectAllow(sent))).toEqual(PASSES);
  });

  test.each<[string, MadeUp]>([
    ['another header', { status: 405, headers: [['Access-Control-Allow-Methods', 'GET']] }],
    ['no answer', UNANSWERED],
  ])('%s is none', (_, madeUp) => {
    const sent = anExchange({ ...madeUp, request: { method: 'PATCH' } });
    expect(judged(() => expectAllow(sent))).toEqual({
      outcome: 'broken',
      message: 'answers 405 to PATCH without saying which methods are allowed',
      expected: 'an Allow header; it may be empty',
      actual: 'no Allow header',
    });
  });

  test.each([
    ['in one field', ['GET, DELETE']],
    ['in a field of its own', ['GET', 'DELETE']],
  ])('the method that was refused is warned of, %s', (_, values) => {
    const headers = values.map((value) => ['Allow', value] as const);
    const sent = anExchange({ status: 405, headers, request: { method: 'DELETE' } });
    expect(judged(() => expectAllow(sent))).toEqual({
      outcome: 'warn',
      message: 'answers 405 to DELETE, and lists it among the methods that are allowed',
      expected: 'Allow without DELETE',
      actual: `Allow: ${values.join(', ')}`,
    });
  });

  test.each(['DELETE-ALL, GET', 'delete'])('%s is another method', (value) => {
    const sent = anExchange({ status: 405, headers: [['Allow', value]], request: { method: 'DELETE' } });
    expect(judged(() => expectAllow(sent))).toEqual(PASSES);
  });
});

describe('expectOutcome', () => {
  test.each<[string, unknown]>([
    ['JSON', REFUSAL],
    ['JSON with a byte order mark', `\ufeff${JSON.stringify(REFUSAL)}`],
    [
      'XML',
      '<OperationOutcome xmlns="http://hl7.org/fhir"><issue><severity value="error"/><code value="invalid"/><diagnostics value="No slot"/></issue></OperationOutcome>',
    ],
  ])('takes an OperationOutcome in %s, however it is labelled', async (_, body) => {
    const sent = await answered({ status: 422, body, headers: [['Content-Type', 'text/plain']] });
    expect(judged(() => expectOutcome(sent))).toEqual(PASSES);
  });

  test.each<[string, unknown]>([
    ['no body', ''],
    ['text', 'Unprocessable'],
    ['an Appointment', { resourceType: 'Appointment' }],
    ['null', null],
    ['a page', '<html><body>422</body></html>'],
    ['half an OperationOutcome', JSON.stringify(REFUSAL).slice(0, -4)],
  ])('does not take %s', async (_, body) => {
    const sent = await answered({ status: 422, body });
    expect(judged(() => expectOutcome(sent))).toEqual(
      ended('broken', 'does not explain the refusal in an OperationOutcome: ', {
        expected: 'an OperationOutcome with an error or fatal issue and some detail',
        actual: expect.stringContaining('status 422'),
      }),
    );
  });

  test('tells one problem as it is, and of several all', async () => {
    const withoutDetail = { ...REFUSAL, issue: [{ severity: 'error', code: 'invalid' }] };
    const one = await answered({ status: 422, body: withoutDetail });
    expect(judged(() => expectOutcome(one)).actual).toBe('status 422: invalid');
    const withNothing = { ...REFUSAL, issue: [{}] };
    const several = await answered({ status: 422, body: withNothing });
    expect(judged(() => expectOutcome(several)).actual).toMatch(/severity is nothing.*; .*code is nothing/);
  });
});

describe('conditions', () => {
  test.each([
    [199, false],
    [200, true],
    [201, true],
    [299, true],
    [300, false],
    [422, false],
  ])('%d: accepted what was to be refused: %j', async (status, expected) => {
    const reason = accepted(await answered({ status }))();
    expect(reason).toBe(
      expected ? `the target accepted it (status ${status}), so there is no refusal to judge` : null,
    );
  });

  test.each([
    [200, null],
    [302, null],
    [399, null],
    [400, 'the target refuses a plain booking: status 400 with an empty body'],
    [500, 'the target refuses a plain booking: status 500 with an empty body'],
  ])('%d: refused what was to be accepted: %j', async (status, expected) => {
    expect(refused(await answered({ status }))()).toBe(expected);
  });

  test.each<[string, MadeUp, string | null]>([
    ['an Appointment with an id', { body: { resourceType: 'Appointment', id: 'a1' } }, null],
    ['a Location with an id', { headers: [['Location', '/Appointment/a1/_history/1']] }, null],
    ['{}', { body: '{}' }, 'nothing shows that a plain booking was made: status 201: {}'],
    ['an Appointment without an id', { body: { resourceType: 'Appointment' } }, 'nothing shows that'],
    ['a redirect', { status: 302 }, 'the target refuses a plain booking: status 302'],
    ['a refusal that names one', { status: 422, body: { resourceType: 'Appointment', id: 'a1' } }, 'refuses'],
  ])('%s shows a booking, or why not', async (_, madeUp, reason) => {
    const booked = await recorded({ ...aBooking(), exchange: anExchange({ status: 201, ...madeUp }) });
    const told = notBooked(booked)();
    expect(told).toEqual(reason === null ? null : expect.stringContaining(reason));
  });

  test('an answer names a booking in its body or in its Location', () => {
    const named = { body: { resourceType: 'Appointment', id: 'a1' } };
    expect(namesNoBooking({ ...aBooking(), exchange: anExchange(named) })).toBe(false);
    expect(namesNoBooking(aBooking())).toBe(false);
    expect(namesNoBooking({ ...aBooking(), exchange: anExchange() })).toBe(true);
    expect(namesNoBooking(aBooking(UNANSWERED))).toBe(true);
  });

  test('of several, the first reason is given, and no more are asked', () => {
    const never = jest.fn(() => 'the third');
    expect(
      anyOf(
        () => null,
        () => 'the second',
        never,
      )(),
    ).toBe('the second');
    expect(never).not.toHaveBeenCalled();
    expect(
      anyOf(
        () => null,
        () => null,
      )(),
    ).toBeNull();
    expect(anyOf()()).toBeNull();
  });
});

describe('an answer in short', () => {
  const issues = (...issue: unknown[]) => ({ resourceType: 'OperationOutcome', issue });

  test.each<[string, unknown, string]>([
    ['an empty body', '', 'status 422 with an empty body'],
    ['white space', ' \r\n ', 'status 422 with an empty body'],
    ['text, in one line', ' No\r\n\tsuch  slot ', 'status 422: No such slot'],
    ['the first 120 bytes', 'x'.repeat(130), `status 422: ${'x'.repeat(120)}…`],
    ['no part of a character', `${'x'.repeat(119)}ä`, `status 422: ${'x'.repeat(119)}…`],
    ['JSON that is no resource', '{"error": 1}', 'status 422: {"error": 1}'],
    ['the text of details', issues({ details: { text: 'Taken' }, diagnostics: 'D' }), 'status 422: Taken'],
    ['diagnostics', issues({ details: { coding: [] }, diagnostics: 'D', code: 'c' }), 'status 422: D'],
    ['a code', issues({ code: 'conflict' }), 'status 422: conflict'],
    [
      'all issues',
      issues({ code: 'one' }, null, { code: 2 }, { diagnostics: 'two' }),
      'status 422: one; two',
    ],
    ['a long text, cut', issues({ diagnostics: 'y'.repeat(301) }), `status 422: ${'y'.repeat(300)}…`],
    [
      'another resource with issues',
      { resourceType: 'X', issue: [{ code: 'c' }] },
      'status 422: {"resourceType":"X","issue":[{"code":"c"}]}',
    ],
    [
      'issues that are no list',
      { resourceType: 'OperationOutcome', issue: {} },
      'status 422: {"resourceType":"OperationOutcome","issue":{}}',
    ],
    ['no issue', issues(), 'status 422: {"resourceType":"OperationOutcome","issue":[]}'],
    ['null', 'null', 'status 422: null'],
  ])('%s', (_, body, expected) => {
    expect(inShort(anAnswer({ status: 422, body }))).toBe(expected);
  });
});

test('a body that is neither JSON nor XML is none', () => {
  expect(bodyOf(anAnswer({ body: 'no resource' }))).toBeUndefined();
  expect(bodyOf(anAnswer({ body: '{"a":1}' }))).toEqual({ a: 1 });
});
