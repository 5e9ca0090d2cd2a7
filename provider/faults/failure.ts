import { on, status, TOKEN_GROUNDS, text, withoutBody } from './changes';
import type { Fault } from './fault';

const ERROR_PAGE =
  '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Unprocessable Entity</h1></body></html>';

/** Faults in the answer to a booking that is refused: "Book an appointment", Failure. */
export const failureFaults: readonly Fault[] = [
  {
    id: 'slot-taken-409',
    rule: 'book.business-rule.status',
    description: 'A slot that has gone is answered with 409 Conflict, as one would expect of REST.',
    couplings: [],
    behaviour: on(['slot-taken'], status(409)),
  },
  {
    id: 'slot-unknown-404',
    rule: 'book.business-rule.status',
    description: 'A slot that does not exist is answered with 404.',
    couplings: [],
    behaviour: on(['slot-unknown'], status(404)),
  },
  {
    id: 'business-rule-empty-body',
    rule: 'book.business-rule.outcome',
    description: 'A booking that a business rule forbids is answered with a bare 422.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['slot-taken', 'slot-unknown'], withoutBody),
  },
  {
    id: 'profile-400',
    rule: 'book.profile.status',
    description: 'Whatever the validator finds, profile faults included, is answered with 400.',
    couplings: [],
    behaviour: on(['profile-invalid'], status(400)),
  },
  {
    id: 'profile-html',
    rule: 'book.profile.outcome',
    description: 'A body that breaks a profile is answered with the HTML error page of the web server.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['profile-invalid'], text(ERROR_PAGE, 'text/html;charset=utf-8')),
  },
  {
    id: 'token-missing-401',
    rule: 'book.jwt-missing.status',
    description: 'A request without a token is answered with 401, as security libraries do.',
    couplings: ['http.challenge'],
    behaviour: on(['token-missing'], status(401)),
  },
  {
    id: 'token-malformed-500',
    rule: 'book.jwt-missing.status',
    description: 'A bearer token that is no JWT makes the decoder throw.',
    couplings: ['book.jwt-invalid.status'],
    behaviour: on(['token-malformed'], status(500)),
  },
  {
    id: 'token-expired-401',
    rule: 'book.jwt-invalid.status',
    description: 'An expired token is answered with 401, every other bad one with 403.',
    couplings: ['http.challenge'],
    behaviour: on(['token-expired'], status(401)),
  },
  {
    id: 'token-plain-json',
    rule: 'book.jwt.outcome',
    description: 'The gateway in front answers a bad token with JSON of its own.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(TOKEN_GROUNDS, text('{"error":"forbidden"}', 'application/json')),
  },
  {
    id: 'not-json-422',
    rule: 'book.invalid-body.status',
    description: 'A body that is cut off, or neither JSON nor XML, is answered with 422.',
    couplings: [],
    behaviour: on(['not-parseable'], status(422)),
  },
  {
    id: 'not-a-resource-500',
    rule: 'book.invalid-body.status',
    description: 'A body that holds no FHIR resource, but an array for one, makes the mapping throw.',
    couplings: [],
    behaviour: on(['not-a-resource'], status(500)),
  },
  {
    id: 'base-invalid-500',
    rule: 'book.base-invalid.status',
    description: 'A resource that breaks base FHIR makes the parser throw, and nobody catches it.',
    couplings: [],
    behaviour: on(['base-invalid'], status(500)),
  },
  {
    id: 'server-error-503',
    rule: 'book.server-error.status',
    description: 'When the diary fails, the provider answers 503.',
    couplings: [],
    behaviour: on(['server-error'], status(503)),
  },
];
