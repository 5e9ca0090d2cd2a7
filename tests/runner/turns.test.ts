import { limitsOf, mostLanes } from '../../lib/runner/limits';
import { Turns } from '../../lib/runner/turns';

const never = new AbortController().signal;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** When each of so many requests of one sender begins, in milliseconds; each ends as soon as it has begun. */
async function beginnings(turns: Turns, count: number, signal = never): Promise<number[]> {
  const start = performance.now();
  const begun = Array.from({ length: count }, async () => {
    const leave = await turns.enter(1, signal);
    leave();
    return performance.now() - start;
  });
  await jest.advanceTimersByTimeAsync(60_000);
  return Promise.all(begun);
}

test('without limits nothing waits', async () => {
  const turns = new Turns({ perSecond: null, atOnce: null });
  expect(await beginnings(turns, 100)).toEqual(Array.from({ length: 100 }, () => 0));
});

test('never more begin within a second than the limit says, and no fewer than could', async () => {
  const times = await beginnings(new Turns({ perSecond: 3, atOnce: null }), 10);
  expect(times).toEqual([0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000, 3000]);
});

test('what goes together waits until the second has room for all of it', async () => {
  const turns = new Turns({ perSecond: 3, atOnce: null });
  const start = performance.now();
  (await turns.enter(1, never))();
  const group = turns.enter(3, never).then(() => performance.now() - start);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(await group).toBe(1000);
});

test('never more are under way than the limit says, first come, first served', async () => {
  const turns = new Turns({ perSecond: null, atOnce: 2 });
  const order: string[] = [];
  const enter = async (name: string, count: number): Promise<() => void> => {
    const leave = await turns.enter(count, never);
    order.push(name);
    return leave;
  };
  const first = await enter('first', 1);
  const both = enter('both', 2);
  const last = enter('last', 1);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(order).toEqual(['first']);
  first();
  first();
  (await both)();
  await last;
  expect(order).toEqual(['first', 'both', 'last']);
});

test('what others began within the same limit counts, and they may begin a second after ours did', async () => {
  const turns = new Turns({ perSecond: 3, atOnce: 2 });
  const start = performance.now();
  (await turns.enter(1, never))();
  const quiet = turns.quiet(never).then(() => performance.now() - start);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(await quiet).toBe(1000);
  for (let others = 0; others < 7; others++) turns.begunElsewhere();
  expect(await beginnings(turns, 4)).toEqual([1000, 1000, 1000, 2000]);
});

test('whoever is stopped waits no longer', async () => {
  const turns = new Turns({ perSecond: 1, atOnce: null });
  const stopped = new AbortController();
  await turns.enter(1, never);
  const waiting = turns.enter(1, stopped.signal);
  stopped.abort();
  await waiting;
  expect(jest.getTimerCount()).toBe(0);
});

test('more than the limits ever let go together is refused, instead of waiting for ever', async () => {
  await expect(new Turns({ perSecond: null, atOnce: 2 }).enter(3, never)).rejects.toThrow(RangeError);
});

describe('Several workers', () => {
  const settings = { requestsPerSecond: 25, maxConcurrentRequests: 20, raceRequests: 10 };

  test('share the limits, and keep to them together', () => {
    expect(limitsOf(settings)).toEqual({ perSecond: 25, atOnce: 20 });
    expect(limitsOf(settings, 2)).toEqual({ perSecond: 12, atOnce: 10 });
    expect(limitsOf({ ...settings, requestsPerSecond: null, maxConcurrentRequests: null }, 2)).toEqual({
      perSecond: null,
      atOnce: null,
    });
  });

  test.each([
    [settings, 2],
    [{ ...settings, requestsPerSecond: 19 }, 1],
    [{ ...settings, maxConcurrentRequests: 3 }, 3],
    [{ ...settings, maxConcurrentRequests: null, requestsPerSecond: null }, Infinity],
  ])('are so many with %j that a race is possible for each, if it is at all: %d', (limits, most) => {
    expect(mostLanes({ ...limits, maskPatients: false })).toBe(most);
    expect(mostLanes({ ...limits, maskPatients: true })).toBe(1);
    const lanes = Math.min(most, 16);
    const { perSecond, atOnce } = limitsOf(limits, lanes);
    expect((perSecond ?? 0) * lanes).toBeLessThanOrEqual(limits.requestsPerSecond ?? 0);
    expect((atOnce ?? 0) * lanes).toBeLessThanOrEqual(limits.maxConcurrentRequests ?? 0);
  });
});
