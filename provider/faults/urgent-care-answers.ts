import { randomUUID } from 'node:crypto';
import type { OperationOutcome } from 'fhir/r3';
import type { Behaviour } from '../behaviour';
import { headerOf } from '../request';
import {
  always,
  edited,
  inAnswersTo,
  OTHER_GROUNDS,
  on,
  onRefusals,
  rewritten,
  TOKEN_GROUNDS,
  text,
  twice,
  without,
  withoutElement,
} from './changes';
import type { GuideFault } from './fault';

/** Faults in how any request is answered: the urgent-care guide, "Transactional Integrity" and "Error Handling". */
export const answerFaults: readonly GuideFault[] = [
  {
    id: 'uec-request-id-on-bookings-only',
    rule: 'uec.request-id.returned',
    description: 'Only the answers to bookings carry X-Request-Id.',
    couplings: [],
    behaviour: exceptOnBookings('X-Request-Id'),
  },
  {
    id: 'uec-request-id-not-on-framework-errors',
    rule: 'uec.request-id.returned',
    description: 'What the web framework answers by itself comes without X-Request-Id.',
    couplings: [],
    behaviour: on(['not-found', 'method-not-allowed'], without('X-Request-Id')),
  },
  {
    id: 'uec-request-id-twice-on-reads',
    rule: 'uec.request-id.returned',
    description: 'A filter adds X-Request-Id to what is read, which the application has added already.',
    couplings: [],
    behaviour: inAnswersTo('read', ['read'], twice('X-Request-Id')),
  },
  {
    id: 'uec-correlation-id-on-bookings-only',
    rule: 'uec.correlation-id.always',
    description: "Only the answers to bookings carry the client's request id.",
    couplings: [],
    behaviour: exceptOnBookings('X-Correlation-Id'),
  },
  {
    id: 'uec-correlation-id-left-to-request-id',
    rule: 'uec.correlation-id.always',
    description:
      "The client's id is returned as X-Request-Id, and X-Correlation-Id taken for superfluous then.",
    couplings: ['book.correlation-id.returned', 'book.correlation-id.exact'],
    behaviour: always((answer, context) => {
      const clientId = headerOf(context.requestHeaders, 'X-Request-Id');
      const echoed = clientId ? rewritten('X-Request-Id', () => clientId)(answer, context) : answer;
      return without('X-Correlation-Id')(echoed, context);
    }),
  },
  {
    id: 'uec-correlation-id-own-on-reads',
    rule: 'uec.correlation-id.always',
    description: "X-Correlation-Id of what is read holds a fresh id of the provider's.",
    couplings: [],
    behaviour: inAnswersTo(
      'read',
      ['read'],
      rewritten('X-Correlation-Id', () => randomUUID()),
    ),
  },
  {
    id: 'uec-framework-errors',
    rule: 'uec.outcome.always',
    description: 'What is not found or not allowed is answered by the web framework, in JSON of its own.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(
      ['not-found', 'method-not-allowed'],
      text('{"message":"Route not found"}', 'application/json;charset=utf-8'),
    ),
  },
  {
    id: 'uec-server-error-plain',
    rule: 'uec.outcome.always',
    description: 'When the diary fails, the web server answers with a line of text.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['server-error'], text('Internal Server Error', 'text/plain')),
  },
  {
    id: 'uec-media-type-refused-plain-json',
    rule: 'uec.outcome.always',
    description: 'A media type that is not taken is refused before the request comes to the FHIR part.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(
      ['media-type'],
      text('{"status":415,"error":"Unsupported Media Type"}', 'application/json'),
    ),
  },
  {
    id: 'uec-outcome-without-issues',
    rule: 'uec.outcome.always',
    description: 'An OperationOutcome is a resource type and an id, and nothing else.',
    couplings: ['fhir.outcome.valid', 'uec.outcome.detail'],
    behaviour: on(OTHER_GROUNDS, withoutElement(['issue'])),
  },
  {
    id: 'uec-outcome-without-detail',
    rule: 'uec.outcome.detail',
    description: 'An OperationOutcome says where the mistake is, but has neither id nor text.',
    couplings: [],
    behaviour: onRefusals(
      edited<OperationOutcome>(({ resourceType, issue }) => ({
        resourceType,
        issue: issue.map(({ severity, code }) => ({ severity, code, expression: ['Appointment'] })),
      })),
    ),
  },
  {
    id: 'uec-outcome-issue-without-severity',
    rule: 'uec.outcome.detail',
    description: 'The issues of an OperationOutcome have a code and a text, but no severity.',
    couplings: ['fhir.outcome.valid'],
    behaviour: on(
      OTHER_GROUNDS,
      edited<OperationOutcome>((outcome) => ({
        ...outcome,
        issue: outcome.issue.map(({ severity: _, ...issue }) => issue),
      })),
    ),
  },
  {
    id: 'uec-challenge-missing',
    rule: 'uec.jwt.challenge',
    description: 'A request with a bad token is refused without WWW-Authenticate.',
    couplings: [],
    behaviour: on(TOKEN_GROUNDS, without('WWW-Authenticate')),
  },
  {
    id: 'uec-challenge-missing-without-token',
    rule: 'uec.jwt.challenge',
    description:
      'A request without a token is refused before the one who would write WWW-Authenticate sees it.',
    couplings: [],
    behaviour: on(['token-missing'], without('WWW-Authenticate')),
  },
  {
    id: 'uec-challenge-empty',
    rule: 'uec.jwt.challenge',
    description: 'A request with a bad token is refused with a WWW-Authenticate that is empty.',
    couplings: [],
    behaviour: on(
      TOKEN_GROUNDS,
      rewritten('WWW-Authenticate', () => ''),
    ),
  },
];

/** Leaves a header out of every answer but those to bookings. */
function exceptOnBookings(name: string): Partial<Behaviour> {
  return always((answer, context) =>
    context.interaction === 'book' ? answer : without(name)(answer, context),
  );
}
