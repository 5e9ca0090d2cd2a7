import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { representativeCases } from '../../lib/proof/representative-cases';
import type { ConformanceResult } from '../../lib/report';
import { rulesFor } from '../../lib/rules';
import { type Manner, manners, type ProviderOptions } from '../../provider';
import { type JudgedRun, warmRuns } from '../support/warm-runs';

/**
 * The proof that nobody is accused: the suites are run against providers that are right in other ways than the usual
 * one, and no rule fails or warns. Each manner is judged alone, on cases that stand for all, and together with others,
 * as real servers have them, on every case there is.
 */

/** What no run against these servers can judge: it binds the client, describes, or needs TLS, a proxy, a 401. */
const NEVER_JUDGED = [
  'book.retry.client-error',
  'book.retry.server-error',
  'book.request-id.purpose',
  'book.request.conforms',
  'book.security.jwt',
  'book.security.proxy',
  'book.security.mutual-tls',
  'http.challenge',
];
/** In echo mode the server has no id of its own, so there is nothing to correlate. */
const NOT_JUDGED_IN_ECHO_MODE = ['book.correlation-id.returned', 'book.correlation-id.exact'];
/** What more than the usual settings a manner needs to be judged quickly, or at all. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'diary-lagging': { SLOT_GRACE_MS: '5000' },
  slow: { WORKERS: '6' },
};

interface Server {
  readonly title: string;
  readonly provider: ProviderOptions & { readonly manners: readonly string[] };
  /** On every case, or on those that stand for all. */
  readonly whole: boolean;
}

/** Servers as there are, each of many manners, judged on every case. */
const combined: readonly Server[] = [
  {
    title: 'every answer takes 300 milliseconds, and six processes ask',
    provider: { manners: ['slow'] },
    whole: true,
  },
  {
    title: 'a server of the HAPI kind, in JSON',
    provider: {
      manners: [
        ...['ids-numeric', 'slot-ids-numeric', 'narrative', 'elements-added', 'contained-renamed'],
        ...['patient-identifiers-added', 'times-zero-offset', 'outcome-diagnostics', 'headers-of-a-stack'],
        ...['chunked', 'gzip', 'charset-in-capitals', 'pages-of-ten', 'links-next-first', 'methods-501'],
        'unknown-410',
      ],
    },
    whole: true,
  },
  {
    title: 'a server of the .NET kind, behind a proxy, with tokens of HS256',
    provider: {
      jwt: 'hs256',
      manners: [
        ...['versions-uuid', 'slot-ids-uuid', 'json-pretty', 'charset-quoted', 'headers-repeated'],
        ...['public-base', 'base-path-none', 'outcome-general', 'base-invalid-422', 'client-id-422'],
        ...['slots-rich', 'cancelled-with-comment', 'challenge-repeated', 'request-ids-no-uuid'],
        'searchset-bare',
      ],
    },
    whole: true,
  },
  {
    title: "a gateway that ends TLS and uses the client's request ids, with tokens of RS256",
    provider: {
      jwt: 'rs256',
      requestId: 'echo',
      manners: [
        ...['base-path-deep', 'headers-lower-case', 'early-hints', 'connection-close', 'json-escaped'],
        ...['times-whole-seconds', 'location-https', 'allow-repeated', 'outcome-several-issues'],
        ...['last-page-empty', 'clinics-side-by-side', 'contained-reversed', 'document-required'],
        ...['token-leeway', 'failure-by-slot'],
      ],
    },
    whole: true,
  },
  {
    title: 'a server of XML with prefixes',
    provider: {
      format: 'xml',
      manners: [
        ...['xml-prefixed', 'xml-marked', 'narrative', 'ids-odd', 'versions-odd', 'charset-none'],
        ...['outcome-narrative', 'participants-described', 'slots-bare', 'profiles-unclaimed'],
        ...['location-of-cancellation-unversioned', 'challenge-none'],
      ],
    },
    whole: true,
  },
  {
    title: 'a server of XML in lines, in British summer time',
    provider: {
      format: 'xml',
      manners: [
        ...['xml-bare', 'xml-pretty', 'narrative', 'versions-hash', 'slot-ids-long', 'times-summer'],
        ...['content-location-none', 'outcome-located', 'headers-reversed', 'headers-spaced'],
        ...['token-claims-unread', 'contained-slot-as-sent', 'searchset-unordered', 'methods-404'],
      ],
    },
    whole: true,
  },
  {
    title: 'a large server that keeps to the urgent-care guide',
    provider: {
      overlay: 'uec',
      manners: [
        ...['slots-many', 'ids-long', 'versions-timestamp', 'json-sorted', 'media-type-in-capitals'],
        ...['outcome-coded', 'headers-upper-case', 'request-ids-in-capitals', 'audience-fixed'],
        'cancelled-before-stale',
      ],
    },
    whole: true,
  },
  {
    title: 'a small practice with three slots and a slow diary',
    provider: {
      manners: [
        ...['slots-few', 'diary-lagging', 'service-by-chain-only', 'links-relative', 'versions-from-zero'],
        ...['capabilities-none', 'request-ids-the-same-twice', 'media-types-ignored', 'failure-none'],
      ],
    },
    whole: true,
  },
  ...manners.filter(standsAlone).map((manner) => ({ ...alone(manner), whole: true })),
];

const servers: readonly Server[] = [
  ...combined,
  ...manners.filter((manner) => !standsAlone(manner) && manner.id !== 'slow').map(alone),
];

/** Whether a manner leaves too little for others to show, and is judged on every case by itself. */
function standsAlone({ id }: Manner): boolean {
  return ['search-none', 'pages-of-one', 'validates-nothing'].includes(id);
}

function alone({ id, description, format }: Manner): Server {
  return { title: description, provider: { manners: [id], ...(format && { format }) }, whole: false };
}

const mannersOf = ({ provider }: Server): Manner[] =>
  manners.filter(({ id }) => provider.manners.includes(id));

const settingsOf = (server: Server): Record<string, string> => ({
  GATE: ['booking', 'nhs', 'fhir', 'http', ...overlaysOf(server)].join(','),
  ...Object.assign({}, ...server.provider.manners.map((id) => SETTINGS[id])),
});

const overlaysOf = ({ provider: { overlay } }: Server): string[] => (overlay ? [overlay] : []);

const unjudgedOf = (server: Server): string[] => [
  ...NEVER_JUDGED,
  ...mannersOf(server).flatMap(({ unjudged = [] }) => unjudged),
  ...(server.provider.requestId === 'echo' ? NOT_JUDGED_IN_ECHO_MODE : []),
];

/** The rules that fail or warn, each with what is said of the first check. */
function findingsOf({ rules }: ConformanceResult): string[] {
  return rules
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
    .map(({ id, verdict, checks }) => {
      const { case: name, message, actual } = checks.find(({ outcome }) => outcome === verdict) ?? {};
      return `${id}: ${verdict}: ${name}: ${message} (${actual})`;
    });
}

const runs = new Map<Server, JudgedRun>();
const runOf = (server: Server): JudgedRun => runs.get(server) as JudgedRun;

beforeAll(async () => {
  const [json, xml] = await warmRuns([{}, { provider: { format: 'xml' } }]);
  const cases = (server: Server): Record<string, string> => {
    const usual = server.provider.format === 'xml' ? xml : json;
    return server.whole ? {} : { CASES: representativeCases((usual as JudgedRun).result) };
  };
  const made = await warmRuns(
    servers.map((server) => ({
      provider: server.provider,
      settings: { ...settingsOf(server), ...cases(server) },
    })),
  );
  for (const [index, server] of servers.entries()) runs.set(server, made[index] as JudgedRun);
}, 1_800_000);

test.each(servers.map((server) => [server.title, server] as const))('not accused: %s', (_title, server) => {
  const { result } = runOf(server);
  expect(findingsOf(result)).toEqual([]);
  expect(result.run.faults).toEqual([]);
  expect(result.bookings.leftBehind).toEqual([]);

  const unjudged = result.rules.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id);
  expect(unjudged.sort()).toEqual([...new Set(unjudgedOf(server))].sort());
  expect(result.rules).toHaveLength(rulesFor(overlaysOf(server)).length);
});

test.each(combined.map((server) => [server.title, server] as const))('certified: %s', (_title, server) => {
  const { exitCode, result } = runOf(server);
  const isLenient = server.provider.manners.includes('validates-nothing');
  expect({ exitCode, verdict: result.verdict }).toEqual(
    isLenient ? { exitCode: 2, verdict: 'incomplete' } : { exitCode: 0, verdict: 'conformant' },
  );
});

test('a server that validates nothing refuses of all tiers but A and E only what is no Appointment', () => {
  const lenient = combined.find(({ provider }) => provider.manners.includes('validates-nothing')) as Server;
  const { defects } = runOf(lenient).result;
  const refused = defects.filter(
    ({ tier, result, judged }) => ['B', 'C', 'D'].includes(tier) && judged && result !== 'let-through',
  );
  expect(refused.map(({ name }) => name).sort()).toEqual([
    'a Bundle around the Appointment',
    'a Patient instead of an Appointment',
    'a Slot instead of an Appointment',
  ]);
});

test('every manner is one of a server that is judged on every case', () => {
  const together = new Set(combined.flatMap(({ provider }) => provider.manners));
  expect(manners.filter(({ id }) => !together.has(id)).map(({ id }) => id)).toEqual([]);
});

test('the README tells how many servers there are', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, told] = /(\d+) servers that are right in other ways/.exec(readme) ?? [];
  expect(told).toBe(String(servers.length));
});

test(`${servers.length} conformant servers: 0 findings`, () => {
  expect(servers.flatMap((server) => findingsOf(runOf(server).result))).toEqual([]);
});
