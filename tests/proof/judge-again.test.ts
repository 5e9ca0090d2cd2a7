import { faults, type ProviderOptions, startProvider } from '../../provider';
import { rawServer } from '../http/raw-server';
import {
  command,
  conformanceRun,
  type Run,
  removeOutputs,
  SOME_CASES,
  temporaryFolder,
} from '../support/command';
import {
  after,
  closedPort,
  misbehaviour,
  onBooking,
  onEveryThird,
  replying,
  turning,
  type When,
} from '../support/hostile-targets';
import { judgedAgain } from '../support/judge-again';

/**
 * No honest run is accused: whatever the server does, and however the run was made, its evidence says again what its
 * journal says. What the evidence does not show is named, and why.
 */

jest.setTimeout(900_000);
afterAll(removeOutputs);

const MASKED = 'it looks at data of patients, which is masked in the evidence';
const FAST = { SLOT_GRACE_MS: '600', REQUEST_TIMEOUT_MS: '5000', GATE: 'booking,nhs,fhir,http' };

interface Made {
  readonly provider?: ProviderOptions;
  readonly settings?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** A run against a provider of its own. */
async function runWith({ provider: options = {}, settings = {}, args = [] }: Made): Promise<Run> {
  const provider = await startProvider(options);
  try {
    return await conformanceRun(['--no-html', ...args], { ...provider.env, ...FAST, ...settings });
  } finally {
    await provider.close();
  }
}

const some = (made: Made): Made => ({ ...made, settings: { CASES: SOME_CASES, ...made.settings } });

/** Judges again what a run left: all of it, but for what its evidence does not show for these reasons. */
async function expectSame(folder: string, reasons: readonly string[] = []): Promise<number> {
  const [again] = await judgedAgain(folder);
  expect(again).toMatchObject({ differences: [], problems: [] });
  expect(again?.same).toBe(again?.judged);
  expect(again?.verdict.again).toBe(again?.verdict.recorded);
  const named = new Set(again?.notJudged.map(({ reason }) => reason));
  expect([...named]).toEqual(reasons);
  return again?.judged ?? 0;
}

const checksIn = ({ result }: Run): number =>
  (result?.rules ?? []).reduce((sum, { checks }) => sum + checks.length, 0);

const brokenRulesIn = ({ result }: Run): string[] =>
  (result?.rules ?? [])
    .filter(({ checks }) => checks.some(({ outcome }) => outcome === 'fail' || outcome === 'warn'))
    .map(({ id }) => id);

const WAYS: ReadonlyArray<readonly [name: string, made: Made]> = [
  ['all cases, in JSON', {}],
  ['XML', some({ provider: { format: 'xml' } })],
  ['the urgent-care guide', some({ provider: { overlay: 'uec' } })],
  ['tokens of HS256', some({ provider: { jwt: 'hs256', requestId: 'echo' } })],
  ['tokens of ES256', some({ provider: { jwt: 'es256' } })],
  ['a token that is no JWT', some({ provider: { jwt: 'static' } })],
  ['mutual TLS', some({ provider: { tls: 'mutual' } })],
  ['two workers', some({ args: ['--workers', '2'] })],
  ['three slots', some({ provider: { slots: 3 } })],
  ['one slot, which is too few', some({ provider: { slots: 1 } })],
  ['some rules', { args: ['--only', 'book.created', '--only', 'http.date'] }],
  ['one case', { args: ['--case', 'Booking with the status pending'] }],
  ['a shard', some({ args: ['--shard', '1/2'] })],
];

test.each(WAYS)('A run with %s', async (_, made) => {
  const run = await runWith(made);
  expect(await expectSame(run.out)).toBe(checksIn(run));
});

/** A dozen of various kinds, at least one in each folder of the suites; some break no more than a SHOULD. */
const FAULTS = [
  'created-status-200',
  'created-location-previous-booking',
  'created-url-gone-after-cancellation',
  'created-body-in-summer-time',
  'profile-html',
  'slot-still-offered',
  'double-booking-race',
  'refusal-takes-slot',
  'request-id-constant',
  'token-expiry-ignored',
  'create-keeps-client-id',
  'body-cut-off',
  'vread-unknown-newest',
  'update-conflict-ignored',
] as const;

test.each(FAULTS)('A run against a server with the fault %s', async (fault) => {
  const run = await runWith(some({ provider: { faults: [fault] } }));
  expect(brokenRulesIn(run)).toContain(faults.find(({ id }) => id === fault)?.rule);
  expect(await expectSame(run.out)).toBe(checksIn(run));
});

test.each(['json', 'xml'] as const)('A run in %s whose patients are masked: most of it', async (format) => {
  const faults = ['created-body-other-patient', 'create-contact-dropped'];
  const run = await runWith(some({ provider: { faults, format }, args: ['--mask-patients'] }));
  const judged = await expectSame(run.out, [MASKED]);
  expect(judged).toBeGreaterThan(checksIn(run) * 0.8);
  expect(judged).toBeLessThan(checksIn(run));
});

/** Correct, and larger than what is kept of an answer in memory. */
const LONG_ANSWER = `${JSON.stringify({ resourceType: 'Bundle', type: 'searchset' })}${' '.repeat(300_000)}`;

const SHORT = { ...FAST, CASES: SOME_CASES, REQUEST_TIMEOUT_MS: '700', MAX_RESPONSE_BYTES: '2000000' };

test.each([
  'answers 422',
  'books the same Appointment for everybody, with its Location',
  'answers with the same Slot',
  'answers with pages without end, whose links grow',
  'sends garbage',
  'hangs amid the body',
  'says Continue without end',
])('A run against a server that %s', async (name) => {
  const server = await rawServer(misbehaviour(name).answer);
  const run = await conformanceRun(['--no-html', '--target', server.url], SHORT);
  await server.close();
  expect(await expectSame(run.out)).toBe(run.code === 69 ? 0 : checksIn(run));
});

test.each([
  ['hangs amid the body', onBooking, misbehaviour('hangs amid the body').answer],
  ['says more than is kept', onEveryThird, replying(200, LONG_ANSWER)],
  ['is too busy', after(50), misbehaviour('answers 503, and asks to wait for eleven days').answer],
  ['hangs after the connection', after(90), misbehaviour('hangs after the connection').answer],
])('A run against a server that turns, and %s', async (_, when, answer) => {
  const provider = await startProvider();
  const server = await turning(provider.baseUrl, when, answer);
  const target = { TARGET_BASE_URL: server.url, LOCATION_BASE_URLS: provider.baseUrl };
  const run = await conformanceRun(['--no-html'], { ...provider.env, ...SHORT, ...target });
  await Promise.all([server.close(), provider.close()]);
  expect(await expectSame(run.out)).toBe(checksIn(run));
});

test('A run that found nobody', async () => {
  const run = await conformanceRun(['--target', `http://127.0.0.1:${await closedPort()}/STU3`]);
  expect({ code: run.code, judged: await expectSame(run.out) }).toEqual({ code: 69, judged: 0 });
});

test.each(['SIGKILL', 'SIGINT'] as const)('A run that gets %s on its way', async (signal) => {
  const provider = await startProvider();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  const strike: When = (_request, nth) => {
    if (nth === 150) kill(signal);
    return false;
  };
  const server = await turning(provider.baseUrl, strike, misbehaviour('answers 204').answer);
  const target = { TARGET_BASE_URL: server.url, LOCATION_BASE_URLS: provider.baseUrl };
  const run = await conformanceRun(
    ['--no-html'],
    { ...provider.env, ...FAST, ...target },
    {
      onStart: (end) => {
        kill = end;
      },
    },
  );
  await Promise.all([server.close(), provider.close()]);
  expect(run.result?.run.stopped ?? run.signal).toMatch(/SIGKILL|interrupted/);
  expect(await expectSame(run.out)).toBeGreaterThan(20);
});

test('Shards that were put together', async () => {
  const provider = await startProvider({ faults: ['profile-400'] });
  const env = { ...provider.env, ...FAST, CASES: SOME_CASES };
  const [one, two] = await Promise.all([
    conformanceRun(['--no-html', '--shard', '1/2'], env),
    conformanceRun(['--no-html', '--shard', '2/2', '--workers', '2'], env),
  ]);
  await provider.close();
  const out = temporaryFolder();
  const merged = await command(['merge', one.out, two.out, '--out', out, '--no-html']);
  expect(merged.code).toBe(1);
  expect(await expectSame(out)).toBeGreaterThan(1_000);
});
