import { bookAnAppointment, guide } from './documents';
import type { Rule } from './rule';

const inHeaders = {
  source: 'booking',
  section: 'Headers',
  ...bookAnAppointment('headers'),
  binds: 'server',
} as const;

/** What the page recommends for X-Request-Id and X-Correlation-Id. Header names count in any case, values exactly. */
export const headers: readonly Rule[] = [
  {
    ...inHeaders,
    id: 'book.request-id.returned',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Returns an X-Request-Id with every answer',
    requirement:
      'Every answer, to a booking made or refused, carries one X-Request-Id that is not empty. It holds what the client sent or an id of the server’s own.',
  },
  {
    ...inHeaders,
    id: 'book.request-id.unique',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Assigns a different X-Request-Id to each request',
    requirement:
      'An id that the server makes up itself stands for one request only: no two answers of the run share it.',
  },
  {
    ...inHeaders,
    id: 'book.request-id.optional',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Books as well without an X-Request-Id from the client',
    requirement:
      'The page leaves it to the client whether to number its requests, so a valid booking without X-Request-Id succeeds like any other.',
  },
  {
    ...inHeaders,
    id: 'book.request-id.purpose',
    level: 'MAY',
    basis: 'stated',
    binds: 'described',
    title: 'Uses X-Request-Id to find requests in logs, and for nothing else',
    requirement:
      'The page gives the id one purpose, to match a request with log and audit entries. What a server makes of an id that comes twice is not judged, and the suite never sends one twice.',
    notApplicable:
      'Describes what the header is for; how a server keeps its logs cannot be seen from outside.',
    conflict: `The id has a second purpose in ${guide.integrity}: it shows whether the same request has booked before. For such a repeat ${guide.errors} lists 409 Conflict.`,
  },
  {
    ...inHeaders,
    id: 'book.correlation-id.returned',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Adds the id that the client sent, as X-Correlation-Id, to one of its own',
    requirement:
      'When the X-Request-Id of the answer is not the one that was sent, an X-Correlation-Id is there too, so that the client can still match the answer to its request.',
    notApplicable:
      'A server that returns the client’s own X-Request-Id has nothing to add, and may leave X-Correlation-Id out.',
  },
  {
    ...inHeaders,
    id: 'book.correlation-id.exact',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Echoes the client’s id in X-Correlation-Id character for character',
    requirement:
      'An X-Correlation-Id in an answer is precisely the X-Request-Id of that request; another id, or the same one in other letter case, gives a warning.',
  },
];
