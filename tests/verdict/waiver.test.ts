import { isOutdated } from '../../lib/verdict';

test.each([
  ['used', false],
  ['unjudged', false],
  ['expired', true],
  ['stale', true],
] as const)('a waiver that is %s has to be removed or renewed: %s', (state, outdated) => {
  const waiver = {
    rule: 'book.created.status',
    case: null,
    reason: 'known',
    owner: 'jo',
    reference: null,
    expires: '2030-01-31',
  };
  expect(isOutdated({ ...waiver, state, covers: 0 })).toBe(outdated);
});
