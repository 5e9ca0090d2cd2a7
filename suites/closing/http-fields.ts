/**
 * What HTTP asks of the header fields of every answer, judged on all exchanges of the run:
 * https://www.rfc-editor.org/rfc/rfc9110
 */
import { parseEntityTag, parseImfFixdate } from '../../lib/fhir/headers';
import { headerValues } from '../../lib/http/exchange';
import {
  type Answer,
  broken,
  closing,
  eachWith,
  everyAnswer,
  expectAllow,
  inconclusive,
  inShort,
  notApplicable,
  ruleOnEveryAnswer,
} from '../vocabulary';

closing('The header fields of every answer', () => {
  ruleOnEveryAnswer(
    'http.last-modified.format',
    () => eachWith('Last-Modified', everyAnswer()),
    ({ value }) => {
      if (parseImfFixdate(value)) return;
      broken('writes Last-Modified in another form than HTTP has for dates', {
        expected: 'a date such as Sun, 06 Nov 1994 08:49:37 GMT',
        actual: value,
      });
    },
    () => notApplicable('no answer had a Last-Modified'),
  );

  ruleOnEveryAnswer(
    'http.last-modified.not-future',
    () => eachWith('Last-Modified', everyAnswer()),
    ({ value, response }) => {
      const modified = parseImfFixdate(value) ?? inconclusive('Last-Modified is no HTTP date');
      const [date] = headerValues(response.headers, 'Date');
      if (date === undefined) inconclusive('the answer has no Date to compare with');
      const sentAt = parseImfFixdate(date.trim()) ?? inconclusive(`Date is no HTTP date: ${date}`);
      if (modified.getTime() <= sentAt.getTime() + CLOCK_TICK_MS) return;
      broken('dates Last-Modified after the answer itself', {
        expected: `no later than the Date of the answer, ${date}`,
        actual: value,
      });
    },
    () => notApplicable('no answer had a Last-Modified'),
  );

  ruleOnEveryAnswer(
    'http.etag.syntax',
    () => eachWith('ETag', everyAnswer()),
    ({ value }) => {
      if (parseEntityTag(value)) return;
      broken('sends an ETag that is no entity tag', { expected: 'W/"[vid]" or "[vid]"', actual: value });
    },
    () => notApplicable('no answer had an ETag'),
  );

  ruleOnEveryAnswer(
    'http.content-type',
    () => everyAnswer().filter(({ response }) => response.body.length > 0),
    ({ response }) => {
      if (headerValues(response.headers, 'Content-Type').some((value) => value.trim() !== '')) return;
      broken('sends a body without saying what it is', {
        expected: 'a Content-Type',
        actual: inShort(response),
      });
    },
  );

  ruleOnEveryAnswer('http.date', answersOfAServerWithAClock, ({ response }) => {
    const values = headerValues(response.headers, 'Date');
    if (values.length > 0 && values.every((value) => parseImfFixdate(value.trim()))) return;
    broken(values.length === 0 ? 'sends no Date' : 'writes Date in another form than HTTP has for dates', {
      expected: 'a Date such as Sun, 06 Nov 1994 08:49:37 GMT',
      actual: values.join(' | ') || 'no Date header',
    });
  });

  ruleOnEveryAnswer(
    'http.challenge',
    () => answersWithStatus(401),
    ({ response }) => {
      if (headerValues(response.headers, 'WWW-Authenticate').some((value) => value.trim() !== '')) return;
      broken('answers 401 without saying how to authenticate', {
        expected: 'WWW-Authenticate with at least one challenge',
        actual: 'no WWW-Authenticate header',
      });
    },
    () => notApplicable('no answer had the status 401'),
  );

  ruleOnEveryAnswer(
    'http.allow',
    // What was sent to provoke a 405 is judged where it was sent, in `suites/http/methods.ts`.
    () => answersWithStatus(405).filter(({ sent }) => sent.purpose !== 'probe'),
    ({ sent }) => expectAllow(sent),
    () => notApplicable('no answer had the status 405'),
  );
});

/** The times of HTTP know no less than a second. */
const CLOCK_TICK_MS = 1_000;

const answersWithStatus = (status: number): Answer[] =>
  everyAnswer().filter(({ response }) => response.status === status);

/** A server that fails may leave Date out (RFC 9110 section 6.6.1). */
function answersOfAServerWithAClock(): Answer[] {
  return everyAnswer().filter(({ response }) => response.status >= 200 && response.status < 500);
}
