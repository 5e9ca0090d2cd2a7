import { isCaseSelected, namesCase, type Selection } from '../../lib/runner/selection';

const NESTED = 'Booking a slot that is already taken › and asking for it once more';

describe('A pattern names a case', () => {
  test.each([
    ['Booking with no status', 'Booking with no status'],
    ['booking WITH no status', 'Booking with no status'],
    ['  Booking with no status ', 'Booking with no status'],
    ['*no status', 'Booking with no status'],
    ['Booking with*', 'Booking with no status'],
    ['*', NESTED],
    ['Booking a slot that is already taken', NESTED],
    [NESTED, NESTED],
    ['*once more', NESTED],
  ])('%s: %s', (pattern, name) => expect(namesCase(pattern, name)).toBe(true));

  test.each([
    ['no status', 'Booking with no status'],
    ['Booking', 'Booking with no status'],
    ['and asking for it once more', NESTED],
    [NESTED, 'Booking a slot that is already taken'],
  ])('but not %s: %s', (pattern, name) => expect(namesCase(pattern, name)).toBe(false));
});

test('without a pattern every case is selected; with several, each that one of them names', () => {
  const selection: Selection = { rules: new Set(), cases: [], part: { kind: 'all' } };
  expect(isCaseSelected(selection, 'any')).toBe(true);
  const chosen = { ...selection, cases: ['one', 't*'] };
  expect(['one', 'two', 'four'].filter((name) => isCaseSelected(chosen, name))).toEqual(['one', 'two']);
});
