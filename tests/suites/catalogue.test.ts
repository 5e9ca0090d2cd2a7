import type { Booking } from '../../lib/target';
import { listDefect, listVariant } from '../../suites/vocabulary/catalogue';
import { Recorded } from '../../suites/vocabulary/exchange';
import { Block } from './block';
import { aBooking, BROKEN_OFF, type MadeUp, recorded, shareSession, UNANSWERED } from './made-up';

const DEFECT = {
  name: 'no slot',
  tier: 'D',
  rule: 'book.profile.status',
  why: 'It is asked for.',
  judged: true,
} as const;
const VARIANT = { name: 'with a comment', rule: null, why: 'It is allowed.' };

let block: Block;
beforeEach(() => {
  block = new Block();
});
afterEach(() => block.end());

/** What is listed of a defect and of a variant that were sent so. */
async function listed(sent: Recorded<Booking>) {
  const { listDefect: defects, listVariant: variants } = shareSession();
  block.define(() => {
    listDefect({ ...DEFECT, more: 'of the fixture' } as typeof DEFECT, sent);
    listVariant({ ...VARIANT, more: 'of the fixture' } as typeof VARIANT, true, sent);
  });
  expect(defects).not.toHaveBeenCalled();
  await block.enter();
  return {
    defects: (defects as jest.Mock).mock.calls.flat(),
    variants: (variants as jest.Mock).mock.calls.flat(),
  };
}

test.each<[MadeUp, string, string, number | null]>([
  [{ status: 200 }, 'let-through', 'accepted', 200],
  [{ status: 201 }, 'let-through', 'accepted', 201],
  [{ status: 299 }, 'let-through', 'accepted', 299],
  [{ status: 302 }, 'refused', 'refused', 302],
  [{ status: 400 }, 'refused', 'refused', 400],
  [{ status: 499 }, 'refused', 'refused', 499],
  [{ status: 500 }, 'error', 'error', 500],
  [{ status: 501 }, 'error', 'error', 501],
  [{ status: 429 }, 'error', 'error', 429],
  [{ ...BROKEN_OFF, status: 201 }, 'error', 'error', 201],
  [UNANSWERED, 'error', 'error', null],
])('of %j, a defect was %s, and a variant %s', async (madeUp, ofDefect, ofVariant, status) => {
  const { defects, variants } = await listed(await recorded(aBooking({ ...madeUp, case: 'the case' })));
  expect(defects).toEqual([{ ...DEFECT, result: ofDefect, status, case: 'the case' }]);
  expect(variants).toEqual([{ ...VARIANT, valid: true, result: ofVariant, status, case: 'the case' }]);
});

test('what was not sent is not listed', async () => {
  expect(await listed(new Recorded())).toEqual({ defects: [], variants: [] });
});
