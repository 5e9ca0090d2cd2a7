import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { locate, readMessage, validate } from '../../lib/fhir';
import { bytesOf } from './random';

/** Reading XML: into the shape of JSON, and every kind of fault with its path and place. */

const read = (text: string) => readMessage(bytesOf(text), 'xml');

/** A resource of its type, with `content` on a line of its own. */
const resource = (type: string, content: string) =>
  `<${type} xmlns="http://hl7.org/fhir">\n${content}\n</${type}>`;
const valueIn = (type: string, content: string) => {
  const { value, issues } = read(resource(type, content));
  expect(issues).toEqual([]);
  return value;
};

describe('Becomes', () => {
  test.each<[string, string, string, object]>([
    [
      'strings, codes and dates',
      'Patient',
      '<gender value="male"/><birthDate value="1988-02-29"/>',
      { gender: 'male', birthDate: '1988-02-29' },
    ],
    [
      'booleans',
      'Patient',
      '<active value="true"/><deceasedBoolean value="false"/>',
      { active: true, deceasedBoolean: false },
    ],
    [
      'whole numbers',
      'Appointment',
      '<priority value="0"/><minutesDuration value="+10"/>',
      { priority: 0, minutesDuration: 10 },
    ],
    [
      'decimals',
      'Location',
      '<position><longitude value="-0.25"/><latitude value="51"/></position>',
      { position: { longitude: -0.25, latitude: 51 } },
    ],
    [
      'arrays, also of one',
      'Patient',
      '<name><given value="A"/><given value="B"/></name>',
      { name: [{ given: ['A', 'B'] }] },
    ],
    [
      'ids of elements, and of resources',
      'Patient',
      '<id value="p"/><name id="n"><family value="F"/></name>',
      { id: 'p', name: [{ id: 'n', family: 'F' }] },
    ],
    [
      'an id beside a value',
      'Patient',
      '<birthDate id="b" value="1988"/>',
      { birthDate: '1988', _birthDate: { id: 'b' } },
    ],
    [
      'extensions beside a value',
      'Patient',
      '<birthDate value="1988"><extension url="u"><valueCode value="c"/></extension></birthDate>',
      { birthDate: '1988', _birthDate: { extension: [{ url: 'u', valueCode: 'c' }] } },
    ],
    [
      'extensions without a value',
      'Slot',
      '<status><extension url="u"><valueBoolean value="true"/></extension></status>',
      { _status: { extension: [{ url: 'u', valueBoolean: true }] } },
    ],
    [
      'arrays in step',
      'Patient',
      '<name><given value="A"/><given id="b"/><given id="c" value="C"/></name>',
      { name: [{ given: ['A', null, 'C'], _given: [null, { id: 'b' }, { id: 'c' }] }] },
    ],
    [
      'an array of extensions only',
      'Patient',
      '<name><given id="b"/></name>',
      { name: [{ _given: [{ id: 'b' }] }] },
    ],
    [
      'extensions in extensions',
      'Patient',
      '<extension url="u" id="i"><extension url="v"><valueInteger value="-3"/></extension></extension>',
      { extension: [{ url: 'u', id: 'i', extension: [{ url: 'v', valueInteger: -3 }] }] },
    ],
    [
      'contained resources',
      'Appointment',
      '<contained><Slot><id value="s"/></Slot></contained><contained><Patient><id value="p"/></Patient></contained>',
      {
        contained: [
          { resourceType: 'Slot', id: 's' },
          { resourceType: 'Patient', id: 'p' },
        ],
      },
    ],
    [
      'entries of a Bundle',
      'Bundle',
      '<type value="searchset"/><total value="1"/><entry><resource><Slot><id value="s"/></Slot></resource><search><mode value="match"/></search></entry>',
      {
        type: 'searchset',
        total: 1,
        entry: [{ resource: { resourceType: 'Slot', id: 's' }, search: { mode: 'match' } }],
      },
    ],
    [
      'content that is defined elsewhere',
      'Bundle',
      '<entry><link><relation value="self"/><url value="u"/></link></entry>',
      { entry: [{ link: [{ relation: 'self', url: 'u' }] }] },
    ],
    [
      'text with references and spaces',
      'Slot',
      '<comment value=" a&#10;&lt;b&gt; &amp;&quot;&apos;\n\tc "/>',
      { comment: ' a\n<b> &"\'  c ' },
    ],
    [
      'comments and white space around',
      'Slot',
      '<!-- a --> <!-- b -->\n<status value="free"><!-- c --></status>',
      { status: 'free' },
    ],
    ['an empty string, for validate to judge', 'Slot', '<comment value=""/>', { comment: '' }],
    [
      'numbers that are none',
      'Appointment',
      '<priority value="1.0"/><minutesDuration value="007"/>',
      { priority: '1.0', minutesDuration: '007' },
    ],
    [
      'whole numbers beyond all bounds',
      'Appointment',
      '<priority value="12345678901234567890"/>',
      { priority: '12345678901234567890' },
    ],
    [
      'decimals with an exponent, which STU3 does not have',
      'Location',
      '<position><longitude value="1e2"/></position>',
      { position: { longitude: '1e2' } },
    ],
    ['booleans that are none', 'Patient', '<active value="1"/>', { active: '1' }],
  ])('%s', (_what, type, content, expected) => {
    expect(valueIn(type, content)).toStrictEqual({ resourceType: type, ...expected });
  });

  test('the same with prefixes', () => {
    const text = '<f:Slot xmlns:f="http://hl7.org/fhir" xmlns="urn:x"><f:status value="free"/></f:Slot>';
    expect(read(text)).toMatchObject({ value: { resourceType: 'Slot', status: 'free' }, issues: [] });
  });

  test('with an XML declaration and a byte order mark', () => {
    const text = `<?xml version="1.0" encoding="utf-8"?>${resource('Slot', '<status value="free"/>')}`;
    expect(read(text)).toMatchObject({ value: { resourceType: 'Slot', status: 'free' }, issues: [] });
    expect(read(`\uFEFF${text}`)).toMatchObject({
      value: { status: 'free' },
      issues: [{ severity: 'warning', rule: 'byte-order-mark' }],
    });
  });
});

describe('A narrative', () => {
  const XHTML = 'http://www.w3.org/1999/xhtml';
  const narrative = (div: string) => `<text><status value="generated"/>${div}</text>`;
  const divOf = (div: string) => (valueIn('Slot', narrative(div)) as { text: { div: string } }).text.div;

  test.each([
    `<div xmlns="${XHTML}">a</div>`,
    `<div xmlns="${XHTML}"/>`,
    `<div class='c' xmlns='${XHTML}'><p>a&#160;b<br/>&lt;</p><!-- c --><![CDATA[<d>]]>\n</div >`,
    `<div xmlns="${XHTML}"><div>a</div><div>😀</div></div>`,
  ])('stays as it is: %s', (div) => {
    expect(divOf(div)).toBe(div);
  });

  test('has line ends as XML reads them', () => {
    expect(divOf(`<div xmlns="${XHTML}">a\r\nb\rc</div>`)).toBe(`<div xmlns="${XHTML}">a\nb\nc</div>`);
  });

  test('stands alone where its namespace is declared outside', () => {
    const text = `<f:Slot xmlns:f="http://hl7.org/fhir" xmlns="${XHTML}" xmlns:h="${XHTML}"><f:text>
      <f:status value="generated"/>@</f:text></f:Slot>`;
    const divIn = (div: string) => (read(text.replace('@', div)).value as { text: { div: string } }).text.div;
    const whole = `<div xmlns="${XHTML}"><p class="h:p">a<br/></p></div>`;
    expect(divIn('<div><p class="h:p">a<br/></p></div>')).toBe(whole);
    expect(divIn('<h:div><h:p class="h:p">a<h:br/></h:p></h:div>')).toBe(whole);
    expect(divIn('<h:div/>')).toBe(`<div xmlns="${XHTML}"/>`);
    expect(divIn('<h:div><h:p/><h:p><div>a</div></h:p></h:div>')).toBe(
      `<div xmlns="${XHTML}"><p/><p><div>a</div></p></div>`,
    );
    expect(divIn('<h:div><s:svg xmlns:s="urn:svg"><h:p/></s:svg></h:div>')).toBe(
      `<div xmlns="${XHTML}"><s:svg xmlns:s="urn:svg"><p/></s:svg></div>`,
    );
  });
});

describe('A type that the base table does not cover', () => {
  test('is read as it looks, and said to be', () => {
    const { value, issues } = read(
      resource(
        'Encounter',
        `<id value="e"/><language value="en"/><status value="planned"/><type><coding><code value="1"/></coding></type>
        <type><text value="x"><extension url="u"><valueBoolean value="true"/></extension></text></type>
        <__proto__ value="1"/><x><Slot><overbooked value="true"/></Slot></x>
        <half value="1"/><half><extension url="u"><valueCode value="c"/></extension></half>
        <held><Slot><overbooked value="true"/></Slot></held><held><code value="1"/></held>`,
      ),
    );
    expect(issues).toMatchObject([
      { severity: 'information', rule: 'stu3:xml-not-covered', path: 'Encounter', line: 1, column: 1 },
    ]);
    expect(value).toStrictEqual(
      JSON.parse(`{"resourceType": "Encounter", "id": "e", "language": "en", "status": "planned",
        "type": [{"coding": {"code": "1"}}, {"text": "x", "_text": {"extension": [{"url": "u", "valueBoolean": true}]}}],
        "__proto__": "1", "x": {"resourceType": "Slot", "overbooked": true},
        "half": ["1", null], "_half": [null, {"extension": [{"url": "u", "valueCode": "c"}]}],
        "held": [{"Slot": {"overbooked": "true"}}, {"code": "1"}]}`),
    );
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
  });
});

describe('No XML', () => {
  test.each<[string, string, string, number, number, RegExp]>([
    ['nothing', '', 'xml', 1, 1, /is empty/],
    ['white space', '\n ', 'xml', 1, 1, /is empty/],
    ['JSON', ' {"resourceType":"Slot"}', 'xml', 1, 2, /begins with "{"/],
    ['a tag that is not closed', '<Slot>\n<status>', 'xml', 2, 9, /unclosed tag: status/],
    ['tags that cross', '<Slot>\n<a></b></Slot>', 'xml', 2, 8, /unexpected close tag/],
    ['half a tag', '<Slot', 'xml', 1, 6, /not well-formed/],
    ['two roots', '<a/>\n<b/>', 'xml', 2, 4, /only one root/],
    ['text behind the root', '<a/>\nx', 'xml', 2, 2, /text data outside/],
    ['an attribute given twice', '<a b="1" b="2"/>', 'xml', 1, 17, /duplicate attribute: b/],
    ['an attribute without quotes', '<a b=1/>', 'xml', 1, 7, /unquoted attribute/],
    ['< in an attribute', '<a b="<"/>', 'xml', 1, 8, /disallowed character/],
    ['an entity that is not defined', '<a b="&nbsp;"/>', 'xml', 1, 13, /undefined entity/],
    ['a control character', '<a b="\u0001"/>', 'xml', 1, 8, /disallowed character/],
    ['a reference to one', '<a b="&#0;"/>', 'xml', 1, 11, /malformed character entity/],
    ['a prefix that is not declared', '<f:a/>', 'xml', 1, 7, /unbound namespace prefix/],
    [
      'an XML declaration behind white space',
      '\n<?xml version="1.0"?><a/>',
      'xml',
      2,
      7,
      /must be at the start/,
    ],
    [
      'a document type',
      '<?xml version="1.0"?>\n<!DOCTYPE Slot>\n<Slot/>',
      'xml:doctype',
      2,
      1,
      /no document type/,
    ],
    [
      'entities',
      '<!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;">]><a b="&f;"/>',
      'xml:doctype',
      1,
      1,
      /no document/,
    ],
  ])('%s', (_what, text, rule, line, column, message) => {
    const { value, issues, positionOf } = read(text);
    expect([value, positionOf('Slot')]).toEqual([undefined, null]);
    expect(issues).toMatchObject([{ severity: 'error', layer: 'syntax', path: '', rule, line, column }]);
    expect(issues[0]?.message).toMatch(message);
  });

  test('bytes that are not UTF-8', () => {
    const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>\n<Slot a="é"/>', 'latin1');
    expect(readMessage(latin1).issues).toMatchObject([{ rule: 'utf-8', line: 2, column: 10 }]);
    const utf16 = Buffer.from('\uFEFF<Slot/>', 'utf16le');
    expect(readMessage(utf16)).toMatchObject({ format: 'xml', value: undefined });
    expect(readMessage(utf16).issues).toMatchObject([{ rule: 'utf-8', line: 1, column: 1 }]);
    expect(readMessage(utf16).issues[0]?.message).toMatch(/UTF-16/);
  });

  test('what the parser says is told in its words, without its own line and column', () => {
    expect(read('<Slot>').issues[0]?.message).toBe('The body is not well-formed XML: unclosed tag: Slot.');
    expect(read('<a b="&#0;"/>').issues[0]?.message).toBe(
      'The body is not well-formed XML: malformed character entity.',
    );
  });

  test('a declaration of XML 1.1 allows no more characters', () => {
    expect(read('<?xml version="1.1"?><Slot><a b="&#1;"/></Slot>').issues).toMatchObject([{ rule: 'xml' }]);
  });

  test('an encoding is told of once, also of a root that is empty', () => {
    expect(
      read('<?xml version="1.0" encoding="UTF-16"?><Slot xmlns="http://hl7.org/fhir"/>').issues,
    ).toMatchObject([{ rule: 'xml:encoding' }]);
    expect(read('<?xml version="1.0" encoding="utf-8"?><Slot xmlns="http://hl7.org/fhir"/>').issues).toEqual(
      [],
    );
  });

  test.each(['ISO-8859-1', 'UTF-16', 'US-ASCII', 'X-UTF-8', 'UTF-8859'])(
    'another encoding is declared: %s',
    (encoding) => {
      const text = `<?xml version="1.0" encoding="${encoding}"?>\n${resource('Slot', '<status value="free"/>')}`;
      const { value, issues } = read(text);
      expect(value).toEqual({ resourceType: 'Slot', status: 'free' });
      expect(issues).toMatchObject([
        { severity: 'error', rule: 'xml:encoding', path: '', line: 1, column: 21 },
      ]);
    },
  );

  test('where a schema lies is told of, and no fault', () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    const { value, issues } = read(
      `<Slot xmlns="http://hl7.org/fhir" ${xsi} xsi:schemaLocation="http://hl7.org/fhir slot.xsd"><status value="free"/></Slot>`,
    );
    expect(value).toEqual({ resourceType: 'Slot', status: 'free' });
    expect(issues).toMatchObject([{ severity: 'warning', rule: 'stu3:xml-attribute', path: 'Slot' }]);
  });

  test('processing instructions are told of', () => {
    const { issues } = read(`<?style a?>\n${resource('Slot', '<status value="free"/>  <?b?>')}`);
    const common = { severity: 'warning', layer: 'syntax', rule: 'xml:processing-instruction' };
    expect(issues).toMatchObject([
      { ...common, line: 1, column: 1 },
      { ...common, line: 3, column: 25 },
    ]);
  });
});

describe('Faults of FHIR in XML', () => {
  test.each<[string, string, string, string, string, number, number]>([
    [
      'an unknown element',
      'Slot',
      '<status value="free"/><colour value="red"/>',
      'unknown-element',
      'Slot.colour',
      2,
      23,
    ],
    [
      'a name in another case',
      'Patient',
      '<birthdate value="1988"/>',
      'unknown-element',
      'Patient.birthdate',
      2,
      1,
    ],
    ['a name of JSON', 'Patient', '<_birthDate id="1"/>', 'unknown-element', 'Patient._birthDate', 2, 1],
    [
      'an attribute as an element',
      'Patient',
      '<extension url="u"><url value="u"/></extension>',
      'unknown-element',
      'Patient.extension[0].url',
      2,
      20,
    ],
    [
      'an unknown element in a choice',
      'Patient',
      '<deceased value="true"/>',
      'unknown-element',
      'Patient.deceased',
      2,
      1,
    ],
    [
      'an unknown element beside a value',
      'Patient',
      '<name><given value="A"><use value="b"/></given></name>',
      'unknown-element',
      'Patient.name[0]._given[0].use',
      2,
      24,
    ],
    [
      'an unknown attribute',
      'Slot',
      '<status value="free" \n other="1"/>',
      'xml-attribute',
      'Slot.status',
      3,
      2,
    ],
    [
      'a value of what has elements',
      'Patient',
      '<name id="v" value="A"><family value="F"/></name>',
      'xml-attribute',
      'Patient.name[0]',
      2,
      14,
    ],
    [
      'an attribute that says that there is no value',
      'Slot',
      '<status xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil=\'true\' value="x"/>',
      'xml-attribute',
      'Slot.status',
      2,
      63,
    ],
    [
      'an id of what holds a resource',
      'Appointment',
      '<contained id="x"><Slot/></contained>',
      'xml-attribute',
      'Appointment.contained[0]',
      2,
      12,
    ],
    [
      'an id as an attribute of a resource',
      'Appointment',
      '<contained><Slot id="x"/></contained>',
      'xml-attribute',
      'Appointment.contained[0]',
      2,
      18,
    ],
    [
      'an element in another namespace',
      'Slot',
      '<status xmlns="urn:x" value="free"/>',
      'xml-namespace',
      'Slot.status',
      2,
      1,
    ],
    [
      'a narrative in the namespace of FHIR',
      'Slot',
      '<text><status value="empty"/><div>x</div></text>',
      'xml-namespace',
      'Slot.text.div',
      2,
      30,
    ],
    [
      'a resource in another namespace',
      'Appointment',
      '<contained><Slot xmlns="urn:x"/></contained>',
      'xml-namespace',
      'Appointment.contained[0]',
      2,
      12,
    ],
    [
      'elements out of order',
      'Slot',
      '<status value="free"/>\n<schedule id="s"><reference value="a"/></schedule>',
      'xml-order',
      'Slot.schedule',
      3,
      1,
    ],
    [
      'elements of the base type out of order',
      'Slot',
      '<status value="free"/><id value="s"/>',
      'xml-order',
      'Slot.id',
      2,
      23,
    ],
    [
      'repeated elements out of order',
      'Patient',
      '<name><given value="A"/><family value="F"/><given value="B"/></name>',
      'xml-order',
      'Patient.name[0].family',
      2,
      25,
    ],
    [
      'an item out of order',
      'Patient',
      '<name><prefix value="A"/><given value="B"/></name>',
      'xml-order',
      'Patient.name[0].given[0]',
      2,
      26,
    ],
    [
      'an element that does not repeat',
      'Slot',
      '<status value="free"/><status value="busy"/>',
      'single',
      'Slot.status',
      2,
      23,
    ],
    [
      'two resources in one place',
      'Appointment',
      '<contained><Slot/><Patient/></contained>',
      'single',
      'Appointment.contained[0]',
      2,
      19,
    ],
    ['an element with nothing in it', 'Slot', '<status/>', 'ele-1', 'Slot.status', 2, 1],
    [
      'an item with nothing in it',
      'Patient',
      '<name><given value="A"/><given></given></name>',
      'ele-1',
      'Patient.name[0].given[1]',
      2,
      25,
    ],
    ['an element without elements', 'Patient', '<name/>', 'ele-1', 'Patient.name[0]', 2, 1],
    [
      'no resource in its place',
      'Appointment',
      '<contained> </contained>',
      'ele-1',
      'Appointment.contained[0]',
      2,
      1,
    ],
    [
      'text in an element',
      'Patient',
      '<name> <family value="F"/>\n F</name>',
      'xml-text',
      'Patient.name[0]',
      3,
      2,
    ],
    ['text in a value', 'Slot', '<status> <!-- > --> free</status>', 'xml-text', 'Slot.status', 2, 21],
    [
      'text in CDATA',
      'Slot',
      '<status value="free"><![CDATA[free]]></status>',
      'xml-text',
      'Slot.status',
      2,
      22,
    ],
    ['text in a resource', 'Slot', 'free', 'xml-text', 'Slot', 2, 1],
    [
      'text beside a resource',
      'Appointment',
      '<contained>x<Slot/></contained>',
      'xml-text',
      'Appointment.contained[0]',
      2,
      12,
    ],
    [
      'no resource type',
      'Appointment',
      '<contained><Slots/></contained>',
      'resource-type',
      'Appointment.contained[0]',
      2,
      12,
    ],
  ])('%s', (_what, type, content, rule, at, line, column) => {
    const { value, issues } = read(resource(type, content));
    expect(value).toMatchObject({ resourceType: type });
    expect(issues).toMatchObject([
      { severity: 'error', layer: 'base', code: 'structure', rule: `stu3:${rule}`, path: at, line, column },
    ]);
  });

  test('hints at what may be meant', () => {
    const messageFor = (content: string) => read(resource('Patient', content)).issues[0]?.message;
    expect(messageFor('<birthdate value="1"/>')).toMatch(/Is birthDate meant\?/);
    expect(messageFor('<extension url="u"><url value="u"/></extension>')).toMatch(/attribute/);
    expect(messageFor('<colour value="u"/>')).toBe('Patient has no element "colour".');
  });

  test.each([
    ['<Slot/>', 'Slot is in no namespace; expected http://hl7.org/fhir.'],
    ['<Slot xmlns="urn:x"/>', 'Slot is in the namespace "urn:x"; expected http://hl7.org/fhir.'],
    [
      '<f:Slot xmlns:f="http://hl7.org/fhir"><status/></f:Slot>',
      'status is in no namespace; expected http://hl7.org/fhir.',
    ],
    ['<Slot><status xmlns="urn:x"/></Slot>', 'status is in the namespace "urn:x"; expected none.'],
  ])('the message on the namespaces of %s', (text, message) => {
    expect(read(text).issues.map((issue) => issue.message)).toContain(message);
  });

  test('what is at fault in an element is told, and not that it is empty', () => {
    const rulesIn = (content: string) => read(resource('Patient', content)).issues.map(({ rule }) => rule);
    expect(rulesIn('<name>N</name>')).toEqual(['stu3:xml-text']);
    expect(rulesIn('<name><colour value="1"/></name>')).toEqual(['stu3:unknown-element']);
    expect(rulesIn('<name> <!-- --> </name>')).toEqual(['stu3:ele-1']);
    expect(rulesIn('<active>true</active>')).toEqual(['stu3:xml-text']);
    expect(rulesIn('<active/>')).toEqual(['stu3:ele-1']);
  });

  test('an item that is empty takes no place among the others', () => {
    const message = read(
      resource('Patient', '<name/><name><family value="F"/>\n<given/><given value="G"/></name>'),
    );
    expect(message.value).toStrictEqual({ resourceType: 'Patient', name: [{ family: 'F', given: ['G'] }] });
    expect(message.issues.map((issue) => `${issue.rule} ${issue.path}`)).toEqual([
      'stu3:ele-1 Patient.name[0]',
      'stu3:ele-1 Patient.name[0].given[0]',
    ]);
    expect(message.positionOf('Patient.name[0].given[0]')).toEqual({ line: 3, column: 9 });
  });

  test.each<[string, Record<string, unknown>]>([
    ['<priority value="5"/>', { priority: 5 }],
    ['<priority value="+5"/>', { priority: 5 }],
    ['<priority value="-10"/>', { priority: -10 }],
    ['<priority value="05"/>', { priority: '05' }],
    ['<priority value="5.0"/>', { priority: '5.0' }],
    ['<priority value="x5"/>', { priority: 'x5' }],
    ['<priority value="5 "/>', { priority: '5 ' }],
    ['<priority value="9007199254740991"/>', { priority: 9_007_199_254_740_991 }],
    ['<priority value="9007199254740992"/>', { priority: '9007199254740992' }],
    ['<priority value=""/>', { priority: '' }],
  ])('whole numbers: %s', (content, expected) => {
    expect(read(resource('Appointment', content)).value).toStrictEqual({
      resourceType: 'Appointment',
      ...expected,
    });
  });

  test.each([
    ['-0.5', -0.5],
    ['0', 0],
    ['10.25', 10.25],
    ['1.', '1.'],
    ['.5', '.5'],
    ['01', '01'],
    ['+1', '+1'],
    ['1e2', '1e2'],
    ['x1', 'x1'],
    ['1x', '1x'],
    ['', ''],
  ])('decimals: %s', (written, expected) => {
    const { value } = read(resource('Location', `<position><longitude value="${written}"/></position>`));
    expect(value).toStrictEqual({ resourceType: 'Location', position: { longitude: expected } });
  });

  test('decimals that lose what is written', () => {
    const position =
      '<position>\n<longitude value="1.50"/><latitude value="0.1000000000000000055"/></position>';
    const { value, issues } = read(resource('Location', position));
    expect(value).toMatchObject({ position: { longitude: 1.5, latitude: 0.1 } });
    expect(issues).toMatchObject([
      { severity: 'information', rule: 'number', path: 'Location.position.longitude', line: 3, column: 1 },
      { severity: 'warning', rule: 'number', path: 'Location.position.latitude', line: 3, column: 26 },
    ]);
  });

  test('elements at fault are left out, and the first of those that do not repeat is kept', () => {
    const content = '<status value="free"/><status value="busy"/><colour value="red"/><start/>';
    expect(read(resource('Slot', content)).value).toStrictEqual({ resourceType: 'Slot', status: 'free' });
  });

  test.each([
    ['<html><body/></html>', ['stu3:xml-namespace', 'stu3:resource-type']],
    ['<Slots xmlns="http://hl7.org/fhir"/>', ['stu3:resource-type']],
  ])('a root that is no resource: %s', (text, rules) => {
    const { value, issues } = read(text);
    expect(value).toBeUndefined();
    expect(issues.map(({ rule }) => rule)).toEqual(rules);
    expect(issues[0]).toMatchObject({ path: '', line: 1, column: 1, layer: 'base' });
  });

  test('a root without its namespace is told of once', () => {
    const { value, issues } = read('<Slot><status value="free"/></Slot>');
    expect(value).toEqual({ resourceType: 'Slot', status: 'free' });
    expect(issues).toMatchObject([{ rule: 'stu3:xml-namespace', path: '', line: 1, column: 1 }]);
  });

  test('come in the order of the text', () => {
    const content = '<start/>\n<colour/>\n<status value="x" y="z"/>\n<id value="1"/>';
    const { issues } = read(resource('Slot', content));
    expect(issues.map(({ line }) => line)).toEqual([2, 3, 4, 4, 5]);
  });
});

describe('Places', () => {
  const text = resource(
    'Patient',
    `<name id="n">
  <given value="A"/>
  <given value="B" id="b"><extension
    url="u"><valueCode value=""/></extension></given>
</name>
<name><family value="F"/></name>`,
  );

  test.each([
    ['', 1, 1],
    ['Patient', 1, 1],
    ['Patient.name', 2, 1],
    ['Patient.name[0]', 2, 1],
    ['Patient.name[0].id', 2, 7],
    ['Patient.name[0].given[1]', 4, 3],
    ['Patient.name[0]._given[1]', 4, 3],
    ['Patient.name[0]._given[1].id', 4, 20],
    ['Patient.name[0]._given[1].extension[0]', 4, 27],
    ['Patient.name[0]._given[1].extension[0].url', 5, 5],
    ['Patient.name[0]._given[1].extension[0].valueCode', 5, 13],
    ['Patient.name[1].family', 7, 7],
    ['Patient.name[1].given', 7, 1],
    ['Patient.name[0].given[1].extension', 4, 3],
    ['Patient.name[2].family', 2, 1],
    ['Patient.birthDate', 1, 1],
  ])('%s', (at, line, column) => {
    expect(read(text).positionOf(at)).toEqual({ line, column });
  });

  test('of what validate finds', () => {
    const message = read(text);
    const issues = locate(validate(message.value, { layers: ['base'] }), message);
    expect(issues).toMatchObject([
      { path: 'Patient.name[0]._given[1].extension[0].valueCode', rule: 'stu3:code', line: 5, column: 13 },
    ]);
  });
});

describe('Bounds', () => {
  test('on depth', () => {
    const extensions = (depth: number) =>
      resource('Slot', `${'<extension url="u">'.repeat(depth)}${'</extension>'.repeat(depth)}`);
    expect(read(extensions(127)).value).toBeDefined();
    const { value, issues } = read(extensions(128));
    expect(value).toBeUndefined();
    expect(issues).toMatchObject([{ layer: 'syntax', rule: 'nesting', line: 2, column: 128 * 19 - 18 }]);
    expect(read('<a>'.repeat(1_000_000)).issues).toMatchObject([{ rule: 'nesting' }]);
  });

  test('on issues', () => {
    const { issues } = read(resource('Slot', '<colour value="red"/>'.repeat(20_000)));
    expect(issues).toHaveLength(501);
    expect(issues.at(-1)).toMatchObject({ severity: 'information', rule: 'too-many-issues' });
    const instructions = (count: number) =>
      read(`${'<?a?>'.repeat(count)}<Slot/>`).issues.filter(
        ({ rule }) => rule === 'xml:processing-instruction',
      );
    expect(instructions(10)).toHaveLength(10);
    expect(instructions(11)).toHaveLength(10);
  });

  test('on issues, exactly', () => {
    expect(read(resource('Slot', '<colour/>'.repeat(500))).issues).toHaveLength(500);
    expect(read(resource('Slot', '<colour/>'.repeat(501))).issues).toHaveLength(501);
  });

  test.each([
    ['attributes', `<Slot ${Array.from({ length: 50_000 }, (_, index) => `a${index}="1"`).join(' ')}/>`],
    [
      'namespaces',
      `<Slot ${Array.from({ length: 50_000 }, (_, index) => `xmlns:a${index}="u"`).join(' ')}/>`,
    ],
    ['white space', resource('Slot', `<status${' '.repeat(500_000)}value="${' '.repeat(500_000)}"/>`)],
    ['text', resource('Slot', `<status>${'<!-- -->  '.repeat(100_000)}x</status>`)],
    ['items', resource('Patient', `<name>${'<given value="A"/>'.repeat(100_000)}</name>`)],
  ])('on time: very much of %s', (_what, text) => {
    // The time of the processor: other than the time of day, it is ours alone.
    const before = process.cpuUsage();
    const message = read(text);
    message.positionOf('Patient.name[0].given[99999]');
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  });
});

/** The pages of the API have examples in XML. */
const pages = path.join(__dirname, '../../../shared/spec');
const whenPublished = statSync(pages, { throwIfNoEntry: false }) ? describe : describe.skip;

whenPublished('The examples of the booking pages (skipped without ../shared/spec)', () => {
  test.each(['resource_appointment.md', 'search_patient_appointments.md'])('%s', (name) => {
    const page = readFileSync(path.join(pages, name), 'utf8');
    const examples =
      page.match(/<(Appointment|Bundle) xmlns="http:\/\/hl7\.org\/fhir">[\s\S]*?<\/\1>/g) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.map((example) => read(example).issues)).toEqual(examples.map(() => []));
  });
});
