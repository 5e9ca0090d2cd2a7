import type { RequestToSend } from '../../lib/http';
import type { Recipe, Target } from '../../lib/target';
import {
  bookAndCompare,
  expectAcceptedAsPlain,
  expectSlotStillFree,
  proveSlotFree,
  raceForSlot,
  refusedUnlikePlain,
  refusesAll,
  type SlotProof,
} from '../../suites/vocabulary/compared';
import { Recorded } from '../../suites/vocabulary/exchange';
import { type Answer, aSlot, aTarget, bundleOf, found } from '../target/fakes';
import {
  aBooking,
  BROKEN_OFF,
  ended,
  judged,
  type MadeUp,
  PASSES,
  recorded,
  sentAppointment,
  storedAppointment,
  UNANSWERED,
} from './made-up';

/** What a test books: the slot, and in which way. */
const booking =
  (way: string): Recipe =>
  ({ slot }) => ({ resourceType: 'Appointment', slot: slot.id, way });
const PLAIN = booking('plain');
const oddly = (target: Target) => target.book(booking('odd'));

const SLOTS = ['s1', 's2', 's3', 's4', 's5'].map((id) => found(id));

/** An answer that names what it booked. */
const BOOKED: Answer = { status: 201, headers: [['Location', '/Appointment/1/_history/1']] };

/** A target that answers each booking in turn, and what was booked how. */
function aServer(...answers: Answer[]) {
  const asked: string[] = [];
  const { target } = aTarget(
    ({ body }: RequestToSend) => {
      const { slot, way } = JSON.parse(String(body));
      asked.push(`${way} ${slot}`);
      return answers[asked.length - 1] ?? { status: 500 };
    },
    { slots: SLOTS },
  );
  return { target, asked };
}

const RESET: Answer = { error: { code: 'ECONNRESET', message: 'socket hang up' } };

describe('a booking, compared with a plain one', () => {
  test.each([400, 403, 422, 500])('%d is compared, on the same slot', async (status) => {
    const { target, asked } = aServer({ status }, { status: 201 });
    const { exchange, plain, slot } = await bookAndCompare(target, PLAIN, oddly);
    expect(asked).toEqual(['odd s1', 'plain s1']);
    expect([exchange.response?.status, plain?.exchange.response?.status, slot.key]).toEqual([
      status,
      201,
      's1',
    ]);
  });

  test.each<Answer>([{ status: 200 }, { status: 201 }, { status: 302 }, { status: 399 }, RESET])(
    '%j is not compared: there is no refusal',
    async (answer) => {
      const { target, asked } = aServer(answer);
      expect((await bookAndCompare(target, PLAIN, oddly)).plain).toBeNull();
      expect(asked).toEqual(['odd s1']);
    },
  );

  /** How a booking is judged that was answered so, and a plain one so. */
  async function judge(answer: MadeUp, plain: MadeUp | null) {
    const booked = await recorded({ ...aBooking(answer), plain: plain && aBooking(plain) });
    let comparison: unknown;
    const refusal = judged(() => {
      comparison = refusedUnlikePlain(booked);
    });
    return { accepted: judged(() => expectAcceptedAsPlain(booked)), refusal, comparison };
  }

  test('is accepted', async () => {
    expect(await judge({ status: 201 }, null)).toEqual({
      accepted: PASSES,
      refusal: PASSES,
      comparison: null,
    });
  });

  /** A booking of ours, whose answer shows this start. */
  const showing = (start: string, more: MadeUp = {}) => {
    const body = storedAppointment(({ appointment }) => Object.assign(appointment, { start }));
    return aBooking({ status: 201, body, ...more }, sentAppointment());
  };
  const AS_SENT = '2099-01-01T10:00:00+01:00';
  const LATER = '2099-01-01T09:05:00Z';
  const NAMED: MadeUp = { headers: [['Location', '/Appointment/a1/_history/1']] };

  test.each<[string, ReturnType<typeof showing>]>([
    ['it', showing(AS_SENT)],
    ['its Location alone', showing(AS_SENT, { ...NAMED, body: '' })],
    ['its Location, and null', showing(AS_SENT, { ...NAMED, body: 'null' })],
    ['its Location, and another resource', showing(AS_SENT, { ...NAMED, body: { resourceType: 'Slot' } })],
  ])('is accepted where the answer shows %s', async (_, booking) => {
    const booked = await recorded({ ...booking, plain: null });
    expect(judged(() => refusedUnlikePlain(booked))).toEqual(PASSES);
  });

  test.each<[string, ReturnType<typeof showing>]>([
    ['another one', showing(LATER)],
    ['none', showing(AS_SENT, { body: '{}', headers: [] })],
  ])(
    'is not accepted where the answer shows %s, nor refused where that is the plain one',
    async (_, booking) => {
      const booked = await recorded({ ...booking, plain: null });
      expect(judged(() => refusedUnlikePlain(booked))).toEqual(
        ended('inconclusive', 'nothing shows that it was booked: status 201'),
      );
      const refused = await recorded({ ...aBooking({ status: 422 }), plain: booking });
      expect(judged(() => refusedUnlikePlain(refused)).outcome).toBe('inconclusive');
    },
  );

  test('is refused unlike a plain one, where the answer to that shows it', async () => {
    const refused = await recorded({ ...aBooking({ status: 422 }), plain: showing(AS_SENT) });
    expect(refusedUnlikePlain(refused)).toMatchObject({ actual: 'status 422 with an empty body' });
  });

  test.each([200, 201])('is refused, and a plain one of the same slot accepted: %d', async (status) => {
    const comparison = { expected: 'the booking is made', actual: 'status 422: Odd' };
    expect(await judge({ status: 422, body: 'Odd' }, { status })).toEqual({
      refusal: PASSES,
      comparison,
      accepted: {
        outcome: 'broken',
        message: 'refuses it with 422, and takes a plain booking of the same slot',
        ...comparison,
      },
    });
  });

  test.each<[string, MadeUp, MadeUp | null, string]>([
    [
      'so is a plain one',
      { status: 409, body: 'Taken' },
      { status: 422 },
      'it was refused (status 409: Taken), but a plain booking of the same slot was not accepted either: status 422',
    ],
    ['a plain one is redirected', { status: 400 }, { status: 302 }, 'not accepted either: status 302'],
    ['a plain one is not answered', { status: 400 }, UNANSWERED, 'not accepted either: socket hang up'],
    [
      'a plain one is answered by half',
      { status: 400 },
      { ...BROKEN_OFF, status: 201 },
      'no complete answer',
    ],
    ['it was redirected', { status: 302 }, null, 'it was neither accepted nor refused: status 302'],
    ['it was not answered', UNANSWERED, null, 'no answer: socket hang up'],
    ['the target was too busy', { status: 503 }, { status: 201 }, 'too busy'],
  ])('accuses nobody when it was refused and %s', async (_, answer, plain, message) => {
    const { accepted, refusal } = await judge(answer, plain);
    expect(refusal).toEqual(ended('inconclusive', message));
    expect(accepted).toEqual(refusal);
  });
});

describe('where somebody else may have held the slot for just that moment', () => {
  test.each([404, 409, 410, 422])('%d is compared again, on another slot', async (status) => {
    const { target, asked } = aServer({ status }, BOOKED, BOOKED);
    const { exchange, plain } = await bookAndCompare(target, PLAIN, oddly);
    expect(asked).toEqual(['odd s1', 'plain s1', 'odd s2']);
    expect([exchange.response?.status, plain]).toEqual([201, null]);
  });

  test('a slot that is no longer offered is compared again, on another one', async () => {
    const asked: string[] = [];
    const { target } = aTarget(
      ({ method, body }) => {
        if (method !== 'POST') return { body: bundleOf([aSlot(asked.length === 0 ? 's1' : 's2')]) };
        asked.push(JSON.parse(String(body)).way);
        return asked.length < 3 ? { status: 422 } : BOOKED;
      },
      { slots: null, slotGraceMs: 0 },
    );
    const { exchange, plain } = await bookAndCompare(target, PLAIN, oddly);
    expect(asked).toEqual(['odd', 'plain', 'odd']);
    expect([exchange.response?.status, plain]).toEqual([201, null]);
  });

  test('is told of, where no other slot is left', async () => {
    const plain = { ...aBooking({ status: 422 }), slotIsGone: true as const };
    const booked = await recorded({ ...aBooking({ status: 422 }), plain });
    expect(judged(() => expectAcceptedAsPlain(booked))).toEqual(
      ended('inconclusive', 'another user may have taken it meanwhile'),
    );
  });

  test('a server that refuses it with every slot is found out with the third', async () => {
    const { target, asked } = aServer(...[1, 2, 3, 4].flatMap(() => [{ status: 422 }, BOOKED]));
    const { exchange, plain } = await bookAndCompare(target, PLAIN, oddly);
    expect(asked).toHaveLength(6);
    expect([exchange.response?.status, plain?.exchange.response?.status]).toEqual([422, 201]);
  });

  test('with no other slot, the first comparison counts', async () => {
    const { target } = aTarget(({ body }) => (String(body).includes('odd') ? { status: 422 } : BOOKED), {
      slots: [found('s1')],
    });
    const { exchange, plain } = await bookAndCompare(target, PLAIN, oddly);
    expect([exchange.response?.status, plain?.exchange.response?.status]).toEqual([422, 201]);
  });

  test.each([
    [400, BOOKED],
    [422, { status: 422 }],
  ])('%d is not, where nothing speaks for it', async (status, plain) => {
    const { target, asked } = aServer({ status }, plain);
    await bookAndCompare(target, PLAIN, oddly);
    expect(asked).toHaveLength(2);
  });

  test('a race that a stranger won is run again for another slot', async () => {
    const lost = Array.from({ length: 10 }, () => ({ status: 422 }));
    const { target, asked } = aServer(...lost, BOOKED, ...lost);
    const { bookings } = await raceForSlot(target, PLAIN);
    expect(asked.map((line) => line.slice(-2))).toEqual([...lost.map(() => 's1'), ...lost.map(() => 's2')]);
    expect(bookings.map(({ exchange }) => exchange.response?.status)).toContain(201);
  });

  test('a race that somebody of ours won is run once', async () => {
    const { target, asked } = aServer(BOOKED, ...Array.from({ length: 9 }, () => ({ status: 422 })));
    await raceForSlot(target, PLAIN);
    expect(asked).toHaveLength(10);
  });
});

describe('proving that a refusal left its slot free', () => {
  /** Proves it for a refusal on `s1`; the answers are those from then on. */
  async function proving(...answers: Answer[]) {
    const { target, asked } = aServer({ status: 422 }, ...answers);
    const refused = await oddly(target);
    const proof = await proveSlotFree(target, PLAIN, refused, oddly);
    return { proof, asked: asked.slice(1) };
  }

  test('the slot is booked, and that is all', async () => {
    const { proof, asked } = await proving({ status: 201 });
    expect(asked).toEqual(['plain s1']);
    expect(proof).toMatchObject({ again: [], control: null, slot: { key: 's1' } });
  });

  test.each<Answer>([{ status: 400 }, { status: 403 }, { status: 408 }, { status: 500 }, RESET])(
    '%j says nothing of the slot, and is not tried again',
    async (answer) => expect((await proving(answer)).asked).toEqual(['plain s1']),
  );

  test.each([404, 409, 410, 422])('%d says that it is gone: all again, until one is free', async (status) => {
    const { proof, asked } = await proving({ status }, { status: 400 }, { status: 201 }, { status: 200 });
    expect(asked).toEqual(['plain s1', 'odd s2', 'plain s2', 'plain s3']);
    expect(proof.again).toMatchObject([
      {
        refused: { exchange: { response: { status: 400 } } },
        proof: { exchange: { response: { status: 201 } } },
      },
    ]);
    expect(proof.control?.exchange.response?.status).toBe(200);
  });

  test('three slots are enough', async () => {
    const gone = { status: 409 };
    const { proof, asked } = await proving(gone, gone, gone, gone, gone, { status: 201 });
    expect(asked).toEqual(['plain s1', 'odd s2', 'plain s2', 'odd s3', 'plain s3', 'plain s4']);
    expect(proof.again).toHaveLength(2);
  });
});

describe('expectSlotStillFree', () => {
  const REFUSED: MadeUp = { status: 422 };
  const GONE: MadeUp = { status: 409, body: 'Taken' };
  const BOOKED: MadeUp = { status: 201 };

  /** How a proof is judged: of the first slot, of others after the same request, and of one that nobody asked for. */
  async function judge(
    first: MadeUp,
    again: ReadonlyArray<readonly [refused: MadeUp, proof: MadeUp]> = [],
    control: MadeUp | null = null,
  ) {
    const proof: SlotProof = {
      ...aBooking(first),
      again: again.map(([refused, later]) => ({ refused: aBooking(refused), proof: aBooking(later) })),
      control: control && aBooking(control),
    };
    const sent = await recorded(proof);
    return judged(() => expectSlotStillFree(sent));
  }
  const TWICE = [
    [REFUSED, GONE],
    [REFUSED, GONE],
  ] as const;

  test.each<[string, Parameters<typeof judge>]>([
    ['it can be booked', [BOOKED]],
    ['it is gone, and the next one is not', [GONE, [[REFUSED, { status: 200 }]], BOOKED]],
    [
      'only the third one is not',
      [
        GONE,
        [
          [REFUSED, GONE],
          [REFUSED, BOOKED],
        ],
        BOOKED,
      ],
    ],
  ])('it is free when %s', async (_, proof) => expect(await judge(...proof)).toEqual(PASSES));

  test.each([404, 409, 410, 422])(
    'slots that are gone after each refusal, with %d, are what must not be',
    async (status) => {
      const gone = { ...GONE, status };
      expect(
        await judge(
          gone,
          [
            [REFUSED, gone],
            [{ status: 500 }, gone],
          ],
          BOOKED,
        ),
      ).toEqual({
        outcome: 'broken',
        message: 'the slot can no longer be booked after a request that was refused',
        expected: 'a valid request for the same slot is accepted',
        actual: `status ${status}: Taken (and so for 2 other slots)`,
      });
    },
  );

  test.each<[string, string, Parameters<typeof judge>]>([
    ['it could not be tried', 'could not be tried again: status 500', [{ status: 500 }]],
    ['there was no answer', 'no answer', [UNANSWERED]],
    ['the target was too busy', 'too busy', [{ status: 429 }]],
    [
      'the same request is accepted now',
      'not refused when it was sent again: status 201',
      [
        GONE,
        [
          [BOOKED, GONE],
          [REFUSED, GONE],
        ],
        BOOKED,
      ],
    ],
    [
      'the same request may have been accepted now',
      'not refused when it was sent again: socket hang up',
      [
        GONE,
        [
          [REFUSED, GONE],
          [UNANSWERED, GONE],
        ],
        BOOKED,
      ],
    ],
    [
      'the same request met a gateway',
      'not refused when it was sent again: status 504',
      [
        GONE,
        [
          [{ status: 504 }, GONE],
          [REFUSED, GONE],
        ],
        BOOKED,
      ],
    ],
    [
      'another slot could not be tried',
      'another slot could not be tried: status 503',
      [GONE, [[REFUSED, { status: 503 }]], BOOKED],
    ],
    [
      'another slot got no answer',
      'another slot could not be tried: socket hang up',
      [GONE, [[REFUSED, UNANSWERED]], BOOKED],
    ],
    ['nothing can be booked', 'nobody asked for cannot be booked either', [GONE, TWICE, GONE]],
    ['whether anything can be booked was not seen', 'nobody asked for cannot be booked', [GONE, TWICE, null]],
    ['whether anything can be booked was not answered', 'nobody asked for', [GONE, TWICE, UNANSWERED]],
  ])('nobody is accused when %s', async (_, message, proof) => {
    expect(await judge(...proof)).toEqual(ended('inconclusive', message));
  });
});

describe('refusesAll', () => {
  /** The reason that is given of a proof: of the first slot, and of one that nobody asked for. */
  async function reasonOf(first: MadeUp, control: MadeUp | null): Promise<string | null> {
    const proof: SlotProof = { ...aBooking(first), again: [], control: control && aBooking(control) };
    return refusesAll(await recorded(proof))();
  }

  test.each<[string, string, MadeUp, MadeUp | null]>([
    ['the slot is refused for another reason than that it is gone', 'status 500', { status: 500 }, null],
    ['the slot is asked to be looked for elsewhere', 'status 302', { status: 302 }, null],
    ['the slot and one that nobody asked for are gone', 'status 409', { status: 409 }, { status: 409 }],
    [
      'one that nobody asked for seems booked by {}',
      'status 201',
      { status: 409 },
      { status: 201, headers: [] },
    ],
  ])('tells that nothing is booked when %s', async (_, status, first, control) => {
    expect(await reasonOf(first, control)).toBe(
      `the target then did not take a plain booking either: ${status}`,
    );
  });

  test.each<[string, MadeUp, MadeUp | null]>([
    ['the slot is booked', { status: 201 }, null],
    ['only the slot seems gone', { status: 409 }, null],
    ['one that nobody asked for is booked', { status: 409 }, { status: 201 }],
    ['there is no answer', UNANSWERED, null],
    ['there is half an answer', { ...BROKEN_OFF, status: 500 }, null],
    ['the target is too busy', { status: 409 }, { status: 503 }],
  ])('tells nothing when %s', async (_, first, control) => {
    expect(await reasonOf(first, control)).toBeNull();
  });

  test('tells nothing of what was not tried', () => expect(refusesAll(new Recorded())()).toBeNull());
});
