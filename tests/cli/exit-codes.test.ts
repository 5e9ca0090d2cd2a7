import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, removeOutputs, SOME_CASES, temporaryFolder } from '../support/command';
import { closedPort } from '../support/hostile-targets';

/** Every exit code of the contract, seen from outside as a process. */

const PACKAGE = join(__dirname, '..', '..');
const ONE_RULE = ['--no-html', '--only', 'book.created.status'];

const providers: RunningProvider[] = [];
const servers: Server[] = [];

async function provider(options: Parameters<typeof startProvider>[0] = {}): Promise<RunningProvider> {
  const started = await startProvider(options);
  providers.push(started);
  return started;
}

async function server(
  answer: (path: string) => { status: number; type: string; body: string },
): Promise<string> {
  const listening = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? '');
    response.writeHead(status, { 'Content-Type': type }).end(body);
  });
  servers.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const one of providers.splice(0)) await one.close();
  for (const one of servers.splice(0)) await new Promise((resolve) => one.close(resolve));
});
afterAll(removeOutputs);

jest.setTimeout(60_000);

describe('0, conformant', () => {
  test('a rule that holds, against the embedded provider', async () => {
    const { code, stdout, result } = await conformanceRun(ONE_RULE);
    expect({ code, embedded: result?.target.embedded }).toEqual({ code: 0, embedded: true });
    expect(stdout).toContain('CONFORMANT');
    expect(stdout).toContain('(the embedded provider, not a server of yours)');
    expect(stdout).toContain('only 1 of 77 rules were selected');
    expect(stdout).toMatch(/exchanges: \d+, p50 \d+ ms, p95 \d+ ms/);
  });
});

describe('1, non-conformant', () => {
  test('a MUST broken: the summary says what, why, and how to see it again', async () => {
    const { env, baseUrl } = await provider({ faults: ['created-status-200'] });
    const { code, stdout, stderr, result } = await conformanceRun(ONE_RULE, env);
    expect({ code, verdict: result?.verdict }).toEqual({ code: 1, verdict: 'non-conformant' });
    expect(stdout).toContain('NON-CONFORMANT');
    expect(stdout).toContain('✗ MUST book.created.status: Answers 201 when the booking succeeds');
    expect(stdout).toContain('answered 200 instead of 201');
    expect(stdout).toMatch(/expected +status 201/);
    expect(stdout).toContain(
      'https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success',
    );
    expect(stdout).toContain(
      `booking-conformance run --only book.created.status --case "Booking a free slot" --target ${baseUrl}`,
    );
    expect(stderr).toContain('✗ book.created.status');
    expect(stdout + stderr).not.toMatch(/\bat .*\.js:\d+/);
  });

  test('the command to see it again keeps to the case, and to what the environment decided', async () => {
    const { env, baseUrl } = await provider({ faults: ['created-status-200'] });
    const { code, stdout } = await conformanceRun([...ONE_RULE, '--case', 'Booking a free slot'], {
      ...env,
      FORMAT: 'xml',
      GATE: 'booking, nhs',
    });
    expect(code).toBe(1);
    expect(stdout).toContain(
      `FORMAT=xml GATE="booking, nhs" booking-conformance run --only book.created.status --case "Booking a free slot" --target ${baseUrl}\n`,
    );
  });

  test('a stated SHOULD broken, with --strict; without, it only warns', async () => {
    const { env } = await provider({ faults: ['created-etag-missing'] });
    const args = ['--no-html', '--only', 'book.created.*'];
    const lenient = await conformanceRun(args, env);
    const strict = await conformanceRun([...args, '--strict'], env);
    expect([lenient.code, strict.code]).toEqual([0, 1]);
    expect(lenient.stdout).toContain('! SHOULD book.created.etag: Sends an ETag');
  });
});

describe('2, incomplete', () => {
  test('a target that offers no slot', async () => {
    const { env } = await provider({ slots: 0 });
    const { code, stdout, result } = await conformanceRun(['--no-html'], { ...env, CASES: SOME_CASES });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 2, verdict: 'incomplete' });
    expect(stdout).toContain('the search for free slots finds none');
    const passed = result?.rules.filter((rule) => rule.verdict === 'pass');
    // What FHIR and HTTP ask of any answer was seen on the search.
    expect(passed?.filter(({ source }) => ['booking', 'nhs'].includes(source))).toEqual([]);
  });

  test('a selection in which nothing decides', async () => {
    const { code, result } = await conformanceRun(['--no-html', '--only', 'book.retry']);
    expect({ code, verdict: result?.verdict }).toEqual({ code: 2, verdict: 'incomplete' });
  });

  test('a target that falls silent on the way: five time-outs end the run', async () => {
    const { baseUrl, env } = await provider();
    const asked = await fetch(`${baseUrl}/metadata`);
    const capabilities = await asked.text();
    const silent = createServer((request, response) => {
      if (request.url?.endsWith('/metadata'))
        response.writeHead(200, { 'Content-Type': 'application/fhir+json' }).end(capabilities);
    });
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { code, stdout, result } = await conformanceRun(['--no-html', '--target', target], {
      ...env,
      REQUEST_TIMEOUT_MS: '300',
    });
    silent.closeAllConnections();
    expect({ code, verdict: result?.verdict }).toEqual({ code: 2, verdict: 'incomplete' });
    expect(result?.run.stopped).toContain('5 requests in a row');
    expect(stdout).toContain('the run ended early');
    expect(result?.run.exchanges).toBeLessThan(15);
  });

  test('a run that takes longer than RUN_TIMEOUT_MS', async () => {
    const { env } = await provider();
    const { code, result } = await conformanceRun(['--no-html'], { ...env, RUN_TIMEOUT_MS: '1000' });
    expect({ code, verdict: result?.verdict }).toEqual({ code: 2, verdict: 'incomplete' });
    expect(result?.run.stopped).toContain('RUN_TIMEOUT_MS');
    expect(result?.bookings.leftBehind).toEqual([]);
  });
});

describe('64, wrong usage or settings', () => {
  test.each([
    { args: [], says: 'booking-conformance COMMAND' },
    { args: ['fly'], says: "There is no command 'fly'. Commands are run," },
    { args: ['run', '--tarrget', 'x'], says: "Unknown option '--tarrget'. Options of 'run' are --target," },
    { args: ['run', 'http://localhost'], says: 'Unexpected argument' },
    { args: ['run', '--target', 'localhost:8080'], says: '--target: localhost:8080' },
    { args: ['run', '--only', 'book.creatd.status'], says: 'did you mean book.created.status' },
    { args: ['run', '--gate', 'everything'], says: 'sources of rules, separated by commas: booking, nhs' },
    { args: ['run', '--overlay', 'dos'], says: 'an overlay of this rulebook: uec' },
    { args: ['run', '--gate', 'booking,uec'], says: 'uec is an overlay; add OVERLAY=uec' },
    { args: ['run', '--only', 'uec.jwt'], says: 'add --overlay uec' },
    { args: ['run', '--workers', '0'], says: 'a whole number from 1 to 16' },
    { args: ['run', ...ONE_RULE, '--case', 'No such case'], says: '  No such case\n    names no case' },
    { args: ['run', ...ONE_RULE, '--case', 'Sending*'], says: 'Nothing is selected: none of the rules' },
    {
      args: ['run', ...ONE_RULE, '--case', 'Sending*', '--workers', '3'],
      says: 'Nothing is selected: none of the rules',
    },
    { args: ['run', ...ONE_RULE, '--json'], says: '--json goes with --list' },
    { args: ['run', '--env-file', 'no-such-file'], says: 'The env-file no-such-file cannot be read' },
    { args: ['provider', '--jwt', 'es512'], says: '--jwt es512: allowed are none, hs256, rs256' },
    { args: ['provider', '--fault', 'nothing'], says: '--list-faults' },
  ])('$args', async ({ args, says }) => {
    const { code, stdout, stderr } = await command(args);
    expect(code).toBe(64);
    expect(stderr).not.toContain('the suite itself failed');
    expect(stdout + stderr).toContain(says);
    expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
  });

  test('every wrong setting is told at once, by the name that the user wrote', async () => {
    const { code, stderr } = await command(['run', '--target', 'ftp://x'], {
      env: { JWT_REGIME: 'hs256', REQUEST_TIMEOUT_MS: 'soon', STRICT: 'maybe' },
    });
    expect(code).toBe(64);
    expect(stderr).toContain('4 settings are wrong');
    expect(stderr).toContain('--target: ftp://x');
    expect(stderr).toContain('example: --target https://booking.example.org/STU3');
    expect(stderr).toContain('REQUEST_TIMEOUT_MS: soon');
    expect(stderr).toContain('allowed: a whole number of milliseconds from 100 to 600000');
    expect(stderr).toContain('STRICT: maybe');
    expect(stderr).toContain('JWT_SECRET\n    missing; JWT_REGIME=hs256 needs it');
  });

  test('settings for a target without one: a gate must not go green for the embedded provider', async () => {
    const stray = await command(['run'], { env: { SLOT_SERVICE_ID: '123' } });
    const empty = await command(['run'], { env: { TARGET_BASE_URL: '' } });
    expect([stray.code, empty.code]).toEqual([64, 64]);
    expect(stray.stderr).toContain(
      'SLOT_SERVICE_ID\n    belongs to a target, and TARGET_BASE_URL is not set',
    );
    expect(empty.stderr).toContain('TARGET_BASE_URL: (empty)');
  });

  test('a setting in the env-file that does not exist', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'TARGET_URL=https://booking.example.org/STU3\n');
    const { code, stderr } = await command(['run'], { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('.env has settings that do not exist: TARGET_URL.');
  });

  test('the singular of a setting in the env-file, or its plural', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'CASE=Booking*\nPROFILE_DIR=profiles\nOVERLAYS=uec\nPATHS=1\n');
    const { code, stderr } = await command(['run'], { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('.env has settings that do not exist: CASE, PROFILE_DIR, OVERLAYS.');
  });

  test('a wrong line in the env-file is told with the file', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'TARGET_BASE_URL=not a url\n');
    const { code, stderr } = await command(['run'], { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('TARGET_BASE_URL in .env: not a url');
  });
});

describe('69, no FHIR answer', () => {
  test('a closed port, within five seconds', async () => {
    const target = `http://127.0.0.1:${await closedPort()}/STU3`;
    const { code, stderr, durationMs, result } = await conformanceRun(['--target', target]);
    expect({ code, verdict: result?.verdict, bookings: result?.bookings.made }).toEqual({
      code: 69,
      verdict: 'incomplete',
      bookings: 0,
    });
    expect(result?.run.stopped).toContain('Nothing accepts connections at 127.0.0.1:');
    expect(stderr).toContain('Nothing accepts connections at 127.0.0.1:');
    expect(stderr).toContain('Nothing was tested.');
    expect(durationMs).toBeLessThan(5_000);
  });

  test('a name that does not exist', async () => {
    const { code, stderr } = await conformanceRun(['--target', 'http://no-such-host.invalid/STU3']);
    expect(code).toBe(69);
    expect(stderr).toContain('no-such-host.invalid');
  });

  test('a server that is not FHIR', async () => {
    const target = await server(() => ({ status: 200, type: 'text/html', body: '<h1>Welcome</h1>' }));
    const { code, stderr } = await conformanceRun(['--target', target]);
    expect(code).toBe(69);
    expect(stderr).toContain('does not answer with FHIR');
  });

  test('a server that refuses our token everywhere', async () => {
    const body = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"security"}]}';
    const target = await server(() => ({ status: 403, type: 'application/fhir+json', body }));
    const { code, stderr } = await conformanceRun(['--target', target]);
    expect(code).toBe(69);
    expect(stderr).toContain('refuses our token');
    expect(stderr).toContain('JWT_REGIME');
  });

  test('a server that speaks no TLS where https is asked for', async () => {
    const target = (await server(() => ({ status: 200, type: 'text/plain', body: '' }))).replace(
      'http:',
      'https:',
    );
    const { code, stderr } = await conformanceRun(['--target', target]);
    expect(code).toBe(69);
    expect(stderr).toMatch(/TLS|https/);
  });

  test('a server that never answers, within its time-out', async () => {
    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    // How long a process takes that asks nothing: several times as long where the machine is busy.
    const start = (await command(['rules'])).durationMs;
    const { code, stderr, durationMs } = await conformanceRun(['--target', target], {
      REQUEST_TIMEOUT_MS: '500',
    });
    silent.closeAllConnections();
    expect(code).toBe(69);
    expect(stderr).toContain('500 ms');
    expect(durationMs).toBeLessThan(5_000 + 3 * start);
  });

  test('neither capability statement nor search is needed: any FHIR answer will do', async () => {
    const body = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}';
    const target = await server((path) =>
      path.includes('/Appointment/')
        ? { status: 404, type: 'application/fhir+json', body }
        : { status: 404, type: 'text/html', body: 'nothing here' },
    );
    const { code } = await conformanceRun([...ONE_RULE, '--target', target]);
    expect(code).toBe(2);
  });
});

describe('70, a fault of the suite itself', () => {
  test('a report that cannot be written', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    const { code, stderr } = await command(['run', '--out', join(file, 'reports')]);
    expect(code).toBe(70);
    expect(stderr).toContain('The reports cannot be written to');
  });

  test("a folder with somebody else's Allure results is left alone", async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'allure-results'));
    const { code, stderr } = await command(['run', '--out', out]);
    expect(code).toBe(70);
    expect(stderr).toContain('choose another folder with --out');
  });

  test('a suite that does not load', async () => {
    const copy = brokenCopy('suites/read/booked-appointment.js', "throw new Error('broken on purpose');");
    const { code, stdout, result } = await conformanceRun(
      ['--no-html'],
      {},
      { bin: join(copy, 'bin', 'booking-conformance.cjs') },
    );
    expect(code).toBe(70);
    expect(result?.run.faults.join()).toContain('broken on purpose');
    expect(stdout).toContain('the suite itself failed');
  });
});

describe('never green', () => {
  test('a test that ends without an outcome is a fault', async () => {
    const copy = brokenCopy('suites/read/booked-appointment.js', "test('says nothing', () => {});");
    const bin = join(copy, 'bin', 'booking-conformance.cjs');
    const { code, result } = await conformanceRun(ONE_RULE, {}, { bin });
    expect(code).toBe(70);
    expect(result?.run.faults.join()).toContain('"says nothing" ended without an outcome');
  });
});

describe('130, interrupted', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s: what was booked is cancelled, what there is is written',
    async (signal) => {
      const { env } = await provider();
      let sent = false;
      const { code, result, stderr } = await conformanceRun(
        ['--no-html'],
        { ...env, NO_COLOR: '1' },
        {
          onStderr: (text, kill) => {
            // By then it has booked.
            if (sent || !/exchanges: \d{3}/.test(text)) return;
            sent = true;
            kill(signal);
          },
        },
      );
      expect(code).toBe(130);
      expect(stderr).toContain('Interrupted');
      expect(result?.run.stopped).toBe('the run was interrupted');
      expect(result?.verdict).toBe('incomplete');
      expect(result?.bookings.made).toBeGreaterThan(0);
      expect(result?.bookings.leftBehind).toEqual([]);
    },
  );
});

/** An installed package of which one file is broken. */
function brokenCopy(file: string, content: string): string {
  const copy = temporaryFolder();
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
  mkdirSync(join(copy, 'dist'), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'dist', file), content);
  return copy;
}
