import { PassThrough } from 'node:stream';
import type { ExchangeRecord } from '../../lib/http';
import type { ConformanceResult, FinishedRun } from '../../lib/report';
import { ruleById } from '../../lib/rules';
import {
  type CheckEntry,
  type Finding,
  judgeRules,
  type Outcome,
  totalsOf,
  type WaiverResult,
} from '../../lib/verdict';

/** A screen that turns to red, a bell, a text turned around, an invisible joint, and a line of its own. */
export const HOSTILE = '\u001b[2J\u001b[31mred\u0007\u202egnp\u200b\r\nCONFORMANT\u009b1m';

/** What a terminal obeys, or what turns text around. */
export const STEERING = /[\p{Cc}\p{Cf}]/u;

export function finding(outcome: Outcome, more: Partial<Finding> = {}): Finding {
  return {
    outcome,
    message: outcome === 'pass' ? null : `it is ${outcome}`,
    expected: null,
    actual: null,
    holds: outcome === 'pass',
    ...more,
  };
}

export function check(rule: string, outcome: Outcome, more: Partial<CheckEntry> = {}): CheckEntry {
  const { message, expected, actual } = finding(outcome);
  return {
    kind: 'check',
    order: 0,
    rule,
    case: 'Booking a free slot',
    test: 'Booking a free slot',
    startedAt: '2030-01-01T00:00:00.000Z',
    endedAt: '2030-01-01T00:00:00.012Z',
    outcome,
    message,
    expected,
    actual,
    exchanges: ['x0001'],
    ...more,
  };
}

/** A waiver that covered one check, unless it is said otherwise. */
export function waiverResult(rule: string, more: Partial<WaiverResult> = {}): WaiverResult {
  const said = { reason: 'known', owner: 'jo', reference: null, expires: '2030-01-31' };
  return { rule, case: null, ...said, state: 'used', covers: 1, ...more };
}

/** The result of a run that judged just the rules of these checks; of its waivers, those that are used cover them. */
export function resultOf(
  checks: readonly CheckEntry[],
  more: Partial<ConformanceResult> = {},
  run: Partial<ConformanceResult['run']> = {},
): ConformanceResult {
  const used = (more.waivers ?? []).filter(({ state }) => state === 'used');
  const inForce = used.map(({ state: _, covers: __, ...waiver }) => waiver);
  const rules = judgeRules([...new Set(checks.map((entry) => entry.rule))].map(ruleById), checks, inForce);
  return {
    schemaVersion: 1,
    suite: { name: 'nhs-booking-conformance', version: '0.1.0', commit: null, rulebook: 'book/1' },
    target: { baseUrl: 'https://booking.test/STU3', embedded: false, software: null },
    run: {
      id: 'r1',
      startedAt: '2030-01-01T00:00:00.000Z',
      finishedAt: '2030-01-01T00:00:12.340Z',
      durationMs: 12_340,
      exchanges: 7,
      latencyMs: { p50: 3, p95: 9, max: 11 },
      gate: ['booking'],
      overlays: [],
      strict: false,
      shard: null,
      selection: { selected: 45, all: 45, cases: [] },
      slots: { atOnce: 2, inAll: 9, offered: 4, used: 9, untested: [] },
      stopped: null,
      faults: [],
      settings: { GATE: 'booking' },
      ...run,
    },
    verdict: 'conformant',
    totals: totalsOf(rules),
    rules,
    waivers: [],
    defects: [],
    variants: [],
    bookings: { mark: 'run 1a2b3c4d', made: 1, leftBehind: [] },
    ...more,
  };
}

export function recordOf(id: string, more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    id,
    case: 'Booking a free slot',
    purpose: 'book',
    startedAt: '2030-01-01T00:00:00.000Z',
    durationMs: 12,
    request: {
      method: 'POST',
      url: 'https://booking.test/STU3/Appointment?x=1',
      headers: [
        ['X-Twice', '1'],
        ['X-Twice', '2'],
      ],
      body: '{"resourceType":"Appointment"}',
      bodyEncoding: 'utf8',
    },
    response: {
      status: 201,
      reason: 'Created',
      httpVersion: '1.1',
      headers: [['ETag', 'W/"1"']],
      body: '/w==',
      bodyEncoding: 'base64',
      complete: true,
    },
    error: null,
    ...more,
  };
}

/** A run that ended with this result, and sent this. */
export function finishedRun(result: ConformanceResult, records: readonly ExchangeRecord[] = []): FinishedRun {
  const again = { before: 'npx booking-conformance run', after: '' };
  return { result, evidence: new Map(records.map((record) => [record.id, record])), again };
}

/** A stream that keeps what is written to it, as standard output or error would show it. */
export function fakeStream(
  terminal: { columns?: number } | null,
): NodeJS.WriteStream & { readonly text: string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  Object.assign(stream, terminal ? { isTTY: true, ...terminal } : {});
  Object.defineProperty(stream, 'text', { get: () => chunks.join('') });
  return stream as unknown as NodeJS.WriteStream & { readonly text: string };
}
