import type { Exchange, RequestToSend } from '../../lib/http';
import { firstNumberOf, laneOf, numberOf } from '../../lib/runner/exchange-number';
import { NOT_RECORDED, Replay, startOfSearch } from '../../lib/runner/replay';
import { type Answer, BASE, exchangeOf } from '../target/fakes';

const read = (id: string): Partial<RequestToSend> => ({
  method: 'GET',
  purpose: 'read',
  url: `${BASE}/Appointment/${id}`,
});
const search = (from: string, to: string): Partial<RequestToSend> => ({
  method: 'GET',
  purpose: 'search',
  url: `${BASE}/Slot?status=free&start=ge${from}&start=le${to}`,
});
const BOOK: Partial<RequestToSend> = { method: 'POST', purpose: 'book' };

/** What a lane recorded, in this order. */
function recorded(...sent: ReadonlyArray<readonly [Partial<RequestToSend>, Answer?]>): Exchange[] {
  return sent.map(([request, answer = {}], index) => exchangeOf(answer, request, `x000${index + 1}`));
}

function asked(request: Partial<RequestToSend>): RequestToSend {
  return {
    method: 'GET',
    url: `${BASE}/Appointment`,
    headers: [],
    case: 'a case',
    purpose: 'book',
    ...request,
  };
}

describe('What was recorded, in place of the wire', () => {
  test('comes back whole, in the order in which the case asked for it', async () => {
    const [first, second] = recorded([BOOK], [BOOK]);
    const replay = new Replay([first, second] as Exchange[]);
    expect(await replay.send(asked({ ...BOOK, body: Buffer.from('another patient') }))).toBe(first);
    expect(await replay.send(asked(BOOK))).toBe(second);
  });

  test('is told of as what is sent is: with the id that it has', async () => {
    const announced: string[] = [];
    const replay = new Replay(recorded([BOOK]));
    await replay.send(asked({ ...BOOK, announce: (id) => announced.push(id) }));
    expect(announced).toEqual(['x0001']);
  });

  test('comes together where it was sent together', async () => {
    const sent = recorded([BOOK], [BOOK], [BOOK]);
    expect(await new Replay(sent).sendTogether([asked(BOOK), asked(BOOK), asked(BOOK)])).toEqual(sent);
  });

  test.each<[string, Partial<RequestToSend>]>([
    ['more than there is', BOOK],
    ['another method', { ...BOOK, method: 'PUT' }],
    ['something for another purpose', read('1')],
    ['something in another case', { ...BOOK, case: 'another case' }],
  ])('has nothing for a case that asks for %s', async (_, request) => {
    const replay = new Replay(recorded([BOOK]));
    if (request === BOOK) await replay.send(asked(BOOK));
    await expect(replay.send(asked(request))).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: NOT_RECORDED,
    });
  });

  test('finds by its URL what is asked for in another order', async () => {
    const [one, other] = recorded([read('1')], [read('2')]) as [Exchange, Exchange];
    const replay = new Replay([one, other]);
    expect(await replay.send(asked(read('2')))).toBe(other);
    expect(await replay.send(asked(read('1')))).toBe(one);
    expect(replay.suspects.size).toBe(0);
  });

  test('gives the read of an id that the case makes up each time', async () => {
    const sent = recorded([read('11111111-0000-4000-8000-000000000000'), { status: 404 }]);
    const replay = new Replay(sent);
    expect(await replay.send(asked(read('22222222-0000-4000-8000-000000000000')))).toBe(sent[0]);
    expect(replay.suspects.size).toBe(0);
  });

  test('is suspect when the answers say that another Appointment was to be read', async () => {
    const sent = recorded([BOOK, { body: { resourceType: 'Appointment', id: 'mine' } }], [read('other')]);
    const replay = new Replay(sent);
    await replay.send(asked(BOOK));
    await replay.send(asked(read('mine')));
    expect([...replay.suspects]).toEqual([
      ['x0002', `asks for ${BASE}/Appointment/other, where the case asks for ${BASE}/Appointment/mine`],
    ]);
  });

  test('of the searches that serve all cases, gives the next one of its kind, and none from before', async () => {
    const forAll = { case: '(finding free slots)' };
    const [all, one] = [search('2030-01-01', '2030-01-15'), search('2030-01-02', '2030-01-02')];
    const sent = recorded([{ ...all, ...forAll }], [BOOK], [{ ...all, ...forAll }], [{ ...one, ...forAll }]);
    const replay = new Replay(sent);
    await replay.send(asked(BOOK));
    expect(await replay.send(asked({ ...one, ...forAll }))).toBe(sent[3]);
    await expect(replay.send(asked({ ...all, ...forAll }))).rejects.toThrow(NOT_RECORDED);
  });

  test('tells what nothing asked for, but for what serves all cases', async () => {
    const replay = new Replay(recorded([BOOK], [read('1')], [{ ...BOOK, case: '(preflight)' }]));
    await replay.send(asked(BOOK));
    expect(replay.left.map(({ id }) => id)).toEqual(['x0002']);
  });
});

test.each([
  ['the one moment', search('2030-01-02T09:00:00Z', '2030-01-02T09:00:00Z').url, '2030-01-02T09:00:00Z'],
  ['a time between two', search('2030-01-02', '2030-01-03').url, null],
  ['no time', `${BASE}/Slot?status=free`, null],
  ['no URL', '%', null],
])('a search for %s', (_, url, start) => {
  expect(startOfSearch(url as string)).toBe(start);
});

test.each([
  ['x0001', { shard: 0, worker: 0 }],
  ['x200001', { shard: 0, worker: 2 }],
  ['x10000001', { shard: 1, worker: 0 }],
  ['x20300004', { shard: 2, worker: 3 }],
])('the exchange %s tells who sent it', (id, lane) => {
  expect(laneOf(numberOf(id))).toEqual(lane);
  expect(laneOf(firstNumberOf(lane))).toEqual(lane);
  expect(firstNumberOf(lane)).toBeLessThanOrEqual(numberOf(id));
});

test('an id that the suite does not give has no number', () => {
  expect(['x1', 'y0001', 'x0001 ', ''].map(numberOf)).toEqual([0, 0, 0, 0]);
});
