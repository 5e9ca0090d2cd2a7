import { draftsIn, WaiversError, waiversIn } from '../../lib/verdict/read-waivers';

const ENTRY = {
  rule: 'book.created.status',
  reason: 'known',
  owner: 'jo',
  expires: '2030-01-31',
};

const file = (...waivers: unknown[]): string => JSON.stringify({ schemaVersion: 1, waivers });

/** What is said of a file that cannot be used. */
function said(text: string, read: (text: string) => unknown = waiversIn): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof WaiversError) return error.problems;
    throw error;
  }
  return [];
}

test('what may be left out is null, and so is an empty reference', () => {
  const waiver = { ...ENTRY, case: null, reference: null };
  expect(waiversIn(file(ENTRY, { ...ENTRY, reference: ' ' }))).toEqual([waiver, waiver]);
});

test('all members are read, without the space around them', () => {
  const entry = { ...ENTRY, case: 'Booking*', reason: ' known ', owner: ' jo ', reference: ' BOOK-1 ' };
  expect(waiversIn(`\uFEFF${file(entry)}`)).toEqual([{ ...ENTRY, case: 'Booking*', reference: 'BOOK-1' }]);
});

test('a file may name its schema, and have no waiver', () => {
  expect(
    waiversIn(JSON.stringify({ $schema: 'waivers.schema.json', schemaVersion: 1, waivers: [] })),
  ).toEqual([]);
});

describe('is not taken:', () => {
  test.each<[name: string, text: string, says: string]>([
    ['no JSON', 'waivers:', 'is no JSON: '],
    ['nothing', '', 'is no JSON: '],
    ['something else', '[]', 'is no waiver file'],
    ['null', 'null', 'is no waiver file'],
    ['a list of another kind', '{"schemaVersion": 1, "waivers": {}}', 'is no waiver file'],
    ['no list', '{"schemaVersion": 1}', 'is no waiver file'],
    ['another version', '{"schemaVersion": 2, "waivers": []}', 'another schemaVersion than 1'],
    ['a member beside the list', '{"schemaVersion": 1, "waivers": [], "x": 1}', 'has a member "x"'],
    ['too many', file(...Array(5_001).fill(ENTRY)), 'has more than 5000 waivers'],
    ['an entry that is none', file('book.created.status'), 'entry 1 is no object'],
    ['no reason', file({ ...ENTRY, reason: undefined }), 'entry 1 (book.created.status): reason is missing'],
    ['an empty reason', file({ ...ENTRY, reason: ' ' }), ': reason is empty; a person has to fill it in'],
    ['an empty owner', file({ ...ENTRY, owner: '' }), ': owner is empty; a person has to fill it in'],
    ['a reason that is no text', file({ ...ENTRY, reason: 7 }), ': reason is 7'],
    ['a reason without an end', file({ ...ENTRY, reason: 'x'.repeat(2_001) }), ': reason is too long'],
    ['an empty case', file({ ...ENTRY, case: '' }), ': case is empty'],
    ['a day that there is not', file({ ...ENTRY, expires: '2030-02-30' }), ': expires is "2030-02-30"'],
    ['a moment for a day', file({ ...ENTRY, expires: '2030-02-01T00:00:00Z' }), ': expires is "2030-02-01T'],
    ['a member of another name', file({ ...ENTRY, until: '2030-01-31' }), 'has a member "until"'],
    [
      'a glob for a rule',
      file({ ...ENTRY, rule: 'book.created.*' }),
      'rule is "book.created.*", which is no rule',
    ],
    ['no rule', file({ ...ENTRY, rule: undefined }), 'entry 1: rule is missing'],
  ])('%s', (_name, text, says) => {
    expect(said(text)).toHaveLength(1);
    expect(said(text)[0]).toContain(says);
  });

  test('a rule that is mistyped, with what may have been meant, what is allowed, and an example', () => {
    expect(said(file(ENTRY, { ...ENTRY, rule: 'book.creatd.status' }))[0]?.split('\n')).toEqual([
      'entry 2 (book.creatd.status): rule is "book.creatd.status", which is no rule',
      expect.stringContaining('did you mean book.created.status'),
      expect.stringContaining('allowed: the id of one rule'),
      '  example: "rule": "book.created.status"',
    ]);
  });

  test('all that is wrong at once; the same in many entries is told once', () => {
    const wrong = Array.from({ length: 5 }, () => ({ ...ENTRY, reason: '', expires: 'soon' }));
    const problems = said(file(...wrong));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('entry 3 (book.created.status) and 2 more: reason is empty');
  });
});

test('a draft may have an empty reason and owner, and is else as strict', () => {
  const draft = { ...ENTRY, reason: '', owner: '', reference: '' };
  expect(draftsIn(file(draft))).toEqual([draft]);
  expect(said(file({ ...draft, expires: 'soon' }), draftsIn)).toHaveLength(1);
  expect(said(file({ ...draft, reason: ' ' }), draftsIn)).toHaveLength(1);
});
