import { refusal } from '../answer';
import { headerOf } from '../request';
import { claimsIn } from '../tokens';
import { all, always, inAnswersTo, on, onRefusals, rewritten, status, without } from './changes';
import type { Fault } from './fault';

const HOUR_MS = 3_600_000;

/** What is judged of a Last-Modified that can be read. */
const OF_A_DATE = ['book.created.last-modified', 'fhir.last-modified.meta', 'http.last-modified.not-future'];

/** Faults in what HTTP and JWT ask of any server: RFC 9110, RFC 7519. */
export const httpFaults: readonly Fault[] = [
  {
    id: 'last-modified-iso',
    rule: 'http.last-modified.format',
    description: 'Last-Modified is written as a FHIR instant.',
    couplings: OF_A_DATE,
    behaviour: always(rewritten('Last-Modified', (date) => new Date(date).toISOString())),
  },
  {
    id: 'last-modified-offset',
    rule: 'http.last-modified.format',
    description: 'Last-Modified is written as in e-mails, with a numeric zone.',
    couplings: OF_A_DATE,
    behaviour: always(rewritten('Last-Modified', (date) => date.replace('GMT', '+0000'))),
  },
  {
    id: 'last-modified-utc',
    rule: 'http.last-modified.format',
    description: 'Last-Modified names its zone UTC.',
    couplings: OF_A_DATE,
    behaviour: always(rewritten('Last-Modified', (date) => date.replace('GMT', 'UTC'))),
  },
  {
    id: 'last-modified-wrong-weekday',
    rule: 'http.last-modified.format',
    description: 'Last-Modified of what is read counts the days of the week from another one.',
    couplings: [],
    behaviour: on(
      ['read'],
      rewritten('Last-Modified', (date) => date.replace(/^.../, dayAfter)),
    ),
  },
  {
    id: 'last-modified-asctime',
    rule: 'http.last-modified.format',
    description: 'Last-Modified of what is read is written as C does, a form of old.',
    couplings: [],
    behaviour: on(['read'], rewritten('Last-Modified', inAsctime)),
  },
  {
    id: 'last-modified-rfc-850',
    rule: 'http.last-modified.format',
    description: 'Last-Modified of an update has two digits for the year, a form of old.',
    couplings: [],
    behaviour: on(['cancelled'], rewritten('Last-Modified', inRfc850)),
  },
  {
    id: 'last-modified-in-future',
    rule: 'http.last-modified.not-future',
    description: 'Last-Modified is local summer time, labelled GMT: an hour ahead.',
    couplings: ['fhir.last-modified.meta'],
    behaviour: always(
      rewritten('Last-Modified', (date) => new Date(Date.parse(date) + HOUR_MS).toUTCString()),
    ),
  },
  {
    id: 'etag-unquoted',
    rule: 'http.etag.syntax',
    description: 'The ETag of a booking is the bare version id.',
    couplings: ['book.created.etag'],
    behaviour: on(
      ['booked'],
      rewritten('ETag', (etag) => etag.replace(/W\/|"/g, '')),
    ),
  },
  {
    id: 'etag-quoted-twice',
    rule: 'http.etag.syntax',
    description: 'The ETag of a booking gets its quotes from the application, and again from the framework.',
    couplings: ['book.created.etag'],
    behaviour: on(
      ['booked'],
      rewritten('ETag', (etag) => etag.replaceAll('"', '""')),
    ),
  },
  {
    id: 'etag-lower-case-mark',
    rule: 'http.etag.syntax',
    description: 'The ETag of a booking is marked as weak by a small w.',
    couplings: ['book.created.etag'],
    behaviour: on(
      ['booked'],
      rewritten('ETag', (etag) => etag.replace('W', 'w')),
    ),
  },
  {
    id: 'refusals-without-content-type',
    rule: 'http.content-type',
    description: 'The error path sends its bodies without Content-Type.',
    couplings: [],
    behaviour: onRefusals(without('Content-Type')),
  },
  {
    id: 'created-without-content-type',
    rule: 'http.content-type',
    description: 'The answer to a booking is written past the framework, which would have labelled it.',
    couplings: [],
    behaviour: on(['booked'], without('Content-Type')),
  },
  {
    id: 'update-content-type-empty',
    rule: 'http.content-type',
    description: 'The Content-Type of the answer to an update has no value.',
    couplings: ['fhir.media-type'],
    behaviour: on(
      ['cancelled'],
      rewritten('Content-Type', () => ''),
    ),
  },
  {
    id: 'token-missing-401-without-challenge',
    rule: 'http.challenge',
    description: 'A request without a token is answered with a 401 that does not say how to authenticate.',
    couplings: ['book.jwt-missing.status'],
    behaviour: on(['token-missing'], all(status(401), without('WWW-Authenticate'))),
  },
  {
    id: 'token-missing-401-empty-challenge',
    rule: 'http.challenge',
    description: 'A request without a token is answered with a 401 whose challenge is empty.',
    couplings: ['book.jwt-missing.status'],
    behaviour: on(
      ['token-missing'],
      all(
        status(401),
        rewritten('WWW-Authenticate', () => ''),
      ),
    ),
  },
  {
    id: 'allow-missing',
    rule: 'http.allow',
    description: 'A 405 does not say which methods there are.',
    couplings: [],
    behaviour: on(['method-not-allowed'], without('Allow')),
  },
  {
    id: 'allow-lists-what-is-refused',
    rule: 'http.allow',
    description: 'A 405 lists the methods that the framework knows, the one that it refuses among them.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(
      ['method-not-allowed'],
      rewritten('Allow', () => 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'),
    ),
  },
  {
    id: 'vread-405-without-allow',
    rule: 'http.allow',
    description: 'A version read is refused with a 405 that does not say which methods there are.',
    couplings: ['book.created.url-stable', 'fhir.vread.unknown', 'fhir.vread.version'],
    behaviour: {
      serves: (served, interaction) => served && interaction !== 'vread',
      ...inAnswersTo('vread', ['method-not-allowed'], without('Allow')),
    },
  },
  {
    id: 'date-missing',
    rule: 'http.date',
    description: 'No answer says when it was made.',
    couplings: ['http.last-modified.not-future'],
    behaviour: always(without('Date')),
  },
  {
    id: 'date-missing-on-refusals',
    rule: 'http.date',
    description: 'The error handler forgets to say when it answered.',
    couplings: [],
    behaviour: onRefusals(without('Date')),
  },
  {
    id: 'date-iso',
    rule: 'http.date',
    description: 'Date is written as a FHIR instant.',
    couplings: ['http.last-modified.not-future'],
    behaviour: always(rewritten('Date', (date) => new Date(date).toISOString())),
  },
  {
    id: 'token-audience-ignored',
    rule: 'http.jwt.audience',
    description: 'A token is taken whomever it was meant for.',
    couplings: [],
    behaviour: { tokenRefusal: (refused) => (refused?.ground === 'token-audience' ? null : refused) },
  },
  {
    id: 'token-audience-array-not-compared',
    rule: 'http.jwt.audience',
    description: 'The audience of a token is compared where it is a text; a list of them passes.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-audience' && Array.isArray(claimsIn(headers.authorization)?.aud)
          ? null
          : refused,
    },
  },
  {
    id: 'token-audience-array-refused',
    rule: 'http.jwt.audience',
    description: 'A token for several audiences is refused: its claim is compared as text.',
    couplings: [],
    verdict: 'warn',
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused ??
        (Array.isArray(claimsIn(headers.authorization)?.aud)
          ? refusal('token-audience', 'security', 'The token is meant for another service.')
          : null),
    },
  },
  {
    id: 'token-not-before-ignored',
    rule: 'http.jwt.not-before',
    description: 'A token is taken before it becomes valid.',
    couplings: [],
    behaviour: { tokenRefusal: (refused) => (refused?.ground === 'token-not-before' ? null : refused) },
  },
  {
    id: 'token-scheme-exact-case',
    rule: 'http.jwt.scheme-case',
    description: 'The scheme of the Authorization header is compared letter by letter with "Bearer".',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused ??
        (headerOf(headers, 'Authorization')?.startsWith('Bearer ') === false
          ? refusal('token-missing', 'login', 'The request carries no bearer token.')
          : null),
    },
  },
  {
    id: 'token-scheme-two-spellings',
    rule: 'http.jwt.scheme-case',
    description: 'The scheme of the Authorization header may be "Bearer" or "bearer", and nothing else.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused ??
        (/^[Bb]earer /.test(headerOf(headers, 'Authorization') ?? '')
          ? null
          : refusal('token-missing', 'login', 'The request carries no bearer token.')),
    },
  },
];

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function dayAfter(day: string): string {
  const index = WEEKDAYS.findIndex((name) => name.startsWith(day));
  return (WEEKDAYS[(index + 1) % WEEKDAYS.length] ?? '').slice(0, 3);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT` as `Sun Nov  6 08:49:37 1994`. */
function inAsctime(date: string): string {
  const [weekday = '', day, month, year, time] = date.split(/,? /);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT` as `Sunday, 06-Nov-94 08:49:37 GMT`. */
function inRfc850(date: string): string {
  const [weekday = '', day, month, year = '', time] = date.split(/,? /);
  const name = WEEKDAYS.find((each) => each.startsWith(weekday));
  return `${name}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
}
