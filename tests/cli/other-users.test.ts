import { randomUUID } from 'node:crypto';
import type { Appointment, Bundle } from 'fhir/r3';
import { type RunningProvider, startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs } from '../support/command';
import { isBooking, type ProxiedAnswer, type ProxiedRequest, proxyTo } from '../support/proxy';

/** Another user of the same diary, who is quicker than the suite, is no fault of the server. */

jest.setTimeout(120_000);
afterAll(removeOutputs);

const CASES = [
  'Booking a free slot',
  'Booking with times that have an offset',
  'Booking in the plainest way',
  'Booking with the status pending',
];

let provider: RunningProvider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

const slotIn = ({ body }: ProxiedRequest): string | undefined =>
  (JSON.parse(body.toString()) as Appointment).contained?.find(({ resourceType }) => resourceType === 'Slot')
    ?.id;

/** How the server says that a slot is no longer free. */
function refusalOf({ headers }: ProxiedRequest): ProxiedAnswer {
  const issue = [{ severity: 'error', code: 'conflict', diagnostics: 'The slot is not free.' }];
  return {
    status: 422,
    headers: {
      'Content-Type': 'application/fhir+json;charset=utf-8',
      'X-Request-Id': randomUUID(),
      ...(headers['x-request-id'] ? { 'X-Correlation-Id': String(headers['x-request-id']) } : {}),
    },
    body: JSON.stringify({ resourceType: 'OperationOutcome', issue }),
  };
}

/** Runs the cases beside another user, who takes every n-th slot just before it is booked. */
async function besideAnother(every: number): Promise<Run> {
  const asked = new Set<string>();
  const taken = new Set<string>();
  const diary = await proxyTo(provider.baseUrl, {
    before: (request) => {
      if (!isBooking(request)) return undefined;
      const slot = slotIn(request) ?? '';
      // What the suite has booked, nobody else can.
      if (!asked.has(slot)) {
        asked.add(slot);
        if (asked.size % every === 0) taken.add(slot);
      }
      return taken.has(slot) ? refusalOf(request) : undefined;
    },
    after: ({ path }, answer) => {
      if (!path.includes('/Slot')) return answer;
      const bundle = JSON.parse(answer.body) as Bundle;
      const entry = bundle.entry?.filter(({ resource }) => !taken.has(resource?.id ?? ''));
      return { ...answer, body: JSON.stringify({ ...bundle, total: entry?.length, entry }) };
    },
  });
  const env = { ...provider.env, TARGET_BASE_URL: diary.baseUrl, LOCATION_BASE_URLS: provider.baseUrl };
  const selection = CASES.flatMap((name) => ['--case', name]);
  return conformanceRun(['--no-html', '--only', 'book.*', ...selection], env).finally(() => diary.close());
}

const verdictsOf = ({ result }: Run) => result?.rules.map(({ id, verdict }) => `${id}: ${verdict}`);

test('who takes a slot now and then changes no verdict', async () => {
  const undisturbed = await besideAnother(Number.POSITIVE_INFINITY);
  const disturbed = await besideAnother(2);
  expect(disturbed.exchanges.some(({ response }) => response?.status === 422)).toBe(true);
  expect(verdictsOf(disturbed)).toEqual(verdictsOf(undisturbed));
  expect(verdictsOf(disturbed)).toContain('book.created.status: pass');
  expect(disturbed.code).toBe(undisturbed.code);
});

test('who takes every slot leaves nothing to judge, and nobody accused', async () => {
  const { code, result } = await besideAnother(1);
  expect(code).toBe(2);
  expect(result?.totals.fail).toBe(0);
  const reason = result?.rules.find(({ id }) => id === 'book.created.status')?.reason;
  expect(reason).toContain('its slot is no longer offered, so that another user may have taken it meanwhile');
});
