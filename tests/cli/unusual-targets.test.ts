import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Appointment, Slot } from 'fhir/r3';
import { type RunningProvider, startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs, SOME_CASES, temporaryFolder } from '../support/command';
import { isBooking, type ProxiedAnswer, proxyTo, type Twist, withAppointment } from '../support/proxy';
import { anIssuer } from '../target/fakes';

/** Servers that are right in another way must not be accused; servers that are wrong in a subtle way must not pass. */

jest.setTimeout(60_000);
afterAll(removeOutputs);

let provider: RunningProvider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.close());

async function runAgainst(
  twist: Twist,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Run> {
  const proxy = await proxyTo(provider.baseUrl, twist);
  // The provider's own base stays the audience, and the base of its Locations and links.
  const settings = { ...provider.env, LOCATION_BASE_URLS: provider.baseUrl, ...env };
  const run = await conformanceRun(['--no-html', ...args], {
    ...(args.length === 0 ? { CASES: SOME_CASES } : {}),
    ...settings,
    TARGET_BASE_URL: proxy.baseUrl,
  });
  await proxy.close();
  return run;
}

const notPassed = ({ result }: Run): string[] =>
  (result?.rules ?? [])
    .filter((rule) => !['pass', 'not-applicable'].includes(rule.verdict))
    .map((rule) => `${rule.verdict} ${rule.id}`);

/** The rules that passed and say something of bookings; those of FHIR and HTTP are judged on any answer. */
const passedOnBookings = ({ result }: Run): string[] =>
  (result?.rules ?? [])
    .filter(({ verdict, source }) => verdict === 'pass' && ['booking', 'nhs'].includes(source))
    .map((rule) => rule.id);

const refusing = (status: number): ProxiedAnswer => ({
  status,
  headers: { 'content-type': 'application/fhir+json' },
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"no"}]}',
});

describe('is not accused', () => {
  test('a server behind a proxy, whose Locations have another base', async () => {
    const run = await runAgainst({});
    expect(notPassed(run)).toEqual([]);
    expect(run.code).toBe(0);
  });

  test('a server that gives contained resources other local ids when it is read', async () => {
    const run = await runAgainst(
      {
        after: ({ path }, answer) =>
          path.includes('_history')
            ? {
                ...answer,
                body: answer.body.replaceAll('"#patient"', '"#p9"').replaceAll('"id":"patient"', '"id":"p9"'),
              }
            : answer,
      },
      {},
      ['--only', 'book.created'],
    );
    expect(notPassed(run)).toEqual([]);
  });

  test('a server that refuses our token at the door of booking: nothing is judged by its refusals', async () => {
    const run = await runAgainst({ before: (request) => (isBooking(request) ? refusing(403) : undefined) });
    expect(run.code).toBe(2);
    const judged = run.result?.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect(judged?.map((rule) => rule.id)).toEqual(['book.request-id.returned']);
  });

  test('a server that answers nothing but booking and reading, with slots from a file', async () => {
    const { SLOT_SERVICE_ID: _, ...env } = provider.env;
    const run = await runAgainst(
      {
        before: ({ path }) => (/\/(metadata|Slot)/.test(path) ? refusing(404) : undefined),
      },
      { ...env, SLOT_SERVICE_ID: '', SLOTS_FILE: await slotsFile(3) },
    );
    expect(notPassed(run)).toEqual([]);
    expect(run.code).toBe(0);
  });
});

describe('is not accused by what is judged on every answer', () => {
  const everyAnswer = ['--only', 'fhir.response', '--only', 'book.created.url-stable'];
  const inCases = (...names: string[]): string[] => names.flatMap((name) => ['--case', name]);

  test('a server that books against a profile, and is read again in the end since it cannot cancel', async () => {
    const lenient = await startProvider({ faults: ['uec-profiles-not-validated', 'created-put-405'] });
    const run = await conformanceRun(
      [
        '--no-html',
        ...everyAnswer,
        ...inCases('Booking with a contained Slot without identifier', 'Reading every Location*'),
      ],
      { ...lenient.env },
    );
    await lenient.close();
    expect(run.result?.defects.map(({ result }) => result)).toContain('let-through');
    expect(notPassed(run).filter((rule) => !rule.startsWith('inconclusive'))).toEqual([]);
  });

  test('a server whose web framework puts a strong ETag on whatever has no version', async () => {
    const run = await runAgainst(
      {
        after: (_, answer) => ({ ...answer, headers: { etag: '"5f-a1b2"', ...answer.headers } }),
      },
      {},
      ['--only', 'fhir.etag', ...inCases('Reading a booking*', '(*')],
    );
    expect(notPassed(run)).toEqual([]);
  });

  test('a server by the urgent-care guide that describes its errors in their issues, and forbids a method', async () => {
    const urgent = await startProvider({ overlay: 'uec' });
    const proxy = await proxyTo(urgent.baseUrl, {
      before: ({ method }) => (method === 'DELETE' ? refusing(403) : undefined),
      after: (_, answer) => ({
        ...answer,
        body: answer.body.replace(/("OperationOutcome"),"id":"[^"]*"/, '$1'),
      }),
    });
    const run = await conformanceRun(
      ['--no-html', '--only', 'uec.outcome', '--only', 'uec.jwt.challenge', ...inCases('Sending a DELETE*')],
      { ...urgent.env, LOCATION_BASE_URLS: urgent.baseUrl, TARGET_BASE_URL: proxy.baseUrl },
    );
    await proxy.close();
    await urgent.close();
    expect(run.exchanges.map(({ response }) => response?.status)).toContain(403);
    expect(notPassed(run)).toEqual([]);
  });
});

describe('does not pass', () => {
  test('a server of UUIDs that answers 400 for one that it never gave', async () => {
    const unknownRefused: Twist = {
      after: ({ method, path }, answer) =>
        method === 'GET' && path.includes('/Appointment/') && answer.status === 404 ? refusing(400) : answer,
    };
    const run = await runAgainst(unknownRefused, {}, ['--only', 'fhir.read.unknown']);
    expect(notPassed(run)).toEqual(['fail fhir.read.unknown']);
  });

  test('a server whose slots miss their profile, so that bookings do too, and whose versions are no FHIR', async () => {
    const lenient = await startProvider({ faults: ['uec-profiles-not-validated'] });
    const proxy = await proxyTo(lenient.baseUrl, {
      after: ({ path }, answer) => ({
        ...answer,
        body: path.includes('_history')
          ? answer.body.replace('"status":"booked"', '"status":"reserved"')
          : answer.body.replace(/("resourceType":"Slot".*?)"identifier":\[[^\]]*\],/g, '$1'),
      }),
    });
    const run = await conformanceRun(
      [
        '--no-html',
        '--only',
        'fhir.response',
        '--case',
        'Reading a booking*',
        '--only',
        'fhir.vread.version',
      ],
      { ...lenient.env, LOCATION_BASE_URLS: lenient.baseUrl, TARGET_BASE_URL: proxy.baseUrl },
    );
    await proxy.close();
    await lenient.close();
    expect(notPassed(run)).toContain('fail fhir.response.valid');
  });

  test('a server that refuses everything with the right status for some of it', async () => {
    const run = await runAgainst({ before: (request) => (isBooking(request) ? refusing(422) : undefined) });
    expect(run.code).toBe(2);
    expect(passedOnBookings(run)).toEqual([]);
  });

  test('a server that reads an offset as UTC', async () => {
    const run = await runAgainst(
      {
        after: (request, answer) =>
          isBooking(request) && request.body.includes('+01:00')
            ? withAppointment(answer, (appointment) => {
                appointment.start = (appointment.start as string).replace('+01:00', 'Z');
                appointment.end = (appointment.end as string).replace('+01:00', 'Z');
              })
            : answer,
      },
      {},
      ['--only', 'book.request'],
    );
    expect(notPassed(run)).toEqual(['fail book.request.valid-accepted']);
  });

  test('a server whose old version shows another patient', async () => {
    const run = await runAgainst(
      {
        after: ({ path }, answer) =>
          path.includes('_history')
            ? { ...answer, body: answer.body.replace(/999\d{7}/g, '9990000000') }
            : answer,
      },
      {},
      ['--only', 'book.created'],
    );
    expect(notPassed(run)).toEqual(['fail book.created.url-stable']);
  });
});

describe('is left as it was found', () => {
  test("a booking of somebody else's, whose id the server gives for ours, is not cancelled", async () => {
    const puts: string[] = [];
    let stranger: string | undefined;
    const run = await runAgainst(
      {
        before: (request) => {
          if (request.method === 'PUT') puts.push(request.path);
          const isStrangers = stranger && request.path.endsWith(stranger);
          return isStrangers
            ? { status: 200, headers: { etag: 'W/"1"' }, body: JSON.stringify(strangers(stranger as string)) }
            : undefined;
        },
        after: (request, answer) => {
          if (!isBooking(request) || answer.status !== 201) return answer;
          stranger = '11111111-2222-3333-4444-555555555555';
          return withAppointment(answer, (appointment) => {
            appointment.id = stranger as string;
          });
        },
      },
      {},
      ['--only', 'book.created.status'],
    );
    expect(puts).toEqual([]);
    expect(run.result?.bookings.leftBehind).toHaveLength(4);
    expect(run.stdout).toContain('belongs to a booking that this run did not make');
  });

  test('a booking whose answer was lost is listed', async () => {
    let lost = 0;
    const run = await runAgainst(
      {
        after: (request, answer) =>
          isBooking(request) && answer.status === 201 && ++lost === 2 ? null : answer,
      },
      {},
      ['--only', 'book.created.status'],
    );
    expect(run.result?.bookings.leftBehind).toEqual([
      expect.objectContaining({
        id: null,
        reason: expect.stringContaining('not known whether it was booked'),
      }),
    ]);
    expect(run.stdout).toContain('may be, still in the diary');
  });

  test('a cancellation that the server only pretends is not believed', async () => {
    const run = await runAgainst(
      {
        before: ({ method, body }) =>
          method === 'PUT' ? { status: 200, headers: {}, body: body.toString() } : undefined,
      },
      {},
      ['--only', 'book.created.put-supported'],
    );
    expect(notPassed(run)).toEqual(['warn book.created.put-supported']);
    expect(run.result?.bookings.leftBehind).toHaveLength(run.result?.bookings.made as number);
  });
});

/** An Appointment of a person who has nothing to do with this run. */
function strangers(id: string): Appointment {
  return {
    resourceType: 'Appointment',
    id,
    meta: { versionId: '1' },
    status: 'booked',
    description: 'Follow-up',
    start: '2031-01-01T09:00:00Z',
    end: '2031-01-01T09:10:00Z',
    participant: [{ actor: { display: 'A real person' }, status: 'accepted' }],
  };
}

/** A file with free slots, as the provider's own search gives them. */
async function slotsFile(count: number): Promise<string> {
  const issuer = anIssuer({ audience: provider.baseUrl });
  const answer = await fetch(`${provider.baseUrl}/Slot?status=free&_count=${count}`, {
    headers: { Authorization: `Bearer ${issuer.valid('organization/slot.read')}` },
  });
  const { entry } = (await answer.json()) as { entry: Array<{ resource: Slot }> };
  const file = join(temporaryFolder(), 'slots.json');
  writeFileSync(file, JSON.stringify(entry.map(({ resource }) => resource)));
  return file;
}
