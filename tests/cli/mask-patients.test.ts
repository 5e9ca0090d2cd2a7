import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs } from '../support/command';
import { filesBelow } from '../support/planted';
import { isBooking, proxyTo, withAppointment } from '../support/proxy';

/** Data of patients, made up or not, in all that a run writes: masked, where the user asks for it. */

jest.setTimeout(240_000);
afterAll(removeOutputs);

const CASES = [
  'Booking a free slot',
  'Booking a slot that*',
  'Booking with the status*',
  '*cut off*',
  '*apostrophe*',
];
const SOME = [...CASES.flatMap((name) => ['--case', name]), '--workers', '2'];
const GATE = 'booking,nhs,fhir,http';

/** What the made-up patients have in common, and somebody whom only the server knows. */
const MADE_UP = /XXTESTPATIENT-\d|999\d{7}\b|Conformance Street|Testville|ZZ99|01632 960|07700 900/;
const STRANGER = {
  resourceType: 'Patient',
  id: 'stranger',
  name: [{ family: 'Featherstonehaugh', given: ['Zebedee'] }],
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' }],
  birthDate: '1871-02-03',
} as const;
const OF_STRANGER = /Featherstonehaugh|Zebedee|9434765919|1871-02-03/;

const providers: RunningProvider[] = [];
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.close();
});

async function provider(...args: Parameters<typeof startProvider>): Promise<RunningProvider> {
  const started = await startProvider(...args);
  providers.push(started);
  return started;
}

/** Everything that a run wrote, with what is in Base64 in the page. */
function everythingOf({ out, stdout, stderr }: Run): Record<string, string> {
  const files = Object.entries(filesBelow(out)).map(([name, bytes]) => {
    const text = bytes.toString('utf8');
    const encoded = (text.match(/[\w+/]{200,}=*/g) ?? []).map((part) =>
      Buffer.from(part, 'base64').toString(),
    );
    return [name, [text, ...encoded].join('\n')];
  });
  return { ...Object.fromEntries(files), stdout, stderr };
}

function namesIn(run: Run, pattern: RegExp): string[] {
  return Object.entries(everythingOf(run)).flatMap(([place, text]) => {
    const found = pattern.exec(text);
    return found ? [`${found[0]} in ${place}`] : [];
  });
}

const verdictsOf = ({ result }: Run): unknown =>
  result?.rules.map(({ id, verdict, checks }) => [
    id,
    verdict,
    checks.map((check) => [check.case, check.outcome]),
  ]);

test.each(['json', 'xml'])('in %s, verdicts are the same, and nobody is named', async (FORMAT) => {
  const { env } = await provider();
  const settings = { ...env, FORMAT, GATE };
  const open = await conformanceRun(['--no-html', ...SOME], settings);
  const masked = await conformanceRun(['--mask-patients', ...SOME], settings);
  expect(namesIn(open, MADE_UP)).not.toEqual([]);
  expect(namesIn(masked, MADE_UP)).toEqual([]);
  expect(masked.result?.run.faults).toEqual([]);
  expect(verdictsOf(masked)).toEqual(verdictsOf(open));
  expect(masked.result?.verdict).toBe(open.result?.verdict);
  expect(masked.result?.run.settings.MASK_PATIENTS).toBe('true');

  const booked = masked.exchanges.filter(({ purpose }) => purpose === 'book');
  expect(booked.length).toBeGreaterThan(3);
  for (const { request } of booked) expect(request.masked).toBe(true);
  for (const { response } of masked.exchanges.filter(({ purpose }) => purpose === 'search'))
    expect(response?.masked).toBeUndefined();
});

test('a server that answers with somebody else names nobody, neither in messages nor in reports made again', async () => {
  const { baseUrl, env } = await provider();
  const server = await proxyTo(baseUrl, {
    after: (request, answer) => {
      if (!isBooking(request)) return answer;
      if (answer.status !== 201) {
        const issue = [
          { severity: 'error', code: 'invalid', diagnostics: 'Zebedee Featherstonehaugh is there' },
        ];
        return { ...answer, status: 409, body: JSON.stringify({ resourceType: 'OperationOutcome', issue }) };
      }
      return withAppointment(answer, (appointment) => {
        appointment.contained = [STRANGER, ...(appointment.contained ?? []).slice(1)];
      });
    },
  });
  const run = await conformanceRun(['--mask-patients', ...SOME], {
    ...env,
    TARGET_BASE_URL: server.baseUrl,
    GATE,
    FORMAT: 'json',
  });
  await server.close();
  expect(run.code).toBe(1);
  expect(run.result?.bookings.leftBehind).toEqual([]);
  const told = run.result?.rules.flatMap(({ checks }) => checks.map(({ actual }) => actual ?? '')) ?? [];
  expect(told).toContain('status 409: [masked] [masked] is there');
  expect(namesIn(run, OF_STRANGER)).toEqual([]);
  expect(namesIn(run, MADE_UP)).toEqual([]);
  const page = JSON.stringify(Object.values(everythingOf(run)));
  expect(page).toContain('Data of patients in the body was masked');

  const before = run.result;
  const { code } = await command(['report', run.out]);
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(join(run.out, 'conformance.json'), 'utf8'))).toEqual(before);
  expect(namesIn(run, OF_STRANGER)).toEqual([]);
});

test('what is left behind is told without its patient, and cleaned up all the same', async () => {
  const { baseUrl, env } = await provider();
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  let isKilled = false;
  const server = await proxyTo(baseUrl, {
    before: ({ method }) => {
      if (method !== 'PUT' || isKilled) return undefined;
      isKilled = true;
      kill('SIGKILL');
      return { status: 503, headers: {}, body: '' };
    },
  });
  const settings = { ...env, TARGET_BASE_URL: server.baseUrl };
  const run = await conformanceRun(
    ['--mask-patients', '--no-html', '--case', 'Booking a free slot'],
    settings,
    {
      onStart: (end) => {
        kill = end;
      },
    },
  );
  expect(run.signal).toBe('SIGKILL');
  await command(['report', run.out, '--no-html']);
  const result = JSON.parse(readFileSync(join(run.out, 'conformance.json'), 'utf8'));
  expect(result.bookings.leftBehind.length).toBeGreaterThan(0);
  expect(result.bookings.leftBehind[0].patient).toMatch(/^\[masked [0-9a-f]{12}\] \[masked [0-9a-f]{12}\]$/);
  const cleaned = await command(['cleanup', run.out]);
  await server.close();
  expect({ code: cleaned.code, stderr: cleaned.stderr }).toEqual({ code: 0, stderr: '' });
  expect(cleaned.stdout).toMatch(/^ {2}cancelled/m);
  expect(namesIn(run, MADE_UP)).toEqual([]);
});

test('a shard is no run in which patients can be masked', async () => {
  const { env } = await provider();
  const { code, stderr } = await command(['run', '--shard', '1/2', '--mask-patients'], { env });
  expect(code).toBe(64);
  expect(stderr).toContain('--mask-patients: true\n    a shard is judged again when it is merged');
});
