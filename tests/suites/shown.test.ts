import { shown } from '../../suites/vocabulary/shown';

test.each<[unknown, string]>([
  ['text', '"text"'],
  ['', '""'],
  [7, '7'],
  [null, 'null'],
  [undefined, 'nothing'],
  [['a', { b: 1 }], '["a",{"b":1}]'],
  [{ toString: 1 }, '{"toString":1}'],
  ['x'.repeat(400), `"${'x'.repeat(299)}…`],
])('%j is shown as %s', (value, expected) => expect(shown(value)).toBe(expected));

test('what is nested too deeply for JSON is shown in words', () => {
  let deep: unknown = 'end';
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(shown(deep)).toBe('something nested too deeply to be shown');
});
