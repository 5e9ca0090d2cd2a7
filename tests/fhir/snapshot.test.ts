import { baseElementOf } from '../../lib/fhir/profile/base-element';
import { isInValueSet } from '../../lib/fhir/profile/codes';
import { itemsOf } from '../../lib/fhir/profile/items';
import { hasPattern } from '../../lib/fhir/profile/pattern';
import {
  elementsOfSnapshot,
  isSliceOfSlice,
  rootMaxOf,
  withoutVersion,
} from '../../lib/fhir/profile/snapshot';
import { treeOf, valuesAt } from '../../lib/fhir/profile/tree';
import { Terminology } from '../../lib/fhir/profile/value-sets';
import type { Json, Resource } from './samples';

/** How definitions are read, part by part: what becomes of a snapshot, its choices, its slices and its codes. */

type Rows = Record<string, Resource>;

/** The elements of a snapshot that has these rows, by their ids without the type. */
function elementsOf(type: string, rows: Rows, isJudged = () => true) {
  const element = Object.entries(rows).map(([id, row]) => ({
    id: `${type}.${id}`,
    path: `${type}.${id.replace(/:[^.]+/g, '')}`,
    ...row,
  }));
  return elementsOfSnapshot({ element: [{ path: type }, ...element] }, type, isJudged);
}

const MANY = Number.POSITIVE_INFINITY;

describe('Of a row is kept what it asks beyond base STU3', () => {
  test.each<[what: string, Rows, expected: object[]]>([
    ['nothing', { name: {}, active: { max: '1' }, 'link.other': { min: 1, max: '*' } }, []],
    ['a min', { active: { min: 1, max: '1' } }, [{ id: 'active', min: 1, max: 1 }]],
    ['a min below', { 'name.given': { min: 2 } }, [{ id: 'name.given', min: 2, max: MANY }]],
    ['less than base', { 'link.other': { min: 0 } }, []],
    ['a max', { 'name.given': { max: '3' } }, [{ id: 'name.given', min: 0, max: 3 }]],
    ['a max of none', { active: { max: '0' } }, [{ id: 'active', min: 0, max: 0 }]],
    [
      'a fixed value',
      { active: { fixedBoolean: false } },
      [{ id: 'active', min: 0, max: MANY, fixed: false }],
    ],
    [
      'a pattern',
      { gender: { patternCode: 'male' } },
      [{ id: 'gender', min: 0, max: MANY, pattern: 'male' }],
    ],
    ['what only looks like one', { name: { fixed: 1, fixedx: 2, pattern: 3, notfixedX: 4 } }, []],
    [
      'what base does not have',
      { nonsense: { max: '1' }, 'nonsense.more': { min: 1 }, 'name.foo': { max: '*' } },
      [
        { id: 'nonsense', min: 0, max: 1 },
        { id: 'nonsense.more', min: 1, max: MANY },
      ],
    ],
    [
      'an element of a primitive',
      { 'birthDate.extension': { min: 1 }, 'birthDate.id': { max: '1' } },
      [{ id: 'birthDate.extension', min: 1, max: MANY }],
    ],
    [
      'an extension by its definition',
      {
        'extension:a': { type: [{ code: 'Extension', profile: 'urn:a|1' }] },
        'extension:b': {
          type: ['x', { code: 'string', profile: 'urn:x' }, { code: 'Extension', profile: [5] }],
        },
        'extension:c': {
          type: [{ code: 'Extension' }, { code: 'Extension', profile: ['urn:c|1|2', 'urn:d'] }],
        },
      },
      [
        { id: 'extension:a', min: 0, max: MANY, extension: 'urn:a' },
        { id: 'extension:b', min: 0, max: MANY },
        { id: 'extension:c', min: 0, max: MANY, extension: 'urn:c' },
      ],
    ],
    [
      'slices, but none of slices',
      { 'identifier:a/b': { min: 1 }, 'identifier:a/b.system': { min: 1 }, 'identifier:c': {} },
      [{ id: 'identifier:c', min: 0, max: MANY }],
    ],
  ])('%s', (_what, rows, expected) => {
    expect(elementsOf('Patient', rows)).toEqual(expected);
  });

  test.each<[Json, object | null]>([
    [
      { strength: 'required', valueSet: 'urn:a|1' },
      { strength: 'required', valueSet: 'urn:a' },
    ],
    [
      { strength: 'extensible', valueSetUri: 'urn:a' },
      { strength: 'extensible', valueSet: 'urn:a' },
    ],
    [
      { strength: 'required', valueSetReference: { reference: 'urn:a' } },
      { strength: 'required', valueSet: 'urn:a' },
    ],
    [
      { strength: 'required', valueSet: 5, valueSetUri: 'urn:b' },
      { strength: 'required', valueSet: 'urn:b' },
    ],
    [{ strength: 'required', valueSetReference: 'urn:a' }, null],
    [{ strength: 'required' }, null],
    [{ strength: 'preferred', valueSet: 'urn:a' }, null],
    [{ strength: 'example', valueSet: 'urn:a' }, null],
    [{ valueSet: 'urn:a' }, null],
    ['required', null],
  ])('the binding %j', (binding, expected) => {
    const kept = expected === null ? [] : [{ id: 'gender', min: 0, max: 1, binding: expected }];
    expect(elementsOf('Patient', { gender: { max: '1', binding } })).toEqual(kept);
    expect(elementsOf('Patient', { gender: { max: '1', binding } }, () => false)).toEqual([]);
  });

  test('of the content of another element, what is asked below that one, and not asked otherwise', () => {
    const rows = {
      link: {},
      'link.relation': { min: 1, max: '1', fixedString: 'self' },
      'link.url': { min: 1, max: '1', fixedUri: 'urn:a' },
      links: {},
      'links.x': { min: 1 },
      'entry.link': { contentReference: '#Bundle.link' },
      'entry.link.url': { min: 1, max: '1', fixedUri: 'urn:b' },
      'entry.one': { contentReference: 'http://example.org/x#Bundle.link' },
      'entry.two': { contentReference: 'Bundle.link' },
      'entry.three': { contentReference: 5 },
    };
    const asked = elementsOf('Bundle', rows) as { id: string; fixed?: unknown }[];
    expect(asked.map(({ id, fixed }) => `${id} ${fixed}`)).toEqual([
      'link.relation self',
      'link.url urn:a',
      'links.x undefined',
      'entry.link.url urn:b',
      'entry.link.relation self',
      'entry.one.relation self',
      'entry.one.url urn:a',
    ]);
  });

  test('where the base table does not cover the type, what all resources have', () => {
    expect(elementsOf('Encounter', { id: { max: '1' }, status: { min: 1, max: '1' }, type: {} })).toEqual([
      { id: 'status', min: 1, max: 1 },
    ]);
  });
});

describe('Slices', () => {
  const slicingOf = (slicing: Json) =>
    elementsOf('Patient', { identifier: { slicing }, 'identifier:a': {} }).find(
      ({ id }) => id === 'identifier',
    )?.slicing;

  test.each<[Json, string[]]>([
    [{ type: 'value', path: 'system' }, ['system']],
    [{ type: 'pattern', path: 'a.b1.c' }, ['a.b1.c']],
    [{ type: 'value', path: '$this' }, ['$this']],
    [
      [
        { type: 'value', path: 'a' },
        { type: 'value', path: 'b' },
      ],
      ['a', 'b'],
    ],
    [
      [
        { type: 'value', path: 'a' },
        { type: 'type', path: 'b' },
      ],
      [],
    ],
    [{ type: 'exists', path: 'a' }, []],
    [{ path: 'a' }, []],
    [{ type: 'value' }, []],
    [{ type: 'value', path: 5 }, []],
    [{ type: 'value', path: 'a.resolve()' }, []],
    [{ type: 'value', path: "a.where(b='c')" }, []],
    [{ type: 'value', path: 'a.' }, []],
    [{ type: 'value', path: '.a' }, []],
    [{ type: 'value', path: '1a' }, []],
    [{ type: 'value', path: 'a.1b' }, []],
    [{ type: 'value', path: '$thisx' }, []],
    [{ type: 'value', path: 'x$this' }, []],
    ['system', []],
  ])('are told apart by %j at %j', (discriminator, paths) => {
    expect(slicingOf({ discriminator, rules: 'open' })).toEqual({ paths, rules: 'open' });
  });

  test.each<[Json, string]>([
    ['closed', 'closed'],
    ['openAtEnd', 'openAtEnd'],
    ['open', 'open'],
    ['sometimes', 'open'],
    [null, 'open'],
  ])('of the rules %j are %s', (rules, expected) => {
    expect(slicingOf({ rules, discriminator: [] })).toEqual({ paths: [], rules: expected });
  });

  test('matter where there are some, or where they are closed', () => {
    const slicing = (rules: string) => ({ identifier: { slicing: { rules, discriminator: [] } } });
    const below = { 'identifier.type:a': {}, 'name:b.text': { min: 1 } };
    expect(elementsOf('Patient', slicing('open'))).toEqual([]);
    expect(elementsOf('Patient', { ...slicing('open'), ...below }).map(({ id }) => id)).toEqual([
      'identifier.type:a',
      'name:b.text',
    ]);
    expect(elementsOf('Patient', slicing('closed'))).toHaveLength(1);
    expect(slicingOf('closed')).toBeUndefined();
  });

  test.each([
    ['a:b/c', true],
    ['a:b', false],
    ['a/b', false],
  ])('%s is a slice of a slice: %p', (segment, expected) => {
    expect(isSliceOfSlice(segment)).toBe(expected);
  });
});

describe('Choices of types', () => {
  const CHOICE = { base: { path: 'Extension.value[x]' } };
  const typed = (...codes: string[]): Resource => ({ max: '1', type: codes.map((code) => ({ code })) });
  const named = (name: string, code: string, more: Resource = {}): Rows => ({
    [`${name}:${name}`]: { ...typed(code), ...CHOICE, ...more },
  });

  test.each<[what: string, Rows, expected: string[]]>([
    ['of one type', { 'value[x]': typed('code') }, ['value[x] code']],
    ['of one type, as a slice', { 'value[x]:valueCode': typed('code') }, ['value[x] code']],
    ['of one type, by its own name', { valueCode: { ...typed('code'), ...CHOICE } }, ['value[x] code']],
    ['by a name that is none of the choice', { other: { ...typed('code'), ...CHOICE } }, ['other -']],
    ['by the name of the choice without a type', { value: { ...typed('code'), ...CHOICE } }, ['value -']],
    [
      'that only has a name like one',
      { valueCode: { ...typed('code'), base: { path: 'Extension.valueCode' } } },
      [],
    ],
    [
      'of one type, with a row for it',
      { 'value[x]': { ...typed('Coding'), min: 1 }, 'value[x]:valueCoding': typed('Coding') },
      ['value[x] Coding'],
    ],
    [
      'of one type, with elements below each row',
      {
        'value[x]': typed('Coding'),
        'value[x].system': { min: 1 },
        'value[x]:valueCoding': typed('Coding'),
        'value[x]:valueCoding.code': { min: 1 },
      },
      ['value[x] Coding', 'value[x].system -', 'value[x].code -'],
    ],
    [
      'of one type, with elements below its own name',
      { valueCoding: { ...typed('Coding'), ...CHOICE }, 'valueCoding.code': { min: 1 } },
      ['value[x] Coding', 'value[x].code -'],
    ],
    [
      'of several types, one of which has a row',
      { 'value[x]': typed('Coding', 'string'), 'value[x]:valueCoding': { ...typed('Coding'), min: 1 } },
      ['value[x] Coding|string', 'valueCoding -'],
    ],
    [
      'of several types, one of which has elements below',
      {
        'value[x]': typed('Coding', 'string'),
        'value[x]:valueCoding': typed('Coding'),
        'value[x]:valueCoding.code': { min: 1 },
      },
      ['value[x] Coding|string', 'valueCoding.code -'],
    ],
    [
      'of several types, by another name of the slice',
      { 'value[x]': typed('code', 'string'), 'value[x]:mine': { ...typed('code'), fixedCode: 'a' } },
      ['value[x] code|string', 'valueCode -'],
    ],
    [
      'of types with rows of their own only',
      { ...named('valueCode', 'code', { fixedCode: 'a' }), ...named('valueString', 'string') },
      ['valueCode -', 'value[x] Code|String'],
    ],
    [
      'whose slice says no type',
      { 'value[x]:valueCoding': { min: 1, max: '1' }, 'value[x]:valueString': typed('string') },
      ['valueCoding -', 'value[x] Coding|String'],
    ],
    ['of none', { 'value[x]': { ...typed('code'), max: '0' } }, ['value[x] -']],
    [
      'of types that are given more than once, or are none',
      { 'value[x]': { max: '1', type: [{ code: 'code' }, { code: 'code' }, { code: 5 }, 'x'] } },
      ['value[x] code'],
    ],
    [
      'in two slices of one element',
      {
        'extension:a': {},
        'extension:a.value[x]': typed('code', 'string'),
        'extension:a.value[x]:valueCode': { ...typed('code'), fixedCode: 'x' },
        'extension:b': {},
        'extension:b.value[x]': typed('string'),
        'extension:b.value[x]:valueString': { ...typed('string'), min: 1 },
      },
      [
        'extension:a -',
        'extension:a.value[x] code|string',
        'extension:a.valueCode -',
        'extension:b -',
        'extension:b.value[x] string',
      ],
    ],
    [
      'below one type of another choice',
      {
        'value[x]': typed('Timing', 'Period'),
        'value[x]:valueTiming': typed('Timing'),
        'value[x]:valueTiming.repeat.bounds[x]': typed('Range'),
        'value[x]:valueTiming.repeat.bounds[x]:boundsRange.low': { min: 1 },
      },
      ['value[x] Timing|Period', 'valueTiming.repeat.bounds[x] Range', 'valueTiming.repeat.bounds[x].low -'],
    ],
  ])('%s', (_what, rows, expected) => {
    const elements = elementsOf('Extension', rows);
    expect(elements.map(({ id, types }) => `${id} ${types?.join('|') ?? '-'}`)).toEqual(expected);
  });

  test('that keep all types of base ask nothing', () => {
    expect(elementsOf('Patient', { 'deceased[x]': typed('boolean', 'dateTime') })).toEqual([]);
    expect(elementsOf('Patient', { 'deceased[x]': typed('dateTime') })).toEqual([
      { id: 'deceased[x]', min: 0, max: 1, types: ['dateTime'] },
    ]);
  });

  test('have the stricter bounds of two rows that are about the same', () => {
    const rows = {
      'value[x]': { ...typed('code'), min: 1, max: '*' },
      'value[x]:valueCode': { ...typed('code'), max: '1', fixedCode: 'a' },
    };
    const expected = [{ id: 'value[x]', min: 1, max: 1, fixed: 'a', types: ['code'] }];
    expect(elementsOf('Extension', rows)).toEqual(expected);
    const { 'value[x]': whole, ...slice } = rows;
    expect(elementsOf('Extension', { ...slice, 'value[x]': whole })).toEqual(expected);
  });
});

describe('A snapshot that cannot be read', () => {
  test.each<[Json, string]>([
    [null, 'no elements'],
    [{ element: [] }, 'no elements'],
    [{ element: [null] }, 'begin with the element Patient'],
    [{ element: [{ path: 'Slot' }] }, 'begin with the element Patient'],
    ...[null, {}, { id: 5, path: 'Patient.name' }, { id: 'Patient.name' }, { path: 'Patient.name' }].map(
      (row): [Json, string] => [{ element: [{ path: 'Patient' }, row] }, 'no id or no path'],
    ),
  ])('%j', (snapshot, why) => {
    expect(() => elementsOfSnapshot(snapshot, 'Patient', () => true)).toThrow(why);
  });

  const LONG = 'Patient.a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.aa.bb.cc.dd.ee';

  test.each<[id: string, path: string, agree: boolean]>([
    ['Patient.name', 'Patient.name', true],
    ['Patient.name:a', 'Patient.name', true],
    ['Patient.name:a-b.c', 'Patient.name.c', true],
    ['Slot.name', 'Patient.name', true],
    ['Patient.deceasedBoolean', 'Patient.deceased[x]', true],
    ['Patient.deceased[x]', 'Patient.deceasedBoolean', true],
    ['Patient.deceased[x]:deceasedBoolean', 'Patient.deceasedBoolean', true],
    [LONG, LONG, true],
    [`${LONG}.ff`, `${LONG}.ff`, false],
    ['Patient.alive', 'Patient.deceased[x]', false],
    ['Patient.deceased[x]', 'Patient.alive', false],
    ['Patient.namex', 'Patient.name', false],
    ['Patient.name:a:b', 'Patient.name', false],
    ['Patient.name:', 'Patient.name', false],
    ['Patient.1a', 'Patient.1a', false],
    ['Patient.a b', 'Patient.a b', false],
    ['Patient.-a', 'Patient.-a', false],
    ['Patient.name', 'Patient.name.given', false],
    ['Patient.name.given', 'Patient.name', false],
    ['Patient.name.x', 'Patient.name.y', false],
    ['Patient.x.name', 'Patient.y.name', false],
    ['Patient', 'Patient', false],
    ['Slot.name', 'Slot.name', false],
  ])('unless the id %s and the path %s agree: %p', (id, path, agree) => {
    const read = () =>
      elementsOfSnapshot({ element: [{ path: 'Patient' }, { id, path, max: '0' }] }, 'Patient', () => true);
    if (agree) expect(read()).toHaveLength(1);
    else expect(read).toThrow('do not agree');
  });

  test.each<[Resource, string | null]>([
    [{ min: 0 }, null],
    [{ min: 1.5 }, 'min'],
    [{ min: '1' }, 'min'],
    [{ min: -1 }, 'min'],
    [{ min: null }, 'min'],
    [{ max: '12' }, null],
    [{ max: '999999999' }, null],
    [{ max: '1000000000' }, 'max'],
    [{ max: '-1' }, 'max'],
    [{ max: '1x' }, 'max'],
    [{ max: 'x1' }, 'max'],
    [{ max: '' }, 'max'],
    [{ max: 1 }, 'max'],
    [{ max: null }, 'max'],
  ])('by its numbers: %j', (row, part) => {
    const read = () => elementsOf('Patient', { name: row });
    if (part === null) expect(read).not.toThrow();
    else expect(read).toThrow(`The ${part} of Patient.name`);
  });

  test('by a value that is too deep', () => {
    const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
    const fixed = (levels: number) => () =>
      elementsOf('Patient', { name: { fixedX: { a: 1, b: nested(levels) } } });
    expect(fixed(15)).not.toThrow();
    expect(fixed(16)).toThrow('nested more than 16 deep');
  });

  test('by its size', () => {
    const element = Array.from({ length: 20_001 }, () => ({ path: 'Patient' }));
    const read = (elements: Json) => () => elementsOfSnapshot({ element: elements }, 'Patient', () => true);
    expect(read(element)).toThrow('more than 20000 elements');
    expect(read(element.slice(1))).toThrow('no id or no path');
  });
});

test.each<[Json, number]>([
  [{ element: [{ max: '1' }] }, 1],
  [{ element: { max: '0' } }, 0],
  [{ element: [{ max: '12' }, { max: '1' }] }, 12],
  [{ element: [{ max: '*' }] }, MANY],
  [{ element: [{ max: 1 }] }, MANY],
  [{ element: ['1'] }, MANY],
  [{ element: [] }, MANY],
  [null, MANY],
])('What the snapshot %j describes occurs %p times at most', (snapshot, expected) => {
  expect(rootMaxOf(snapshot)).toBe(expected);
});

test('A canonical URL without its version', () => {
  expect(['urn:a', 'urn:a|1', 'urn:a|1|2', '|'].map(withoutVersion)).toEqual(['urn:a', 'urn:a', 'urn:a', '']);
});

test.each<[type: string, id: string, expected: string | null]>([
  ['Patient', 'name', 'name'],
  ['Patient', 'name:x.given:y', 'given'],
  ['Patient', 'deceased[x]', 'deceased[x]'],
  ['Patient', 'deceasedBoolean', 'deceased[x]'],
  ['Patient', 'deceasedX', null],
  ['Patient', 'deceasedBoolean.extension', 'extension'],
  ['Patient', 'birthDate.extension', 'extension'],
  ['Patient', 'birthDate.url', null],
  ['Extension', 'value[x].code', 'code'],
  ['Extension', 'value[x].given', 'given'],
  ['Extension', 'valueCoding.code', 'code'],
  ['Extension', 'valueCoding.given', null],
  ['Patient', 'foo', null],
  ['Patient', 'foo.id', null],
  ['Patient', 'link.other.reference', 'reference'],
  ['Bundle', 'entry.link.url', 'url'],
  ['Encounter', 'id', 'id'],
  ['Encounter', 'status', null],
])('%s.%s is the element %s of base STU3', (type, id, expected) => {
  expect(baseElementOf(type, id)?.name ?? null).toBe(expected);
});

describe('Items of an element', () => {
  test.each<[Resource, [value: Json, path: string, ownerPath: string | null][]]>([
    [{}, []],
    [{ a: null, _a: null }, []],
    [{ a: [], _a: [] }, []],
    [{ a: 1 }, [[1, 'P.a', null]]],
    [{ a: { b: 1 } }, [[{ b: 1 }, 'P.a', 'P.a']]],
    [
      { a: [1, { c: 1 }] },
      [
        [1, 'P.a[0]', null],
        [{ c: 1 }, 'P.a[1]', 'P.a[1]'],
      ],
    ],
    [{ _a: { id: 'i' } }, [[{ id: 'i' }, 'P._a', 'P._a']]],
    [{ a: 1, _a: { id: 'i' } }, [[1, 'P.a', 'P._a']]],
    [{ a: { b: 1 }, _a: { id: 'i' } }, [[{ b: 1 }, 'P.a', 'P.a']]],
    [
      { a: [1, null], _a: [null, { id: 'i' }] },
      [
        [1, 'P.a[0]', null],
        [null, 'P.a[1]', 'P._a[1]'],
      ],
    ],
    [
      { a: [1, 2], _a: [{ id: 'h' }] },
      [
        [1, 'P.a[0]', 'P._a[0]'],
        [2, 'P.a[1]', null],
      ],
    ],
    [
      { a: [1], _a: [{ id: 'h' }, { id: 'i' }] },
      [
        [1, 'P.a[0]', 'P._a[0]'],
        [{ id: 'i' }, 'P._a[1]', 'P._a[1]'],
      ],
    ],
  ])('%j', (owner, expected) => {
    const items = itemsOf(owner, 'a', '_a', 'P');
    expect(items.map((item) => [item.value, item.path, item.owner && item.ownerPath])).toEqual(expected);
  });
});

test.each<[value: Json, pattern: Json, expected: boolean]>([
  [1, 1, true],
  [1, '1', false],
  [null, null, true],
  [{ a: 1, b: 2 }, { a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 2 }, { a: 1 }, false],
  [[{ a: 1 }], { a: 1 }, false],
  ['a', { a: 1 }, false],
  [{}, {}, true],
  [[1, 2, 3], [3, 1], true],
  [[1, 2], [1, 3], false],
  [[], [1], false],
  [1, [1], false],
  [{ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2 }] }, true],
])('%j has what %j has: %p', (value, pattern, expected) => {
  expect(hasPattern(value, pattern)).toBe(expected);
});

test.each<[Json, string[], Json[]]>([
  [{ a: { b: 1 } }, ['a', 'b'], [1]],
  [{ a: [{ b: 1 }, { b: [2, 3] }, {}, 'b'] }, ['a', 'b'], [1, 2, 3]],
  [{ a: 1 }, ['a', 'b'], []],
  [{ a: null }, ['a'], []],
  [[{ a: 1 }], ['a'], []],
  [5, [], [5]],
])('The values of %j at %j', (value, path, expected) => {
  expect(valuesAt(value, path)).toEqual(expected);
});

describe('Codes of a value set', () => {
  const valueSet = new Map([
    ['urn:a', new Set(['A', 'B'])],
    ['urn:c', new Set(['C'])],
  ]);

  test.each<[Json, boolean]>([
    ['A', true],
    ['C', true],
    ['D', false],
    [{ system: 'urn:a', code: 'B' }, true],
    [{ system: 'urn:a', code: 'C' }, false],
    [{ system: 'urn:x', code: 'A' }, false],
    [{ code: 'A' }, false],
    [{ system: 'urn:a' }, false],
    [{ system: 'urn:a', code: ['A'] }, false],
    [
      {
        coding: [
          { system: 'urn:x', code: 'A' },
          { system: 'urn:c', code: 'C' },
        ],
      },
      true,
    ],
    [{ coding: [{ system: 'urn:a', code: 'C' }, null, 'A'] }, false],
    [{ coding: { system: 'urn:a', code: 'A' } }, true],
    [{ coding: [{ system: 'urn:a', code: 'X' }], system: 'urn:a', code: 'A' }, false],
    [{ text: 'A' }, false],
    [{}, false],
    [[{ system: 'urn:a', code: 'A' }], false],
    [null, false],
    [5, false],
  ])('%j is one: %p', (value, expected) => {
    expect(isInValueSet(value, valueSet)).toBe(expected);
  });
});

describe('Terminology', () => {
  const by = (resources: Resource[]) => new Map(resources.map((each) => [String(each.url), each]));
  const system = 'urn:s';
  const SYSTEM: Resource = {
    url: system,
    content: 'complete',
    concept: [
      { code: 'A', concept: [{ code: 'A1', concept: { code: 'A2' } }] },
      { code: 'B' },
      'x',
      { code: 5 },
    ],
  };

  /** The codes as `system code`, or why there are none. */
  function told(valueSet: Resource, ...others: Resource[]): string | string[] {
    const known = new Map([['urn:known', new Map([[system, new Set(['K'])]])]]);
    const sets = by([
      { ...valueSet, url: 'urn:v' },
      ...others.filter(({ content }) => content === undefined),
    ]);
    const systems = by(others.filter(({ content }) => content !== undefined));
    const codes = new Terminology(sets, systems, known).codesOf('urn:v');
    if ('why' in codes) return codes.why;
    return [...codes.codes].flatMap(([of, each]) => [...each].map((code) => `${of} ${code}`)).sort();
  }

  const composed = (...include: Json[]): Resource => ({ compose: { include } });
  const listed = (...codes: string[]): Resource => ({ system, concept: codes.map((code) => ({ code })) });

  test.each<[what: string, Resource[], expected: string | string[]]>([
    ['a system', [composed({ system }), SYSTEM], ['urn:s A', 'urn:s A1', 'urn:s A2', 'urn:s B']],
    [
      'a system by its version',
      [composed({ system: 'urn:s|1' }), SYSTEM],
      ['urn:s|1 A', 'urn:s|1 A1', 'urn:s|1 A2', 'urn:s|1 B'],
    ],
    ['a system that is not here', [composed({ system })], 'the code system urn:s is not here'],
    [
      'a system in part',
      [composed({ system }), { ...SYSTEM, content: 'example' }],
      'the code system urn:s is not complete',
    ],
    [
      'a system that ignores case',
      [composed(listed('A')), { ...SYSTEM, caseSensitive: false }],
      'the code system urn:s ignores case',
    ],
    ['a system that heeds case', [composed(listed('A')), { ...SYSTEM, caseSensitive: true }], ['urn:s A']],
    ['a system of no codes', [composed({ system }), { ...SYSTEM, concept: [] }], []],
    ['a list', [composed(listed('X', 'Y'))], ['urn:s X', 'urn:s Y']],
    [
      'two lists',
      [composed(listed('X'), listed('Y'), { system: 'urn:t', concept: [{ code: 'X' }] })],
      ['urn:s X', 'urn:s Y', 'urn:t X'],
    ],
    ['a value set that is known', [composed({ valueSet: ['urn:known|3'] })], ['urn:s K']],
    ['a value set that is not here', [composed({ valueSet: 'urn:w' })], 'urn:w is not here'],
    [
      'another value set',
      [composed({ valueSet: 'urn:w' }), { url: 'urn:w', ...composed(listed('X')) }],
      ['urn:s X'],
    ],
    [
      'a list in another value set',
      [composed({ ...listed('X', 'Y'), valueSet: 'urn:w' }), { url: 'urn:w', ...composed(listed('Y', 'Z')) }],
      ['urn:s Y'],
    ],
    [
      'a system in another value set',
      [composed({ system, valueSet: 'urn:w' }), { url: 'urn:w', ...composed(listed('Y')) }],
      ['urn:s Y'],
    ],
    [
      'a system that the other value set does not have',
      [
        composed({ ...listed('X'), system: 'urn:t', valueSet: 'urn:w' }),
        { url: 'urn:w', ...composed(listed('X')) },
      ],
      [],
    ],
    ['several value sets', [composed({ valueSet: ['urn:known', 'urn:w'] })], 'it combines value sets'],
    ['itself', [composed({ valueSet: 'urn:v' })], 'urn:v includes itself'],
    [
      'itself by another',
      [composed({ valueSet: 'urn:w' }), { url: 'urn:w', ...composed({ valueSet: 'urn:v' }) }],
      'urn:v includes itself',
    ],
    ['a filter', [composed({ system, filter: [{}] }), SYSTEM], 'a filter chooses its codes'],
    ['no filter', [composed({ ...listed('X'), filter: [] })], ['urn:s X']],
    ['no system', [composed({ concept: [{ code: 'A' }] })], 'an include names no code system'],
    ['a text', [composed('urn:s')], 'an include is no object'],
    ['nothing', [{}], 'it lists no codes'],
    ['an empty compose', [composed()], 'it lists no codes'],
    [
      'all but some',
      [
        {
          compose: {
            include: [listed('X', 'Y')],
            exclude: [listed('Y', 'Z'), { system: 'urn:t', concept: [{ code: 'X' }] }],
          },
        },
      ],
      ['urn:s X'],
    ],
    [
      'all but what cannot be told',
      [{ compose: { include: [listed('X')], exclude: [{ valueSet: 'urn:w' }] } }],
      'urn:w is not here',
    ],
  ])('%s', (_what, [valueSet = {}, ...others], expected) => {
    expect(told(valueSet, ...others)).toEqual(expected);
  });

  const contains = [
    { system, code: 'X' },
    { system, code: 'Y', abstract: true, contains: [{ system, code: 'Z' }] },
  ];

  test.each<[Json, boolean]>([
    [{ contains }, true],
    [{ contains, total: 3, offset: 0, extension: [] }, true],
    [{ contains: [...contains, 'x', { system }, { code: 'C' }], total: 3 }, true],
    [{ contains, total: 2 }, true],
    [{ contains, total: 4 }, false],
    [{ contains, offset: 1 }, false],
    [{ contains, extension: [{ url: 'urn:x' }] }, false],
    [{ contains: [] }, false],
    [{ total: 0 }, false],
    ['x', false],
  ])('the expansion %j has all codes: %p', (expansion, isWhole) => {
    expect(told({ expansion })).toEqual(isWhole ? ['urn:s X', 'urn:s Z'] : 'it lists no codes');
  });

  test('an expansion stands in for a compose that cannot be told, and for no other', () => {
    expect(told({ ...composed({ system, filter: [{}] }), expansion: { contains } })).toEqual([
      'urn:s X',
      'urn:s Z',
    ]);
    expect(told({ ...composed(listed('L')), expansion: { contains } })).toEqual(['urn:s L']);
  });

  test('value sets may lie in each other 32 deep', () => {
    const chain = (length: number): Resource[] => [
      ...Array.from({ length: length - 1 }, (_, n) => ({
        url: `urn:${n}`,
        ...composed({ valueSet: `urn:${n + 1}` }),
      })),
      { url: `urn:${length - 1}`, ...composed(listed('X')) },
    ];
    const first = composed({ valueSet: 'urn:0' });
    expect(told(first, ...chain(31))).toEqual(['urn:s X']);
    expect(told(first, ...chain(32))).toBe('value sets include each other without end');
  });

  test('value sets beside each other may be any number', () => {
    const beside = Array.from({ length: 100 }, (_, n) => ({ url: `urn:${n}`, ...composed(listed(`X${n}`)) }));
    const codes = told(composed(...beside.map(({ url }) => ({ valueSet: url }))), ...beside);
    expect(codes).toHaveLength(100);
  });
});

describe('The tree of a profile', () => {
  const treeWith = (...elements: { id: string; [asked: string]: unknown }[]) =>
    treeOf({ url: 'urn:p', type: 'Patient', elements });
  const slicing = { paths: ['system'], rules: 'closed' } as const;

  test('is built once', () => {
    const profile = { url: 'urn:p', type: 'Patient', elements: [{ id: 'name', min: 1 }] };
    expect(treeOf(profile)).toBe(treeOf(profile));
  });

  test('has what is asked where it is asked, and what leads there', () => {
    const { children } = treeWith({ id: 'name:a.given', min: 1 }, { id: 'name', max: 2 });
    expect(children).toMatchObject([
      {
        name: 'name',
        sibling: '_name',
        id: 'name',
        asks: { id: 'name', max: 2 },
        isOptional: true,
        slices: [],
        rules: null,
      },
    ]);
  });

  test.each<[what: string, elements: { id: string; [asked: string]: unknown }[], slices: string[] | null]>([
    [
      'fixed values',
      [
        { id: 'a:x.system', fixed: 'u' },
        { id: 'a:y.system', fixed: 'v' },
      ],
      ['x', 'y'],
    ],
    ['patterns', [{ id: 'a:x', pattern: { system: 'u' } }], ['x']],
    [
      'a value for one of them only',
      [
        { id: 'a:x.system', fixed: 'u' },
        { id: 'a:y', min: 1 },
      ],
      null,
    ],
    ['a pattern of several values', [{ id: 'a:x', pattern: { system: ['u', 'v'] } }], null],
    ['nothing', [{ id: 'a:x', min: 1 }], null],
  ])('has slices that are told apart by %s', (_what, elements, slices) => {
    const [sliced] = treeWith({ id: 'a', slicing }, ...elements).children;
    expect(sliced?.slices.map(({ id }) => id.replace('a:', ''))).toEqual(slices ?? []);
    expect(sliced?.rules).toBe(slices === null ? null : 'closed');
  });

  test('what has a min, or a slice with one, is not optional', () => {
    const isOptional = (...elements: { id: string; [asked: string]: unknown }[]) =>
      treeWith(...elements).children[0]?.isOptional;
    expect(isOptional({ id: 'a' })).toBe(true);
    expect(isOptional({ id: 'a', min: 0 }, { id: 'a:x', min: 0 }, { id: 'a:y' })).toBe(true);
    expect(isOptional({ id: 'a', min: 1 })).toBe(false);
    expect(isOptional({ id: 'a' }, { id: 'a:x' }, { id: 'a:y', min: 1 })).toBe(false);
    expect(isOptional({ id: 'a.b', min: 1 })).toBe(true);
  });
});
