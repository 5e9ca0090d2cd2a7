import type { ExchangeRecord } from '../../lib/http';
import { conformancePage } from '../../lib/report/html/page';
import { rulesFor } from '../../lib/rules';
import { check, recordOf, resultOf } from './samples';

/** The conformance report of a run of so many checks at least, a few of which failed, with the exchanges of all. */
export function manyChecks(least: number): { readonly text: string; readonly checks: number } {
  const rules = rulesFor([]);
  const perRule = Math.ceil(least / rules.length);
  const checks = rules.flatMap(({ id }) =>
    Array.from({ length: perRule }, (_, index) =>
      check(id, index % 40 === 3 ? 'fail' : 'pass', {
        case: `Booking with the thing of case ${index}, which has a name of some length`,
        order: index,
        exchanges: [exchangeId(index * 2), exchangeId(index * 2 + 1)],
      }),
    ),
  );
  const evidence = new Map<string, ExchangeRecord>(
    Array.from({ length: perRule * 2 }, (_, index) => [exchangeId(index), recordOf(exchangeId(index))]),
  );
  const result = resultOf(checks, { verdict: 'non-conformant' });
  const again = { before: 'booking-conformance run', after: '' };
  return { text: conformancePage({ result, evidence, again }), checks: checks.length };
}

const exchangeId = (number: number): string => `x${String(number).padStart(4, '0')}`;
