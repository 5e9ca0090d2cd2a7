import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A browser without a screen; null, with a word about it, where none is installed. */
export async function launchBrowser(): Promise<Browser | null> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const executablePath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(
    existsSync,
  );
  if (executablePath === undefined) {
    console.warn('chromium is not installed: pages are not opened');
    return null;
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 120_000 });
}

/** A page that was opened from disk, and what it did that it should not. */
export interface OpenPage {
  readonly page: Page;
  /** Errors on the console and in scripts, and requests for anything but the page itself. */
  readonly problems: readonly string[];
}

/** Opens a file as a reader would by a double click, at an address in it. */
export async function openFile(
  browser: Browser,
  file: string,
  { fragment = '', ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const asked = request.url();
    if (asked.split('#')[0] !== url && !/^(?:data|blob):/.test(asked)) problems.push(`request: ${asked}`);
  });
  await page.goto(url + fragment, { timeout: 120_000 });
  return { page, problems };
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds against WCAG 2.2 AA in what the page shows, each with where it is. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.target + ' ' + node.html.slice(0, 200)).join(' | ')))`,
  );
}
