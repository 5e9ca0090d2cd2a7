import { type FoundSlot, SlotPool, type SlotPoolOptions, type SlotSearch } from '../../lib/target';
import { FakeClock, found } from './fakes';

const A = found('a');
const B = found('b');
const C = found('c');

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

function poolWith(options: Partial<SlotPoolOptions>): SlotPool {
  return new SlotPool({
    search: null,
    given: [],
    givenBy: 'SLOTS_FILE',
    reserved: null,
    graceMs: 2_000,
    wait: clock.wait,
    share: null,
    now: clock.now,
    order: (slots) => slots,
    ...options,
  });
}

/** A pool whose searches bring these answers one after the other, the last again and again. */
function searching(...answers: Array<readonly FoundSlot[] | string>): { pool: SlotPool; search: jest.Mock } {
  const search = jest.fn(async (): Promise<SlotSearch> => {
    const answer = answers[Math.min(search.mock.calls.length, answers.length) - 1] ?? [];
    return typeof answer === 'string' ? { slots: [], problem: answer } : { slots: answer, problem: null };
  });
  return { pool: poolWith({ search }), search };
}

async function takeAll(pool: SlotPool, count: number): Promise<string[]> {
  const keys: string[] = [];
  for (let i = 0; i < count; i++) keys.push((await pool.take()).key);
  return keys;
}

describe('With a search', () => {
  test('each booking gets a slot of its own, from one search', async () => {
    const { pool, search } = searching([A, B, C]);
    expect(await takeAll(pool, 3)).toEqual(['a', 'b', 'c']);
    expect(search).toHaveBeenCalledTimes(1);
    expect(pool.seen).toBe(3);
  });

  test('slots are used in the order that is chosen, those of a file in their own', async () => {
    const order = (slots: readonly FoundSlot[]) => [...slots].reverse();
    const search = async (): Promise<SlotSearch> => ({ slots: [A, B, C], problem: null });
    expect(await takeAll(poolWith({ search, order }), 3)).toEqual(['c', 'b', 'a']);
    expect(await takeAll(poolWith({ given: [A, B, C], order }), 3)).toEqual(['a', 'b', 'c']);
  });

  test('a fresh slot goes before one that was released', async () => {
    const { pool } = searching([A, B]);
    pool.release(await pool.take());
    expect((await pool.take()).key).toBe('b');
  });

  test('a slot that the search shows twice is given once', async () => {
    const { pool } = searching([A, A, B], [B]);
    expect(await takeAll(pool, 2)).toEqual(['a', 'b']);
    await expect(pool.take()).rejects.toThrow('none of the 2 slots');
  });

  test('a slot is given again when it was released and the search shows it free', async () => {
    const { pool } = searching([A]);
    pool.release(await pool.take());
    expect((await pool.take()).key).toBe('a');
    expect(clock.waited).toEqual([]);
  });

  test('a slot that somebody still uses is not given again, though the search shows it free', async () => {
    const { pool } = searching([A]);
    await pool.take();
    await expect(pool.take()).rejects.toThrow(
      'the search shows none of the 1 slots it offered as free again (1 are in use)',
    );
  });

  test('new slots of a later search are taken first', async () => {
    const { pool } = searching([A], [A, B]);
    pool.release(await pool.take());
    expect((await pool.take()).key).toBe('b');
  });

  test('waits until a released slot is shown as free again', async () => {
    const { pool, search } = searching([A], [], [found('a', { status: 'busy' })], [A]);
    pool.release(await pool.take());
    expect((await pool.take()).key).toBe('a');
    expect(clock.waited).toEqual([500, 500]);
    expect(search).toHaveBeenCalledTimes(4);
  });

  test('waits no longer than the grace time, and only once in a run', async () => {
    const { pool, search } = searching([A], []);
    pool.release(await pool.take());
    await expect(pool.take()).rejects.toThrow(
      'the search shows none of the 1 slots it offered as free again (0 are in use)',
    );
    expect(clock.waited).toEqual([500, 500, 500, 500]);
    const searches = search.mock.calls.length;
    await expect(pool.take()).rejects.toMatchObject({ name: 'PreparationFailed' });
    expect(clock.waited).toHaveLength(4);
    expect(search).toHaveBeenCalledTimes(searches + 1);
  });

  test('after a wait in vain, a slot that turns up is still given', async () => {
    const { pool } = searching([A], [], [], [], [], [], [B]);
    pool.release(await pool.take());
    await expect(pool.take()).rejects.toThrow('none of the 1 slots');
    expect((await pool.take()).key).toBe('b');
  });

  test('a search that finds none at all is not waited on', async () => {
    const { pool } = searching([]);
    await expect(pool.take()).rejects.toThrow('the search for free slots finds none');
    expect(clock.waited).toEqual([]);
  });

  test('a search that fails is the reason, and costs no later case its wait', async () => {
    const { pool } = searching([A], 'the search was answered with status 500', [], [A]);
    pool.release(await pool.take());
    await expect(pool.take()).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: 'the search was answered with status 500',
    });
    expect((await pool.take()).key).toBe('a');
    expect(clock.waited).toEqual([500]);
  });

  test.each([
    ['busy', found('a', { status: 'busy' })],
    ['over', found('a', { start: '2029-12-31T23:59:59Z' })],
  ])('a slot that is %s is not given', async (_name, slot) => {
    const { pool } = searching([slot]);
    await expect(pool.take()).rejects.toThrow('finds none');
  });

  test('a slot that began while it lay unused is passed over', async () => {
    const soon = found('soon', { start: '2030-01-01T00:00:01Z' });
    const { pool } = searching([A, soon, B]);
    await pool.take();
    await clock.wait(1_000);
    expect((await pool.take()).key).toBe('b');
  });
});

describe('With the slots of a file', () => {
  test('each is given once, in order, while it is in use', async () => {
    const pool = poolWith({ given: [A, B] });
    expect(await takeAll(pool, 2)).toEqual(['a', 'b']);
    await expect(pool.take()).rejects.toMatchObject({
      name: 'PreparationFailed',
      message: 'all 2 slots of SLOTS_FILE are in use or past',
    });
    expect(clock.waited).toEqual([]);
  });

  test('one that was released is given again, when the others are used up', async () => {
    const pool = poolWith({ given: [A, B] });
    pool.release(await pool.take());
    expect(await takeAll(pool, 2)).toEqual(['b', 'a']);
  });

  test('a slot that stands in the file twice is given once', async () => {
    const pool = poolWith({ given: [A, A] });
    await pool.take();
    await expect(pool.take()).rejects.toThrow('all 1 slots of SLOTS_FILE are in use or past');
  });
});

describe('A slot that is kept for a purpose of its own', () => {
  test.each<[string, Partial<SlotPoolOptions>]>([
    ['the search', { search: async () => ({ slots: [A, B], problem: null }) }],
    ['the file', { given: [A, B] }],
  ])('is never given, though it is in %s', async (_name, options) => {
    const pool = poolWith({ ...options, reserved: 'a' });
    expect((await pool.take()).key).toBe('b');
    await expect(pool.take()).rejects.toMatchObject({ name: 'PreparationFailed' });
  });
});
