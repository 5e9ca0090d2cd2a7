import { readMessage, writeXml } from '../../lib/fhir';
import { plainDecimal } from '../../lib/fhir/message/number';
import { bytesOf } from './random';
import {
  aBookedAppointment,
  aCapabilityStatement,
  anAppointment,
  anOperationOutcome,
  aSearchset,
  type Json,
} from './samples';

/** Writing XML: valid resources so that they are read as they were, faults so that they stay faults. */

const ROOT = ' xmlns="http://hl7.org/fhir"';
const contentOf = (resource: Json) => writeXml(resource).replace(/^.*\n<\w+ xmlns="[^"]*"\/?>|<\/\w+>$/g, '');
const read = (text: string) => readMessage(bytesOf(text), 'xml');

test.each([
  ['an Appointment', anAppointment],
  ['a booked Appointment', aBookedAppointment],
  ['a searchset', aSearchset],
  ['a CapabilityStatement', aCapabilityStatement],
  ['an OperationOutcome', anOperationOutcome],
])('%s is read as it was', (_what, make) => {
  const { value, issues } = read(writeXml(make()));
  expect(issues).toEqual([]);
  expect(value).toStrictEqual(make());
});

test('A whole document: declaration, namespace, elements in the order of the base table', () => {
  const patient = {
    birthDate: '1988',
    name: [
      {
        given: ['A', null],
        family: 'F',
        _given: [null, { extension: [{ valueCode: 'c', url: 'u' }], id: 'g' }],
      },
    ],
    id: 'p',
    resourceType: 'Patient',
    contained: [{ overbooked: true, resourceType: 'Slot', status: 'free' }],
    text: { div: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>', status: 'generated' },
  };
  expect(writeXml(patient)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Patient${ROOT}><id value="p"/><text><status value="generated"/>` +
      '<div xmlns="http://www.w3.org/1999/xhtml">a</div></text>' +
      '<contained><Slot><status value="free"/><overbooked value="true"/></Slot></contained>' +
      '<name><family value="F"/><given value="A"/><given id="g"><extension url="u"><valueCode value="c"/></extension>' +
      '</given></name><birthDate value="1988"/></Patient>',
  );
});

test.each<[string, string, string]>([
  ['a & b < c > "d"', 'a &amp; b &lt; c &gt; &quot;d&quot;', 'a & b < c > "d"'],
  [' \t\r\n', ' &#9;&#13;&#10;', ' \t\r\n'],
  ['é€😀\u0085\u2028', 'é€😀\u0085\u2028', 'é€😀\u0085\u2028'],
  // What XML 1.0 has no form for.
  ['\u0000\u001b\ufffe\ud800', '\ufffd\ufffd\ufffd\ufffd', '\ufffd\ufffd\ufffd\ufffd'],
])('The text %j', (comment, written, kept) => {
  const xml = writeXml({ resourceType: 'Slot', comment });
  expect(xml).toContain(`<comment value="${written}"/>`);
  expect(read(xml)).toMatchObject({ value: { resourceType: 'Slot', comment: kept }, issues: [] });
});

describe('Faults on purpose', () => {
  test.each<[string, { [name: string]: Json }, string]>([
    [
      'unknown elements come last, in their order',
      { zeta: 1, status: 'free', alpha: { b: 'c', a: ['x', 'y'] } },
      '<status value="free"/><zeta value="1"/><alpha><b value="c"/><a value="x"/><a value="y"/></alpha>',
    ],
    [
      'what stands beside an unknown value goes with it',
      { _zeta: { id: 'z' }, zeta: 'x' },
      '<zeta id="z" value="x"/>',
    ],
    ['what stands beside nothing', { _zeta: { id: 'z' } }, '<_zeta id="z"/>'],
    [
      'no value',
      { status: null, comment: '', specialty: [], schedule: {} },
      '<specialty/><schedule/><status/><comment value=""/>',
    ],
    [
      'numbers and booleans for strings',
      { status: 1, comment: true },
      '<status value="1"/><comment value="true"/>',
    ],
    ['strings for numbers and booleans', { overbooked: 'true' }, '<overbooked value="true"/>'],
    [
      'a primitive for an object',
      { schedule: 'Schedule/1', specialty: ['a', 2] },
      '<specialty value="a"/><specialty value="2"/><schedule value="Schedule/1"/>',
    ],
    [
      'an object for a primitive',
      { status: { coding: [{ code: 'free' }], id: 's' } },
      '<status id="s"><coding><code value="free"/></coding></status>',
    ],
    [
      'an array for a single value',
      { status: ['free', 'busy'] },
      '<status value="free"/><status value="busy"/>',
    ],
    ['a single value for an array', { specialty: { text: 'a' } }, '<specialty><text value="a"/></specialty>'],
    ['arrays in arrays', { status: [['a', []], [['b']]] }, '<status value="a"/><status/><status value="b"/>'],
    [
      'null in an array',
      { specialty: [null, { text: 'a' }] },
      '<specialty/><specialty><text value="a"/></specialty>',
    ],
    [
      'text beside a value',
      { status: 'free', _status: 'x' },
      '<status value="free"><_status value="x"/></status>',
    ],
    [
      'beside what has no place for it',
      { schedule: { reference: 'a' }, _schedule: { id: 'x' } },
      '<schedule><reference value="a"/></schedule><_schedule id="x"/>',
    ],
    [
      'an extension whose url is no text',
      { extension: [{ url: null, valueCode: 'c' }, { url: { a: 1 } }, { url: 2 }] },
      '<extension><valueCode value="c"/><url/></extension><extension><url><a value="1"/></url></extension><extension url="2"/>',
    ],
    [
      'a contained resource that is none',
      { contained: ['x', {}, null, { id: 'a' }] },
      '<contained value="x"/><contained><Resource/></contained><contained/><contained><Resource><id value="a"/></Resource></contained>',
    ],
    [
      'a contained resource of no type',
      { contained: [{ resourceType: 7 }, { resourceType: 'A b' }] },
      '<contained><Resource><resourceType value="7"/></Resource></contained><contained><Resource><resourceType value="A b"/></Resource></contained>',
    ],
    [
      'names that XML does not have',
      { 'a b': 1, '1': 2, '': 3, '<x>': 4, 'a:b': 5 },
      '<_1 value="2"/><a_b value="1"/><_ value="3"/><_x_ value="4"/><a_b value="5"/>',
    ],
    [
      'a type in an element',
      { schedule: { resourceType: 'Reference' } },
      '<schedule><resourceType value="Reference"/></schedule>',
    ],
    [
      'both of a choice',
      { extension: [{ url: 'u', valueString: 'a', valueCode: 'b' }] },
      '<extension url="u"><valueString value="a"/><valueCode value="b"/></extension>',
    ],
    [
      'a narrative that is no XML',
      { text: { status: 'generated', div: 'a < b' } },
      '<text><status value="generated"/><div value="a &lt; b"/></text>',
    ],
    [
      'a narrative with an entity of HTML',
      { text: { div: '<div xmlns="http://www.w3.org/1999/xhtml">&nbsp;</div>' } },
      '<text><div value="&lt;div xmlns=&quot;http://www.w3.org/1999/xhtml&quot;&gt;&amp;nbsp;&lt;/div&gt;"/></text>',
    ],
    [
      'a narrative that says more than its div',
      { text: { div: '<div/><x/>' } },
      '<text><div value="&lt;div/&gt;&lt;x/&gt;"/></text>',
    ],
    ['a narrative without its namespace', { text: { div: '<div>a</div>' } }, '<text><div>a</div></text>'],
    [
      'a name of JavaScript',
      JSON.parse('{"__proto__": {"toString": 1}, "constructor": null}'),
      '<__proto__><toString value="1"/></__proto__><constructor/>',
    ],
  ])('%s', (_what, members, written) => {
    const resource = Object.defineProperties(
      { resourceType: 'Slot' },
      Object.getOwnPropertyDescriptors(members),
    );
    expect(contentOf(resource)).toBe(written);
    // All of these are XML, and none is taken for a valid Slot.
    const { issues } = read(writeXml(resource));
    expect(issues.filter(({ layer }) => layer === 'syntax')).toEqual([]);
  });

  test('a root without a type, or of one that is no name', () => {
    expect(writeXml({ id: 'a' })).toContain(`<Resource${ROOT}><id value="a"/></Resource>`);
    expect(writeXml({ resourceType: ['Slot'] })).toContain(
      `<Resource${ROOT}><resourceType value="Slot"/></Resource>`,
    );
    expect(writeXml({ resourceType: 'Slots' })).toContain(`<Slots${ROOT}/>`);
  });

  test.each<[Json]>([[null], ['Slot'], [1], [[]]])('%j has no form in XML', (value) => {
    expect(() => writeXml(value)).toThrow(RangeError);
  });

  test('what looks like a narrative, elsewhere, is text', () => {
    const comment = '<div xmlns="http://www.w3.org/1999/xhtml">a</div>';
    expect(contentOf({ resourceType: 'Slot', comment })).toMatch(/^<comment value="&lt;div/);
    expect(contentOf({ resourceType: 'Slot', text: { div: ` ${comment}\n` } })).toBe(
      `<text>${comment}</text>`,
    );
  });

  test.each([
    ['<p xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['<div/><div/>'],
    ['<div/><!-- after -->'],
    ['<!-- before --><div/>'],
    ['<div><?a?></div>'],
    ['<div>'],
    [5],
  ])('a narrative that is not one div stands as text: %j', (div) => {
    expect(contentOf({ resourceType: 'Slot', text: { div } })).toMatch(
      /^<text><div value="[^<]*"\/><\/text>$/,
    );
  });

  test('members without value are not written', () => {
    const slot: object = { resourceType: 'Slot', comment: undefined, foo: undefined };
    expect(contentOf(slot as Json)).toBe('');
  });

  test('names that begin as no name does', () => {
    expect(contentOf({ resourceType: 'Slot', '1a': 1, '-b': 1, 'c d': 1, é: 1 })).toBe(
      '<_1a value="1"/><_-b value="1"/><c_d value="1"/><_ value="1"/>',
    );
  });

  test('elements are written down to 500 levels', () => {
    const nested = (levels: number): Json => (levels === 0 ? 1 : { a: nested(levels - 1) });
    const slot = (levels: number) => contentOf({ resourceType: 'Slot', a: nested(levels) });
    expect(slot(499)).toContain('<a value="1"/>');
    expect(slot(500)).not.toContain('value');
    expect(slot(500).match(/<a>/g)).toHaveLength(500);
  });

  test('elements that are absurdly deep', () => {
    const nested = JSON.parse(`{"resourceType":"Slot","a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`);
    expect(read(writeXml(nested)).issues).toMatchObject([{ rule: 'nesting' }]);
    const arrays = JSON.parse(`{"resourceType":"Slot","status":${'['.repeat(20_000)}1${']'.repeat(20_000)}}`);
    expect(contentOf(arrays)).toBe('<status/>');
  });
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [-1e21, '-1000000000000000000000'],
  [1.25e22, '12500000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.5e-9, '-0.0000000015'],
])('plainDecimal of %p', (number, written) => {
  expect(plainDecimal(number)).toBe(written);
});
