import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ConformanceResult } from '../../lib/report';
import { type RunningProvider, startProvider } from '../../provider';
import { allureResultsIn, checksIn, checksOf, PageData } from '../support/allure-page';
import { command, removeOutputs, temporaryFolder } from '../support/command';

/**
 * Two runs in a row against a server with failures, warnings, what cannot be judged, and a waiver: the page of the second,
 * in a browser as a reader sees it.
 */

jest.setTimeout(600_000);

const CASES = [
  'Booking a free slot*',
  'Booking a slot that is already taken',
  'Booking with a contained Slot without identifier',
  'Booking without an Authorization header',
];
const FAULTS = ['profile-400', 'created-etag-missing', 'last-modified-iso', 'double-booking'];
const FAILED = 'Booking with a contained Slot without identifier';

let provider: RunningProvider;
let out: string;
let result: ConformanceResult;
let browser: Browser | null = null;
let page: Page;
/** What the page asked of the outside, and what it complained of. */
const asked: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  provider = await startProvider({ faults: FAULTS });
  out = temporaryFolder();
  const waivers = join(temporaryFolder(), 'waivers.json');
  const known = {
    reason: 'The gateway <b>',
    owner: 'jo@example.org',
    reference: null,
    expires: '2099-01-31',
  };
  const waiver = { rule: 'http.last-modified.format', case: null, ...known };
  writeFileSync(waivers, JSON.stringify({ schemaVersion: 1, waivers: [waiver] }));
  const history = join(temporaryFolder(), 'history.jsonl');
  const args = ['run', '--out', out, '--waivers', waivers, '--history', history];
  const cases = CASES.flatMap((name) => ['--case', name]);
  for (const _ of ['first', 'second']) {
    const { code, stderr } = await command([...args, ...cases], { env: provider.env });
    expect({ code, stderr }).toMatchObject({ code: 1 });
  }
  result = JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8'));
  const executablePath = chromiumHere();
  if (executablePath === null) return console.warn('chromium is not installed: the page is not looked at');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(60_000);
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await provider.close();
  removeOutputs();
});

function chromiumHere(): string | null {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'chromium'));
  return places.find((place) => existsSync(place)) ?? null;
}

const open = async (hash = ''): Promise<void> => {
  await page.goto('about:blank');
  await page.goto(`file://${join(out, 'allure-report', 'index.html')}${hash}`);
};

/** What a reader sees, as it is laid out. */
const textOfPage = (): Promise<string> => page.evaluate('document.body.innerText');

/** Where the page shows the test. */
function placeOf(name: string, rule: string): string {
  const found = new PageData(out).tests.find((test) => test.fullName === `${rule}: ${name}`);
  return `#${(found as unknown as { id: string }).id}`;
}

test('counts what conformance.json counts, by verdict', () => {
  const ours = checksOf(result);
  const some = expect.any(Number);
  expect(ours).toEqual({ pass: some, warn: some, fail: some, inconclusive: some, 'not-applicable': some });
  expect(Object.values(ours)).not.toContain(0);
  expect(result.totals.waived).toBe(1);
  expect(checksIn(allureResultsIn(out) as never)).toEqual(ours);
  expect(checksIn(new PageData(out).tests)).toEqual(ours);
});

test('shows those numbers to a reader', async () => {
  if (!browser) return;
  await open();
  const { totals } = result;
  await page.getByText(`${totals.fail} fail, ${totals.waived} waived, ${totals.warn} warn`).waitFor();
  const { total, failed } = new PageData(out).json('widgets/statistic.json') as Record<string, number>;
  expect(allureResultsIn(out)).toHaveLength(total as number);
  const text = await textOfPage();
  expect(text).toMatch(new RegExp(`Total\\s+${total}\\b`));
  expect(text).toMatch(new RegExp(`Failed\\s+${failed}\\b`));
  expect(text).toContain('NHS Booking conformance: non-conformant');
});

test('tells of a failure in plain words, with the exchange and the links', async () => {
  if (!browser) return;
  await open(placeOf(FAILED, 'book.profile.status'));
  // Allure shows a description in a frame in which nothing runs.
  const description = page.frameLocator('iframe').first().locator('body');
  await description.getByText('The rule is broken.').waitFor();
  for (const text of ['(MUST, stated, book.profile.status)', 'Expected: status 422', 'To send it again'])
    await description.getByText(text).first().waitFor();
  expect(await textOfPage()).toContain('Category: MUST broken: the server is not conformant');
  const link = page.getByRole('link', { name: 'Book an appointment, Failure' });
  expect(await link.getAttribute('href')).toMatch(/book_an_appointment\.html#failure$/);
  await page
    .getByText(/POST \/.*Appointment → 400/)
    .first()
    .click();
  await page.getByText('Response', { exact: true }).first().waitFor();
  expect(await textOfPage()).toMatch(/Request[\s\S]*"Appointment"[\s\S]*Response[\s\S]*"OperationOutcome"/i);
});

test('shows what a waiver says as text', async () => {
  if (!browser) return;
  await open();
  await page.getByText('Categories', { exact: true }).first().click();
  await page.getByText('Waived: broken, and known', { exact: false }).first().waitFor();
  const [waived] = new PageData(out).tests.filter(({ labels }) =>
    labels.some(({ name }) => name === 'waived'),
  );
  const { id } = waived as unknown as { id: string };
  await open(`#${id}`);
  await page.getByText('jo@example.org: The gateway <b>', { exact: false }).first().waitFor();
});

test('shows the trend of both runs', async () => {
  if (!browser) return;
  await open('#charts');
  await page.getByText('The last runs').waitFor();
  await page.getByText('What broke and what was mended, from run to run').waitFor();
  expect(await textOfPage()).not.toContain('No history information available');
  await open(`${placeOf(FAILED, 'book.profile.status')}`);
  await page.getByText('Category: MUST broken').first().waitFor();
  expect(await textOfPage()).toMatch(/History\s+1\b/);
});

test('asks nothing of the outside, and complains of nothing', () => {
  expect(asked).toEqual([]);
  expect(complaints).toEqual([]);
});
