import type { ConformanceResult } from './conformance-result';

/** Nothing of the page may ask anything of anybody, not even of the folder it lies in. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline' data: blob:; img-src data: blob:; font-src data: blob:; media-src data: blob:; frame-src data: blob:; connect-src data: blob:; form-action 'none'; base-uri 'self'">`;

/** The page's only request to the outside, which no option of Allure turns off. */
const ANALYTICS =
  /<script async src="https:\/\/www\.googletagmanager\.com[^>]*><\/script>\s*<script>[\s\S]*?<\/script>/g;

/** The program of the page; the data that it shows stands behind it. */
const PROGRAM = /<script\s+src="data:text\/javascript/;

/** What the page says of itself: when and where it was made, among others. */
const OPTIONS = /window\.allureReportOptions = (\{.*\})/;

/** The data of the charts, each under an id that was drawn by lot. */
const CHARTS = /d\("([^"]*charts\.json)","([^"]*)"\)/g;
const DRAWN_BY_LOT = /"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}":\{"type":/g;

/**
 * Allure's page as it may be handed on: it refers to nothing outside, and is the same whenever and wherever it is made of
 * the same run and history. Where Allure finds itself in a Git repository or in CI, it would tell of that.
 *
 * @throws Error when the page is not such as this version of Allure makes it
 */
export function cleanPage(html: string, { run }: ConformanceResult): string {
  return withoutChance(startingLast(withoutRequests(html)), Date.parse(run.finishedAt));
}

function withoutRequests(html: string): string {
  const clean = html.replace(ANALYTICS, '').replace('<head>', `<head>${POLICY}`);
  const head = clean.slice(0, clean.indexOf('</head>'));
  if (
    !head.includes('Content-Security-Policy') ||
    /<(script|link|img|iframe)[^>]+(src|href)="https?:/i.test(clean)
  ) {
    throw new Error(
      'The Allure page still refers to something outside; this version of Allure is not known.',
    );
  }
  return clean;
}

/** The program starts when all data is there; else a link to a test finds none, where the browser takes a rest before it. */
function startingLast(html: string): string {
  if (!PROGRAM.test(html))
    throw new Error('The Allure page has no program; this version of Allure is not known.');
  return html.replace(PROGRAM, '<script defer src="data:text/javascript');
}

function withoutChance(html: string, madeAt: number): string {
  const [, options] = OPTIONS.exec(html) ?? [];
  if (options === undefined)
    throw new Error('The Allure page says nothing of itself; this version of Allure is not known.');
  const { ci: _, ...told } = JSON.parse(options);
  const settled = JSON.stringify({ ...told, createdAt: madeAt, cacheKey: String(madeAt) });
  return html
    .replace(options, () => settled.replace(/</g, '\\u003c'))
    .replace(CHARTS, (_all, name: string, data: string) => `d("${name}","${withNumberedCharts(data)}")`);
}

function withNumberedCharts(data: string): string {
  let count = 0;
  const text = Buffer.from(data, 'base64').toString('utf8');
  const numbered = text.replace(DRAWN_BY_LOT, () => {
    count += 1;
    return `"chart-${count}":{"type":`;
  });
  return Buffer.from(numbered).toString('base64');
}
