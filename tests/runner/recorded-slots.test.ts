import { gzipSync } from 'node:zlib';
import type { Exchange, RequestToSend } from '../../lib/http';
import { KnownSlots, RecordedSlots } from '../../lib/runner/recorded-slots';
import { NOT_RECORDED, Replay } from '../../lib/runner/replay';
import { type Answer, aSlot, BASE, bundleOf, exchangeOf } from '../target/fakes';

const NINE = '2099-01-01T09:00:00Z';
const TEN = '2099-01-01T10:00:00Z';

let count = 0;
const exchange = (request: Partial<RequestToSend>, answer: Answer = {}): Exchange =>
  exchangeOf(answer, request, `x${String(++count).padStart(4, '0')}`);

const searching = (start: string, ...ids: string[]): Exchange =>
  exchange(
    { purpose: 'search', method: 'GET', url: `${BASE}/Slot?start=ge${start}&start=le${start}` },
    { body: bundleOf(ids.map((id) => aSlot(id, { start }))) },
  );

const booking = (slot: object | null, more: Partial<RequestToSend> = {}): Exchange => {
  const body = Buffer.from(JSON.stringify({ resourceType: 'Appointment', contained: slot ? [slot] : [] }));
  return exchange({ purpose: 'book', body, ...more });
};

/** The slots that a case takes, one after the other, of what it recorded. */
function slotsFrom(sent: readonly Exchange[], asked: Readonly<Record<string, string>> = {}) {
  const known = new KnownSlots(new Map(Object.entries(asked)));
  for (const one of sent) known.learn(one);
  const replay = new Replay(sent);
  const slots = new RecordedSlots(replay, known, () => 'a case');
  const send = ({ request, purpose }: Exchange) => {
    const { method, url, headers } = request;
    return replay.send({ method, url, headers, purpose, case: 'a case' });
  };
  return { slots, send };
}

describe('The slots of recorded bookings', () => {
  test('are those that the requests contain, in their order', async () => {
    const sent = [booking(aSlot('b')), booking(aSlot('a'))];
    const { slots, send } = slotsFrom(sent);
    expect((await slots.take()).key).toBe('b');
    await send(sent[0] as Exchange);
    expect(await slots.take()).toMatchObject({ key: 'a', resource: aSlot('a') });
  });

  test('are as the search showed them', async () => {
    const shown = aSlot('a', { comment: 'in the search alone' });
    const search = exchange({ purpose: 'search', method: 'GET' }, { body: bundleOf([shown]) });
    const { slots } = slotsFrom([booking(aSlot('a')), search]);
    expect((await slots.take()).resource.comment).toBe('in the search alone');
  });

  test.each([
    ['there is none in the request', booking(null)],
    ['the request cannot be read', exchange({ purpose: 'book', body: gzipSync('no JSON') })],
  ])('are those that the journal says, where %s', async (_, sent) => {
    const { slots } = slotsFrom([sent, searching(NINE, 'a')], { [sent.id]: 'a' });
    expect(await slots.take()).toMatchObject({ key: 'a', resource: { start: NINE } });
  });

  test('are those that the journal says, where the request contains another one on purpose', async () => {
    const sent = booking(aSlot('made-up', { start: TEN }));
    const { slots } = slotsFrom([sent, searching(NINE, 'a')], { [sent.id]: 'a' });
    expect((await slots.take()).key).toBe('a');
  });

  test('are those that were searched, whatever the journal says', async () => {
    const sent = booking(aSlot('b', { start: NINE }));
    const { slots } = slotsFrom([sent, searching(NINE, 'a', 'b')], { [sent.id]: 'a' });
    expect((await slots.take()).key).toBe('b');
  });

  test('can be told apart also where nobody tells what they are like', async () => {
    const sent = booking(null);
    const { slots } = slotsFrom([sent], { [sent.id]: 'unknown' });
    expect(await slots.take()).toMatchObject({ key: 'unknown', resource: { id: 'unknown' } });
  });

  test('are none when the case recorded no booking more', async () => {
    const sent = booking(aSlot('a'));
    const { slots, send } = slotsFrom([sent]);
    await slots.take();
    await send(sent);
    await expect(slots.take()).rejects.toMatchObject({ name: 'PreparationFailed', message: NOT_RECORDED });
  });

  test('are none when the next request asks for one that the case has already', async () => {
    const sent = [booking(aSlot('a')), booking(aSlot('a'))];
    const { slots, send } = slotsFrom(sent);
    const slot = await slots.take();
    await send(sent[0] as Exchange);
    await expect(slots.take()).rejects.toThrow(NOT_RECORDED);
    slots.release(slot);
    expect((await slots.take()).key).toBe('a');
  });

  test('of a case that searches first, is the one that it booked then', async () => {
    const sent = [searching(NINE, 'a', 'b'), booking(aSlot('b', { start: NINE }))];
    expect((await slotsFrom(sent).slots.take()).key).toBe('b');
  });

  test('of a case that found one gone, is another one than it booked', async () => {
    const sent = [searching(NINE), searching(TEN, 'b'), booking(aSlot('b', { start: TEN }))];
    const all = exchange(
      { purpose: 'search', method: 'GET', case: '(finding free slots)' },
      {
        body: bundleOf([aSlot('a', { start: NINE })]),
      },
    );
    const { slots, send } = slotsFrom([...sent, all]);
    expect((await slots.take()).key).toBe('a');
    await send(sent[0] as Exchange);
    expect((await slots.take()).key).toBe('b');
  });
});
