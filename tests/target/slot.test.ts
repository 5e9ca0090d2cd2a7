import { foundSlot, isBookable, resourcesIn } from '../../lib/target';
import { aSlot, bundleOf, found } from './fakes';

const START = Date.parse('2099-01-01T09:00:00Z');

describe('foundSlot', () => {
  test('keeps the resource as it is, and tells slots apart by id and identifiers', () => {
    const slot = aSlot('s1', { identifier: [{ value: 'i1' }, { system: 'https://i.test', value: 'i2' }] });
    expect(foundSlot(slot)).toEqual({ resource: slot, key: 's1 i1 i2' });
  });

  test('an identifier is enough to tell a slot', () => {
    expect(foundSlot({ ...aSlot(''), identifier: [{ value: 'i1' }] })?.key).toBe('i1');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'Slot'],
    ['another resource', { ...aSlot('s1'), resourceType: 'Schedule' }],
    ['no start', { ...aSlot('s1'), start: undefined }],
    ['a start that is no instant', { ...aSlot('s1'), start: '2099-01-01' }],
    ['an end that is no instant', { ...aSlot('s1'), end: 1 }],
    ['neither id nor identifier', { ...aSlot('s1'), id: undefined }],
    ['names of other types', { ...aSlot('s1'), id: 1, identifier: [null, 'i1', { value: {} }] }],
    ['identifiers that are no list', { ...aSlot(''), identifier: { value: 'i1' } }],
  ])('%s is no slot', (_name, resource) => {
    expect(foundSlot(resource)).toBeNull();
  });
});

describe('isBookable', () => {
  test.each([
    ['free', START - 1, true],
    ['free', START, false],
    ['busy', START - 1, false],
    ['busy-unavailable', START - 1, false],
  ] as const)('%s, %#', (status, now, bookable) => {
    expect(isBookable(found('s1', { status }), now)).toBe(bookable);
  });

  test('takes the offset of the start into account', () => {
    const slot = found('s1', { start: '2099-01-01T10:00:00+01:00' });
    expect([isBookable(slot, START - 1), isBookable(slot, START)]).toEqual([true, false]);
  });
});

describe('resourcesIn', () => {
  test.each<[string, unknown, unknown[]]>([
    ['a Bundle', bundleOf(['a', 'b']), ['a', 'b']],
    ['an array', ['a', 'b'], ['a', 'b']],
    ['one resource', aSlot('s1'), [aSlot('s1')]],
    ['null', null, [null]],
    ['a Bundle without entries', { resourceType: 'Bundle' }, []],
    ['a Bundle with entries that are no list', { resourceType: 'Bundle', entry: { resource: 1 } }, []],
    [
      'a Bundle with odd entries',
      { resourceType: 'Bundle', entry: [null, 1, {}] },
      [undefined, undefined, undefined],
    ],
  ])('%s', (_name, content, resources) => {
    expect(resourcesIn(content)).toEqual(resources);
  });
});
