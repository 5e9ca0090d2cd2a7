import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { readJournal } from '../../lib/verdict/read-journal';
import { startProvider } from '../../provider';
import {
  command,
  conformanceRun,
  type Run,
  removeOutputs,
  SOME_CASES,
  temporaryFolder,
} from '../support/command';

/** What a run leaves, as its readers find it. */

jest.setTimeout(180_000);
afterAll(removeOutputs);

describe('a run leaves', () => {
  let run: Run;
  let secret: string;
  const file = (...path: string[]): string => readFileSync(join(run.out, ...path), 'utf8');
  const allureResults = (): Array<Record<string, never> & AllureResult> =>
    readdirSync(join(run.out, 'allure-results'))
      .filter((name) => name.endsWith('-result.json'))
      .map((name) => JSON.parse(file('allure-results', name)));

  beforeAll(async () => {
    const provider = await startProvider({
      jwt: 'hs256',
      faults: ['slot-taken-409', 'created-etag-missing'],
    });
    secret = provider.env.JWT_SECRET as string;
    run = await conformanceRun([], { ...provider.env, CASES: SOME_CASES });
    await provider.close();
  }, 300_000);

  test('conformance.json, which keeps its schema, and the schema beside it', () => {
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    ajv.validate(JSON.parse(file('conformance.schema.json')), run.result);
    expect(ajv.errors).toBeNull();
    expect(run.result?.verdict).toBe('non-conformant');
    expect(run.result?.run.settings.JWT_SECRET).toBe('[redacted]');
    expect(run.result?.target.software).toContain('Reference provider');
  });

  test('for each check the exchanges that show it', () => {
    const rule = run.result?.rules.find(({ id }) => id === 'book.business-rule.status');
    const check = rule?.checks.find(({ outcome }) => outcome === 'fail');
    expect(check).toMatchObject({ case: 'Booking a slot that is already taken', expected: 'status 422' });
    const shown = run.exchanges.find(({ id }) => id === check?.exchanges.at(-1));
    expect(shown).toMatchObject({
      case: check?.case,
      request: { method: 'POST' },
      response: { status: 409, complete: true },
    });
  });

  test('every exchange, in order, numbered', () => {
    expect(run.exchanges).toHaveLength(run.result?.run.exchanges as number);
    expect(new Set(run.exchanges.map(({ id }) => id)).size).toBe(run.exchanges.length);
    for (const { id } of run.exchanges) expect(id).toMatch(/^x\d{4}$/);
  });

  test('no secret and no token in any file or on the terminal', () => {
    const everything = [run.stdout, run.stderr, ...allFiles(run.out)];
    for (const text of everything) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./);
    }
    const bearers = run.exchanges
      .flatMap(({ request }) => request.headers)
      .filter(([name]) => name === 'Authorization');
    const shown = [...new Set(bearers.map(([, value]) => value))];
    expect(shown).toEqual(expect.arrayContaining(['Bearer [redacted]', 'Basic [redacted]', 'Bearer ']));
    // A scheme, or none, and nothing of what follows it.
    expect(shown.filter((value) => !/^([A-Za-z]+ )?(\[redacted\])?$/.test(value))).toEqual([]);
  });

  test('a journal with one line per check, the same as in the result', () => {
    const { entries, damaged, cut } = readJournal(join(run.out, 'journal.ndjson'));
    expect({ damaged, cut }).toEqual({ damaged: [], cut: false });
    expect([entries[0]?.kind, entries.at(-1)?.kind]).toEqual(['run', 'end']);
    const checks = entries.filter(({ kind }) => kind === 'check');
    const inResult = run.result?.rules.flatMap((rule) => rule.checks) ?? [];
    expect(checks).toHaveLength(inResult.length);
  });

  test('Allure results that agree: a failure red, a warning yellow, what is not judged grey', () => {
    const statusOf = (rule: string): Set<string> =>
      new Set(
        allureResults()
          .filter((one) => label(one, 'rule') === rule)
          .map(({ status }) => status),
      );
    expect(statusOf('book.created.etag')).toEqual(new Set(['broken']));
    expect(statusOf('book.created.location')).toEqual(new Set(['passed']));
    expect(statusOf('book.security.jwt')).toEqual(new Set(['skipped']));
    expect(statusOf('book.business-rule.status')).toEqual(new Set(['failed', 'passed']));
  });

  test('Allure results with labels, link and the exchanges, each test once', () => {
    const results = allureResults();
    const failed = results.find(({ status }) => status === 'failed') as AllureResult;
    expect(failed.statusDetails.message).toContain(
      'FAIL [MUST book.business-rule.status] answered 409 instead of 422',
    );
    expect(failed.links[0]?.url).toBe(
      'https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure',
    );
    expect(label(failed, 'epic')).toBe('Book an appointment');
    expect(label(failed, 'feature')).toBe('Failure');
    expect(label(failed, 'level')).toBe('MUST');
    expect(failed.attachments).toHaveLength(2);
    for (const { source } of results.flatMap(({ attachments }) => attachments)) {
      expect(existsSync(join(run.out, 'allure-results', source))).toBe(true);
    }
    expect(new Set(results.map(({ testCaseId }) => testCaseId)).size).toBe(results.length);
  });

  test('an Allure page that is one file and asks nothing of the outside', () => {
    expect(readdirSync(join(run.out, 'allure-report'))).toEqual(['index.html']);
    const page = file('allure-report', 'index.html');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('googletagmanager');
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="https?:/i);
  });

  test('all that report needs to make the same again', async () => {
    const shown = () =>
      allureResults()
        .map(({ uuid: _, attachments, ...result }) => ({
          ...result,
          attachments: attachments.map(({ name, source }) => [name, file('allure-results', source)]),
        }))
        .sort((one, other) => one.testCaseId.localeCompare(other.testCaseId));
    const before = { json: file('conformance.json'), page: file('conformance.html'), allure: shown() };
    rmSync(join(run.out, 'allure-results'), { recursive: true });
    for (const name of ['conformance.json', 'conformance.html']) writeFileSync(join(run.out, name), '');
    const { code, stdout, stderr } = await command(['report', run.out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(file('conformance.json')).toBe(before.json);
    expect(file('conformance.html')).toBe(before.page);
    expect(shown()).toEqual(before.allure);
    expect(stdout).toBe(run.stdout);
  });

  test('nothing in the folder that the user happens to be in', async () => {
    const cwd = temporaryFolder();
    const { code } = await command(['run', '--only', 'book.created.status'], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(cwd)).toEqual(['reports']);
  });
});

test('a new run replaces what an earlier one left, and nothing else', async () => {
  const first = await conformanceRun(['--only', 'book.created.status']);
  const second = await command([
    'run',
    '--no-html',
    '--out',
    first.out,
    '--target',
    'http://127.0.0.1:1/STU3',
  ]);
  expect(second.code).toBe(69);
  const left = [
    'allure-history.jsonl',
    'badge.svg',
    'conformance.json',
    'conformance.schema.json',
    'earl.jsonld',
    'exchanges.har',
    'exchanges.ndjson',
    'journal.ndjson',
    'junit.xml',
    'testreport.json',
    'traceability.csv',
  ];
  expect(readdirSync(first.out).sort()).toEqual(left);
});

interface AllureResult {
  readonly status: string;
  readonly testCaseId: string;
  readonly statusDetails: { readonly message: string };
  readonly labels: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly links: ReadonlyArray<{ readonly url: string }>;
  readonly uuid: string;
  readonly attachments: ReadonlyArray<{ readonly name: string; readonly source: string }>;
}

const label = ({ labels }: AllureResult, wanted: string): string | undefined =>
  labels.find(({ name }) => name === wanted)?.value;

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
