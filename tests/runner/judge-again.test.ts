import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExchangeRecord } from '../../lib/http';
import type { JudgedAgain } from '../../lib/runner/judge-again';
import type { CheckEntry, JournalEntry } from '../../lib/verdict';
import { startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';
import { judgedAgain } from '../support/judge-again';

/**
 * A run whose record was changed afterwards is found out by judging it again: whoever turns a verdict has to change what
 * was seen, and what was seen says what the verdict is.
 */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const PENDING = 'Booking with the status pending';
const FREE = 'Booking a free slot';
const CASES = [
  FREE,
  PENDING,
  'Searching a slot*',
  'Reading a booking',
  '*same moment*',
  'Booking a slot that is already taken',
];

/** What a forger has in hands. */
interface Record {
  journal: JournalEntry[];
  exchanges: ExchangeRecord[];
}

type Forgery = (record: Record) => void;

const isCheck =
  (rule: string, ofCase: string, outcome: string) =>
  (entry: JournalEntry): entry is CheckEntry =>
    entry.kind === 'check' && entry.rule === rule && entry.case === ofCase && entry.outcome === outcome;

/** Changes the one entry, or exchange, that is meant, or takes it out; fails when there is none. */
function change<T extends object>(
  all: T[],
  isMeant: (one: T) => boolean,
  into: ((one: T) => object) | null,
): void {
  const index = all.findIndex(isMeant);
  if (index < 0) throw new Error('There is nothing to change: the test does not fit the run.');
  const one = all[index] as T;
  all.splice(index, 1, ...(into === null ? [] : [{ ...one, ...into(one) }]));
}

const sentFor =
  (name: string, purpose: string) =>
  (exchange: ExchangeRecord): boolean =>
    exchange.case === name && exchange.purpose === purpose;

const answering =
  (answer: Partial<NonNullable<ExchangeRecord['response']>>) =>
  ({ response }: ExchangeRecord): object => ({
    response: response && { ...response, ...answer },
  });

/** The server refuses what breaks the profile with 400 instead of 422, and its Locations name no version. */
const FAULTS = ['profile-400', 'created-location-unversioned'];
const FAILS = { rule: 'book.profile.status', case: PENDING };

const forgeries: ReadonlyArray<readonly [name: string, forge: Forgery, found: Partial<JudgedAgain>]> = [
  [
    'a failure that became a pass',
    ({ journal }) =>
      change(journal, isCheck(FAILS.rule, FAILS.case, 'fail'), () => ({
        outcome: 'pass',
        message: null,
      })),
    { differences: [expect.objectContaining({ ...FAILS, recorded: 'pass', again: 'fail' })] },
  ],
  [
    'a failure that became inconclusive',
    ({ journal }) =>
      change(journal, isCheck(FAILS.rule, FAILS.case, 'fail'), () => ({
        outcome: 'inconclusive',
        message: 'the target was too busy to answer: status 503',
      })),
    { differences: [expect.objectContaining({ ...FAILS, recorded: 'inconclusive', again: 'fail' })] },
  ],
  [
    'a failure that was left out',
    ({ journal }) => change(journal, isCheck(FAILS.rule, FAILS.case, 'fail'), null),
    { differences: [expect.objectContaining({ ...FAILS, recorded: null, again: 'fail' })] },
  ],
  [
    'a failure that was left out, of a run that is said to have been killed',
    ({ journal }) => {
      change(journal, isCheck(FAILS.rule, FAILS.case, 'fail'), null);
      change(journal, ({ kind }) => kind === 'end', null);
    },
    { differences: [expect.objectContaining({ ...FAILS, recorded: null, again: 'fail' })] },
  ],
  [
    'a check that nobody made',
    ({ journal }) =>
      change(journal, isCheck(FAILS.rule, FAILS.case, 'fail'), () => ({
        rule: 'book.business-rule.status',
        outcome: 'pass',
      })),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({
          rule: 'book.business-rule.status',
          case: PENDING,
          recorded: 'pass',
          again: null,
        }),
        expect.objectContaining({ ...FAILS, recorded: null, again: 'fail' }),
      ]) as never,
    },
  ],
  [
    'a status that became the one that was due',
    ({ exchanges }) => change(exchanges, sentFor(PENDING, 'book'), answering({ status: 422 })),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({ ...FAILS, recorded: 'fail', again: 'pass' }),
      ]) as never,
    },
  ],
  [
    'a refusal that became a booking',
    ({ exchanges }) => change(exchanges, sentFor(PENDING, 'book'), answering({ status: 201 })),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({ rule: 'book.profile.outcome' }),
      ]) as never,
    },
  ],
  [
    'a Location that was taken out',
    ({ exchanges }) =>
      change(exchanges, sentFor(FREE, 'book'), (exchange) => {
        const headers = exchange.response?.headers.filter(([name]) => !/^location$/i.test(name)) ?? [];
        return answering({ headers })(exchange);
      }),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({
          rule: 'book.created.location',
          case: FREE,
          recorded: 'pass',
          again: 'fail',
        }),
      ]) as never,
    },
  ],
  [
    'a Location to which a version was added',
    ({ exchanges }) =>
      change(exchanges, sentFor(FREE, 'book'), (exchange) => {
        const versioned = exchange.response?.headers.map(([name, value]): [string, string] =>
          /^location$/i.test(name) ? [name, `${value}/_history/1`] : [name, value],
        );
        return answering({ headers: versioned ?? [] })(exchange);
      }),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({ rule: 'book.created.location-versioned', recorded: 'fail', again: 'pass' }),
      ]) as never,
    },
  ],
  [
    'a body that became another one',
    ({ exchanges }) =>
      change(exchanges, sentFor(FREE, 'book'), answering({ body: '{"resourceType":"Basic"}' })),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({ rule: 'book.created.body', case: FREE, recorded: 'pass', again: 'fail' }),
      ]) as never,
    },
  ],
  [
    'a read of something else',
    ({ exchanges }) =>
      change(exchanges, sentFor('Reading a booking', 'read'), ({ request }) => ({
        request: { ...request, url: request.url.replace(/[^/]+$/, 'another') },
      })),
    {
      differences: expect.arrayContaining([expect.objectContaining({ rule: 'fhir.read.id' })]) as never,
    },
  ],
  [
    'an exchange that was taken out',
    ({ exchanges }) => change(exchanges, sentFor(PENDING, 'book'), null),
    {
      differences: expect.arrayContaining([
        expect.objectContaining({
          ...FAILS,
          why: expect.stringMatching(/^it refers to x\d+, which is not in the evidence$/),
        }),
      ]) as never,
      problems: expect.arrayContaining([expect.stringMatching(/^there is no exchange x\d+$/)]) as never,
    },
  ],
  [
    'an exchange that was put in',
    ({ exchanges }) => {
      const [last] = exchanges.slice(-1) as [ExchangeRecord];
      const booked = exchanges.find(sentFor(FREE, 'book')) as ExchangeRecord;
      exchanges.push({ ...booked, id: `x${String(Number(last.id.slice(1)) + 1).padStart(4, '0')}` });
    },
    {
      problems: expect.arrayContaining([
        expect.stringMatching(/^nothing asks for x\d+, which was recorded for "Booking a free slot"$/),
      ]) as never,
    },
  ],
  [
    'an exchange that is there twice',
    ({ exchanges }) => void exchanges.push(exchanges[0] as ExchangeRecord),
    { problems: expect.arrayContaining(['there are two exchanges x0001']) as never },
  ],
  [
    'what was let through, and is told to have been refused',
    ({ journal }) =>
      change(
        journal,
        (entry) => entry.kind === 'defect' && entry.case === PENDING,
        () => ({
          result: 'let-through',
          status: 201,
        }),
      ),
    {
      problems: [
        expect.stringMatching(
          /^the journal lists what the evidence does not show: .* as let-through \(status 201\)/,
        ),
        expect.stringMatching(
          /^the journal does not list what the evidence shows: .* as refused \(status 400\)/,
        ),
      ],
    },
  ],
];

/** The folder of a run, with the record that was made of its own. */
function forged(run: Run, forge: Forgery): string {
  const folder = temporaryFolder();
  cpSync(run.out, folder, { recursive: true });
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  const parsed = <T>(name: string): T[] => lines(name).map((line) => JSON.parse(line) as T);
  const record: Record = { journal: parsed('journal.ndjson'), exchanges: parsed('exchanges.ndjson') };
  forge(record);
  const write = (name: string, values: readonly unknown[]): void =>
    writeFileSync(join(folder, name), values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  write('journal.ndjson', record.journal);
  write('exchanges.ndjson', record.exchanges);
  return folder;
}

describe('The record of a run against a server with faults', () => {
  let honest: JudgedAgain;
  let judged: JudgedAgain[];
  beforeAll(async () => {
    const provider = await startProvider({ faults: FAULTS });
    const run = await conformanceRun(['--no-html', ...CASES.flatMap((name) => ['--case', name])], {
      ...provider.env,
      SLOT_GRACE_MS: '600',
    });
    await provider.close();
    const folders = forgeries.map(([, forge]) => forged(run, forge));
    const [first, ...others] = await judgedAgain(run.out, ...folders);
    honest = first as JudgedAgain;
    judged = others;
  }, 300_000);

  test('says again what it said, when nobody touched it', () => {
    expect(honest).toMatchObject({
      differences: [],
      notJudged: [],
      problems: [],
      verdict: { recorded: 'non-conformant', again: 'non-conformant' },
    });
    expect(honest.same).toBe(honest.judged);
    expect(honest.judged).toBeGreaterThan(200);
  });

  test.each(forgeries.map(([name, , found], index) => ({ name, found, index })))(
    'shows $name',
    ({ found, index }) => {
      expect(judged[index]).toMatchObject(found);
    },
  );
});
