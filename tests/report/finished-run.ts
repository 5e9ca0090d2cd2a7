import type { ExchangeRecord } from '../../lib/http';
import type { ConformanceResult, FinishedRun } from '../../lib/report';
import { check, HOSTILE, recordOf, resultOf, waiverResult } from './samples';

/** What a server may say to break out of any format: markup, a comment's end, half a character, the end of a line. */
export const BREAKING_OUT = `</code></td><script>alert(1)</script> ]]> --> "'\`|%0A::error::x \ud800 ${HOSTILE}`;

export const MUST = 'book.created.status';
export const OTHER_MUST = 'book.created.location';
export const SHOULD = 'book.created.etag';
export const NEEDY = 'book.created.url-stable';
export const UNSEEN = 'book.business-rule.status';

/** A run in which each outcome comes up, and the server says what it can to break the reports. */
export const eventful = (more: Partial<ConformanceResult> = {}): FinishedRun =>
  finished(
    resultOf(
      [
        check(MUST, 'pass'),
        check(MUST, 'fail', {
          case: 'Another',
          message: BREAKING_OUT,
          expected: '201',
          actual: BREAKING_OUT,
        }),
        check(OTHER_MUST, 'fail', { message: 'sends no Location header' }),
        check(SHOULD, 'warn', { message: `says ${BREAKING_OUT}`, exchanges: ['x0001', 'x0002'] }),
        check(NEEDY, 'inconclusive', { exchanges: [] }),
        check(UNSEEN, 'not-applicable', { message: 'needs something', exchanges: [] }),
      ],
      {
        verdict: 'non-conformant',
        waivers: [waiverResult(OTHER_MUST, { reason: 'mended soon' })],
        target: { baseUrl: 'https://booking.test/STU3', embedded: false, software: BREAKING_OUT },
        ...more,
      },
    ),
    [
      recordOf('x0001', { purpose: 'preflight' }),
      recordOf('x0002', { purpose: 'preflight', response: null }),
    ],
  );

export function finished(result: ConformanceResult, records: readonly ExchangeRecord[] = []): FinishedRun {
  return {
    result,
    evidence: new Map(records.map((record) => [record.id, record])),
    again: { before: 'booking-conformance run', after: '' },
  };
}
