import { nearestRuleIds, ruleById, rules, selectRules } from '../../lib/rules/index';

const selected = (selector: string) => selectRules(selector).map(({ id }) => id);
const startingWith = (prefix: string) => rules.map(({ id }) => id).filter((id) => id.startsWith(prefix));

describe('ruleById', () => {
  test.each(rules.map(({ id }) => id))('finds %s', (id) => {
    expect(ruleById(id).id).toBe(id);
  });

  test('names the unknown id and those most like it', () => {
    expect(() => ruleById('book.created.statsu')).toThrow(
      /^The rulebook has no rule "book\.created\.statsu"\. Did you mean book\.created\.status, /,
    );
  });

  test('suggests nothing where nothing comes near', () => {
    expect(() => ruleById('???')).toThrow(/^The rulebook has no rule "\?\?\?"\.$/);
  });

  test.each(['', 'toString', '__proto__'])('knows no rule %j', (id) => {
    expect(() => ruleById(id)).toThrow(`no rule "${id}"`);
  });
});

describe('selectRules', () => {
  test('an id selects that rule alone, though others begin with it', () => {
    expect(startingWith('book.created.location').length).toBeGreaterThan(1);
    expect(selected('book.created.location')).toEqual(['book.created.location']);
  });

  test.each(['book.created', 'book.created.', 'book.jwt', 'read.'])(
    '%s selects what begins with it',
    (prefix) => {
      expect(selected(prefix)).toEqual(startingWith(prefix));
      expect(selected(prefix).length).toBeGreaterThan(1);
    },
  );

  test('* selects everything, in the order of the rulebook', () => {
    expect(selected('*')).toEqual(rules.map(({ id }) => id));
  });

  test.each([
    ['book.jwt-*.status', ['book.jwt-missing.status', 'book.jwt-invalid.status']],
    ['*.race', ['book.safety.race']],
    ['book.safety.r*', ['book.safety.race']],
    ['book.*correlation*', ['book.correlation-id.returned', 'book.correlation-id.exact']],
    ['b*.*-id.*ed', ['book.request-id.returned', 'book.correlation-id.returned']],
    ['book.created.status*', ['book.created.status']],
    ['book.**.etag', ['book.created.etag']],
  ])('%s matches from end to end', (glob, ids) => {
    expect(selected(glob)).toEqual(ids);
  });

  test.each([
    '',
    'book.created.statuss',
    'created',
    '*.jwt-',
    'read*created.created',
    'book.created.etag*etag',
    'b.o*',
    'BOOK.CREATED',
  ])('%j selects nothing', (selector) => {
    expect(selected(selector)).toEqual([]);
  });

  test('answers at once to a selector made to be slow', () => {
    expect(selected(`${'*e'.repeat(50_000)}!`)).toEqual([]);
  });
});

describe('nearestRuleIds', () => {
  test.each([
    ['book.created.statsu', 'book.created.status'],
    ['Book.Created.Etag ', 'book.created.etag'],
    ['book.saftey.race', 'book.safety.race'],
    ['slot-consumed', 'book.safety.slot-consumed'],
    ['read.create', 'read.created'],
  ])('for %j puts %s first', (text, id) => {
    expect(nearestRuleIds(text)[0]).toBe(id);
  });

  test('gives three at most', () => {
    expect(nearestRuleIds('book')).toHaveLength(3);
  });

  test.each(['', '   ', '😀', 'x'.repeat(1_000_000)])('gives none for what is like no id (%#)', (text) => {
    expect(nearestRuleIds(text)).toEqual([]);
  });
});
