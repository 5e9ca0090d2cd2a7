import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConformanceResult } from './conformance-result';
import { writeInOnePiece } from './in-one-piece';

/** How a test ended in a run: all that a trend is made of. What was found stays on the page of that run. */
export interface HistoryTest {
  /** By what Allure knows it again. */
  readonly historyId: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly start: number;
  readonly stop: number;
}

/** A run in the history: as Allure keeps one, and which runs it can be compared with. */
interface HistoryPoint {
  readonly uuid: string;
  readonly name: string;
  readonly series: string;
  readonly timestamp: number;
  readonly testResults: Readonly<Record<string, HistoryTest>>;
}

/** How many runs of a series are kept, and shown. */
export const MOST_RUNS = 20;
/** How many of all other series together, so that the file stays small where targets come and go. */
const MOST_RUNS_OF_OTHERS = 80;
/** A file that is larger is none of ours. */
const MOST_BYTES = 256_000_000;
/** The settings that decide which tests a run has: with others, it continues no series. */
const SETTINGS_OF_SERIES = ['FORMAT', 'OVERLAY', 'ONLY', 'CASES', 'FAILED_FROM', 'SHARD'];

/** Where the history is unless a setting says otherwise: in the folder of the reports, where the next run finds it. */
export const historyFileIn = (out: string): string => join(out, 'allure-history.jsonl');

/**
 * The runs before this one, in a file with a line for each, in the form in which Allure keeps them. Runs of another target,
 * or of other tests, may stand in the same file: a trend is of one series.
 */
export class AllureHistory {
  private readonly points: readonly HistoryPoint[];
  private readonly series: string;

  /**
   * @param file need not exist; what is no history in it is passed over, since for a trend no run shall fail
   * @throws Error of the file system when it cannot be read
   */
  constructor(
    private readonly file: string,
    private readonly result: ConformanceResult,
  ) {
    this.series = seriesOf(result);
    this.points = pointsIn(file).filter(({ uuid }) => uuid !== result.run.id);
  }

  /** The earlier runs of the series, as lines for Allure, the oldest first. */
  get earlier(): string[] {
    const now = timeOf(this.result);
    return this.ofSeries
      .filter(({ timestamp }) => timestamp <= now)
      .slice(1 - MOST_RUNS)
      .map(asLine);
  }

  /**
   * Keeps this run, too, in the place of what was kept of it before.
   *
   * @throws Error with a plain sentence when the file cannot be written
   */
  add(tests: readonly HistoryTest[]): void {
    const { run } = this.result;
    const point: HistoryPoint = {
      uuid: run.id,
      name: this.result.verdict,
      series: this.series,
      timestamp: timeOf(this.result),
      testResults: byHistoryId(tests),
    };
    const others = this.points.filter(({ series }) => series !== this.series);
    const kept = [
      ...others.slice(-MOST_RUNS_OF_OTHERS),
      ...inOrder([...this.ofSeries, point]).slice(-MOST_RUNS),
    ];
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeInOnePiece(this.file, inOrder(kept).map(asLine).join(''));
    } catch (error) {
      throw new Error(
        `the history ${this.file} cannot be written: ${(error as Error).message}. Name another file in HISTORY_FILE.`,
      );
    }
  }

  private get ofSeries(): HistoryPoint[] {
    return this.points.filter(({ series }) => series === this.series);
  }
}

const timeOf = ({ run }: ConformanceResult): number => Date.parse(run.finishedAt);

/** What a run can be compared with: runs against the same target, of the same tests. */
function seriesOf({ target, run }: ConformanceResult): string {
  const chosen = SETTINGS_OF_SERIES.flatMap((name) => {
    const value = run.settings[name];
    return value === undefined ? [] : [`${name}=${value}`];
  });
  // The embedded provider has another port each time.
  return [target.embedded ? 'the embedded provider' : target.baseUrl, ...chosen].join(' ');
}

function pointsIn(file: string): HistoryPoint[] {
  if (!existsSync(file) || statSync(file).size > MOST_BYTES) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return inOrder(lines.flatMap((line) => pointIn(line) ?? []));
}

/** The run that a line tells of; null where it tells of none. */
function pointIn(line: string): HistoryPoint | null {
  let point: Partial<Record<keyof HistoryPoint, unknown>> | null;
  try {
    point = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof point?.uuid !== 'string' || typeof point.timestamp !== 'number') return null;
  const tests = Object.entries(Object(point.testResults)).flatMap(
    ([id, test]) => testIn(id, Object(test)) ?? [],
  );
  return {
    uuid: point.uuid,
    name: String(point.name ?? ''),
    series: String(point.series ?? ''),
    timestamp: point.timestamp,
    testResults: byHistoryId(tests),
  };
}

function testIn(historyId: string, test: Partial<HistoryTest>): HistoryTest | null {
  const { id = '', name = '', status, start = 0, stop = 0 } = test;
  if (typeof status !== 'string') return null;
  return {
    historyId,
    id: String(id),
    name: String(name),
    status,
    start: Number(start) || 0,
    stop: Number(stop) || 0,
  };
}

const byHistoryId = (tests: readonly HistoryTest[]): Record<string, HistoryTest> =>
  Object.fromEntries(tests.map((test) => [test.historyId, test]));

/** A line as Allure writes it: to what it has, the links belong that it never has here. */
function asLine(point: HistoryPoint): string {
  const tests = Object.values(point.testResults).map((test) => ({
    ...test,
    duration: test.stop - test.start,
    url: '',
    reportLinks: [],
  }));
  const testResults = byHistoryId(tests);
  return `${JSON.stringify({ ...point, testResults, knownTestCaseIds: [], metrics: {}, url: '' })}\n`;
}

const inOrder = (points: readonly HistoryPoint[]): HistoryPoint[] =>
  [...points].sort((a, b) => a.timestamp - b.timestamp);
