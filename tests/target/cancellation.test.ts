import {
  BookingLedger,
  Canceller,
  type LedgerEntry,
  MADE_UP_DESCRIPTION,
  PreparationFailed,
} from '../../lib/target';
import { type Answer, exchangeOf } from './fakes';

const START = '2099-01-01T09:00:00Z';
const SENT = Buffer.from(JSON.stringify({ resourceType: 'Appointment', start: START }));

function appointment(status: string, versionId: string | null, more: object = {}): object {
  return {
    resourceType: 'Appointment',
    ...(versionId === null ? {} : { meta: { versionId } }),
    status,
    start: START,
    description: MADE_UP_DESCRIPTION,
    ...more,
  };
}

const BOOKED: Answer = { body: appointment('booked', '1'), headers: [['ETag', 'W/"1"']] };
const CANCELLED: Answer = { body: appointment('cancelled', '2') };
const NO_ANSWER: Answer = { error: { code: 'DEADLINE', message: 'no complete answer' } };

interface World {
  readonly canceller: Canceller;
  readonly ledger: BookingLedger;
  /** What was asked of the target, as `read a1` or `update a1 W/"1"`. */
  readonly asked: string[];
  readonly updates: object[];
}

/** A target that answers reads so, one after the other and the last for ever, and every update so. */
function world(reads: readonly Answer[], update: Answer = { status: 200 }): World {
  const asked: string[] = [];
  const updates: object[] = [];
  const ledger = new BookingLedger(() => {});
  let count = 0;
  const canceller = new Canceller({
    ledger,
    read: async (id) => {
      asked.push(`read ${id}`);
      count += 1;
      return exchangeOf(reads[Math.min(count, reads.length) - 1] as Answer);
    },
    update: async (id, changed, ifMatch) => {
      asked.push(`update ${id} ${ifMatch}`);
      updates.push(changed);
      return exchangeOf(update);
    },
    patiently: async (send) => {
      asked.push('patiently');
      return send();
    },
  });
  return { canceller, ledger, asked, updates };
}

/** Notes a booking that the target called by this id, or by none. */
function booked(ledger: BookingLedger, id: string | null = 'a1', exchangeId = 'x0001'): LedgerEntry {
  const body = id === null ? {} : { resourceType: 'Appointment', id };
  ledger.note(exchangeOf({ status: 201, body }, { body: SENT }, exchangeId), 's1');
  return ledger.entryOf(exchangeId) as LedgerEntry;
}

describe('cancel', () => {
  test('sends the Appointment back as it was read, with another status and the version that it had', async () => {
    const { canceller, ledger, asked, updates } = world([BOOKED], CANCELLED);
    const exchange = await canceller.cancel(booked(ledger));
    expect(asked).toEqual(['patiently', 'read a1', 'patiently', 'update a1 W/"1"']);
    expect(updates).toEqual([appointment('cancelled', '1')]);
    expect(exchange).toEqual(exchangeOf(CANCELLED));
    expect(ledger.uncancelled).toEqual([]);
  });

  test.each<[string, Answer, string]>([
    ['the ETag that came', { ...BOOKED, headers: [['etag', '"x"']] }, '"x"'],
    ['its version id, without an ETag', { ...BOOKED, headers: [] }, 'W/"1"'],
    ['none, without either', { body: appointment('booked', null) }, 'null'],
    [
      'none, where the version id is no text',
      { body: appointment('booked', null, { meta: { versionId: 1 } }) },
      'null',
    ],
    ['none, where meta is null', { body: appointment('booked', null, { meta: null }) }, 'null'],
  ])('names the version by %s', async (_name, read, ifMatch) => {
    const { canceller, ledger, asked } = world([read], CANCELLED);
    await canceller.cancel(booked(ledger));
    expect(asked).toContain(`update a1 ${ifMatch}`);
  });

  describe('counts as done', () => {
    test('by an answer that shows a new, cancelled version', async () => {
      const { canceller, ledger, asked } = world([BOOKED], CANCELLED);
      await canceller.cancel(booked(ledger));
      expect(asked.filter((line) => line.startsWith('read'))).toHaveLength(1);
      expect(ledger.leftBehind).toMatchObject([]);
    });

    test.each<[string, Answer]>([
      ['an empty answer', { status: 200 }],
      ['an echo of what was sent', { body: appointment('cancelled', '1') }],
      ['an answer without a version', { body: appointment('cancelled', null) }],
      ['an answer that shows it as booked', { body: appointment('booked', '2') }],
      ['a refusal', { status: 409, body: appointment('cancelled', '2') }],
      ['no answer', NO_ANSWER],
    ])('after %s only when it then reads as cancelled', async (_name, update) => {
      const done = world([BOOKED, CANCELLED], update);
      await done.canceller.cancel(booked(done.ledger));
      expect(done.asked.at(-1)).toBe('read a1');
      expect(done.ledger.leftBehind).toEqual([]);

      const open = world([BOOKED], update);
      await open.canceller.cancel(booked(open.ledger));
      expect(open.ledger.leftBehind).toHaveLength(1);
    });

    test('never by a read that fails', async () => {
      const { canceller, ledger } = world([BOOKED, { ...CANCELLED, status: 500 }]);
      await canceller.cancel(booked(ledger));
      expect(ledger.leftBehind).toHaveLength(1);
    });
  });

  test.each<[Answer, string]>([
    [{ status: 409 }, 'status 409'],
    [NO_ANSWER, 'no complete answer'],
  ])('tells why a booking is left behind: %j', async (update, short) => {
    const { canceller, ledger } = world([BOOKED], update);
    await canceller.cancel(booked(ledger));
    expect(ledger.leftBehind).toMatchObject([
      {
        id: 'a1',
        slot: 's1',
        exchange: 'x0001',
        reason: `it is still booked after its cancellation: ${short}`,
      },
    ]);
  });

  describe('changes nothing', () => {
    const deep = `{"resourceType":"Appointment","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;

    test.each<[name: string, read: Answer, why: string]>([
      ['that is not there', { status: 404 }, 'the booking could not be read back: status 404'],
      ['that came with another status', { ...BOOKED, status: 203 }, 'could not be read back: status 203'],
      ['that got no answer', NO_ANSWER, 'could not be read back: no complete answer'],
      ['that is no JSON', { body: Buffer.from('<html>') }, 'could not be read back: status 200'],
      ['that is null', { body: null }, 'could not be read back'],
      ['that is an array', { body: [appointment('booked', '1')] }, 'could not be read back'],
      ['that is another resource', { body: { resourceType: 'OperationOutcome' } }, 'could not be read back'],
      ['that is nested without end', { body: Buffer.from(deep) }, 'could not be read back'],
      [
        "that is somebody else's",
        { body: appointment('booked', '1', { description: 'Ear ache' }) },
        'belongs to a booking that this run did not make',
      ],
      ['that is cancelled', CANCELLED, 'the booking is cancelled already'],
    ])('of a booking %s', async (_name, read, why) => {
      const { canceller, ledger, updates } = world([read]);
      const cancelled = canceller.cancel(booked(ledger));
      await expect(cancelled).rejects.toBeInstanceOf(PreparationFailed);
      await expect(cancelled).rejects.toThrow(why);
      expect(updates).toEqual([]);
    });

    test('of a booking whose id was not told', async () => {
      const { canceller, ledger, asked } = world([BOOKED]);
      await expect(canceller.cancel(booked(ledger, null))).rejects.toThrow('told no id');
      expect(asked).toEqual([]);
    });
  });
});

describe('cancelAll', () => {
  test('one booking that cannot be cancelled does not keep the others from it', async () => {
    const { canceller, ledger } = world([BOOKED], CANCELLED);
    const entries = [booked(ledger, null, 'x0001'), booked(ledger, 'a2', 'x0002')];
    await canceller.cancelAll(entries);
    expect(ledger.leftBehind).toMatchObject([
      { id: null, slot: 's1', exchange: 'x0001', reason: 'the answer to the booking told no id' },
    ]);
  });

  test('what reads as cancelled already counts as cancelled', async () => {
    const { canceller, ledger, updates } = world([CANCELLED]);
    await canceller.cancelAll([booked(ledger)]);
    expect([ledger.uncancelled, ledger.leftBehind, updates]).toEqual([[], [], []]);
  });

  test('an error of ours is not taken for a booking that cannot be cancelled', async () => {
    const { canceller, ledger } = world([]);
    await expect(canceller.cancelAll([booked(ledger)])).rejects.toThrow(TypeError);
  });
});
