import { parseEntityTag, parseImfFixdate, parseMediaType, parseVersionedLocation } from '../../lib/fhir';

describe('parseEntityTag', () => {
  test.each([
    ['W/"1"', { weak: true, tag: '1' }],
    ['"1"', { weak: false, tag: '1' }],
    ['""', { weak: false, tag: '' }],
    ['"!#~\u0080\u00ff"', { weak: false, tag: '!#~\u0080\u00ff' }],
    ['"W/"', { weak: false, tag: 'W/' }],
    ['W/"a b"', null],
    ['w/"1"', null],
    ['1', null],
    ['W/1', null],
    ['"1', null],
    ['"a"b"', null],
    ['W/ "1"', null],
    ['"1", "2"', null],
    [' "1"', null],
    ['"1" ', null],
    ['"\u007f"', null],
    ['"\u0100"', null],
    ['"\t"', null],
    ['', null],
  ])('%s', (value, expected) => {
    expect(parseEntityTag(value)).toEqual(expected);
  });
});

describe('parseImfFixdate', () => {
  test.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Thu, 29 Feb 2024 23:59:59 GMT', '2024-02-29T23:59:59.000Z'],
    ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
    ['Mon, 20 Jan 2031 00:00:00 GMT', '2031-01-20T00:00:00.000Z'],
    ['Tue, 18 Mar 2031 10:10:10 GMT', '2031-03-18T10:10:10.000Z'],
    ['Wed, 30 Apr 2031 19:19:19 GMT', '2031-04-30T19:19:19.000Z'],
    ['Fri, 09 May 2031 20:20:20 GMT', '2031-05-09T20:20:20.000Z'],
    ['Sat, 28 Jun 2031 22:30:30 GMT', '2031-06-28T22:30:30.000Z'],
    ['Thu, 31 Jul 2031 23:40:40 GMT', '2031-07-31T23:40:40.000Z'],
    ['Mon, 01 Sep 2031 01:50:50 GMT', '2031-09-01T01:50:50.000Z'],
    ['Thu, 01 Jan 0099 00:00:00 GMT', '0099-01-01T00:00:00.000Z'],
  ])('%s', (value, expected) => {
    expect(parseImfFixdate(value)?.toISOString()).toBe(expected);
  });

  test.each([
    ['another day of the week', 'Mon, 06 Nov 1994 08:49:37 GMT'],
    ['a day that never was', 'Wed, 29 Feb 2023 08:49:37 GMT'],
    ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime', 'Sun Nov  6 08:49:37 1994'],
    ['ISO 8601', '1994-11-06T08:49:37Z'],
    ['another zone', 'Sun, 06 Nov 1994 08:49:37 UTC'],
    ['an offset', 'Sun, 06 Nov 1994 08:49:37 +0000'],
    ['one digit', 'Sun, 6 Nov 1994 08:49:37 GMT'],
    ['lower case', 'sun, 06 nov 1994 08:49:37 gmt'],
    ['24 hours', 'Sun, 06 Nov 1994 24:00:00 GMT'],
    ['white space', ' Sun, 06 Nov 1994 08:49:37 GMT'],
    ['white space at the end', 'Sun, 06 Nov 1994 08:49:37 GMT '],
    ['29 hours', 'Sun, 06 Nov 1994 29:00:00 GMT'],
    ['60 minutes', 'Sun, 06 Nov 1994 08:60:00 GMT'],
    ['61 seconds', 'Sun, 06 Nov 1994 08:00:61 GMT'],
    ['70 seconds', 'Sun, 06 Nov 1994 08:00:70 GMT'],
    ['one digit of hours', 'Sun, 06 Nov 1994 8:49:37 GMT'],
    ['one digit of minutes', 'Sun, 06 Nov 1994 08:9:37 GMT'],
    ['one digit of seconds', 'Sun, 06 Nov 1994 08:49:7 GMT'],
    ['a year of two digits', 'Sun, 06 Nov 94 08:49:37 GMT'],
    ['a month that is none', 'Sun, 06 Nev 1994 08:49:37 GMT'],
    ['day zero', 'Mon, 00 Nov 1994 08:49:37 GMT'],
    ['day 31 of a month of 30', 'Thu, 31 Apr 2031 08:49:37 GMT'],
    ['letters for digits', 'Sun, 0b Nov 1994 08:49:37 GMT'],
  ])('%s', (_what, value) => {
    expect(parseImfFixdate(value)).toBeNull();
  });
});

describe('parseVersionedLocation', () => {
  test.each([
    ['https://host/fhir/Appointment/1/_history/2', { base: 'https://host/fhir', id: '1', versionId: '2' }],
    [
      'http://127.0.0.1:8080/Appointment/a-b.c/_history/V1',
      { base: 'http://127.0.0.1:8080', id: 'a-b.c', versionId: 'V1' },
    ],
    ['HTTPS://host/x/Appointment/1/_history/1', { base: 'HTTPS://host/x', id: '1', versionId: '1' }],
    [
      `https://host/Appointment/${'Az9-.'.padEnd(64, 'a')}/_history/${'Az9-.'.padEnd(64, 'b')}`,
      { base: 'https://host', id: 'Az9-.'.padEnd(64, 'a'), versionId: 'Az9-.'.padEnd(64, 'b') },
    ],
  ])('%s', (value, expected) => {
    expect(parseVersionedLocation(value)).toEqual(expected);
  });

  test.each([
    '/Appointment/1/_history/2',
    'Appointment/1/_history/2',
    '//host/Appointment/1/_history/2',
    'ftp://host/Appointment/1/_history/2',
    'https:///Appointment/1/_history/2',
    'https://host/Appointment/1',
    'https://host/Appointment/1/_history/',
    'https://host/Appointment/1/_history/2/',
    'https://host/Appointment/1/_history/2?x=1',
    'https://host/Appointment/1/_history/2#x',
    'https://host?x/Appointment/1/_history/2',
    'https://host/appointment/1/_history/2',
    'https://host/Slot/1/_history/2',
    'https://host/Appointment/a_b/_history/2',
    `https://host/Appointment/${'a'.repeat(65)}/_history/2`,
    `https://host/Appointment/1/_history/${'a'.repeat(65)}`,
    'https://host/Appointment//_history/2',
    'https://host/Appointment/1/_history/a_b',
    'https://host/Appointment/1/_HISTORY/2',
    'https://host#x/Appointment/1/_history/2',
    ' https://host/Appointment/1/_history/2',
    'https://host/Appointment/1/_history/2 ',
    'https://host/a b/Appointment/1/_history/2',
    'https://ho[st/Appointment/1/_history/2',
    '',
  ])('refuses %s', (value) => {
    expect(parseVersionedLocation(value)).toBeNull();
  });
});

describe('parseMediaType', () => {
  test.each<[string, string, Record<string, string>]>([
    ['application/fhir+json', 'application/fhir+json', {}],
    ['Application/FHIR+JSON;charset=UTF-8', 'application/fhir+json', { charset: 'UTF-8' }],
    ['text/html ; Charset="utf-8" ;q=1', 'text/html', { charset: 'utf-8', q: '1' }],
    ['a/b; x="\\"q\\\\"', 'a/b', { x: '"q\\' }],
    ['a/b; x=1; X=2', 'a/b', { x: '1' }],
    ['a/b;', 'a/b', {}],
    ['a/b ;\t; \t;x=1\t ;  y=2', 'a/b', { x: '1', y: '2' }],
    ["!#$%&'*+.^_`|~0-9A-Za/b", "!#$%&'*+.^_`|~0-9a-za/b", {}],
    ['a/b;x="\t !#[]~\u0080\u00ff"', 'a/b', { x: '\t !#[]~\u0080\u00ff' }],
    ['a/b;x="\\\t\\a\\\u00ff"', 'a/b', { x: '\ta\u00ff' }],
    ['a/b;x=""', 'a/b', { x: '' }],
  ])('%s', (value, type, parameters) => {
    const parsed = parseMediaType(value);
    expect(parsed?.type).toBe(type);
    expect(Object.fromEntries(parsed?.parameters ?? [])).toEqual(parameters);
  });

  test.each([
    '',
    'json',
    'a/',
    '/b',
    'a/b/c',
    'a/b x=1',
    'a/b; x',
    'a/b; x=',
    'a/b; x="1',
    'a/b, c/d',
    ' a/b',
    'a/b ',
    'a/b;x =1',
    'a/b;x= 1',
    'a/b;x=é',
    'a/b;x="1"2',
    'a/b;x="\u007f"',
    'a/b;x="\n"',
    'a/b;x="\\\u0001"',
    'a/b;x="\\"',
    'a b/c',
  ])('refuses %j', (value) => {
    expect(parseMediaType(value)).toBeNull();
  });
});
