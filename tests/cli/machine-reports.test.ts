import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { har } from 'har-validator';
import type { ConformanceResult } from '../../lib/report';
import { dayInEngland, daysLater, type Outcome } from '../../lib/verdict';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';
import { casesIn, readJunit, withOutcome } from '../support/read-junit';

/** The reports that machines read, of a run with passes, failures, warnings and a waiver, read by parsers of others. */

jest.setTimeout(300_000);

const FILES = ['junit.xml', 'traceability.csv', 'exchanges.har', 'badge.svg'];
const TAKEN = 'Booking a slot that is already taken';
const CASES = ['Booking a free slot', TAKEN, 'Booking with the status pending'].join(';');

let provider: RunningProvider;
let run: Run;
let result: ConformanceResult;
beforeAll(async () => {
  provider = await startProvider({
    faults: ['slot-taken-409', 'created-etag-missing', 'created-location-relative'],
  });
  const waivers = join(temporaryFolder(), 'waivers.json');
  writeFileSync(waivers, JSON.stringify({ schemaVersion: 1, waivers: [waiver()] }));
  run = await conformanceRun(['--no-html', '--waivers', waivers], { ...provider.env, CASES });
  result = run.result as ConformanceResult;
}, 300_000);
afterAll(async () => {
  await provider.close();
  removeOutputs();
});

const waiver = () => ({
  rule: 'book.business-rule.status',
  case: TAKEN,
  reason: 'The diary answers 409; mended with release 4.2',
  owner: 'jo.bloggs@example.org',
  expires: daysLater(dayInEngland(new Date()), 30),
});

const file = (name: string): string => readFileSync(join(run.out, name), 'utf8');
const checks = () => result.rules.flatMap((rule) => rule.checks);
const counted = (...outcomes: Outcome[]): number =>
  checks().filter(({ outcome, waiver }) => waiver === null && outcomes.includes(outcome)).length;

test('junit.xml agrees with conformance.json', () => {
  expect(counted('fail') * counted('warn') * counted('not-applicable')).toBeGreaterThan(0);
  const junit = readJunit(file('junit.xml'));
  const cases = casesIn(junit);
  const waived = checks().filter(({ waiver }) => waiver !== null).length;
  const unseen = result.rules.filter((rule) => rule.checks.length === 0).length;
  expect(waived).toBe(1);
  // Beside the checks, the verdict fails, and three more cases of the run pass.
  expect(junit).toMatchObject({
    tests: checks().length + unseen + 4,
    failures: counted('fail') + 1,
    errors: 0,
    skipped: counted('inconclusive', 'not-applicable') + waived + unseen,
  });
  expect(withOutcome(cases, 'failure')).toBe(junit.failures);
  expect(cases.filter((each) => each['system-out']?.[0]?.startsWith('WARNING'))).toHaveLength(
    counted('warn'),
  );
  const taken = cases.find(({ classname, name }) => classname === waiver().rule && name === TAKEN);
  expect(taken?.skipped?.[0]?.message).toContain('mended with release 4.2');
});

test('traceability.csv agrees with conformance.json', () => {
  const rows: Array<Record<string, string>> = parse(file('traceability.csv'), { columns: true });
  expect(rows.map(({ rule, verdict, cases, fail }) => [rule, verdict, Number(cases), Number(fail)])).toEqual(
    result.rules.map(({ id, verdict, cases, checks }) => [
      id,
      verdict,
      cases,
      checks.filter(({ outcome }) => outcome === 'fail').length,
    ]),
  );
});

test('exchanges.har is an archive of every exchange', async () => {
  const archive = JSON.parse(file('exchanges.har'));
  await expect(har(archive)).resolves.toBe(archive);
  const shown = archive.log.entries.map(({ comment }: { comment: string }) => comment.slice(0, 5));
  expect(shown.sort()).toEqual(run.exchanges.map(({ id }) => id).sort());
  expect(archive.log.pages).toHaveLength(new Set(run.exchanges.map((exchange) => exchange.case)).size);
});

test('badge.svg says the verdict', () => {
  expect(run.code).toBe(1);
  expect(file('badge.svg')).toContain('<title>NHS Booking API 2.0.4: non-conformant</title>');
});

test('report makes each of them again, byte by byte', async () => {
  const before = FILES.map(file);
  for (const name of FILES) rmSync(join(run.out, name));
  const { stdout } = await command(['report', run.out, '--no-html']);
  expect(FILES.map(file)).toEqual(before);
  for (const name of FILES) expect(stdout).toContain(`report: ${join(run.out, name)}\n`);
});

test('a server that cannot be reached is nowhere green', async () => {
  const { out } = await conformanceRun(['--no-html', '--target', 'http://127.0.0.1:1/STU3']);
  const red = casesIn(readJunit(readFileSync(join(out, 'junit.xml'), 'utf8')));
  expect(red.find(({ name }) => name === 'The server is conformant')?.error).toHaveLength(1);
  expect(readFileSync(join(out, 'badge.svg'), 'utf8')).toContain('2.0.4: incomplete<');
});
