import { ALL_PARTS, isCaseSelected, patternsWithoutCase, type Selection } from '../../lib/runner/selection';

const NESTED = 'Booking a slot that is already taken › and asking for it once more';

const ALL: Selection = { rules: new Set(), cases: [], part: ALL_PARTS };
const names = (pattern: string, name: string) => isCaseSelected({ ...ALL, cases: [pattern] }, name);

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
  ])('%s: %s', (pattern, name) => expect(names(pattern, name)).toBe(true));

  test.each([
    ['no status', 'Booking with no status'],
    ['Booking', 'Booking with no status'],
    ['and asking for it once more', NESTED],
    [NESTED, 'Booking a slot that is already taken'],
  ])('but not %s: %s', (pattern, name) => expect(names(pattern, name)).toBe(false));
});

test('without a pattern every case is selected; with several, each that one of them names', () => {
  expect(isCaseSelected(ALL, 'any')).toBe(true);
  const chosen = { ...ALL, cases: ['one', 't*'] };
  expect(['one', 'two', 'four'].filter((name) => isCaseSelected(chosen, name))).toEqual(['one', 'two']);
});

test('patterns that name no case are told, those that name one, or what lies within it, are not', () => {
  const cases = ['Booking a slot that is already taken', ' ONE ', '*once more', 'tw*', 'three', '*nothing'];
  expect(patternsWithoutCase({ ...ALL, cases }, [NESTED, 'one'])).toEqual(['tw*', 'three', '*nothing']);
});
