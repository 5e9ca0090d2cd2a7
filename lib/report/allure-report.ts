import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceResult } from './conformance-result';
import { outdatedWaivers, verdictText } from './waiver-text';

/** Nothing of the page may ask anything of anybody, not even of the folder it lies in. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline' data: blob:; img-src data: blob:; font-src data: blob:; media-src data: blob:; frame-src data: blob:; connect-src data: blob:; form-action 'none'; base-uri 'self'">`;

/** The page's only request to the outside, which no option of Allure turns off. */
const ANALYTICS =
  /<script async src="https:\/\/www\.googletagmanager\.com[^>]*><\/script>\s*<script>[\s\S]*?<\/script>/g;

/**
 * Makes `allure-report/index.html`: one file with everything in it, which opens from disk and asks nothing of anybody.
 *
 * @returns the path of the page
 * @throws Error when the page cannot be made or written, or would still refer to something outside
 */
export async function writeAllureReport(out: string, result: ConformanceResult): Promise<string> {
  const { AllureReport, resolveConfig } = await import('@allurereport/core');
  const folder = join(out, 'allure-report');
  const output = `${folder}.new`;
  rmSync(output, { recursive: true, force: true });
  const config = await resolveConfig({
    name: `NHS Booking conformance: ${verdictText(result).toLowerCase()}`,
    output,
    variables: variablesOf(result),
    hideLabels: ['host', 'thread', 'language', 'framework', 'package', /^_/],
    // A test belongs to the first category that it matches.
    categories: [
      {
        id: 'waived',
        name: 'Waived: does not decide the verdict until the day that its waiver names',
        matchers: { labels: { waived: 'yes' } },
        groupBy: [{ label: 'rule' }],
        expand: true,
      },
      {
        id: 'must',
        name: 'MUST broken',
        matchers: { statuses: ['failed'] },
        groupBy: [{ label: 'rule' }],
        expand: true,
      },
      {
        id: 'should',
        name: 'Warnings: a SHOULD broken, or a MUST kept in a way to be warned of',
        matchers: { labels: { verdict: 'warn' } },
        groupBy: [{ label: 'rule' }],
        expand: true,
      },
      {
        id: 'inconclusive',
        name: 'Could not be judged',
        matchers: { labels: { verdict: 'inconclusive' } },
        groupBy: [{ label: 'rule' }],
      },
    ],
    resolutions: {
      // By default Allure writes this file into the folder that the user happens to be in.
      knownIssuesPath: join(output, 'known-issues.json'),
      rules: [
        {
          resolution: 'accepted',
          messageRegexp: '^WARNING \\[',
          comment: 'A warning: it does not decide the verdict',
        },
      ],
    },
    plugins: {
      awesome: {
        options: {
          singleFile: true,
          groupBy: ['epic', 'feature', 'story'],
          reportLanguage: 'en',
          theme: 'light',
          charts: [],
        },
      },
    },
  } as unknown as Parameters<typeof resolveConfig>[0]);
  const report = new AllureReport(config);
  await report.start();
  await report.readDirectory(join(out, 'allure-results'));
  await report.done();

  const page = join(output, 'index.html');
  for (const file of readdirSync(output)) {
    if (file !== 'index.html') rmSync(join(output, file), { recursive: true });
  }
  writeFileSync(page, withoutRequests(readFileSync(page, 'utf8')));
  // Made beside and then renamed, so that neither a full disk nor a kill leaves half a page that looks whole.
  rmSync(folder, { recursive: true, force: true });
  renameSync(output, folder);
  return join(folder, 'index.html');
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

function variablesOf(result: ConformanceResult): Record<string, string> {
  const { target, suite, run, totals, waivers } = result;
  return {
    Verdict: verdictText(result),
    Target: target.baseUrl,
    Software: target.software ?? 'not told',
    Rulebook: suite.rulebook,
    Suite: `${suite.name} ${suite.version}`,
    Rules: `${totals.pass} pass, ${totals.warn} warn, ${totals.fail} fail, ${totals.inconclusive} inconclusive, ${totals['not-applicable']} not applicable, ${totals.waived} waived`,
    ...(waivers.length === 0
      ? {}
      : { Waivers: `${waivers.length}, of which ${outdatedWaivers(result).length} expired or stale` }),
    Gate: run.gate.join(', '),
    Finished: run.finishedAt,
    ...(run.stopped === null ? {} : { 'Ended early': run.stopped }),
    ...(run.faults.length === 0 ? {} : { 'Faults of the suite': String(run.faults.length) }),
    Exchanges: `${run.exchanges} (p50 ${run.latencyMs.p50} ms, p95 ${run.latencyMs.p95} ms)`,
  };
}
