import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { ExchangeRecord } from '../../lib/http';
import schema from '../../lib/report/conformance.schema.json';
import { type ProviderOptions, type RunningProvider, startProvider } from '../../provider';
import {
  type Answer,
  type ArrivedRequest,
  closeServers,
  type RawServer,
  rawServer,
} from '../http/raw-server';
import { conformanceRun, type Run, removeOutputs } from '../support/command';
import {
  after,
  answerFrom,
  closedPort,
  type Misbehaviour,
  misbehaviour,
  misbehaviours,
  onBooking,
  onEveryThird,
  onReading,
  onSearching,
  onUpdating,
  plainServer,
  tlsServer,
  turning,
  type When,
} from '../support/hostile-targets';
import { RunAhead } from '../support/run-ahead';

/**
 * The vacuity gate: targets that are no booking servers at all, or misbehave, from the first request on or after a good
 * beginning. Nothing passes that was not really seen, nothing crashes, every run ends in the time that the settings give
 * it, says plainly what happened, and leaves a result. A pass is earned when every exchange that it names was recorded
 * with its whole answer, and none of them is one in which the target misbehaved; but for rules on the form of any answer,
 * which a bad answer may well have, and for what the misbehaviour itself says that it keeps.
 */

jest.setTimeout(600_000);

const SETTINGS = { REQUEST_TIMEOUT_MS: '1000', RUN_TIMEOUT_MS: '20000', MAX_RESPONSE_BYTES: '2000000' };
const RUN_TIMEOUT_MS = Number(SETTINGS.RUN_TIMEOUT_MS);
/** What it takes to start, to let end what is under way, and to write the reports, on a machine that does much else. */
const ALLOWANCE_MS = 45_000;
const ALL_SOURCES = { GATE: 'booking,nhs,fhir,http' };

/** A few cases of every kind. */
const FEW_CASES = [
  'Booking a free slot*',
  'Booking a slot that is already taken*',
  'Booking with a slot that the server never offered',
  'Booking with a contained Slot without identifier',
  'Booking without an Authorization header',
  'Booking with a JWT that expired an hour ago',
  'Booking with a JWT for another audience',
  'Booking with a body that is cut off',
  'Booking with a Slot instead of an Appointment',
  'Booking without an X-Request-Id',
  'Booking for a patient without NHS number',
  'Booking one slot many times at the same moment',
  'Searching a slot before and after it is booked',
  'Reading a booking*',
  'Reading when a booking was created',
  'Cancelling a booking*',
  'Updating a booking without an id in the body',
  'Booking with an id that the client chose',
  'Booking with a version and a time of change that the client made up',
  'Booking, and reading what was stored',
  'Booking with a JWT of the bearer scheme in lower case',
  'Reading every Location*',
].join(';');

/** Rules on the form of whatever is answered: they hold for a bad answer, too, when it has that form. */
const OF_ANY_ANSWER =
  /^(fhir\.(response|etag|last-modified|outcome)\.|fhir\.(media-type|charset|error\.outcome)$|http\.(last-modified|etag)\.|http\.(content-type|date|challenge|allow)$)/;

/** Rules that hold when an answer to a booking has a header field. */
const OF_A_FIELD: Readonly<Record<string, string>> = {
  'book.request-id.returned': 'x-request-id',
  'book.request-id.unique': 'x-request-id',
  'book.correlation-id.returned': 'x-correlation-id',
  'book.correlation-id.exact': 'x-correlation-id',
};

interface Attempt {
  readonly title: string;
  readonly make: () => Promise<Outcome>;
  /** How it may end. */
  readonly codes: readonly number[];
  readonly says: RegExp;
  readonly mostMs: number;
}

interface Outcome extends Run {
  readonly unearned: readonly string[];
}

/** The requests that were answered badly, by what tells them from all others. */
class Misdeeds {
  private readonly seen = new Set<string>();

  note({ head, body }: ArrivedRequest): void {
    const [method = '', path = ''] = head.split(' ');
    const id = /^x-request-id: *(.*)$/im.exec(head)?.[1] ?? '';
    this.seen.add(mark(method, path, id, body));
  }

  includes({ request }: ExchangeRecord): boolean {
    const { pathname, search } = new URL(request.url);
    const id = request.headers.find(([name]) => name.toLowerCase() === 'x-request-id')?.[1] ?? '';
    const body = Buffer.from(request.body ?? '', request.bodyEncoding);
    return this.seen.has(mark(request.method, pathname + search, id, body));
  }
}

/** No two requests of a run have all of this in common. */
const mark = (method: string, path: string, id: string, body: Buffer): string =>
  [method, path, id.trim(), createHash('md5').update(body).digest('hex')].join(' ');

/** The passes of a run that nothing shows, each with why. */
function unearnedIn({ result, exchanges }: Run, misdeeds: Misdeeds, holds: readonly string[]): string[] {
  const records = new Map(exchanges.map((record) => [record.id, record]));
  return (result?.rules ?? []).flatMap(({ id, checks }) =>
    checks
      .filter(({ outcome }) => outcome === 'pass')
      .flatMap((check) => {
        const named = check.exchanges.flatMap((name) => records.get(name) ?? []);
        const where = `${id} (${check.case})`;
        if (named.length === 0 || named.length < check.exchanges.length) return [`${where}: no exchange`];
        if (named.some(({ response }) => !response?.complete)) return [`${where}: no whole answer`];
        if (holds.includes(id) || OF_ANY_ANSWER.test(id)) return [];
        const field = OF_A_FIELD[id];
        const bad = named.filter((record) => misdeeds.includes(record));
        const isSeen = field !== undefined && bad.every((record) => hasField(record, field));
        return bad.length === 0 || isSeen ? [] : [`${where}: misbehaved in ${bad[0]?.id}`];
      }),
  );
}

const hasField = ({ response }: ExchangeRecord, name: string): boolean =>
  response?.headers.some(([field]) => field.toLowerCase() === name) === true;

const noting =
  (misdeeds: Misdeeds, answer: Answer): Answer =>
  (socket, request) => {
    misdeeds.note(request);
    answer(socket, request);
  };

/** The same in as many ways as there are, dealt out among the targets. */
const WAYS: ReadonlyArray<{
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}> = [
  { title: '', env: {}, args: [] },
  { title: ', every source in the gate', env: ALL_SOURCES, args: [] },
  { title: ', one rule selected', env: {}, args: ['--only', 'book.created.status'] },
  { title: ', in XML', env: { FORMAT: 'xml' }, args: [] },
  { title: ', by two workers', env: { WORKERS: '2' }, args: [] },
];

function fromTheStart({ name, answer, says, code }: Misbehaviour, index: number): Attempt {
  const { title, env, args } = WAYS[index % WAYS.length] as (typeof WAYS)[number];
  return {
    title: `a target that ${name}${title}`,
    codes: code === undefined ? [69] : [1, 2],
    // What a run of one rule comes upon last, it may not say.
    says: code === undefined || args.length === 0 ? says : /INCOMPLETE|NON-CONFORMANT/,
    mostMs: RUN_TIMEOUT_MS + ALLOWANCE_MS,
    make: async () => {
      const misdeeds = new Misdeeds();
      const server = await rawServer(noting(misdeeds, answer));
      return judged(server.url, { ...env, CASES: FEW_CASES }, args, misdeeds, []).finally(server.close);
    },
  };
}

interface Turning {
  readonly title: string;
  readonly when: When;
  readonly answer: Answer;
  readonly holds?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly provider?: ProviderOptions;
}

/** The embedded provider behind a server that misbehaves from time to time: it is never conformant. */
function turned({
  title,
  when,
  answer,
  holds = [],
  env = {},
  args = [],
  provider: options,
}: Turning): Attempt {
  return {
    title,
    codes: [1, 2],
    says: /NON-CONFORMANT|INCOMPLETE/,
    mostMs: RUN_TIMEOUT_MS + ALLOWANCE_MS,
    make: () =>
      withProvider(async (provider) => {
        const misdeeds = new Misdeeds();
        const server = await turning(provider.baseUrl, when, noting(misdeeds, answer));
        return judged(besides(server, provider), { ...settingsOf(provider), ...env }, args, misdeeds, holds);
      }, options),
  };
}

/** Does something with a provider of its own; servers before it are closed when all is done. */
async function withProvider<T>(
  work: (provider: RunningProvider) => Promise<T>,
  options?: ProviderOptions,
): Promise<T> {
  const provider = await startProvider(options);
  return work(provider).finally(() => provider.close());
}

/** The provider's FHIR base, at the server before it. */
const besides = ({ url }: RawServer, { baseUrl }: RunningProvider): string => url + new URL(baseUrl).pathname;

const settingsOf = ({ env, baseUrl }: RunningProvider): Readonly<Record<string, string>> => ({
  ...env,
  LOCATION_BASE_URLS: baseUrl,
  SLOT_GRACE_MS: '600',
  CASES: FEW_CASES,
  ...ALL_SOURCES,
});

async function judged(
  target: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  misdeeds: Misdeeds,
  holds: readonly string[],
): Promise<Outcome> {
  const run = await conformanceRun(['--no-html', ...args], { ...env, ...SETTINGS, TARGET_BASE_URL: target });
  return { ...run, unearned: unearnedIn(run, misdeeds, holds) };
}

const answerOf = (name: string): Answer => misbehaviour(name).answer;

const whileBooking = misbehaviours.map(({ name, answer, holds = [] }, index) => {
  const { title, env, args } = WAYS[(index + 1) % WAYS.length] as (typeof WAYS)[number];
  return turned({
    title: `a server that ${name} when it is to book${title}`,
    ...{ when: onBooking, answer, holds, args },
    env,
  });
});

/** What every read, whatever it is for, needs to have been told well is not passed by these. */
const whileReading = [
  'answers 200 with {}',
  'answers 404 with a page of HTML',
  'answers 403',
  'answers 500',
  'echoes what it is sent',
  'redirects to itself',
  'resets the connection',
  'books the same Appointment for everybody',
].map((name) =>
  turned({
    title: `a server that ${name} when it is read`,
    ...{ when: onReading, answer: answerOf(name) },
  }),
);

const whileSearching = [
  'answers 200 with {}',
  'answers 429, and asks to wait for eleven days',
  'answers with a page whose next page is itself',
  'answers with pages without end, whose links grow',
  'sends a bundle of 100 MB',
].map((name) =>
  turned({
    title: `a server that ${name} when it is searched`,
    ...{ when: onSearching, answer: answerOf(name) },
  }),
);

const nowAndThen = [
  'resets the connection',
  'closes the connection amid the head',
  'hangs amid the body',
  'tells a length that is too large',
  'sends garbage',
].map((name) =>
  turned({
    title: `a server that ${name} at every third request`,
    ...{ when: onEveryThird, answer: answerOf(name) },
  }),
);

/** By then it has booked, and refused some bodies rightly. */
const SOME_REQUESTS = 60;
const fromThenOn = [
  'answers 403',
  'answers 422',
  'answers 500',
  'answers 200 with {}',
  'redirects to itself',
  'resets the connection',
  'hangs after the connection',
].map((name) =>
  turned({
    title: `a server that ${name} from its ${SOME_REQUESTS}th request on`,
    ...{ when: after(SOME_REQUESTS), answer: answerOf(name) },
  }),
);

const dying: Attempt = {
  ...turned({ title: '', when: after(SOME_REQUESTS), answer: () => {} }),
  title: `a server that dies after ${SOME_REQUESTS} requests`,
  make: () =>
    withProvider(async (provider) => {
      const misdeeds = new Misdeeds();
      const server = await turning(provider.baseUrl, after(SOME_REQUESTS), () => void server.close());
      return judged(besides(server, provider), settingsOf(provider), [], misdeeds, []);
    }),
};

/** What the answer to any booking keeps, also where it is not the one that it is given for. */
const OF_A_BOOKING = [
  'book.created.status',
  'book.created.location',
  'book.created.location-absolute',
  'book.created.location-versioned',
  'book.created.location-base',
  'book.created.etag',
  'book.created.last-modified',
];

/** It answers every request but the first ones with what belongs to the one before. */
const lateByOne: Attempt = {
  ...dying,
  title: 'a server that answers with what belongs to the request before',
  make: () =>
    withProvider(async (provider) => {
      const misdeeds = new Misdeeds();
      let before: Buffer | null = null;
      const late: Answer = async (socket, request) => {
        const answer = await answerFrom(provider.baseUrl, request);
        socket.end(before ?? answer);
        before = answer;
      };
      const server = await turning(provider.baseUrl, after(1), noting(misdeeds, late));
      return judged(besides(server, provider), settingsOf(provider), [], misdeeds, [
        ...OF_A_BOOKING,
        // Read twice in a row, a booking is what belongs to the request before.
        'book.created.url-stable',
      ]);
    }),
};

/** With few slots, none of which gets free again. */
const withoutCancelling = ['answers 403', 'answers 200 with {}', 'echoes what it is sent'].map((name) =>
  turned({
    title: `a server of few slots that ${name} when it is to cancel`,
    ...{ when: onUpdating, answer: answerOf(name), provider: { slots: 8 } },
  }),
);

/** One rule alone that any server of HTTP keeps: to keep it says nothing of a server that books nothing. */
const aloneWithAHeader = ['answers 201 with {}', 'answers 403', 'echoes what it is sent, with 201'].map(
  (name) =>
    turned({
      title: `a server that ${name} when it is to book, judged by its Date alone`,
      ...{ when: onBooking, answer: answerOf(name) },
      args: ['--only', 'http.date', '--gate', 'http'],
    }),
);

function unreachable(
  title: string,
  says: RegExp,
  open: () => Promise<{ url: string; close: () => void }>,
): Attempt {
  return {
    title,
    says,
    codes: [69],
    mostMs: RUN_TIMEOUT_MS + ALLOWANCE_MS,
    make: async () => {
      const { url, close } = await open();
      return judged(url, {}, [], new Misdeeds(), []).finally(close);
    },
  };
}

const overTls = (name: string, validForDays: number) => async () => {
  const until = new Date(Date.now() + validForDays * 86_400_000);
  const { port, close } = await tlsServer(name, until);
  return { url: `https://localhost:${port}/STU3`, close };
};

const beyondReach = [
  unreachable(
    'a port on which nothing listens',
    /Nothing accepts connections at 127\.0\.0\.1:/,
    async () => ({
      url: `http://127.0.0.1:${await closedPort()}/STU3`,
      close: () => {},
    }),
  ),
  unreachable('a name that does not exist', /The name of no-such-host\.invalid/, async () => ({
    url: 'http://no-such-host.invalid/STU3',
    close: () => {},
  })),
  unreachable(
    'a certificate that has expired',
    /The certificate of localhost:\d+ has expired/,
    overTls('localhost', -1),
  ),
  unreachable(
    'a certificate that it issued to itself',
    /issued by an authority this machine does not trust/,
    overTls('localhost', 1),
  ),
  unreachable('a server without TLS where https is asked for', /TLS/, async () => {
    const { port, close } = await plainServer();
    return { url: `https://127.0.0.1:${port}/STU3`, close };
  }),
];

const attempts: readonly Attempt[] = [
  ...misbehaviours.map(fromTheStart),
  ...beyondReach,
  ...whileBooking,
  ...whileReading,
  ...whileSearching,
  ...nowAndThen,
  ...fromThenOn,
  ...withoutCancelling,
  dying,
  lateByOne,
  ...aloneWithAHeader,
];

const AT_A_TIME = 3;
const outcomes = new RunAhead(
  attempts.map(({ make }) => make),
  AT_A_TIME,
);
const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);
let unearned = 0;

afterAll(async () => {
  await closeServers();
  removeOutputs();
});

test.each(attempts.map((attempt, index) => [attempt.title, attempt, index] as const))(
  '%s',
  async (_title, { codes, says, mostMs }, index) => {
    const run = await outcomes.get(index);
    unearned += run.unearned.length;
    expect(run.unearned).toEqual([]);
    expect(run.signal).toBeNull();
    expect({ code: run.code, told: run.stdout + run.stderr }).toEqual({
      code: codes.includes(run.code as number) ? run.code : codes,
      told: expect.stringMatching(new RegExp(`${says.source}|took longer than RUN_TIMEOUT_MS`)),
    });
    expect(run.stdout + run.stderr).not.toMatch(/\bat .*\.[cm]?js:\d+|The suite itself failed/);
    expect(run.durationMs).toBeLessThan(mostMs);
    expect({ valid: isValid(run.result), errors: isValid.errors }).toEqual({ valid: true, errors: null });
    expect(run.result?.verdict).not.toBe('conformant');
    expect(run.result?.run.faults).toEqual([]);
    // What there is: every exchange, and the journal, whose every line is whole.
    const journal = readFileSync(join(run.out, 'journal.ndjson'), 'utf8').split('\n').filter(Boolean);
    expect(() => journal.map((line) => JSON.parse(line))).not.toThrow();
    expect(run.exchanges.length).toBeGreaterThan(0);
    // Nothing that was booked, or may have been, is forgotten.
    expect(bookingsForgotten(run)).toEqual([]);
  },
);

/** The bookings that the target may hold, and of which the result says nothing; what was refused is none. */
function bookingsForgotten({ result, exchanges, out }: Run): string[] {
  const lines = readFileSync(join(out, 'journal.ndjson'), 'utf8').split('\n').filter(Boolean);
  const states = new Map<string, string>();
  for (const entry of lines.map((line) => JSON.parse(line))) {
    if (entry.kind === 'booking') states.set(entry.exchange, entry.state);
  }
  const told = new Set(result?.bookings.leftBehind.map(({ exchange }) => exchange));
  // A connection that was refused took no request. One that was answered and not noted as booked was refused in words.
  const refused = new Set(
    exchanges
      .filter(({ response, error }) => response !== null || error?.code === 'ECONNREFUSED')
      .map(({ id }) => id),
  );
  const isOver = (id: string, state: string): boolean =>
    state === 'cancelled' || (state === 'asked' && refused.has(id));
  return [...states].filter(([id, state]) => !isOver(id, state) && !told.has(id)).map(([id]) => id);
}

/** Nothing is wrong with these: they are conformant all the same. */
const peculiar: ReadonlyArray<readonly [string, (answer: Buffer) => Buffer]> = [
  ['sets cookies', (answer) => inserted(answer, 'Set-Cookie: session=1; HttpOnly')],
  ['has a clock that is a day late', (answer) => inserted(answer, `Date: ${yesterday()}`)],
  [
    'sends early hints',
    (answer) => Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'), answer]),
  ],
  ['gives no reason phrase', (answer) => replaced(answer, /^(HTTP\/1\.1 \d+) [^\r]*/, '$1 ')],
  ['writes its field names in capitals', (answer) => capitals(answer)],
];

/** Rules that a few cases show. */
const RULES_OF_FEW_CASES = ['book.created', 'book.use-case', 'fhir.read'].flatMap((id) => ['--only', id]);

const peculiarRuns = new RunAhead(
  peculiar.map(
    ([, change]) =>
      () =>
        withProvider(async (provider) => {
          const server = await rawServer(async (socket, request) => {
            socket.end(change(await answerFrom(provider.baseUrl, request)));
          });
          const settings = { ...settingsOf(provider), TARGET_BASE_URL: besides(server, provider) };
          return conformanceRun(['--no-html', '--gate', 'booking,fhir', ...RULES_OF_FEW_CASES], settings);
        }),
  ),
  AT_A_TIME,
);

test.each(peculiar.map(([name], index) => [name, index] as const))(
  'a server that %s is no hostile one',
  async (_name, index) => {
    const { result, code } = await peculiarRuns.get(index);
    const flagged = result?.rules.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id);
    expect({ code, flagged }).toEqual({ code: 0, flagged: [] });
  },
);

/** The answer with its head changed; its body stays as it is, to the byte. */
function withHead(answer: Buffer, change: (head: string) => string): Buffer {
  const end = answer.indexOf('\r\n\r\n');
  return Buffer.concat([
    Buffer.from(change(answer.toString('latin1', 0, end)), 'latin1'),
    answer.subarray(end),
  ]);
}

const replaced = (answer: Buffer, pattern: RegExp, by: string): Buffer =>
  withHead(answer, (head) => head.replace(pattern, by));

/** The answer with a header field in place of those of the same name. */
function inserted(answer: Buffer, field: string): Buffer {
  const name = field.slice(0, field.indexOf(':') + 1).toLowerCase();
  return withHead(answer, (head) =>
    [...head.split('\r\n').filter((line) => !line.toLowerCase().startsWith(name)), field].join('\r\n'),
  );
}

const capitals = (answer: Buffer): Buffer =>
  withHead(answer, (head) => head.replace(/^[^\s:]+:/gm, (name) => name.toUpperCase()));

const yesterday = (): string => new Date(Date.now() - 86_400_000).toUTCString();

test(`${attempts.length} hostile targets: 0 unearned passes`, () => {
  expect(unearned).toBe(0);
});

test('the README tells how many targets there are', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const [, told] = /(\d+) hostile targets/.exec(readme) ?? [];
  expect(told).toBe(String(attempts.length));
});
