import { locate, MAX_MESSAGE_BYTES, parseJson, readMessage, validate } from '../../lib/fhir';
import { bytesOf } from './random';
import { anAppointment } from './samples';

/** Reading the bytes of a message: encoding, JSON, and where everything stands. */

const read = (text: string) => readMessage(bytesOf(text));
const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...bytesOf(part)])));

describe('The format', () => {
  test.each([
    ['{}', 'json'],
    [' \n<Slot/>', 'xml'],
    ['\uFEFF<Slot/>', 'xml'],
    ['', 'json'],
    ['Slot', 'json'],
  ])('%j looks like %s', (text, format) => {
    expect(read(text).format).toBe(format);
  });

  test('is taken as it is given', () => {
    const { format, value, issues } = readMessage(bytesOf('<Slot/>'), 'json');
    expect([format, value]).toEqual(['json', undefined]);
    expect(issues).toMatchObject([{ rule: 'json', line: 1, column: 1 }]);
    expect(readMessage(bytesOf('{}'), 'xml').issues).toMatchObject([{ rule: 'xml', line: 1, column: 1 }]);
  });
});

describe('Bytes that are not UTF-8', () => {
  test.each([
    ['a byte that begins nothing', bytes('{"a":\n "é', 0xff, '"}'), 2, 4],
    ['a continuation byte alone', bytes('"', 0x80, '"'), 1, 2],
    ['Latin-1', bytes('{"family":"Zo', 0xeb, '"}'), 1, 14],
    ['an overlong form', bytes('"', 0xc0, 0xaf, '"'), 1, 2],
    ['an overlong form of three bytes', bytes('"', 0xe0, 0x9f, 0xbf, '"'), 1, 2],
    ['an overlong form of four bytes', bytes('"', 0xf0, 0x8f, 0xbf, 0xbf, '"'), 1, 2],
    ['an encoded surrogate', bytes('"', 0xed, 0xa0, 0x80, '"'), 1, 2],
    ['a character beyond Unicode', bytes('"', 0xf4, 0x90, 0x80, 0x80, '"'), 1, 2],
    ['a character that is cut off', bytes('"€', 0xe2, 0x82), 1, 3],
    ['UTF-16 with its mark', bytes(0xff, 0xfe, '{', 0, '}', 0), 1, 1],
    ['a byte after a mark', bytes(0xef, 0xbb, 0xbf, '{', 0xff), 1, 2],
  ])('%s', (_what, input, line, column) => {
    const message = readMessage(input);
    expect(message.value).toBeUndefined();
    expect(message.issues).toMatchObject([
      { severity: 'error', layer: 'syntax', rule: 'utf-8', path: '', line, column },
    ]);
    expect(message.positionOf('Slot.start')).toBeNull();
    expect(parseJson(input).issues).toEqual(message.issues);
  });

  test.each([
    [0xc1, 0xbf],
    [0xc2, 0x7f],
    [0xc2, 0xc0],
    [0xe1, 0x7f, 0x80],
    [0xe1, 0xc0, 0x80],
    [0xe1, 0x80, 0x7f],
    [0xe1, 0x80, 0xc0],
    [0xf1, 0x7f, 0x80, 0x80],
    [0xf1, 0xc0, 0x80, 0x80],
    [0xf1, 0x80, 0x7f, 0x80],
    [0xf1, 0x80, 0xc0, 0x80],
    [0xf1, 0x80, 0x80, 0x7f],
    [0xf1, 0x80, 0x80, 0xc0],
    [0xf5, 0x80, 0x80, 0x80],
  ])('%p %p %p %p are no character', (...character) => {
    expect(readMessage(bytes('"é', ...character, '"')).issues).toMatchObject([{ rule: 'utf-8', column: 3 }]);
  });

  test.each([
    [[0xff, 0xfe], true],
    [[0xfe, 0xff], true],
    [[0xff, 0xff], false],
    [[0xfe, 0xfe], false],
    [[0xff, 0x00], false],
    [[0xfe, 0x00], false],
    [[0x20, 0xfe], false],
    [[0x20, 0xff], false],
  ])('%p at the beginning: UTF-16 is named: %p', (mark, isNamed) => {
    const [issue] = readMessage(bytes(...mark)).issues;
    expect(issue?.message.includes('UTF-16')).toBe(isNamed);
  });

  test.each([
    '\u007f\u0080\u07ff\u0800\u0fff\u1000\u1fff\ud000\ud7ff\ue000\uffff',
    '\u{10000}\u{3ffff}\u{40000}\u{7ffff}\u{100000}\u{10ffff}',
  ])('the first and last characters of each length are UTF-8: %j', (text) => {
    const { issues } = readMessage(bytes(`"${text}`, 0xff));
    expect(issues).toMatchObject([{ rule: 'utf-8', column: text.length + 2 }]);
  });

  test('the decoder reads on after a fault', () => {
    readMessage(bytes('"', 0xe2, 0x82));
    expect(readMessage(bytes('"é"'))).toMatchObject({ value: 'é', issues: [] });
  });
});

test('A byte order mark is a warning, and no column', () => {
  const { value, issues } = read('\uFEFF{"a":1,"a":2}');
  expect(value).toEqual({ a: 2 });
  expect(issues).toMatchObject([
    { severity: 'warning', rule: 'byte-order-mark', line: 1, column: 1 },
    { severity: 'error', rule: 'duplicate-key', line: 1, column: 8 },
  ]);
});

test.each([
  ['', 1, 1, 'is empty'],
  [' \n ', 1, 1, 'is empty'],
  ['hello', 1, 1, 'expected a value, found "h"'],
  ['{"a":1,}', 1, 8, 'expected a name in double quotes, found "}"'],
  ['{"a":1\n"b":2}', 2, 1, 'expected a comma or }'],
  ['[1,]', 1, 4, 'expected a value, found "]"'],
  ['[1 2]', 1, 4, 'expected a comma or ]'],
  ['[1}', 1, 3, 'expected a comma or ]'],
  ['{a:1}', 1, 2, 'expected a name in double quotes'],
  ["{'a':1}", 1, 2, 'expected a name in double quotes'],
  ['{"a" 1}', 1, 6, 'expected a colon'],
  ['{"a":}', 1, 6, 'expected a value'],
  ['{"a":\r\n\r01}', 3, 2, 'expected a comma or }, found "1"'],
  ['[+1]', 1, 2, 'expected a value'],
  ['[1.]', 1, 3, 'expected a comma or ]'],
  ['[NaN]', 1, 2, 'expected a value'],
  ['[1] // one', 1, 5, 'expected the end of the body, found "/"'],
  ['{}{}', 1, 3, 'expected the end of the body'],
  ['["a\nb"]', 1, 4, 'expected an escape, as control characters have in a string'],
  ['["\\x"]', 1, 3, 'expected an escape of JSON'],
  ['["\\u12g4"]', 1, 3, 'expected an escape of JSON'],
  ['{"a":[1,\n"bcd', 2, 1, 'this string does not end'],
  ['{"a":[1,', 1, 9, 'expected a value, found its end'],
  ['{"a":tru}', 1, 6, 'expected a value'],
  ['["😀" 1]', 1, 7, 'expected a comma or ]'],
  ['{"\\q":1}', 1, 3, 'expected an escape of JSON'],
  ['{"a\n":1}', 1, 4, 'expected an escape, as control characters have in a string'],
  ['{"a":1,\n"b', 2, 1, 'this string does not end'],
  ['["\u001f"]', 1, 3, 'expected an escape, as control characters have in a string'],
])('%j is no JSON: line %i, column %i', (text, line, column, reason) => {
  const { value, issues } = read(text);
  expect(value).toBeUndefined();
  expect(issues).toMatchObject([
    { severity: 'error', layer: 'syntax', code: 'structure', rule: 'json', path: '', line, column },
  ]);
  expect(issues[0]?.message).toContain(reason);
  expect(parseJson(bytesOf(text)).issues).toEqual(issues);
});

describe('Names that are given more than once', () => {
  test('each with its path and position', () => {
    const { value, issues } = read(`{
  "resourceType": "Appointment",
  "status": "booked",
  "slot": [{"reference": "#a"}, {"reference": "#b", "reference": "#b", "reference": "#c"}],
  "status": "booked"
}`);
    expect(value).toMatchObject({ status: 'booked', slot: [{}, { reference: '#c' }] });
    const common = { severity: 'error', layer: 'syntax', rule: 'duplicate-key' };
    expect(issues).toMatchObject([
      { ...common, path: 'Appointment.slot[1].reference', line: 4, column: 53 },
      { ...common, path: 'Appointment.slot[1].reference', line: 4, column: 72 },
      { ...common, path: 'Appointment.status', line: 5, column: 3 },
    ]);
  });

  test('as they are read, not as they are written', () => {
    expect(read('{"st\\u0061tus":1,"status":1,"Status":1}').issues).toMatchObject([
      { rule: 'duplicate-key', path: 'status', column: 18 },
    ]);
  });

  test('not in different objects, and not the names of JavaScript', () => {
    const text = '{"a":{"b":1},"b":{"b":{"b":1}},"__proto__":{"a":1},"constructor":1,"toString":[]}';
    const { value, issues } = read(text);
    expect(issues).toEqual([]);
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(JSON.stringify(value)).toBe(text);
  });

  test('below a type that STU3 does not have, the path begins with the name', () => {
    expect(read('{"resourceType":"Slots","a":1,"a":2}').issues).toMatchObject([{ path: 'a' }]);
    expect(read('{"resourceType":5,"a":[[{"b":1},{"b":1,"b":2}]]}').issues).toMatchObject([
      { path: 'a[0][1].b' },
    ]);
  });

  test.each([
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(80)}…`],
  ])('%s is shown shortened to 80 characters', (name, shown) => {
    const [issue] = read(`{"${name}":1,"${name}":2}`).issues;
    expect(issue?.message).toBe(`"${shown}" is given more than once in one object.`);
  });

  test('also __proto__', () => {
    expect(read('{"__proto__":1,"__proto__":2}').issues).toMatchObject([
      { rule: 'duplicate-key', path: '__proto__' },
    ]);
  });
});

describe('Numbers', () => {
  test.each([
    ['12345678901234567890', 'error'],
    ['-9007199254740993', 'error'],
    ['1e400', 'error'],
    ['-1E+400', 'error'],
    ['1.5e400', 'error'],
    ['1e-400', 'error'],
    ['0.1e-400', 'error'],
    ['1.2e-5000', 'error'],
    ['-12.50', 'information'],
    ['100.000', 'information'],
    ['10.0E+1', 'information'],
    ['0.1000000000000000055', 'warning'],
    ['123456789.123456789', 'warning'],
    ['1.50', 'information'],
    ['1.0', 'information'],
    ['0.00', 'information'],
    ['1.10e2', 'information'],
  ])('%s: %s', (written, severity) => {
    const { value, issues } = read(`{"resourceType":"Location","position":{"altitude":\n ${written}}}`);
    expect(value).toEqual({ resourceType: 'Location', position: { altitude: Number(written) } });
    const place = { path: 'Location.position.altitude', line: 2, column: 2 };
    expect(issues).toMatchObject([{ severity, layer: 'syntax', code: 'value', rule: 'number', ...place }]);
  });

  test.each([
    '0',
    '-0',
    '-0.5',
    '51.5074',
    '9007199254740992',
    '100000000000000000000',
    '1e21',
    '1E-7',
    '0.000001',
    '5e-324',
    '1.7976931348623157e308',
    '123456789012345',
    '-12345678901234',
    '1000000000000000',
    '0.12345678901234',
    '1.5e+2',
    '120e-2',
    '100.5',
  ])('%s loses nothing', (written) => {
    expect(read(written).issues).toEqual([]);
  });
});

test('White space of all four kinds may stand wherever JSON has it', () => {
  const space = ' \t\r\n';
  const text = ['', '{', '"a"', ':', '[', '1.0', ',', '2', ']', ',', '"a"', ':', '{', '}', '}', ''].join(
    space,
  );
  expect(read(text).issues).toMatchObject([
    { rule: 'number', path: 'a[0]', line: 6 },
    { rule: 'duplicate-key', path: 'a', line: 11 },
  ]);
});

describe('Halves of characters', () => {
  test.each([
    ['"\\ud83d"', 2],
    ['"\\uDE00\\uD83D"', 2],
    ['"a\\ud83d\\ud83d\\ude00"', 3],
    ['"\\ud83d😀"', 2],
  ])('%s', (text, column) => {
    const { issues } = read(text);
    expect(issues[0]).toMatchObject({ severity: 'error', rule: 'surrogate', line: 1, column });
  });

  test('a whole one in two escapes is none', () => {
    expect(read('"\\ud83d\\uDE00 \\\\ud83d \\u00e9"')).toMatchObject({ value: '😀 \\ud83d é', issues: [] });
  });

  test('also in names, and what follows is read', () => {
    expect(read('{"a":1,"\\udc00":2,"b\\n":[1,1.0]}').issues).toMatchObject([
      { rule: 'surrogate', column: 9 },
      { rule: 'number', path: 'b\n[1]', column: 28 },
    ]);
  });
});

describe('Bounds', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test('128 levels are read, more are not', () => {
    expect(read(nested(128)).issues).toEqual([]);
    const { value, issues } = read(nested(129));
    expect(value).toBeUndefined();
    expect(issues).toMatchObject([
      { severity: 'error', code: 'too-long', rule: 'nesting', line: 1, column: 129 },
    ]);
  });

  test.each([
    ['arrays', nested(1_000_000)],
    ['arrays without end', '['.repeat(4_000_000)],
    ['objects', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
    ['extensions', `{"resourceType":"Slot","extension":[${'{"url":"x","extension":['.repeat(50_000)}`],
  ])('%s, absurdly deep', (_what, text) => {
    const message = read(text);
    expect(message.value).toBeUndefined();
    expect(message.issues).toMatchObject([{ rule: 'nesting' }]);
    expect(locate(validate(message.value), message).length).toBeGreaterThan(0);
  });

  test('what is too large is not read', () => {
    const { value, issues, positionOf } = readMessage(new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(0x20));
    expect([value, positionOf('')]).toEqual([undefined, null]);
    expect(issues).toMatchObject([{ severity: 'error', layer: 'syntax', code: 'too-long', rule: 'size' }]);
  });

  test('a flood of one kind hides no other', () => {
    const text = `[${'1.0,'.repeat(10_000)}{"a":1,"a":2}]`;
    const { issues } = read(text);
    expect(issues.filter(({ rule }) => rule === 'number')).toHaveLength(100);
    expect(issues.filter(({ rule }) => rule === 'duplicate-key')).toHaveLength(1);
  });
});

describe('positionOf', () => {
  const message = read(JSON.stringify(anAppointment(), null, 2));

  test.each([
    ['', 1, 1],
    ['Appointment', 1, 1],
    ['resourceType', 2, 3],
    ['Appointment.resourceType', 2, 3],
    ['Appointment.contained', 8, 3],
    ['Appointment.contained[1]', 43, 5],
    ['Appointment.contained[1].name[0].given', 75, 11],
    ['Appointment.contained[1].name[0].given[1]', 77, 13],
    ['Appointment.contained[1].name[0].suffix', 72, 9],
    ['Appointment.contained[1].name', 71, 7],
    ['Appointment.contained[7].name', 8, 3],
    ['Appointment.start', 152, 3],
    ['Appointment.minutesDuration', 1, 1],
    ['Patient.name', 1, 1],
    ['Appointment.slot.reference', 154, 3],
    ['..[x]..', 1, 1],
  ])('%s', (path, line, column) => {
    expect(message.positionOf(path)).toEqual({ line, column });
  });

  test('of a name that is given twice, the one that counts', () => {
    expect(read('{"resourceType":"Slot",\n"start":1,\n"start":2}').positionOf('Slot.start')).toEqual({
      line: 3,
      column: 1,
    });
  });

  test('in what is no resource, and in what is no JSON as far as it goes', () => {
    expect(read('[{"a":1},\n {"a":2}]').positionOf('[1].a')).toEqual({ line: 2, column: 3 });
    expect(read('{"a":{\n"b":[1,\n{"c":"d').positionOf('a.b[1].c')).toEqual({ line: 3, column: 2 });
  });

  test('of a resource of a type that STU3 does not have', () => {
    const foreign = read('{\n"resourceType": "Slots"}');
    expect(locate(validate(foreign.value), foreign)).toMatchObject([
      { rule: 'stu3:resource-type', path: 'resourceType', line: 2, column: 1 },
    ]);
  });

  test('of what stands beside values', () => {
    const text = '{"resourceType":"Patient","name":[{"given":["A",null],\n"_given":[null,{"id":1}]}]}';
    expect(read(text).positionOf('Patient.name[0]._given[1].id')).toEqual({ line: 2, column: 17 });
  });
});

test('locate gives line and column to the issues that have none', () => {
  const appointment = { ...anAppointment(), status: 'boked' };
  const message = read(JSON.stringify(appointment, null, 1));
  const own = {
    severity: 'error',
    layer: 'booking',
    code: 'value',
    rule: 'x',
    path: '',
    message: 'x',
  } as const;
  const issues = [...validate(message.value), { ...own, line: 9, column: 9 }, own];
  expect(locate(issues, message)).toMatchObject([
    { rule: 'stu3:binding', path: 'Appointment.status', line: 145, column: 2 },
    { line: 9, column: 9 },
    { line: 1, column: 1 },
  ]);
  expect(locate([own], readMessage(new Uint8Array([0xff])))).toEqual([own]);
});
