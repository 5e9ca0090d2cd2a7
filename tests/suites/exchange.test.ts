import { CARRIER } from '../../lib/runner/case-plan';
import type { Interaction } from '../../lib/target';
import { PreparationFailed } from '../../lib/target/preparation-failed';
import { broken, inconclusive, notApplicable, observing, warned } from '../../lib/verdict';
import { closing } from '../../suites/vocabulary/closing';
import {
  after,
  answerOf,
  beforeRules,
  exchange,
  isBusy,
  isJudgeable,
  Recorded,
  wholeAnswerOf,
} from '../../suites/vocabulary/exchange';
import { overlayIsChosen } from '../../suites/vocabulary/overlay';
import { aTarget, settingsWith } from '../target/fakes';
import { Block } from './block';
import {
  anAnswer,
  anExchange,
  answered,
  BROKEN_OFF,
  ended,
  judged,
  type MadeUp,
  PASSES,
  recorded,
  shareSession,
  UNANSWERED,
} from './made-up';

let block: Block;
beforeEach(() => {
  block = new Block();
});
afterEach(() => block.end());

const INTERACTION: Interaction = { exchange: anExchange({ id: 'x0042', status: 201 }) };

async function failing(thrown: () => never): Promise<Recorded<Interaction>> {
  const filled = new Recorded<Interaction>();
  await filled.fill(async () => thrown());
  return filled;
}

describe('what a case sent', () => {
  test('is found by its rules, which look at it', async () => {
    const sent = await recorded(INTERACTION);
    expect(sent.wasSent).toBe(true);
    expect(await observing(async () => sent.result)).toEqual([INTERACTION, ['x0042']]);
  });

  test('cannot be judged before it is sent', () => {
    const sent = new Recorded<Interaction>();
    expect(sent.wasSent).toBe(false);
    expect(judged(() => sent.result)).toEqual(ended('inconclusive', 'it was not sent'));
  });

  test.each<[string, () => never, string]>([
    [
      'what it needs could not be judged',
      () => inconclusive('the booking has no Location'),
      'has no Location',
    ],
    ['what it needs is warned of', () => warned('oddly'), 'oddly'],
    [
      'there was no slot',
      () => {
        throw new PreparationFailed('no free slot is left');
      },
      'no free slot is left',
    ],
    [
      'there was no slot, as another sandbox says',
      () => {
        throw Object.assign(new Error('no free slot is left'), { name: 'PreparationFailed' });
      },
      'no free slot is left',
    ],
  ])('was not sent because %s', async (_, thrown, reason) => {
    const sent = await failing(thrown);
    expect(sent.wasSent).toBe(false);
    expect(judged(() => sent.result)).toEqual(ended('inconclusive', reason));
    expect(block.suite.faults).toEqual([]);
  });

  test('was not sent because there is nothing to send here: its rules do not apply', async () => {
    const sent = await failing(() => notApplicable('the token cannot be made here'));
    expect(judged(() => sent.result)).toEqual(ended('not-applicable', 'the token cannot be made here'));
    expect(block.suite.faults).toEqual([]);
  });

  const crash = new TypeError('ours');
  const withoutStack = Object.assign(new Error('ours alone'), { stack: undefined });
  test.each<[string, unknown, string]>([
    ['a crash', crash, String(crash.stack)],
    ['a crash without a trace', withoutStack, 'ours alone'],
    ['words', 'just words', 'just words'],
    ['nothing', null, 'null'],
  ])('was not sent because of a fault of the suite: %s', async (_, thrown, told) => {
    const sent = await failing(() => {
      throw thrown;
    });
    expect(judged(() => sent.result)).toEqual(ended('inconclusive', 'the suite itself failed while it sent'));
    expect(block.suite.faults).toEqual([told]);
  });

  test('a rule that breaks while something is sent is a fault of the suite, too', async () => {
    const sent = await failing(() => broken('why'));
    expect(judged(() => sent.result)).toEqual(ended('inconclusive', 'the suite itself failed'));
    expect(block.suite.faults).toEqual([expect.stringContaining('Judgement: why')]);
  });

  test('is needed by what is sent next, for the same reason', async () => {
    const next = (earlier: Recorded<Interaction>) => judged(() => after(earlier));
    const notSent = await failing(() => inconclusive('there is no booking'));
    expect(next(notSent)).toEqual(ended('inconclusive', 'there is no booking'));
    expect(next(await recorded(INTERACTION))).toEqual(PASSES);
  });
});

describe('exchange', () => {
  const send = jest.fn(async (): Promise<Interaction> => INTERACTION);
  beforeEach(() => send.mockClear());

  test('is sent once, to the target, when its block is entered', async () => {
    const { target } = shareSession();
    let sent = new Recorded<Interaction>();
    block.define(() => {
      sent = exchange(send);
    });
    expect(send).not.toHaveBeenCalled();
    await block.enter();
    expect(send.mock.calls).toEqual([[target]]);
    expect(sent.result).toBe(INTERACTION);
    expect(block.suite.testNames).toEqual([CARRIER]);
  });

  test('ends its case once, however much is sent in it', async () => {
    const { target } = aTarget(() => ({ status: 500 }));
    const endCase = jest.spyOn(target, 'endCase');
    shareSession({ target });
    const another = new Block();
    block.define(() => [exchange(send), exchange(send), beforeRules(() => {})]);
    expect(block.endings).toBe(1);
    await block.enter();
    expect(endCase).not.toHaveBeenCalled();
    await block.leave();
    expect(endCase).toHaveBeenCalledTimes(1);
    expect(another.define(() => exchange(send)).endings).toBe(1);
  });

  test.each([true, false])(
    'for the sake of one rule, it is sent when that is selected: %j',
    async (isSelected) => {
      const selected = jest.fn(() => isSelected);
      shareSession({ selected });
      let sent = new Recorded<Interaction>();
      block.define(() => {
        sent = exchange({ for: 'book.safety.no-side-effect' }, send);
      });
      await block.enter();
      expect(selected).toHaveBeenCalledWith('book.safety.no-side-effect');
      expect(sent.wasSent).toBe(isSelected);
      expect(block.endings).toBe(isSelected ? 1 : 0);
    },
  );

  test('for the sake of none, it is sent whatever was selected', async () => {
    shareSession({ selected: () => false });
    block.define(() => exchange(send));
    await block.enter();
    expect(send).toHaveBeenCalledTimes(1);
  });

  test('is not sent in a block that is not run', async () => {
    shareSession();
    block.notRun().define(() => exchange(send));
    await block.enter();
    expect(send).not.toHaveBeenCalled();
    expect(block.suite.testNames).toEqual([]);
    expect(block.endings).toBe(0);
  });
});

describe('an answer', () => {
  test('is given as it came', async () => {
    const sent = await answered({ status: 404, body: 'no' });
    expect(answerOf(sent)).toEqual(anAnswer({ status: 404, body: 'no' }));
  });

  test.each([429, 502, 503, 504])('with status %d says nothing of the server', async (status) => {
    expect(isBusy(anAnswer({ status }))).toBe(true);
    expect(isJudgeable(anExchange({ status }))).toBe(false);
    const sent = await answered({ status });
    expect(judged(() => answerOf(sent))).toEqual(
      ended('inconclusive', `the target was too busy to answer: status ${status}`),
    );
    // Whoever asks for the answer whatever its status gets it.
    expect(wholeAnswerOf(sent.result.exchange).status).toBe(status);
  });

  test.each([200, 408, 428, 430, 500, 501, 505])('with status %d is one', (status) => {
    expect(isBusy(anAnswer({ status }))).toBe(false);
    expect(isJudgeable(anExchange({ status }))).toBe(true);
  });

  test.each<[string, MadeUp, string]>([
    ['none', UNANSWERED, 'no answer: socket hang up'],
    ['none, for no known reason', { none: true }, 'no answer: the connection ended'],
    ['half of one', { ...BROKEN_OFF, status: 201 }, 'after its status 201: no complete answer within 9 ms'],
  ])('%s cannot be judged', (_, madeUp, reason) => {
    const sent = anExchange(madeUp);
    expect(isJudgeable(sent)).toBe(false);
    expect(judged(() => wholeAnswerOf(sent))).toEqual(ended('inconclusive', reason));
  });

  test('that broke off for no known reason is told of without one', () => {
    const sent = anExchange({ status: 200, complete: false });
    expect(judged(() => wholeAnswerOf(sent)).message).toBe('the answer broke off after its status 200');
  });
});

test('a closing block says that it is one before it is defined', () => {
  const describeOfJest = globalThis.describe;
  const names: string[] = [];
  globalThis.describe = Object.assign((name: string, define: () => void) => {
    names.push(name);
    define();
  }) as unknown as jest.Describe;
  try {
    closing('Every answer', () => expect(block.closed).toBe(1));
  } finally {
    globalThis.describe = describeOfJest;
  }
  expect(names).toEqual(['Every answer']);
  expect(block.closed).toBe(1);
});

test.each([
  [['uec'], true],
  [[], false],
])('the overlay is chosen where the settings name it: %j', (overlays, expected) => {
  const { target } = aTarget(() => ({ status: 500 }), settingsWith({ overlays }));
  shareSession({ target });
  expect(overlayIsChosen('uec')).toBe(expected);
});
