import { rules } from '../../lib/rules';
import { type JwtRegime, type RequestIdMode, type RunningProvider, startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs, twoAtATime } from '../support/command';

/** What no run against the provider can judge, and why. */
const NEVER_JUDGED = [
  'book.retry.client-error', // binds the client
  'book.retry.server-error', // allows the client something
  'book.request-id.purpose', // describes
  'book.request.conforms', // binds the client, that is this suite
  'book.security.jwt', // describes
  'book.security.proxy', // no proxy is configured
  'book.security.mutual-tls', // the provider is reached by http
];
/** In echo mode the server has no id of its own, so there is nothing to correlate. */
const NOT_JUDGED_IN_ECHO_MODE = ['book.correlation-id.returned', 'book.correlation-id.exact'];

const modes = (['none', 'hs256', 'rs256'] as const).flatMap((jwt) =>
  (['own', 'echo'] as const).map((requestId) => ({ jwt, requestId })),
);

afterAll(removeOutputs);

describe('the embedded provider is conformant', () => {
  const runs = new Map<string, Run>();
  const nameOf = (jwt: JwtRegime, requestId: RequestIdMode): string => `${jwt} ${requestId}`;

  beforeAll(async () => {
    const jobs = modes.map(({ jwt, requestId }) => async () => {
      const provider = await startProvider({ jwt, requestId });
      runs.set(nameOf(jwt, requestId), await conformanceRun(['--no-html'], provider.env));
      await provider.close();
    });
    await twoAtATime(jobs);
  }, 120_000);

  test.each(modes)('with JWT regime $jwt and request ids $requestId', ({ jwt, requestId }) => {
    const { code, result, stderr } = runs.get(nameOf(jwt, requestId)) as Run;
    const expected = Object.fromEntries(rules.map(({ id }) => [id, 'pass']));
    for (const id of NEVER_JUDGED) expected[id] = 'not-applicable';
    if (requestId === 'echo') for (const id of NOT_JUDGED_IN_ECHO_MODE) expected[id] = 'not-applicable';

    expect(Object.fromEntries(result?.rules.map(({ id, verdict }) => [id, verdict]) ?? [])).toEqual(expected);
    expect(result?.verdict).toBe('conformant');
    expect(result?.run.faults).toEqual([]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  test('every rule of the rulebook is exercised by some check', () => {
    const { result } = runs.get(nameOf('none', 'own')) as Run;
    const unexercised = result?.rules.filter((rule) => rule.checks.length === 0).map((rule) => rule.id);
    expect(unexercised).toEqual([]);
    expect(result?.rules.map((rule) => rule.id)).toEqual(rules.map((rule) => rule.id));
  });

  test('every invalid body is refused, and every booking is cancelled', () => {
    const { result } = runs.get(nameOf('none', 'own')) as Run;
    const tiers = (result?.defects ?? []).map((defect) => defect.tier);
    const count = (tier: string): number => tiers.filter((one) => one === tier).length;
    expect(result?.defects.filter((defect) => defect.result !== 'refused')).toEqual([]);
    expect(count('A1') + count('A2')).toBeGreaterThanOrEqual(8);
    for (const tier of ['B', 'C', 'D']) expect(count(tier)).toBeGreaterThanOrEqual(4);
    expect(result?.bookings.leftBehind).toEqual([]);
    expect(result?.bookings.made).toBeGreaterThan(50);
  });
});

describe('a run can be repeated', () => {
  test('three runs in a row say the same, times and ids aside', async () => {
    const provider = await startProvider();
    const said: unknown[] = [];
    for (let i = 0; i < 3; i++)
      said.push(withoutTimesAndIds(await conformanceRun(['--no-html'], provider.env)));
    await provider.close();
    expect(said[1]).toEqual(said[0]);
    expect(said[2]).toEqual(said[0]);
  }, 120_000);
});

describe('a target with few slots', () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider({ slots: 3 });
  });
  afterAll(() => provider.close());

  test('is judged completely: a slot is used again once the search shows it free', async () => {
    const { code, result } = await conformanceRun(['--no-html'], provider.env);
    expect(result?.rules.filter((rule) => rule.verdict === 'inconclusive')).toEqual([]);
    expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'conformant' });
  }, 60_000);
});

function withoutTimesAndIds({ code, result }: Run): unknown {
  return {
    code,
    verdict: result?.verdict,
    totals: result?.totals,
    exchanges: result?.run.exchanges,
    defects: result?.defects,
    bookings: result?.bookings.made,
    rules: result?.rules.map((rule) => ({ ...rule, checks: rule.checks })),
  };
}
