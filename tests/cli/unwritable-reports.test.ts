import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from 'fhir/r3';
import { readJournal } from '../../lib/verdict/read-journal';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer } from '../provider/consumer';
import { command, conformanceRun, type Ended, removeOutputs, temporaryFolder } from '../support/command';
import { isBooking, proxyTo } from '../support/proxy';

/** Reports that cannot be written, in whatever way: the diary of the server comes first, then a plain sentence. */

jest.setTimeout(240_000);
afterAll(removeOutputs);

const ONE_RULE = ['--no-html', '--only', 'book.created.status'];

let provider: RunningProvider;
const proxies: Array<{ close: () => Promise<void> }> = [];
beforeEach(async () => {
  provider = await startProvider({ slots: 120 });
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  await provider.close();
});

async function booked(): Promise<number> {
  const answer = await new Consumer(provider).search('status=busy&_count=1');
  return answer.resource<Bundle>().total as number;
}

/** The environment of a run that goes to the provider by a proxy, which calls back at the so-many-th booking. */
async function atBooking(count: number, act: () => void): Promise<Record<string, string>> {
  let bookings = 0;
  const proxy = await proxyTo(provider.baseUrl, {
    after: (request, answer) => {
      if (isBooking(request)) bookings += 1;
      if (isBooking(request) && bookings === count) act();
      return answer;
    },
  });
  proxies.push(proxy);
  return { ...provider.env, TARGET_BASE_URL: proxy.baseUrl, LOCATION_BASE_URLS: provider.baseUrl };
}

/** No stack, one sentence that names the folder, and all that was booked is cancelled. */
async function expectCleanFault({ code, stderr }: Ended, out: string): Promise<void> {
  expect({ code, booked: await booked() }).toEqual({ code: 70, booked: 0 });
  expect(stderr).toContain('The suite itself failed: ');
  expect(stderr).toContain(out);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
}

// A limit on files stands for a full disk: it is met in the middle of a line, and everywhere.
describe.each([['1'], ['2']])('A disk that is full, with %s workers', (workers) => {
  test('ends the run when it has cancelled what it booked', async () => {
    const full = ['bash', '-c', 'ulimit -f 300; exec "$@"', 'bash'];
    const cases = ['--case', '*without*', '--workers', workers];
    const run = await conformanceRun(['--no-html', ...cases], provider.env, { through: full });
    await expectCleanFault(run, run.out);
    expect(run.stderr).toContain('cannot be written: EFBIG');
    // A worker that could not note an answer cancels what it booked, and the run can only say that it does not know.
    const told =
      workers === '1' ? /All that it had booked \(\d+\) is cancelled\./ : /is cancelled\.|may be, still/;
    expect(run.stderr).toMatch(told);
    const { entries, damaged } = readJournal(join(run.out, 'journal.ndjson'));
    expect(entries.filter((entry) => entry.kind === 'booking' && entry.state === 'booked')).not.toEqual([]);
    expect(damaged).toEqual([]);
  });
});

test('A folder that is removed on the way ends the run when it has cancelled what it booked', async () => {
  const out = temporaryFolder();
  const env = await atBooking(3, () => rmSync(out, { recursive: true }));
  const ended = await command(['run', '--no-html', '--out', out, '--case', '*without*'], { env });
  await expectCleanFault(ended, out);
  expect(ended.stderr).toContain('ENOENT');
});

test('A report that cannot be written is told in a sentence', async () => {
  const out = temporaryFolder();
  // What cannot be replaced by a file: a folder of that name.
  const env = await atBooking(1, () => mkdirSync(join(out, 'conformance.json', 'x'), { recursive: true }));
  const ended = await command(['run', ...ONE_RULE, '--out', out], { env });
  await expectCleanFault(ended, out);
  expect(ended.stderr).toContain(`The reports cannot be written to ${out}: E`);
});

test('Output that cannot be written is a report that is missing', async () => {
  const out = temporaryFolder();
  const through = ['bash', '-c', 'exec "$@" > /dev/full', 'bash'];
  const { code } = await command(['run', ...ONE_RULE, '--out', out], { through });
  expect(code).toBe(70);
  expect(existsSync(join(out, 'conformance.json'))).toBe(true);
});

describe('A folder that cannot take the reports', () => {
  test('is a file: wrong usage', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'mine');
    const { code, stderr } = await command(['run', ...ONE_RULE, '--out', file]);
    expect({ code, content: readFileSync(file, 'utf8') }).toEqual({ code: 64, content: 'mine' });
    expect(stderr).toContain(`--out: ${file}\n    is a file`);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('lies where no folder can be made', async () => {
    const { code, stderr } = await command(['run', ...ONE_RULE, '--out', '/proc/no/such/folder']);
    expect(code).toBe(70);
    expect(stderr).toContain('The reports cannot be written to /proc/no/such/folder: ENOENT');
  });
});

describe('A folder to which another run writes', () => {
  test('is left alone by the next one, and by report and cleanup', async () => {
    const out = temporaryFolder();
    const others: Array<Promise<Ended>> = [];
    const env = await atBooking(1, () => {
      others.push(
        command(['run', ...ONE_RULE, '--out', out]),
        command(['report', out]),
        command(['cleanup', out]),
      );
    });
    const first = await command(['run', '--no-html', '--out', out, '--case', '*without*'], { env });
    for (const { code, stderr } of await Promise.all(others)) {
      expect(code).toBe(64);
      expect(stderr).toContain(`Another run writes to ${out} (process `);
    }
    expect(others).toHaveLength(3);
    expect([0, 2]).toContain(first.code);
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.each([
    ['has ended without saying so', { pid: 2 ** 22 + 1, host: hostname() }],
    ['was on another machine', { pid: 1, host: 'another-machine' }],
    ['said nothing of itself', {}],
  ])('is used when that %s', async (_name, holder) => {
    const out = temporaryFolder();
    writeFileSync(join(out, '.running'), JSON.stringify(holder));
    expect((await command(['run', ...ONE_RULE, '--out', out])).code).toBe(0);
  });
});

describe('report', () => {
  test('of a folder without a journal is wrong usage', async () => {
    const { code, stderr } = await command(['report', temporaryFolder()]);
    expect(code).toBe(64);
    expect(stderr).toContain('There is no journal.ndjson in ');
  });

  test('of a journal that is empty says so', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'journal.ndjson'), '');
    for (const name of ['report', 'cleanup']) {
      const { code, stdout, stderr } = await command([name, out]);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('empty');
    }
  });

  test('of a damaged journal tells which line, and reports the rest', async () => {
    const run = await conformanceRun(ONE_RULE, provider.env);
    const file = join(run.out, 'journal.ndjson');
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[2] = lines[2]?.slice(5) ?? '';
    writeFileSync(file, lines.join('\n'));
    const { code, stdout, stderr } = await command(['report', run.out, '--no-html']);
    expect(code).toBe(1);
    expect(stderr).toContain('line 3 of journal.ndjson is no entry of a journal');
    expect(stdout).toContain('INCOMPLETE');
  });

  test('of a journal by another version of the suite says which one it needs', async () => {
    const run = await conformanceRun(ONE_RULE, provider.env);
    const file = join(run.out, 'journal.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"nhs-booking-2.0.4/', '"nhs-booking-9.9.9/'));
    const { code, stderr } = await command(['report', run.out, '--no-html']);
    expect(code).toBe(1);
    expect(stderr).toContain('Make the reports with the version that made the run.');
  });
});
