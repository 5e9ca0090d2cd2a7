import type { WarmRunTask } from '../../lib/proof';
import type { ConformanceResult } from '../../lib/report/conformance-result';
import { rulesFor } from '../../lib/rules';
import { SLOTS_AT_ONCE } from '../../lib/target';
import { claims, signedHs256 } from '../provider/consumer';
import { type AuthorizationServer, authorizationServer } from '../support/authorization-server';
import { type JudgedRun, warmRuns } from '../support/warm-runs';

/** What no run against the provider can judge, and why. */
const NEVER_JUDGED = [
  'book.retry.client-error', // binds the client
  'book.retry.server-error', // allows the client something
  'book.request-id.purpose', // describes
  'book.request.conforms', // binds the client, that is this suite
  'book.security.jwt', // describes
  'book.security.proxy', // no proxy is configured
  'book.security.mutual-tls', // the provider is reached by http
  'http.challenge', // the provider never answers 401
];
/** In echo mode the server has no id of its own, so there is nothing to correlate. */
const NOT_JUDGED_IN_ECHO_MODE = ['book.correlation-id.returned', 'book.correlation-id.exact'];
/** What takes the key of who issues the tokens. */
const NOT_JUDGED_WITH_TOKENS_OF_OTHERS = ['http.jwt.audience', 'http.jwt.not-before'];
const EVERY_SOURCE = 'booking,nhs,fhir,http';

/** What an authorization server and the provider have agreed on. */
const ISSUER_SECRET = 'the secret between both servers';
const AUDIENCE = 'https://provider.example/audience/booking';
const SCOPES = 'patient/appointment.write patient/appointment.read organization/slot.read';

interface Mode extends WarmRunTask {
  readonly name: string;
  readonly overlays: readonly string[];
  readonly notJudged: readonly string[];
  /** At least so many distinct cases are sent. */
  readonly cases: number;
}

function mode(name: string, more: Partial<Mode> & WarmRunTask): Mode {
  const settings = { GATE: EVERY_SOURCE, ...more.settings };
  return { overlays: [], notJudged: NEVER_JUDGED, cases: 350, ...more, name, settings };
}

const uec = { overlays: ['uec'], settings: { GATE: `${EVERY_SOURCE},uec` } };

const modes: readonly Mode[] = [
  mode('in JSON', {}),
  mode('in XML', { provider: { format: 'xml' }, cases: 300 }),
  mode('by the urgent-care guide, in JSON', { ...uec, provider: { overlay: 'uec' } }),
  mode('by the urgent-care guide, in XML, with its own ids or ours', {
    ...uec,
    provider: { overlay: 'uec', format: 'xml', requestId: 'echo' },
    // The guide has it correlate its answers in echo mode, too; then only whose id it uses is not judged.
    notJudged: [...NEVER_JUDGED, 'book.correlation-id.returned'],
    cases: 300,
  }),
  mode('with tokens of HS256', {
    provider: { jwt: 'hs256', requestId: 'echo' },
    notJudged: [...NEVER_JUDGED, ...NOT_JUDGED_IN_ECHO_MODE],
  }),
  mode('with tokens of RS256', { provider: { jwt: 'rs256' } }),
  mode('with tokens of ES256', { provider: { jwt: 'es256' } }),
  mode('with tokens of an authorization server', {
    provider: { jwt: 'hs256', secret: ISSUER_SECRET, manners: ['audience-fixed'] },
    settings: {
      JWT_REGIME: 'oauth2',
      OAUTH2_CLIENT_ID: 'suite',
      OAUTH2_CLIENT_SECRET: 'the secret of the client',
    },
    notJudged: [...NEVER_JUDGED, ...NOT_JUDGED_WITH_TOKENS_OF_OTHERS],
  }),
  mode('with a token that is no JWT', {
    provider: { jwt: 'static' },
    notJudged: [...NEVER_JUDGED, ...NOT_JUDGED_WITH_TOKENS_OF_OTHERS, 'book.jwt-invalid.status'],
  }),
  mode('over mutual TLS', {
    provider: { tls: 'mutual' },
    notJudged: NEVER_JUDGED.filter((id) => id !== 'book.security.mutual-tls'),
  }),
  mode('with three workers', { settings: { WORKERS: '3' } }),
  mode('with three slots', { provider: { slots: 3 } }),
];

let runs: readonly JudgedRun[];
const resultOf = (name: string): ConformanceResult =>
  (runs[modes.findIndex((one) => one.name === name)] as JudgedRun).result;

let issuer: AuthorizationServer;
beforeAll(async () => {
  issuer = await authorizationServer(() => ({
    body: {
      access_token: signedHs256(claims(AUDIENCE, SCOPES), ISSUER_SECRET),
      token_type: 'Bearer',
      expires_in: 300,
    },
  }));
  const found = { OAUTH2_TOKEN_URL: issuer.tokenUrl };
  runs = await warmRuns(
    modes.map(({ settings, ...rest }) => ({ ...rest, settings: { ...settings, ...found } })),
  );
}, 600_000);
afterAll(() => issuer.close());

describe.each(modes.map((one, index) => ({ ...one, index })))(
  'the embedded provider is conformant $name',
  ({ overlays, notJudged, cases, settings, index }) => {
    test('by every rule', () => {
      const { exitCode, result } = runs[index] as JudgedRun;
      const expected = Object.fromEntries(rulesFor(overlays).map(({ id }) => [id, 'pass']));
      for (const id of notJudged) expected[id] = 'not-applicable';

      expect(Object.fromEntries(result.rules.map(({ id, verdict }) => [id, verdict]))).toEqual(expected);
      expect(result.run.faults).toEqual([]);
      expect({ exitCode, verdict: result.verdict }).toEqual({ exitCode: 0, verdict: 'conformant' });
    });

    test('with as many slots as were said to be needed beforehand', () => {
      const { atOnce, inAll, used, untested } = (runs[index] as JudgedRun).result.run.slots;
      expect(untested).toEqual([]);
      expect(atOnce).toBe(SLOTS_AT_ONCE * Number(settings?.WORKERS ?? 1));
      const isOfOthers = NOT_JUDGED_WITH_TOKENS_OF_OTHERS.every((id) => notJudged.includes(id));
      // What bad token can be made of those of others shows only when it is tried; without one, the slot is not used.
      if (isOfOthers) expect(used).toBeLessThan(inAll);
      // By the guide, one case asks for more slots, to be sure of what a refusal means.
      else expect(used - inAll).toBe(overlays.includes('uec') ? 2 : 0);
    });

    test('in many distinct cases, none of which leaves a booking behind', () => {
      const { result } = runs[index] as JudgedRun;
      const names = new Set(result.rules.flatMap(({ checks }) => checks.map((check) => check.case)));
      expect(names.size).toBeGreaterThanOrEqual(cases);
      expect(result.bookings.leftBehind).toEqual([]);
      expect(result.bookings.made).toBeGreaterThan(300);
    });
  },
);

test('every invalid body is refused, but for those over which servers may differ', () => {
  for (const name of ['in JSON', 'in XML', 'by the urgent-care guide, in JSON']) {
    const { defects } = resultOf(name);
    const through = defects.filter(({ result }) => result !== 'refused');
    expect(through.filter(({ judged }) => judged)).toEqual([]);
    expect(through.length).toBeLessThan(10);
    const count = (...tiers: string[]): number => defects.filter(({ tier }) => tiers.includes(tier)).length;
    expect(count('A1', 'A2')).toBeGreaterThanOrEqual(15);
    for (const [tier, least] of [
      ['B', 75],
      ['C', 25],
      ['D', 15],
      ['E', 5],
    ] as const)
      expect(count(tier)).toBeGreaterThanOrEqual(least);
  }
});

test('unusual but valid bookings are accepted', () => {
  for (const name of ['in JSON', 'in XML']) {
    const valid = resultOf(name).variants.filter((variant) => variant.valid);
    expect(valid.length).toBeGreaterThanOrEqual(60);
    expect(valid.filter(({ result }) => result !== 'accepted')).toEqual([]);
  }
});

test('no rule is judged twice in one case', () => {
  const names = resultOf('in JSON').rules.flatMap(({ id, checks }) =>
    checks.map((check) => `${id}: ${check.case}`),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('any number of workers says the same, times and ids aside', () => {
  const told = (name: string) => {
    const { verdict, totals, rules, defects, variants } = resultOf(name);
    const checks = rules.map(({ id, checks: all }) => [id, all.map((check) => [check.case, check.outcome])]);
    return { verdict, totals, checks, defects, variants };
  };
  expect(told('with three workers')).toEqual(told('in JSON'));
});
