import { BookingLedger, type LedgerChange, type LedgerEntry } from '../../lib/target';
import { type Answer, exchangeOf } from './fakes';

const VERSIONED = 'https://host.test/STU3/Appointment/in-location/_history/1';

let changes: LedgerChange[];
let ledger: BookingLedger;
beforeEach(() => {
  changes = [];
  ledger = new BookingLedger((change) => changes.push(change));
});

/** Notes a booking of `slot-<id>` that the exchange `x-<id>` made. */
function booked(id: string, ofCase = 'a case'): LedgerEntry {
  const exchange = exchangeOf(
    { status: 201, body: { resourceType: 'Appointment', id } },
    { case: ofCase, body: Buffer.from(`booking of ${id}`) },
    `x-${id}`,
  );
  ledger.note(exchange, `slot-${id}`);
  return ledger.entryOf(exchange.id) as LedgerEntry;
}

const ids = (entries: readonly LedgerEntry[]) => entries.map((entry) => entry.id);

describe('note', () => {
  test.each([200, 201, 202, 299])('an answer with status %d is a booking', (status) => {
    ledger.note(exchangeOf({ status }), 's1');
    expect(ledger.count).toBe(1);
    expect(changes).toEqual([{ id: null, slot: 's1', exchange: 'x0001', state: 'booked', reason: null }]);
  });

  test('keeps what was sent, of which case', () => {
    expect(booked('a', 'another case')).toEqual({
      id: 'a',
      slot: 'slot-a',
      case: 'another case',
      exchange: 'x-a',
      sent: Buffer.from('booking of a'),
    });
  });

  test.each<[string, Answer]>([
    ['status 199', { status: 199 }],
    ['status 300', { status: 300 }],
    ['status 422', { status: 422, body: { resourceType: 'Appointment', id: 'a1' } }],
    ['status 500', { status: 500 }],
    ['a connection that was refused', { error: { code: 'ECONNREFUSED', message: 'refused' } }],
    ['a name that is not known', { error: { code: 'ENOTFOUND', message: 'unknown' } }],
    ['a certificate that is not trusted', { error: { code: 'CERT_HAS_EXPIRED', message: 'expired' } }],
    ['a request that could not be sent', { error: { code: 'INVALID_HEADER', message: 'invalid' } }],
  ])('%s is none', (_name, answer) => {
    ledger.note(exchangeOf(answer), 's1');
    expect([ledger.count, changes, ledger.leftBehind]).toEqual([0, [], []]);
    expect(ledger.entryOf('x0001')).toBeUndefined();
  });

  test.each<[string, Answer, why: string]>([
    [
      'no answer in time',
      { error: { code: 'DEADLINE', message: 'no complete answer' } },
      'no complete answer',
    ],
    ['a connection that broke off', { error: { code: 'ECONNRESET', message: 'hang up' } }, 'hang up'],
    ['status 502', { status: 502 }, 'status 502'],
    ['status 503', { status: 503 }, 'status 503'],
    ['status 504', { status: 504 }, 'status 504'],
  ])('%s may hide one: it is no booking, but is told of', (_name, answer, why) => {
    ledger.note(exchangeOf(answer), 's1');
    const reason = `it is not known whether it was booked: ${why}`;
    expect(ledger.count).toBe(0);
    expect(ledger.uncancelled).toEqual([]);
    expect(ledger.leftBehind).toEqual([
      { id: null, slot: 's1', exchange: 'x0001', reason, patient: null, requestId: null },
    ]);
    expect(changes).toEqual([{ id: null, slot: 's1', exchange: 'x0001', state: 'uncertain', reason }]);
  });

  test.each<[string, Answer, id: string | null]>([
    ['the body', { body: { resourceType: 'Appointment', id: 'in-body' } }, 'in-body'],
    [
      'the body rather than Location',
      { body: { resourceType: 'Appointment', id: 'in-body' }, headers: [['Location', VERSIONED]] },
      'in-body',
    ],
    ['Location', { headers: [['location', VERSIONED]] }, 'in-location'],
    ['a relative Location', { headers: [['Location', '/STU3/Appointment/in-location']] }, 'in-location'],
    [
      'Location, the body being another resource',
      { body: { resourceType: 'OperationOutcome', id: 'x' }, headers: [['Location', VERSIONED]] },
      'in-location',
    ],
    [
      'Location, the id in the body being no text',
      { body: { resourceType: 'Appointment', id: 7 }, headers: [['Location', VERSIONED]] },
      'in-location',
    ],
    [
      'Location, the id in the body being empty',
      { body: { resourceType: 'Appointment', id: '' }, headers: [['Location', VERSIONED]] },
      'in-location',
    ],
    ['neither', { body: null, headers: [['Location', 'https://host.test/done']] }, null],
    ['an empty answer', {}, null],
    ['Location, with an odd version', { headers: [['Location', '/Appointment/a1/_history/1_2']] }, 'a1'],
    [
      'Location, the id in the body being none',
      { body: { resourceType: 'Appointment', id: '../Slot' }, headers: [['Location', VERSIONED]] },
      'in-location',
    ],
    ['an id that is none', { headers: [['Location', '/Appointment/no id']] }, null],
    ['an id that is too long', { headers: [['Location', `/Appointment/${'x'.repeat(65)}`]] }, null],
    ['a Location with a query', { headers: [['Location', '/Appointment/a1?x=/Appointment/a2']] }, null],
  ])('the id is told by %s', (_name, answer, id) => {
    ledger.note(exchangeOf({ status: 201, ...answer }), 's1');
    expect(ledger.entryOf('x0001')?.id).toBe(id);
  });
});

describe('What is still booked', () => {
  test('openIn gives what one case booked, the latest first', () => {
    booked('a');
    booked('b', 'another case');
    booked('c');
    expect(ids(ledger.openIn('a case'))).toEqual(['c', 'a']);
  });

  test('what was cancelled is done with, but was made', () => {
    const entry = booked('a');
    ledger.cancelled(entry);
    expect(ledger.openIn('a case')).toEqual([]);
    expect(ledger.uncancelled).toEqual([]);
    expect(ledger.leftBehind).toEqual([]);
    expect(ledger.entryOf('x-a')).toBe(entry);
    expect(ledger.count).toBe(1);
    expect(changes.at(-1)).toEqual({
      id: 'a',
      slot: 'slot-a',
      exchange: 'x-a',
      state: 'cancelled',
      reason: null,
    });
  });

  test('what could not be cancelled is left behind, with the reason, and is for the last clean-up only', () => {
    const entry = booked('a');
    ledger.notCancelled(entry, 'status 500');
    expect(ledger.openIn('a case')).toEqual([]);
    expect(ids(ledger.uncancelled)).toEqual(['a']);
    expect(ledger.leftBehind).toMatchObject([
      { id: 'a', slot: 'slot-a', exchange: 'x-a', reason: 'status 500' },
    ]);
    expect(changes.at(-1)).toMatchObject({ exchange: 'x-a', state: 'not-cancelled', reason: 'status 500' });
  });

  test('what is cancelled at the second try is not left behind', () => {
    const entry = booked('a');
    ledger.notCancelled(entry, 'status 500');
    ledger.cancelled(entry);
    expect([ledger.uncancelled, ledger.leftBehind]).toEqual([[], []]);
  });

  test('uncancelled gives both kinds, the latest first', () => {
    booked('a');
    ledger.notCancelled(booked('b'), 'status 500');
    ledger.cancelled(booked('c'));
    booked('d', 'another case');
    expect(ids(ledger.uncancelled)).toEqual(['d', 'b', 'a']);
  });
});

test('otherIds gives the ids of all other bookings that told one', () => {
  booked('a');
  ledger.cancelled(booked('b'));
  ledger.note(exchangeOf({ status: 201 }), 's1');
  expect(ledger.otherIds('x-a')).toEqual(['b']);
  expect(ledger.otherIds('x0001')).toEqual(['a', 'b']);
});

describe('occupies', () => {
  const entry = () => booked('a');

  test.each<[string, () => void, occupied: boolean]>([
    ['that is booked', () => entry(), true],
    ['whose booking was cancelled', () => ledger.cancelled(entry()), false],
    ['whose booking could not be cancelled', () => ledger.notCancelled(entry(), 'status 500'), true],
    ['that may be booked', () => ledger.note(exchangeOf({ status: 504 }), 'slot-a'), true],
    ['whose booking was refused', () => ledger.note(exchangeOf({ status: 422 }), 'slot-a'), false],
    ['that nobody asked for', () => booked('b'), false],
  ])('a slot %s', (_name, happen, occupied) => {
    happen();
    expect(ledger.occupies('slot-a')).toBe(occupied);
  });
});

test('adopt takes over what another ledger told, change by change, and tells nothing again', () => {
  const exchanges = ['a', 'b', 'c', 'd'].map((id) =>
    exchangeOf(
      id === 'd' ? { status: 504 } : { status: 201, body: { resourceType: 'Appointment', id } },
      { body: Buffer.from(`booking of ${id}`) },
      `x-${id}`,
    ),
  );
  for (const exchange of exchanges) ledger.note(exchange, `slot-${exchange.id}`);
  ledger.cancelled(ledger.entryOf('x-a') as LedgerEntry);
  ledger.notCancelled(ledger.entryOf('x-b') as LedgerEntry, 'status 500');
  const told: LedgerChange[] = [];
  const other = new BookingLedger((change) => told.push(change));
  for (const change of changes)
    other.adopt(
      change,
      exchanges.find(({ id }) => id === change.exchange),
    );
  expect(other.uncancelled).toEqual(ledger.uncancelled);
  expect(ids(other.uncancelled)).toEqual(['c', 'b']);
  expect(other.leftBehind).toEqual(ledger.leftBehind);
  expect(other.leftBehind.map(({ exchange }) => exchange)).toEqual(['x-b', 'x-c', 'x-d']);
  expect(other.entryOf('x-a')).toEqual(ledger.entryOf('x-a'));
  expect(told).toEqual([]);
});

describe('A request that was asked for', () => {
  const asked = {
    slot: 's1',
    exchange: 'x0001',
    case: 'a case',
    patient: 'XXTESTPATIENT-00001 9990000018',
    requestId: 'r-1',
  };
  const answered = (status: number) =>
    exchangeOf({ status, body: { resourceType: 'Appointment', id: 'a1' } }, { case: 'a case' });

  test('is told at once, and is no booking yet', () => {
    ledger.ask(asked);
    expect(changes).toEqual([{ state: 'asked', ...asked }]);
    expect([ledger.count, ledger.leftBehind, ledger.occupies('s1')]).toEqual([0, [], false]);
  });

  test('and then killed may be booked: it is told by what it is recognised', () => {
    ledger.ask(asked);
    ledger.decideOnUnanswered(() => undefined);
    const { case: _, ...known } = asked;
    expect(ledger.leftBehind).toEqual([
      { id: null, ...known, reason: expect.stringContaining('ended before the answer came') },
    ]);
    expect(changes.at(-1)).toMatchObject({ state: 'uncertain', exchange: 'x0001' });
    expect(ledger.occupies('s1')).toBe(true);
  });

  test.each([
    [201, ['a1']],
    [422, []],
  ])('and answered with %d, though nobody noted it, is decided on by the answer', (status, booked) => {
    ledger.ask(asked);
    ledger.decideOnUnanswered(() => answered(status));
    expect(ids(ledger.uncancelled)).toEqual(booked);
  });

  test('is decided on once', () => {
    ledger.ask(asked);
    ledger.note(answered(422), 's1');
    ledger.decideOnUnanswered(() => undefined);
    ledger.ask({ ...asked, exchange: 'x0002' });
    ledger.decideOnUnanswered(() => undefined);
    ledger.decideOnUnanswered(() => undefined);
    expect(ledger.leftBehind.map(({ exchange }) => exchange)).toEqual(['x0002']);
  });

  test('names its patient in what is left behind, whatever the reason', () => {
    ledger.ask(asked);
    ledger.note(answered(201), 's1');
    ledger.notCancelled(ledger.entryOf('x0001') as LedgerEntry, 'status 500');
    expect(ledger.leftBehind).toMatchObject([{ id: 'a1', patient: asked.patient, requestId: 'r-1' }]);
  });

  test('is recognised by its patient when the evidence is lost', () => {
    ledger.ask(asked);
    ledger.adopt({ id: 'a1', slot: 's1', exchange: 'x0001', state: 'booked', reason: null });
    expect(ledger.entryOf('x0001')).toMatchObject({ case: 'a case', sent: Buffer.from(asked.patient) });
  });
});

test('what was booked and never cancelled is left behind', () => {
  booked('a');
  expect(ledger.leftBehind).toMatchObject([{ id: 'a', reason: expect.stringContaining('ended before') }]);
});

test('what became of a booking that nobody knows is left alone', () => {
  for (const state of ['cancelled', 'not-cancelled'] as const)
    ledger.adopt({ id: 'a', slot: 's', exchange: 'x-a', state, reason: 'why' });
  expect([ledger.leftBehind, ledger.uncancelled]).toEqual([[], []]);
});

describe('a booking of this run is shown', () => {
  const SENT = { resourceType: 'Appointment', description: 'for 9990000018', start: '2099-01-01T09:00:00Z' };
  const answered = (body: unknown, sent: object = SENT): boolean => {
    ledger.note(exchangeOf({ status: 201, body }, { body: Buffer.from(JSON.stringify(sent)) }), 's1');
    return ledger.showsAny;
  };

  test('by the Appointment that was asked for, under an id of its own', () => {
    expect(answered({ ...SENT, id: 'a1' })).toBe(true);
  });

  test.each([
    { by: 'nothing', body: {}, sent: SENT },
    { by: 'an echo', body: SENT, sent: SENT },
    { by: 'an echo of an id of ours', body: { ...SENT, id: 'a1' }, sent: { ...SENT, id: 'a1' } },
    { by: 'a booking of somebody else', body: { ...SENT, id: 'a1', description: '9990000026' }, sent: SENT },
  ])('not by $by', ({ body, sent }) => expect(answered(body, sent)).toBe(false));

  test('by the booking as it was read to be cancelled', () => {
    ledger.cancelled(booked('a'));
    expect(ledger.showsAny).toBe(true);
  });
});
