import { PRIMITIVES } from '../../lib/fhir/base/primitives';
import { hasVisibleContent, isPlainFormatting, isXhtmlDiv } from '../../lib/fhir/base/xhtml';
import { timeRangeOf } from '../../lib/fhir/instant';
import type { Json } from './samples';

/** The values of primitive types at their bounds: the last that is one, and the first that is none. */

const accepts = (type: string, value: unknown) => PRIMITIVES.get(type)?.accepts(value);
const MEGABYTE = 1_048_576;

/** A day, with what each of its times has in common. */
const at = (clock: string, zone = 'Z') => `2031-05-06T${clock}${zone}`;

const DAYS = [
  '2031-05-06',
  '2031-01-31',
  '2031-04-30',
  '2032-02-29',
  '2000-02-29',
  '2031-12-09',
  '2031-10-10',
];
const NO_DAYS = [
  '2031-05-32',
  '2031-05-40',
  '2031-05-00',
  '2031-04-31',
  '2031-06-31',
  '2031-02-29',
  '2031-02-30',
  '1900-02-29',
  '2031-13-01',
  '2031-20-01',
  '2031-00-01',
  '2031-5-06',
  '2031-05-6',
  '2031/05/06',
  '203-05-06',
  '20310506',
  ' 2031-05-06',
  '2031-05-06 ',
  'x2031-05-06',
];
const CLOCKS = [
  '00:00:00',
  '09:09:09',
  '19:59:59',
  '20:20:20',
  '23:59:60',
  '10:00:00.0',
  '10:00:00.123456789',
];
const NO_CLOCKS = [
  '24:00:00',
  '30:00:00',
  '2:00:00',
  '10:60:00',
  '10:6:00',
  '10:00:61',
  '10:00:70',
  '10:00:6',
  '10:00',
  '10',
  '10:00:00.',
  '10:00:00,1',
  '10:00:00.a',
  'x10:00:00',
  '10-00-00',
];
const ZONES = ['Z', '+00:00', '-00:00', '+09:59', '+10:00', '+13:59', '-13:59', '+14:00', '-14:00'];
const NO_ZONES = [
  '',
  'z',
  '+14:01',
  '+15:00',
  '+20:00',
  '+24:00',
  '+10:60',
  '+1:00',
  '+10',
  '+1000',
  '10:00',
  'ZZ',
  'Zx',
];

const VALUES: [type: string, accepted: Json[], refused: Json[]][] = [
  ['boolean', [true, false], ['true', 0, 1, null, {}]],
  ['integer', [0, -1, 2_147_483_647, -2_147_483_648], [2_147_483_648, -2_147_483_649, 0.5, '1', true]],
  ['unsignedInt', [0, 1, 2_147_483_647], [-1, 2_147_483_648, 0.5, '1']],
  ['positiveInt', [1, 2, 2_147_483_647], [0, -1, 2_147_483_648, 1.5, '1']],
  ['decimal', [0, -1.5, 1e300], ['1', null, true]],
  ...['string', 'markdown'].map((type): (typeof VALUES)[number] => [
    type,
    ['a', ' ', '\n', 'x'.repeat(MEGABYTE)],
    ['', 'x'.repeat(MEGABYTE + 1), 5, null, {}, ['a']],
  ]),
  ['code', ['a', 'a b', 'a b c', 'a\tb', '<='], ['', ' a', 'a ', 'a  b', ' ', 5]],
  [
    'id',
    ['a', 'A-9.z', '0', 'a'.repeat(64)],
    ['', 'a'.repeat(65), 'a_b', 'a b', 'a/b', 'é', ' a', 'a ', 'a\n', 5],
  ],
  ['uri', ['urn:x', 'a', 'é', '#'], ['', ' urn:x', 'urn:x ', 'urn: x', 5]],
  [
    'oid',
    ['urn:oid:0.0', 'urn:oid:1.2', 'urn:oid:2.16.840.10'],
    [
      'urn:oid:3.1',
      'urn:oid:1',
      'urn:oid:1.',
      'urn:oid:1.02',
      'urn:oid:1.a',
      'urn:oid:12.1',
      '1.2',
      ' urn:oid:1.2',
    ],
  ],
  [
    'base64Binary',
    ['AAAA', 'A+/9', 'AAA=', 'AA==', 'A A\nA\t=', 'AAAAAAAA'],
    ['', ' ', 'A', 'AA', 'AAA', 'A===', '====', 'AA=A', 'AAAAA', 'AA-A', 'AA_A', '=AAA', 5],
  ],
  [
    'date',
    ['2031', '-2031', '0001', '2031-01', '2031-09', '2031-12', '-0044-03-15', ...DAYS],
    ['203', '20311', '2031-00', '2031-13', '2031-1', '2031-', ...NO_DAYS, at('10:00:00'), 5],
  ],
  [
    'dateTime',
    [
      '2031',
      '2031-01',
      ...DAYS,
      ...CLOCKS.map((clock) => at(clock)),
      ...ZONES.map((zone) => at('10:00:00', zone)),
    ],
    [
      '20311',
      '2031-13',
      ...NO_DAYS,
      ...NO_DAYS.map((day) => `${day}T10:00:00Z`),
      ...NO_CLOCKS.map((clock) => at(clock)),
      ...NO_ZONES.map((zone) => at('10:00:00', zone)),
      '2031-05T10:00:00Z',
      '2031-05-06 10:00:00Z',
      5,
    ],
  ],
  [
    'instant',
    [
      ...CLOCKS.map((clock) => at(clock)),
      ...ZONES.map((zone) => at('10:00:00', zone)),
      '2032-02-29T00:00:00Z',
    ],
    [
      '2031',
      '2031-05',
      ...DAYS,
      ...NO_DAYS.map((day) => `${day}T10:00:00Z`),
      ...NO_CLOCKS.map((clock) => at(clock)),
      ...NO_ZONES.map((zone) => at('10:00:00', zone)),
      '2031-05-06 10:00:00Z',
      5,
    ],
  ],
  ['time', CLOCKS, [...NO_CLOCKS, '10:00:00Z', '10:00:00 ', 5]],
];

describe.each(VALUES)('%s', (type, accepted, refused) => {
  test('is accepted', () => {
    expect(accepted.filter((value) => !accepts(type, value))).toEqual([]);
  });

  test('is refused', () => {
    expect(refused.filter((value) => accepts(type, value))).toEqual([]);
  });
});

test('No number of JavaScript that JSON lacks is one', () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const types = ['decimal', 'integer', 'unsignedInt', 'positiveInt'];
  expect(types.filter((type) => odd.some((value) => accepts(type, value)))).toEqual([]);
});

test('What a value has to be is said in words', () => {
  expect(PRIMITIVES.get('integer')?.expected).toBe('a JSON number, whole, from -2147483648 to 2147483647');
  expect(PRIMITIVES.get('positiveInt')?.expected).toBe('a JSON number, whole, from 1 to 2147483647');
});

test.each<[unknown, string, string]>([
  ['2031', '2031-01-01T00:00:00.000Z', '2031-12-31T23:59:59.999Z'],
  ['2031-12', '2031-12-01T00:00:00.000Z', '2031-12-31T23:59:59.999Z'],
  ['2032-02', '2032-02-01T00:00:00.000Z', '2032-02-29T23:59:59.999Z'],
  ['2031-05-06', '2031-05-06T00:00:00.000Z', '2031-05-06T23:59:59.999Z'],
  ['2031-12-31', '2031-12-31T00:00:00.000Z', '2031-12-31T23:59:59.999Z'],
  ['0001', '0001-01-01T00:00:00.000Z', '0001-12-31T23:59:59.999Z'],
  ['2031-05-06T23:30:00.5-01:30', '2031-05-07T01:00:00.500Z', '2031-05-07T01:00:00.500Z'],
  ['2031-05-06T00:30:59.05+01:30', '2031-05-05T23:00:59.050Z', '2031-05-05T23:00:59.050Z'],
  ['-0001-01-01T00:00:00Z', '-000001-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z'],
])('%s is the time from %s to %s', (value, earliest, latest) => {
  expect(timeRangeOf(value)).toEqual({ earliest: Date.parse(earliest), latest: Date.parse(latest) });
});

test.each([['2031-13'], [''], ['10:00:00'], [2031], [null]])('%p is no time', (value) => {
  expect(timeRangeOf(value)).toBeNull();
});

describe('A narrative', () => {
  const XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"';
  const div = (content: string) => `<div ${XMLNS}>${content}</div>`;

  test.each([
    div('&amp;&#38;&#x26;&#xaF;&eacute;&frac12;'),
    div('<?pi a?>b<!----><![CDATA[&<]]>'),
    div('<x:y.z-1 _a="1" b.c-d=\'"\'/>'),
    div('<b\n a = "1"\tb="2"\n></b\n>'),
    div('<b a="&amp;\'>"/>'),
    `<div\n${XMLNS}\n/>`,
    `\n<div ${XMLNS}></div>\t`,
    div('<!-- a -- & < -->'),
  ])('is well-formed: %s', (text) => {
    expect(isXhtmlDiv(text)).toBe(true);
  });

  test.each([
    div('&'),
    div('& b'),
    div('&amp'),
    div('&#;'),
    div('&#x;'),
    div('&#xg;'),
    div('&#1a;'),
    div('&1;'),
    div('&a-b;'),
    div('<b a="&"/>'),
    div("<b a='<'/>"),
    div('<b a="<"/>'),
    div('<b a=1/>'),
    div('<b a="1"b="2"/>'),
    div('<b a="1\'/>'),
    div('<1/>'),
    div('</b>'),
    div('<b></b a="1">'),
    div('<b></c>'),
    div('<b>'),
    div('<?pi'),
    div('<![CDATA[a'),
    div('< b/>'),
    div('<b/ >'),
    `<div ${XMLNS}/><!-- after -->`,
    `<div ${XMLNS}`,
    `</div><div ${XMLNS}/>`,
    '<div xmlns="http://www.w3.org/1999/XHTML"/>',
    '<div xmlns:x="http://www.w3.org/1999/xhtml"/>',
    `<x:div ${XMLNS}/>`,
    `<DIV ${XMLNS}/>`,
    '<!-- only -->',
  ])('is not: %s', (text) => {
    expect(isXhtmlDiv(text)).toBe(false);
  });

  test.each<[string, boolean]>([
    ['<p class="on" title="see javascript:">a</p>', true],
    ['<a href="https://example.org/javascript:">a</a>', true],
    ['<p icon="x" option="y">a</p>', true],
    ['<headline/><tt/><i/>', true],
    ['<p onclick="x">a</p>', false],
    ['<b><p ONCLICK="x">a</p></b>', false],
    ['<a href="javascript:x">a</a>', false],
    ['<a href=" \tJavaScript:x">a</a>', false],
    ['<p title="javascript:x">a</p>', false],
    ...'html head body script style link base form input select textarea button frame frameset iframe object applet embed'
      .split(' ')
      .flatMap((name): [string, boolean][] => [
        [`<p><${name}/></p>`, false],
        [`<${name.toUpperCase()}/>`, false],
      ]),
  ])('%s is formatting only: %p', (content, expected) => {
    expect(isPlainFormatting(div(content))).toBe(expected);
  });

  test.each<[string, boolean]>([
    ['a', true],
    ['<p>a</p>', true],
    ['<p> </p>a', true],
    ['<![CDATA[a]]>', true],
    ['<p><img src="a"/></p>', true],
    ['', false],
    [' \n', false],
    ['<p> <br/></p>', false],
    ['<!-- a comment on it --><?instruction to somebody?>', false],
    ['<![CDATA[ ]]>', false],
    ['<![CDATA[]]>', false],
    ['<p title="a"/>', false],
  ])('%s shows something: %p', (content, expected) => {
    expect(hasVisibleContent(div(content))).toBe(expected);
  });

  test('that is not well-formed is nothing that these rules speak of', () => {
    expect(isPlainFormatting('<script>')).toBe(true);
    expect(hasVisibleContent('<p>')).toBe(true);
  });
});
