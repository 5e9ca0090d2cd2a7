import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Appointment } from 'fhir/r3';
import { entriesOf, type JournalEntry } from '../../lib/verdict';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs } from '../support/command';
import { isBooking, proxyTo } from '../support/proxy';

/** What a run does to the diary of a server, and what it never does. */

jest.setTimeout(120_000);
afterAll(removeOutputs);

let provider: RunningProvider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

const journalOf = ({ out }: Run): JournalEntry[] =>
  readFileSync(join(out, 'journal.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JournalEntry);

describe('A host that may be live', () => {
  test.each(['run', 'doctor'])('is refused by %s before anything is sent', async (name) => {
    const { code, stderr } = await command([name, '--target', 'https://Booking.NHS.uk./STU3']);
    expect(code).toBe(64);
    expect(stderr).toContain('--target: https://Booking.NHS.uk./STU3\n');
    expect(stderr).toContain('may be live: no word in booking.nhs.uk says that it is there to be tested');
    expect(stderr).toContain('--allow-live, or ALLOW_LIVE=true');
  });
});

describe('Every booking', () => {
  let run: Run;
  beforeAll(async () => {
    run = await conformanceRun(['--no-html', '--case', 'Booking a free slot'], provider.env);
  });
  const bookings = () => run.exchanges.filter(({ request }) => request.method === 'POST');

  test('says in the diary that it is a test, and of which run', () => {
    const id = run.result?.run.id ?? '';
    expect(run.result?.bookings.mark).toBe(`run ${id.slice(0, 8)}`);
    expect(bookings().length).toBeGreaterThan(2);
    for (const { request } of bookings()) {
      const { description } = JSON.parse(request.body ?? '') as Appointment;
      expect(description).toBe(`Conformance test, not a real patient (run ${id.slice(0, 8)})`);
    }
  });

  test('is cancelled, the latest of a case first', () => {
    const entries = entriesOf('booking', journalOf(run));
    const ofState = (state: string) =>
      entries.filter((entry) => entry.state === state).map(({ exchange }) => exchange);
    expect(ofState('cancelled').sort()).toEqual(ofState('booked').sort());
    // The booking that is made while that of the case itself stands.
    const [outer, inner] = ofState('booked');
    const cancelled = ofState('cancelled');
    expect(cancelled.indexOf(inner as string)).toBeLessThan(cancelled.indexOf(outer as string));
  });
});

describe('A request that was refused, or failed', () => {
  const STATUSES = [422, 400, 409, 500, 503, 429, 502, 504, 403];
  let run: Run;
  beforeAll(async () => {
    let asked = 0;
    const failing = await proxyTo(provider.baseUrl, {
      before: (request) => {
        if (!isBooking(request)) return undefined;
        const status = STATUSES[asked++ % STATUSES.length] as number;
        return { status, headers: { 'Retry-After': '0' }, body: '' };
      },
    });
    const env = {
      ...provider.env,
      TARGET_BASE_URL: failing.baseUrl,
      SLOT_GRACE_MS: '500',
      GATE: 'booking,fhir',
    };
    const cases = ['Booking a free slot', 'Booking with a *', 'Booking a slot that is already taken*'];
    const selection = cases.flatMap((name) => ['--case', name]);
    run = await conformanceRun(['--no-html', ...selection], env).finally(() => failing.close());
  });
  const valuesOf = (name: string): string[] =>
    run.exchanges.flatMap(({ request }) =>
      request.headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value),
    );

  test('is not sent again as it was', () => {
    const bookings = run.exchanges.filter(({ request }) => request.method === 'POST');
    expect(bookings.length).toBeGreaterThan(STATUSES.length);
    expect(new Set(bookings.map(({ response }) => response?.status))).toEqual(new Set(STATUSES));
    const bodies = bookings.map(({ request }) => request.body);
    expect(new Set(bodies).size).toBe(bodies.length);
    const ids = valuesOf('x-request-id');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('leaves nothing in the diary, and what may be there is listed', () => {
    const uncertain = run.exchanges.filter(({ response }) => [502, 503, 504].includes(response?.status ?? 0));
    expect(run.result?.bookings.made).toBe(0);
    expect(run.result?.bookings.leftBehind.map(({ exchange }) => exchange).sort()).toEqual(
      uncertain.map(({ id }) => id).sort(),
    );
  });
});
