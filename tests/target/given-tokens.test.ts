import { encodeToken, GivenTokens, type GivenTokensOptions, TokenUnavailable } from '../../lib/target';
import { FakeClock } from './fakes';

const WRITE = 'patient/appointment.write';
const READ = 'patient/appointment.read';
const SEARCH = 'organization/slot.read';

interface World {
  readonly tokens: GivenTokens;
  readonly clock: FakeClock;
  /** With which scopes a token was got, each time that one was. */
  readonly got: Array<string | null>;
  readonly hidden: string[];
  readonly told: string[];
}

/** Tokens that are numbered as they are got: `token-1`, `token-2`, … */
function aWorld(more: Partial<GivenTokensOptions> = {}): World {
  const clock = new FakeClock();
  const got: Array<string | null> = [];
  const hidden: string[] = [];
  const told: string[] = [];
  const { get, ...others } = more;
  const tokens = new GivenTokens({
    regime: 'command',
    suspects: 'the command',
    scopes: { read: null, write: null },
    named: 'The token',
    hide: (token) => hidden.push(token),
    onUnavailable: (reason) => told.push(reason),
    wait: clock.wait,
    now: clock.now,
    kept: [],
    get: async (scope) => {
      got.push(scope);
      return get ? get(scope) : { token: `token-${got.length}`, lifetimeMs: 300_000 };
    },
    ...others,
  });
  return { tokens, clock, got, hidden, told };
}

/** What is said when no token can be had. */
async function reasonOf(asked: Promise<string>): Promise<string> {
  return asked.then(
    (token) => `got ${token}`,
    (error) => (error instanceof TokenUnavailable ? error.message : String(error)),
  );
}

const expiringIn = (clock: FakeClock, ms: number): string =>
  encodeToken({ alg: 'HS256' }, { exp: (clock.now() + ms) / 1000 }, 'c2lnbmVk');

describe('One token', () => {
  test('does for all scopes where nothing is said of them', async () => {
    const { tokens, got } = aWorld();
    expect([await tokens.valid(WRITE), await tokens.valid(READ), await tokens.valid(SEARCH)]).toEqual(
      Array(3).fill('token-1'),
    );
    expect(got).toEqual([null]);
  });

  test('is got for each of the scopes that are set, one for both where they are alike', async () => {
    const apart = aWorld({ scopes: { read: 'r', write: 'w' } });
    expect([
      await apart.tokens.valid(WRITE),
      await apart.tokens.valid(READ),
      await apart.tokens.valid(SEARCH),
    ]).toEqual(['token-1', 'token-2', 'token-2']);
    expect(apart.got).toEqual(['w', 'r']);

    const alike = aWorld({ scopes: { read: 'rw', write: 'rw' } });
    await alike.tokens.valid(WRITE);
    await alike.tokens.valid(READ);
    expect(alike.got).toEqual(['rw']);
  });

  test('is got once for all who ask at the same moment', async () => {
    const { tokens, got } = aWorld();
    expect(await Promise.all([tokens.valid(WRITE), tokens.valid(READ)])).toEqual(['token-1', 'token-1']);
    expect(got).toHaveLength(1);
  });

  test('is kept out of all evidence before anybody has it', async () => {
    const { tokens, hidden } = aWorld();
    const asked = tokens.valid(WRITE).then((token) => hidden.includes(token));
    expect(await asked).toBe(true);
  });

  test('is hidden also when it is no good', async () => {
    const { tokens, hidden } = aWorld({ get: async () => ({ token: 'two words', lifetimeMs: null }) });
    await reasonOf(tokens.valid(WRITE));
    expect(hidden).toEqual(['two words']);
  });
});

describe('Another token is got', () => {
  test.each<[string, number | null, number]>([
    ['half a minute before the end', 300_000, 270_000],
    ['when half of a short time is over', 40_000, 20_000],
    ['after five minutes less half of one, where nothing is said', null, 270_000],
  ])('%s, and no sooner', async (_name, lifetimeMs, goodMs) => {
    const world = aWorld({ get: async () => ({ token: `token-${world.got.length}`, lifetimeMs }) });
    await world.tokens.valid(WRITE);
    world.clock.time += goodMs - 1;
    expect(await world.tokens.valid(WRITE)).toBe('token-1');
    world.clock.time += 1;
    expect(await world.tokens.valid(WRITE)).toBe('token-2');
  });

  test('before the time in its claim exp', async () => {
    const world = aWorld({
      get: async () => ({ token: expiringIn(world.clock, 100_000), lifetimeMs: null }),
    });
    const first = await world.tokens.valid(WRITE);
    world.clock.time += 69_999;
    expect(await world.tokens.valid(WRITE)).toBe(first);
    world.clock.time += 1;
    expect(await world.tokens.valid(WRITE)).not.toBe(first);
  });
});

describe('No token', () => {
  test('is had of one that has expired: when, and what to look at', async () => {
    const world = aWorld({
      named: 'The token of BEARER_TOKEN',
      get: async () => ({ token: expiringIn(world.clock, -60_000), lifetimeMs: null }),
    });
    expect(await reasonOf(world.tokens.valid(WRITE))).toBe(
      'The token of BEARER_TOKEN has expired at 2029-12-31T23:59:00.000Z, and it is 2030-01-01T00:00:00.000Z: get a new one, or check the clocks.',
    );
  });

  test.each([
    ['with a space', 'hush hush', 'neither spaces nor line breaks'],
    ['with a line break', 'hush\nhush', 'neither spaces nor line breaks'],
    ['with other signs', 'tökén!', 'neither spaces nor line breaks'],
    ['that is longer than a header', 'x'.repeat(16_385), 'more than 16384 characters'],
  ])('is one %s', async (_name, token, why) => {
    const { tokens } = aWorld({ get: async () => ({ token, lifetimeMs: null }) });
    const reason = await reasonOf(tokens.valid(WRITE));
    expect(reason).toContain(why);
    expect(reason).not.toContain(token);
  });

  test('is tried for once more when that may pass, and it is told when it does not', async () => {
    const failing = new TokenUnavailable('busy', true);
    const { tokens, got, clock, told } = aWorld({ get: () => Promise.reject(failing) });
    expect(await reasonOf(tokens.valid(WRITE))).toBe('busy');
    expect({ tries: got.length, waited: clock.waited, told }).toEqual({
      tries: 2,
      waited: [1000],
      told: ['busy'],
    });
  });

  test('is not told when the second try brings one', async () => {
    const world: World = aWorld({
      get: async () => {
        if (world.got.length === 1) throw new TokenUnavailable('busy', true);
        return { token: 'token-2', lifetimeMs: null };
      },
    });
    expect(await world.tokens.valid(WRITE)).toBe('token-2');
    expect(world.told).toEqual([]);
  });

  test('is not tried for again when that would not pass', async () => {
    const { tokens, got } = aWorld({ get: () => Promise.reject(new TokenUnavailable('refused')) });
    expect(await reasonOf(tokens.valid(WRITE))).toBe('refused');
    expect(got).toHaveLength(1);
  });
});

describe('Another process', () => {
  test('begins with the tokens for all scopes, and gets none itself until they expire', async () => {
    const scopes = { read: 'r', write: 'w' };
    const first = aWorld({ scopes });
    await first.tokens.valid(READ);
    const kept = await first.tokens.forOthers();
    expect(first.got).toEqual(['r', 'w']);

    const second = aWorld({ scopes, kept: JSON.parse(JSON.stringify(kept)) });
    expect(second.hidden.sort()).toEqual(['token-1', 'token-2']);
    expect([await second.tokens.valid(READ), await second.tokens.valid(WRITE)]).toEqual([
      'token-1',
      'token-2',
    ]);
    expect(second.got).toEqual([]);
    second.clock.time += 270_000;
    await second.tokens.valid(READ);
    expect(second.got).toEqual(['r']);
  });

  test('begins with none where none can be had', async () => {
    const { tokens } = aWorld({ get: () => Promise.reject(new TokenUnavailable('refused')) });
    expect(await tokens.forOthers()).toEqual([]);
  });
});
