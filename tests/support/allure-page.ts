import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResult } from 'allure-js-commons';
import type { ConformanceResult } from '../../lib/report';
import type { Outcome } from '../../lib/verdict';

export type Counts = Record<Outcome, number>;

/** A test as Allure's page holds it. */
export interface PageTest {
  readonly name: string;
  readonly fullName: string;
  readonly status: string;
  readonly transition?: string;
  readonly labels: ReadonlyArray<{ readonly name: string; readonly value?: string }>;
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly history: ReadonlyArray<{ readonly status: string }>;
}

/** Allure's results in the folder of a run, as they were written. */
export function allureResultsIn(out: string): TestResult[] {
  const folder = join(out, 'allure-results');
  return readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** The data that is embedded in Allure's page, by name. */
export class PageData {
  private readonly data: ReadonlyMap<string, string>;

  constructor(out: string) {
    const html = readFileSync(join(out, 'allure-report', 'index.html'), 'utf8');
    const embedded = [...html.matchAll(/d\("([^"]+)","([^"]*)"\)/g)];
    this.data = new Map(embedded.map(([, name, data]) => [name as string, data as string]));
  }

  json(name: string): unknown {
    return JSON.parse(Buffer.from(this.data.get(name) ?? '', 'base64').toString('utf8'));
  }

  get tests(): PageTest[] {
    return [...this.data.keys()]
      .filter((name) => /^data\/test-results\/[^/]+\.json$/.test(name))
      .map((name) => this.json(name) as PageTest);
  }
}

/** How many checks Allure's tests hold, by outcome: as many as are counted, or the one that gave the verdict. */
export function checksIn(tests: ReadonlyArray<Pick<PageTest, 'labels' | 'parameters'>>): Counts {
  const counts = { ...NONE };
  for (const { labels, parameters } of tests) {
    const verdict = labels.find(({ name }) => name === 'verdict')?.value as Outcome;
    if (parameters.length === 0) counts[verdict] += 1;
    for (const { name, value } of parameters) if (name !== 'checks') counts[name as Outcome] += Number(value);
  }
  return counts;
}

/** The same of `conformance.json`. */
export function checksOf({ rules }: ConformanceResult): Counts {
  const counts = { ...NONE };
  for (const { checks } of rules) for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

const NONE: Counts = { pass: 0, warn: 0, fail: 0, inconclusive: 0, 'not-applicable': 0 };
