import { refusal } from '../answer';
import { headerOf } from '../request';
import { claimsIn } from '../tokens';
import { all, always, on, onRefusals, rewritten, status, without } from './changes';
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
    id: 'token-missing-401-without-challenge',
    rule: 'http.challenge',
    description: 'A request without a token is answered with a 401 that does not say how to authenticate.',
    couplings: ['book.jwt-missing.status'],
    behaviour: on(['token-missing'], all(status(401), without('WWW-Authenticate'))),
  },
  {
    id: 'allow-missing',
    rule: 'http.allow',
    description: 'A 405 does not say which methods there are.',
    couplings: [],
    behaviour: on(['method-not-allowed'], without('Allow')),
  },
  {
    id: 'date-missing',
    rule: 'http.date',
    description: 'No answer says when it was made.',
    couplings: ['http.last-modified.not-future'],
    behaviour: always(without('Date')),
  },
  {
    id: 'token-audience-ignored',
    rule: 'http.jwt.audience',
    description: 'A token is taken whomever it was meant for.',
    couplings: [],
    behaviour: { tokenRefusal: (refused) => (refused?.ground === 'token-audience' ? null : refused) },
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
];
