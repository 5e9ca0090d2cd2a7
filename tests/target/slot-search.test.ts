import { type FreeSlotWindow, SlotFinder, type SlotFinderOptions } from '../../lib/target';
import { type Answer, aSlot, BASE, bundleOf, exchangeOf } from './fakes';

const WINDOW: FreeSlotWindow = { from: '2030-01-01T00:00:00.000Z', to: '2030-01-15T00:00:00+01:00' };

interface Asked {
  readonly finder: SlotFinder;
  readonly urls: string[];
}

/** A finder whose questions a function answers; by default one page with one slot. */
function finderOf(answer: (url: string) => Answer, options: Partial<SlotFinderOptions> = {}): Asked {
  const urls: string[] = [];
  const finder = new SlotFinder({
    baseUrl: BASE,
    aliases: [],
    serviceId: null,
    serviceParameter: null,
    get: async (url) => {
      urls.push(url);
      return exchangeOf(answer(url), { method: 'GET', url }, `x000${urls.length}`);
    },
    ...options,
  });
  return { finder, urls };
}

async function find(finder: SlotFinder): Promise<{ slots: string[]; problem: string | null }> {
  const { slots, problem } = await finder.find(WINDOW);
  return { slots: slots.map((slot) => slot.key), problem };
}

const page = (ids: readonly string[], next?: unknown): Answer => ({
  body: bundleOf(
    ids.map((id) => aSlot(id)),
    next,
  ),
});

describe('The question', () => {
  test('asks for free slots in the window', async () => {
    const { finder, urls } = finderOf(() => page(['s1']));
    await find(finder);
    expect(urls).toHaveLength(1);
    const { pathname, searchParams } = new URL(urls[0] as string);
    expect(pathname).toBe('/STU3/Slot');
    expect([...searchParams]).toEqual([
      ['status', 'free'],
      ['start', `ge${WINDOW.from}`],
      ['start', `le${WINDOW.to}`],
    ]);
  });

  test('asks for the service in one spelling, and in the other when that finds none', async () => {
    const answers = [page([]), page(['s1'])];
    const { finder, urls } = finderOf(() => answers.shift() as Answer, { serviceId: '91&8' });
    expect(await find(finder)).toEqual({ slots: ['s1'], problem: null });
    expect(urls.map((url) => [...new URL(url).searchParams][0])).toEqual([
      ['service', '91&8'],
      ['schedule.actor:healthcareservice', '91&8'],
    ]);
  });

  test.each([
    ['the first', 0],
    ['the second', 1],
  ])('keeps to the spelling that found something: %s', async (_name, good) => {
    const spellings = ['service=1', 'schedule.actor:healthcareservice=1'];
    const answer = (url: string): Answer =>
      url.includes(spellings[good] as string) ? page(['s1']) : { status: 400 };
    const { finder, urls } = finderOf(answer, { serviceId: '1' });
    await find(finder);
    const before = urls.length;
    expect(await find(finder)).toEqual({ slots: ['s1'], problem: null });
    expect(urls.slice(before)).toEqual([expect.stringContaining(spellings[good] as string)]);
  });

  test.each(['service', 'schedule.actor:healthcareservice'] as const)(
    'asks in no other spelling than the one that is set: %s',
    async (serviceParameter) => {
      const { finder, urls } = finderOf(() => page([]), { serviceId: '1', serviceParameter });
      await find(finder);
      expect(urls.map((url) => [...new URL(url).searchParams][0])).toEqual([[serviceParameter, '1']]);
    },
  );

  test('gives every exchange that it took', async () => {
    const { finder } = finderOf(() => page([]), { serviceId: '1' });
    const { exchanges } = await finder.find(WINDOW);
    expect(exchanges.map(({ id }) => id)).toEqual(['x0001', 'x0002']);
  });
});

describe('Pages', () => {
  /** Follows pages whose first links to `next`; any other address is answered with the second page. */
  async function follow(next: unknown, options: Partial<SlotFinderOptions> = {}): Promise<string[]> {
    const { finder, urls } = finderOf(
      (url) => (url === urls[0] ? page(['s1'], next) : page(['s2'])),
      options,
    );
    await find(finder);
    return urls.slice(1);
  }

  test('are followed until there is no next one', async () => {
    const { finder, urls } = finderOf((url) => {
      const number = Number(new URL(url).searchParams.get('page') ?? 1);
      return page([`s${number}`], number < 3 ? `${BASE}/Slot?page=${number + 1}` : undefined);
    });
    expect(await find(finder)).toEqual({ slots: ['s1', 's2', 's3'], problem: null });
    expect(urls).toHaveLength(3);
  });

  const PUBLIC = 'https://public.test/fhir';
  const ALIAS = { aliases: [PUBLIC] };
  test.each<[name: string, next: string, followed: string, options: Partial<SlotFinderOptions>]>([
    ['absolute', `${BASE}/Slot?page=2`, `${BASE}/Slot?page=2`, {}],
    ['at the base itself', `${BASE}?page=2`, `${BASE}?page=2`, {}],
    ['relative to the base', 'Slot?page=2', `${BASE}/Slot?page=2`, {}],
    ['from the root of the host', '/STU3/Slot?page=2', `${BASE}/Slot?page=2`, {}],
    [
      'under an alias, which leads to the target itself',
      `${PUBLIC}/Slot?page=2`,
      `${BASE}/Slot?page=2`,
      ALIAS,
    ],
    ['with the default port', 'https://booking.test:443/STU3/Slot?page=2', `${BASE}/Slot?page=2`, {}],
    [
      'with the host in lower case, where the base has it in upper case',
      `${BASE}/Slot?page=2`,
      'https://BOOKING.test/STU3/Slot?page=2',
      { baseUrl: 'https://BOOKING.test/STU3' },
    ],
    [
      'under a base without a path',
      'https://booking.test/Slot?page=2',
      'https://booking.test/Slot?page=2',
      { baseUrl: 'https://booking.test' },
    ],
  ])('a next link is followed: %s', async (_name, next, followed, options) => {
    expect(await follow(next, options)).toEqual([followed]);
  });

  test.each<[string, unknown]>([
    ['another host', 'https://elsewhere.test/STU3/Slot?page=2'],
    ['another scheme', BASE.replace('https', 'http')],
    ['a host that begins the same', `${BASE.replace('/STU3', '.evil.test/STU3')}/Slot`],
    ['a user name that looks like the base', 'https://booking.test@evil.test/STU3/Slot'],
    ['another path', 'https://booking.test/other/Slot'],
    ['a base that begins the same', `${BASE}-internal/Slot`],
    ['out of the base by dots', `${BASE}/../admin`],
    ['no address', 'https://[/'],
    ['a file', 'file:///etc/passwd'],
    ['no text', 7],
    ['null', null],
  ])('a next link is not followed: %s', async (_name, next) => {
    expect(await follow(next)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['no list', { relation: 'next', url: `${BASE}/Slot?page=2` }],
    ['odd things', [null, 'next', { relation: 'self', url: `${BASE}/Slot?page=2` }]],
  ])('links that are %s lead nowhere', async (_name, link) => {
    const { finder, urls } = finderOf(() => ({ body: { ...bundleOf([aSlot('s1')]), link } }));
    expect(await find(finder)).toEqual({ slots: ['s1'], problem: null });
    expect(urls).toHaveLength(1);
  });

  test('that lead back are not read again', async () => {
    const { finder, urls } = finderOf((url) =>
      page(['s1'], url.includes('page=2') ? urls[0] : `${BASE}/Slot?page=2`),
    );
    await find(finder);
    expect(urls).toHaveLength(2);
  });

  test('that never end are read up to a bound', async () => {
    const { finder, urls } = finderOf(() => page([], `${BASE}/Slot?page=${urls.length}`));
    expect(await find(finder)).toEqual({ slots: [], problem: null });
    expect(urls).toHaveLength(50);
  });

  test('are read no further than a run has use for', async () => {
    const { finder, urls } = finderOf(() =>
      page(
        Array.from({ length: 100 }, (_, i) => `s${urls.length}-${i}`),
        `${BASE}/Slot?page=${urls.length}`,
      ),
    );
    expect((await find(finder)).slots).toHaveLength(300);
    expect(urls).toHaveLength(3);
  });

  test('of any size are taken', async () => {
    // More than a function takes as arguments.
    const many = Array.from({ length: 130_000 }, (_, i) => `s${i}`);
    const { finder } = finderOf(() => page(many));
    expect((await find(finder)).slots).toHaveLength(many.length);
  });

  test('that break off keep what was found before', async () => {
    const { finder } = finderOf((url) =>
      url.includes('page=2') ? { status: 500 } : page(['s1'], `${BASE}/Slot?page=2`),
    );
    expect(await find(finder)).toEqual({ slots: ['s1'], problem: null });
  });
});

describe('An answer', () => {
  test.each<[string, Answer, problem: string | null]>([
    ['without slots', page([]), null],
    ['with another status', { status: 404, body: bundleOf([aSlot('s1')]) }, 'was answered with status 404'],
    ['that is no Bundle', { body: aSlot('s1') }, 'something that is no Bundle'],
    ['that is null', { body: null }, 'something that is no Bundle'],
    ['that is no JSON', { body: Buffer.from('<html>') }, 'something that is no Bundle'],
    ['that is empty', {}, 'something that is no Bundle'],
    [
      'that never came',
      { error: { code: 'DEADLINE', message: 'no complete answer' } },
      'got no answer: no complete answer',
    ],
  ])('%s', async (_name, answer, problem) => {
    const found = await find(finderOf(() => answer).finder);
    expect(found.slots).toEqual([]);
    if (problem === null) expect(found.problem).toBeNull();
    else expect(found.problem).toContain(problem);
  });

  test('may hold other resources beside the slots', async () => {
    const body = bundleOf([{ resourceType: 'Schedule', id: 'x' }, aSlot('s1'), null]);
    expect(await find(finderOf(() => ({ body })).finder)).toEqual({ slots: ['s1'], problem: null });
  });
});
