import { randomUUID } from 'node:crypto';
import { refusal } from '../answer';
import type { AnswerContext } from '../behaviour';
import { headerOf } from '../request';
import {
  added,
  all,
  always,
  type Change,
  on,
  onRefusals,
  rewritten,
  TOKEN_GROUNDS,
  without,
} from './changes';
import type { Fault } from './fault';

const LONGEST_ID = 32;

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
    id: 'request-id-missing-without-token',
    rule: 'book.request-id.returned',
    description: 'Tokens are checked before the request gets its id, so that their refusal has none.',
    couplings: [],
    behaviour: on(TOKEN_GROUNDS, without('X-Request-Id')),
  },
  {
    id: 'request-id-missing-on-server-error',
    rule: 'book.request-id.returned',
    description: 'The handler of last resort answers 500 without X-Request-Id.',
    couplings: [],
    behaviour: on(['server-error'], without('X-Request-Id')),
  },
  {
    id: 'request-id-only-echoed',
    rule: 'book.request-id.returned',
    description: "The client's id is returned, and none where it sent none.",
    couplings: ['book.correlation-id.returned'],
    behaviour: always((answer, context) => {
      const sent = sentId(context);
      return sent === undefined
        ? without('X-Request-Id')(answer, context)
        : rewritten('X-Request-Id', () => sent)(answer, context);
    }),
  },
  {
    id: 'request-id-empty-unless-sent',
    rule: 'book.request-id.returned',
    description: "The client's id is returned, and an empty header where it sent none.",
    couplings: ['book.correlation-id.returned'],
    behaviour: always(rewritten('X-Request-Id', (_, context) => sentId(context) ?? '')),
  },
  {
    id: 'request-id-twice',
    rule: 'book.request-id.returned',
    description: 'Gateway and application each add an X-Request-Id.',
    couplings: [],
    behaviour: always(added('X-Request-Id', () => randomUUID())),
  },
  {
    id: 'request-id-constant',
    rule: 'book.request-id.unique',
    description: 'The request id is made once, when the server starts.',
    couplings: [],
    behaviour: always(rewritten('X-Request-Id', () => '00000000-0000-4000-8000-000000000000')),
  },
  {
    id: 'request-id-of-the-second',
    rule: 'book.request-id.unique',
    description: 'The request id is the time in seconds.',
    couplings: [],
    behaviour: always(rewritten('X-Request-Id', () => String(Math.floor(Date.now() / 1000)))),
  },
  {
    id: 'request-id-undefined',
    rule: 'book.request-id.unique',
    description: "The client's id is returned as text, and reads undefined where it sent none.",
    couplings: ['book.correlation-id.returned'],
    behaviour: always(rewritten('X-Request-Id', (_, context) => String(sentId(context)))),
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
    id: 'correlation-id-missing-on-refusal',
    rule: 'book.correlation-id.returned',
    description: "The client's id is added to successful bookings, but not on the error path.",
    couplings: [],
    behaviour: onRefusals(without('X-Correlation-Id')),
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
  {
    id: 'correlation-id-without-hyphens',
    rule: 'book.correlation-id.exact',
    description: "The client's id is read as a UUID and written back as its 32 digits.",
    couplings: [],
    behaviour: always(rewritten('X-Correlation-Id', (id) => id.replaceAll('-', ''))),
  },
  {
    id: 'correlation-id-in-quotes',
    rule: 'book.correlation-id.exact',
    description: "The client's id is written back as JSON.",
    couplings: [],
    behaviour: always(rewritten('X-Correlation-Id', (id) => JSON.stringify(id))),
  },
  {
    id: 'correlation-id-cut-off',
    rule: 'book.correlation-id.exact',
    description:
      'The column of the audit table has room for 32 characters, and the id comes back from there.',
    couplings: [],
    behaviour: always(rewritten('X-Correlation-Id', (id) => id.slice(0, LONGEST_ID))),
  },
  {
    id: 'correlation-id-joined',
    rule: 'book.correlation-id.exact',
    description: "The provider's own id is put behind the client's in one list.",
    couplings: [],
    behaviour: always(rewritten('X-Correlation-Id', (id) => `${id}, ${randomUUID()}`)),
  },
  {
    id: 'correlation-id-twice',
    rule: 'book.correlation-id.exact',
    description: "A second X-Correlation-Id holds an id of the provider's.",
    couplings: [],
    behaviour: always(added('X-Correlation-Id', () => randomUUID())),
  },
  {
    id: 'correlation-ids-swapped',
    rule: 'book.correlation-id.exact',
    description: "X-Request-Id holds the client's id, and X-Correlation-Id the provider's.",
    couplings: ['book.correlation-id.returned'],
    behaviour: always((answer, context) => {
      const sent = sentId(context);
      return sent === undefined ? answer : swapped(sent)(answer, context);
    }),
  },
];

function idRequired(): ReturnType<typeof refusal> {
  return refusal('bad-request', 'required', 'The header X-Request-Id is missing.');
}

/** The id that the client gave to its request. */
function sentId({ requestHeaders }: AnswerContext): string | undefined {
  return headerOf(requestHeaders, 'X-Request-Id');
}

function swapped(sent: string): Change {
  return all(
    rewritten('X-Request-Id', () => sent),
    rewritten('X-Correlation-Id', () => randomUUID()),
  );
}
