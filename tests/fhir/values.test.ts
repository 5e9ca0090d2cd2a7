import { instantOf, isValidNhsNumber, outcomeProblems, parseJson } from '../../lib/fhir';
import { anOperationOutcome, change, type Json } from './samples';

describe('isValidNhsNumber', () => {
  test.each(['9476719931', '1234554321', '9990548609', '9434765919', '0000000000'])('%s is one', (value) => {
    expect(isValidNhsNumber(value)).toBe(true);
  });

  test.each([
    '9476719932',
    '1234567890',
    '1231231234',
    '11122233333',
    '10000000084',
    '123456789',
    '943 476 5919',
    ' 9434765919',
    '9434765919\n',
    '943476591a',
    '٩٤٣٤٧٦٥٩١٩',
    '',
  ])('%j is none', (value) => {
    expect(isValidNhsNumber(value)).toBe(false);
  });

  test('there is one check digit at most for nine digits, and none where the remainder asks for 10', () => {
    const counts = Array.from({ length: 1000 }, (_, index) => {
      const start = String(999_000_000 + index * 997).slice(0, 9);
      return Array.from({ length: 10 }, (_value, digit) => `${start}${digit}`).filter(isValidNhsNumber)
        .length;
    });
    expect(new Set(counts)).toEqual(new Set([0, 1]));
    expect(counts.filter((count) => count === 0).length / counts.length).toBeCloseTo(1 / 11, 1);
  });
});

describe('instantOf', () => {
  test.each([
    ['2031-05-06T09:20:00Z', Date.UTC(2031, 4, 6, 9, 20)],
    ['2031-05-06T09:20:00.5+01:00', Date.UTC(2031, 4, 6, 8, 20, 0, 500)],
    ['2031-05-06T00:00:00-14:00', Date.UTC(2031, 4, 6, 14)],
    ['2031-05-06T09:20:00.1239999Z', Date.UTC(2031, 4, 6, 9, 20, 0, 123)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['0099-01-01T00:00:00Z', new Date('0099-01-01T00:00:00Z').getTime()],
  ])('%s', (value, expected) => {
    expect(instantOf(value)).toBe(expected);
  });

  test.each<[Json]>([
    ['2031-05-06'],
    ['2031-05-06T09:20:00'],
    ['2031-05-06T09:20Z'],
    ['2031-02-29T09:20:00Z'],
    ['2031-05-06T24:00:00Z'],
    ['2031-05-06T09:20:00+14:30'],
    ['2031-05-06 09:20:00Z'],
    [''],
    [1_900_000_000_000],
    [null],
  ])('%j is none', (value) => {
    expect(instantOf(value)).toBeNull();
  });
});

describe('parseJson', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('gives the value', () => {
    expect(parseJson(bytes('{"name":"Zoë"}'))).toEqual({ value: { name: 'Zoë' }, issues: [] });
  });

  test('takes a byte order mark, with a warning', () => {
    const { value, issues } = parseJson(bytes('\uFEFF[1]'));
    expect(value).toEqual([1]);
    expect(issues).toMatchObject([{ severity: 'warning', layer: 'syntax', rule: 'byte-order-mark' }]);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['white space', bytes(' \n')],
    ['a mark only', bytes('\uFEFF')],
    ['a word', bytes('hello')],
    ['half an object', bytes('{"resourceType":"Appointment",')],
    ['a trailing comma', bytes('{"a":1,}')],
    ['two documents', bytes('{}{}')],
    ['XML', bytes('<Appointment/>')],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['UTF-16', new Uint8Array([0x7b, 0x00, 0x7d, 0x00])],
  ])('%s: a syntax error and no value', (_what, input) => {
    const { value, issues } = parseJson(input);
    expect(value).toBeUndefined();
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { layer: 'syntax', path: '' },
    ]);
  });
});

describe('outcomeProblems', () => {
  test('finds nothing wrong with an outcome that explains itself', () => {
    expect(outcomeProblems(anOperationOutcome())).toEqual([]);
  });

  test.each<[Json]>([
    [{ severity: 'fatal', code: 'exception', diagnostics: 'out of memory' }],
    [{ severity: 'error', code: 'value', expression: ['Appointment.start'] }],
    [{ severity: 'error', code: 'value', location: ['/f:Appointment/f:start'] }],
    [{ severity: 'error', code: 'login', details: { coding: [{ code: 'ACCESS_DENIED' }] } }],
  ])('takes any kind of detail: %j', (issue) => {
    expect(outcomeProblems({ resourceType: 'OperationOutcome', issue: [issue] })).toEqual([]);
  });

  test('takes a narrative for detail', () => {
    const issue = [{ severity: 'error', code: 'processing' }];
    const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Taken</div>' };
    expect(outcomeProblems({ resourceType: 'OperationOutcome', text, issue })).toEqual([]);
  });

  test.each<[string, string, Json, RegExp]>([
    ['another resource', 'resourceType', 'Patient', /resourceType/],
    ['no issue', 'issue', [], /issue/],
    ['an issue that is no object', 'issue', ['bad'], /issue\[0\]/],
    ['a severity of its own', 'issue[0].severity', 'critical', /issue\[0\]\.severity/],
    ['a code of a later version', 'issue[0].code', 'multiple-matches', /issue\[0\]\.code/],
    ['warnings only', 'issue[0].severity', 'warning', /error or fatal/],
    ['no detail', 'issue[0].details', { text: ' ' }, /Nothing says/],
  ])('%s', (_what, path, value, expected) => {
    expect(outcomeProblems(change(anOperationOutcome(), path, value)).join('\n')).toMatch(expected);
  });

  test('tells each thing that is wrong, and where', () => {
    const problems = (issue: Json) => outcomeProblems({ resourceType: 'OperationOutcome', issue });
    const noList = 'issue is not a list of at least one issue.';
    expect(problems([])).toEqual([noList]);
    expect(problems({ severity: 'error' })).toEqual([noList]);
    expect(outcomeProblems({ resourceType: 'OperationOutcome' })).toEqual([noList]);
    expect(problems([null, 'x', { severity: 'x', diagnostics: 'D' }])).toEqual([
      'issue[0] is not an object.',
      'issue[1] is not an object.',
      'issue[2].severity is "x", not an STU3 severity.',
      'issue[2].code is nothing, not an STU3 issue type.',
      'No issue has the severity error or fatal.',
    ]);
    expect(outcomeProblems({ resourceType: null })).toEqual([
      'resourceType is null, not "OperationOutcome".',
    ]);
  });

  test('of several issues, one is an error and one has a detail', () => {
    const issue = [
      { severity: 'warning', code: 'value' },
      { severity: 'fatal', code: 'exception' },
      { severity: 'information', code: 'informational', diagnostics: 'D' },
    ];
    expect(outcomeProblems({ resourceType: 'OperationOutcome', issue })).toEqual([]);
    const withoutDetail = issue.slice(0, 2);
    expect(outcomeProblems({ resourceType: 'OperationOutcome', issue: withoutDetail })).toHaveLength(1);
  });

  test.each<[Json]>([
    [{ details: {} }],
    [{ details: 'D' }],
    [{ details: { text: '' } }],
    [{ details: { coding: ['D'] } }],
    [{ diagnostics: ' ' }],
    [{ diagnostics: 5 }],
    [{ location: [] }],
    [{ expression: [''] }],
  ])('takes nothing for a detail that says nothing: %j', (detail) => {
    const issue = [{ severity: 'error', code: 'value', ...(detail as object) }];
    expect(outcomeProblems({ resourceType: 'OperationOutcome', issue })).toHaveLength(1);
    const text = { div: ' ' };
    expect(outcomeProblems({ resourceType: 'OperationOutcome', text, issue })).toHaveLength(1);
  });

  test.each<[Json]>([[null], ['x'], [[]]])('%j is none', (value) => {
    expect(outcomeProblems(value)).toHaveLength(1);
  });
});
