import { rules } from '../lib/rules';
import { type WarmRun, warmRuns } from './support/warm-runs';

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
  (['own', 'echo'] as const).map((requestId) => ({ provider: { jwt, requestId } })),
);

let inMode: WarmRun[];
let threeInARow: WarmRun[];
let withFewSlots: WarmRun;

beforeAll(async () => {
  const plain = { jwt: 'none', requestId: 'own' } as const;
  const runs = await warmRuns([...modes, plain, plain, { slots: 3 }]);
  inMode = runs.slice(0, modes.length);
  threeInARow = [runs[0] as WarmRun, ...runs.slice(modes.length, modes.length + 2)];
  withFewSlots = runs.at(-1) as WarmRun;
}, 120_000);

describe('the embedded provider is conformant', () => {
  test.each(modes.map((mode, index) => ({ ...mode, index })))(
    'with JWT regime $jwt and request ids $requestId',
    ({ requestId, index }) => {
      const { exitCode, result } = inMode[index] as WarmRun;
      const expected = Object.fromEntries(rules.map(({ id }) => [id, 'pass']));
      for (const id of NEVER_JUDGED) expected[id] = 'not-applicable';
      if (requestId === 'echo') for (const id of NOT_JUDGED_IN_ECHO_MODE) expected[id] = 'not-applicable';

      expect(Object.fromEntries(result.rules.map(({ id, verdict }) => [id, verdict]))).toEqual(expected);
      expect(result.run.faults).toEqual([]);
      expect({ exitCode, verdict: result.verdict }).toEqual({ exitCode: 0, verdict: 'conformant' });
    },
  );

  test('every rule of the rulebook is exercised by some check', () => {
    const { result } = inMode[0] as WarmRun;
    expect(result.rules.filter((rule) => rule.checks.length === 0).map((rule) => rule.id)).toEqual([]);
    expect(result.rules.map((rule) => rule.id)).toEqual(rules.map((rule) => rule.id));
  });

  test('every invalid body is refused, and every booking is cancelled', () => {
    const { result } = inMode[0] as WarmRun;
    const count = (...tiers: string[]): number =>
      result.defects.filter(({ tier }) => tiers.includes(tier)).length;
    expect(result.defects.filter((defect) => defect.result !== 'refused')).toEqual([]);
    expect(count('A1', 'A2')).toBeGreaterThanOrEqual(8);
    for (const tier of ['B', 'C', 'D']) expect(count(tier)).toBeGreaterThanOrEqual(4);
    expect(result.bookings.leftBehind).toEqual([]);
    expect(result.bookings.made).toBeGreaterThan(50);
  });

  test('no check of a rule is made twice under one name, but where one case has several answers', () => {
    const { result } = inMode[0] as WarmRun;
    const names = result.rules
      .filter((rule) => !/request-id|correlation-id/.test(rule.id))
      .flatMap((rule) => rule.checks.map((check) => `${rule.id}: ${check.case}`));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

test('three runs in a row say the same, times and ids aside', () => {
  const [first, second, third] = threeInARow.map(({ exitCode, result }) => {
    const { verdict, totals, defects, rules: judged } = result;
    return {
      exitCode,
      verdict,
      totals,
      defects,
      judged,
      exchanges: result.run.exchanges,
      made: result.bookings.made,
    };
  });
  expect(second).toEqual(first);
  expect(third).toEqual(first);
});

test('a target with three slots is judged completely: one is used again once the search shows it free', () => {
  const { exitCode, result } = withFewSlots;
  expect(result.rules.filter((rule) => rule.verdict === 'inconclusive')).toEqual([]);
  expect({ exitCode, verdict: result.verdict }).toEqual({ exitCode: 0, verdict: 'conformant' });
});
