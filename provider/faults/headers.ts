import { randomUUID } from 'node:crypto';
import { refusal } from '../answer';
import { headerOf } from '../request';
import { always, on, rewritten, without } from './changes';
import type { Fault } from './fault';

/** Faults in the ids of requests: "Book an appointment", Headers. */
export const headerFaults: readonly Fault[] = [
  {
    id: 'request-id-missing',
    rule: 'book.request-id.returned',
    description: 'No answer carries X-Request-Id.',
    couplings: ['book.request-id.unique', 'book.correlation-id.returned'],
    behaviour: always(without('X-Request-Id')),
  },
  {
    id: 'request-id-missing-on-refusal',
    rule: 'book.request-id.returned',
    description: 'X-Request-Id is added to successful bookings, but not on the error path.',
    couplings: [],
    behaviour: {
      answer: (answer, context) =>
        context.interaction === 'book' && answer.status >= 400
          ? without('X-Request-Id')(answer, context)
          : answer,
    },
  },
  {
    id: 'request-id-constant',
    rule: 'book.request-id.unique',
    description: 'The request id is made once, when the server starts.',
    couplings: [],
    behaviour: always(rewritten('X-Request-Id', () => '00000000-0000-4000-8000-000000000000')),
  },
  {
    id: 'request-id-required',
    rule: 'book.request-id.optional',
    description: 'A booking without X-Request-Id is answered with 400.',
    couplings: [],
    behaviour: {
      bookingRefusal: (refused, { request }) =>
        refused ?? (headerOf(request.headers, 'X-Request-Id') ? null : idRequired()),
    },
  },
  {
    id: 'correlation-id-missing',
    rule: 'book.correlation-id.returned',
    description: "The provider assigns its own request id and drops the client's.",
    couplings: ['book.correlation-id.exact'],
    behaviour: always(without('X-Correlation-Id')),
  },
  {
    id: 'correlation-id-lower-case',
    rule: 'book.correlation-id.exact',
    description: "The client's id is read as a UUID and written back in lower case.",
    couplings: [],
    behaviour: always(rewritten('X-Correlation-Id', (id) => id.toLowerCase())),
  },
  {
    id: 'correlation-id-own',
    rule: 'book.correlation-id.exact',
    description: "X-Correlation-Id holds a fresh id of the provider's instead of the client's.",
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('X-Correlation-Id', () => randomUUID()),
    ),
  },
];

function idRequired(): ReturnType<typeof refusal> {
  return refusal('bad-request', 'required', 'The header X-Request-Id is missing.');
}
