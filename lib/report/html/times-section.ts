import type { ExchangeRecord } from '../../http';
import { type ConformanceResult, percentile } from '../conformance-result';
import { groupedBy } from '../grouped-by';
import { html, type Markup } from '../markup';
import { grouped, PURPOSES } from '../words';
import { section, table } from './parts';

/** How long the exchanges of one interaction took, in milliseconds. */
interface Times {
  readonly name: string;
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly slowest: number;
}

/** Response times by interaction: as a picture for those who see it, and as a table for all. */
export function timesSection(
  { run }: ConformanceResult,
  evidence: ReadonlyMap<string, ExchangeRecord>,
): Markup {
  const times = timesOf([...evidence.values()]);
  return section({
    id: 'times',
    title: 'Response times',
    content:
      times.length === 0
        ? html`<p>No request was answered in this run.</p>`
        : [
            html`<p>Half of all answers came within ${grouped(run.latencyMs.p50)} ms, 95 of 100 within ${grouped(run.latencyMs.p95)} ms. How quick a server is decides nothing. Refusals are counted with what they refuse.</p>`,
            chart(times),
            table({
              caption: 'Response times in milliseconds, by interaction',
              columns: ['Interaction', 'Requests', 'Half within', '95 of 100 within', 'Slowest'],
              numeric: [1, 2, 3, 4],
              rows: times.map(({ name, count, median, p95, slowest }) => [
                name,
                grouped(count),
                grouped(median),
                grouped(p95),
                grouped(slowest),
              ]),
            }),
          ],
  });
}

function timesOf(records: readonly ExchangeRecord[]): Times[] {
  const byPurpose = groupedBy(records, ({ purpose }) => purpose);
  const known = Object.keys(PURPOSES).filter((purpose) => byPurpose.has(purpose));
  const others = [...byPurpose.keys()].filter((purpose) => !known.includes(purpose)).sort();
  return [...known, ...others].map((purpose) => {
    const durations = (byPurpose.get(purpose) ?? []).map(({ durationMs }) => durationMs);
    return {
      name: PURPOSES[purpose] ?? purpose,
      count: durations.length,
      median: percentile(durations, 50),
      p95: percentile(durations, 95),
      slowest: percentile(durations, 100),
    };
  });
}

/** Measures of the picture, in its own units. */
const WIDTH = 760;
const NAMES = 220;
const NUMBERS = 70;
const ROW = 34;
const BAR = 16;
const FOOT = 26;

/** A bar for each interaction: dark up to the median, light up to the 95th percentile, a line at the slowest. */
function chart(times: readonly Times[]): Markup {
  const most = niceCeiling(Math.max(1, ...times.map(({ slowest }) => slowest)));
  const room = WIDTH - NAMES - NUMBERS;
  const length = (milliseconds: number): string => ((milliseconds / most) * room).toFixed(1);
  const at = (milliseconds: number): string => (NAMES + (milliseconds / most) * room).toFixed(1);
  const height = times.length * ROW + FOOT;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * most);
  const rows = times.map(({ name, median, p95, slowest }, index) => {
    const top = index * ROW + (ROW - BAR) / 2;
    const middle = index * ROW + ROW / 2 + 5;
    return html`
<text class="chart__name" x="${NAMES - 12}" y="${middle}" text-anchor="end">${name}</text>
<rect class="chart__p95" x="${NAMES}" y="${top}" width="${length(p95)}" height="${BAR}"></rect>
<rect class="chart__median" x="${NAMES}" y="${top}" width="${length(median)}" height="${BAR}"></rect>
<path class="chart__slowest" d="M${at(slowest)} ${top - 3}v${BAR + 6}"></path>
<text class="chart__value" x="${(Number(at(slowest)) + 8).toFixed(1)}" y="${middle}">${grouped(slowest)} ms</text>`;
  });
  return html`<figure class="chart"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="chart-title" focusable="false"><title id="chart-title">Response times by interaction; the table below has the numbers</title>
${ticks.map(
  (tick) =>
    html`<path class="chart__tick" d="M${at(tick)} 0v${height - FOOT}"></path><text class="chart__scale" x="${at(tick)}" y="${height - 6}" text-anchor="middle">${grouped(tick)}</text>`,
)}${rows}
</svg><figcaption class="chart__key"><span class="key key--median"></span> half of the answers <span class="key key--p95"></span> 95 of 100 answers <span class="key key--slowest"></span> the slowest, in milliseconds</figcaption></figure>`;
}

/** The next number of which quarters are whole: 4, 8, 12, 16, 20, 28, 40, 80, … */
function niceCeiling(value: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [4, 8, 12, 16, 20, 28]) if (step * power >= value) return step * power;
  }
}
