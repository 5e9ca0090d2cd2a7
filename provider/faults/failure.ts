import type { OperationOutcome } from 'fhir/r3';
import type { Answer, Refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import { headerOf } from '../request';
import { type Change, editedIssues, on, status, TOKEN_GROUNDS, text, withoutBody } from './changes';
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
    id: 'slot-taken-500',
    rule: 'book.business-rule.status',
    description: 'The database has a constraint against booking a slot twice, and nobody catches its error.',
    couplings: ['book.safety.race'],
    behaviour: on(['slot-taken'], status(500)),
  },
  {
    id: 'slot-unknown-404',
    rule: 'book.business-rule.status',
    description: 'A slot that does not exist is answered with 404.',
    couplings: [],
    behaviour: on(['slot-unknown'], status(404)),
  },
  {
    id: 'slot-unknown-500',
    rule: 'book.business-rule.status',
    description: 'A slot that does not exist is null, and the provider goes on with it.',
    couplings: [],
    behaviour: on(['slot-unknown'], status(500)),
  },
  {
    id: 'business-rule-empty-body',
    rule: 'book.business-rule.outcome',
    description: 'A booking that a business rule forbids is answered with a bare 422.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['slot-taken', 'slot-unknown'], withoutBody),
  },
  {
    id: 'slot-taken-plain-text',
    rule: 'book.business-rule.outcome',
    description: 'That a slot has gone is told in a line of plain text.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['slot-taken'], text('The slot is no longer free', 'text/plain;charset=utf-8')),
  },
  {
    id: 'slot-taken-as-information',
    rule: 'book.business-rule.outcome',
    description: 'That a slot has gone is told in an OperationOutcome whose only issue is an information.',
    couplings: ['fhir.outcome.valid'],
    behaviour: on(
      ['slot-taken'],
      editedIssues((issue) => ({ ...issue, severity: 'information' })),
    ),
  },
  {
    id: 'profile-400',
    rule: 'book.profile.status',
    description: 'Whatever the validator finds, profile faults included, is answered with 400.',
    couplings: [],
    behaviour: on(['profile-invalid'], status(400)),
  },
  {
    id: 'profile-500',
    rule: 'book.profile.status',
    description: 'The validator throws when a profile is broken, and nobody catches it.',
    couplings: [],
    behaviour: on(['profile-invalid'], status(500)),
  },
  {
    id: 'profile-412',
    rule: 'book.profile.status',
    description: 'A body that breaks a profile is answered with 412, as for a conditional request.',
    couplings: [],
    behaviour: on(['profile-invalid'], status(412)),
  },
  {
    id: 'booking-table-400',
    rule: 'book.profile.status',
    description:
      'What is wrong with the Appointment itself is answered with 400, and only what it contains with 422.',
    couplings: [],
    behaviour: {
      bookingRefusal: (refused) =>
        refused?.ground === 'profile-invalid' && isOfTheAppointment(refused)
          ? { ...refused, ground: 'bad-request' }
          : refused,
    },
  },
  {
    id: 'profile-html',
    rule: 'book.profile.outcome',
    description: 'A body that breaks a profile is answered with the HTML error page of the web server.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['profile-invalid'], text(ERROR_PAGE, 'text/html;charset=utf-8')),
  },
  {
    id: 'profile-problem-json',
    rule: 'book.profile.outcome',
    description: 'A body that breaks a profile is answered with the problem details of the web framework.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(
      ['profile-invalid'],
      text('{"title":"Unprocessable Entity","status":422}', 'application/problem+json'),
    ),
  },
  {
    id: 'profile-outcome-says-nothing',
    rule: 'book.profile.outcome',
    description: 'That a profile is broken is told by a code alone: neither by which element nor how.',
    couplings: ['fhir.outcome.valid'],
    behaviour: on(
      ['profile-invalid'],
      editedIssues(({ severity, code }) => ({ severity, code })),
    ),
  },
  {
    id: 'token-missing-401',
    rule: 'book.jwt-missing.status',
    description: 'A request without a token is answered with 401, as security libraries do.',
    couplings: ['http.challenge'],
    behaviour: on(['token-missing'], status(401)),
  },
  {
    id: 'token-missing-400',
    rule: 'book.jwt-missing.status',
    description: 'The web framework demands the Authorization header, and answers 400 where it is missing.',
    couplings: [],
    behaviour: withoutToken((authorization) => authorization === undefined, status(400)),
  },
  {
    id: 'token-empty-500',
    rule: 'book.jwt-missing.status',
    description: 'The token is what follows the first space, and where nothing does, the decoder throws.',
    couplings: [],
    behaviour: withoutToken((authorization) => authorization === 'Bearer', status(500)),
  },
  {
    id: 'token-of-another-scheme-401',
    rule: 'book.jwt-missing.status',
    description: 'Credentials of another scheme than Bearer are answered with 401.',
    couplings: ['http.challenge'],
    behaviour: withoutToken(
      (authorization) => authorization !== undefined && !/^bearer/i.test(authorization),
      status(401),
    ),
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
    id: 'token-audience-401',
    rule: 'book.jwt-invalid.status',
    description: 'A token for another audience is answered with 401, every other bad one with 403.',
    couplings: ['http.challenge'],
    behaviour: on(['token-audience'], status(401)),
  },
  {
    id: 'token-signature-401',
    rule: 'book.jwt-invalid.status',
    description: 'A token whose signature is wrong is answered with 401, every other bad one with 403.',
    couplings: ['http.challenge'],
    jwt: 'hs256',
    behaviour: on(['token-invalid'], status(401)),
  },
  {
    id: 'token-plain-json',
    rule: 'book.jwt.outcome',
    description: 'The gateway in front answers a bad token with JSON of its own.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(TOKEN_GROUNDS, text('{"error":"forbidden"}', 'application/json')),
  },
  {
    id: 'token-missing-empty-body',
    rule: 'book.jwt.outcome',
    description: 'A request without a token is turned away at the door with a bare 403.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(['token-missing'], withoutBody),
  },
  {
    id: 'not-json-422',
    rule: 'book.invalid-body.status',
    description: 'A body that is cut off, or neither JSON nor XML, is answered with 422.',
    couplings: [],
    behaviour: on(['not-parseable'], status(422)),
  },
  {
    id: 'not-json-500',
    rule: 'book.invalid-body.status',
    description: 'A body that cannot be parsed makes the parser throw, and nobody catches it.',
    couplings: [],
    behaviour: on(['not-parseable'], status(500)),
  },
  {
    id: 'trailing-comma-accepted',
    rule: 'book.invalid-body.status',
    description: 'The parser of JSON passes over a comma too many.',
    couplings: [],
    behaviour: { bytesToRead: withoutTrailingCommas },
  },
  {
    id: 'not-a-resource-500',
    rule: 'book.invalid-body.status',
    description: 'A body that holds no FHIR resource, but an array for one, makes the mapping throw.',
    couplings: [],
    behaviour: on(['not-a-resource'], status(500)),
  },
  {
    id: 'not-a-resource-422',
    rule: 'book.invalid-body.status',
    description: 'A body that can be parsed but holds no FHIR resource is answered with 422.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(['not-a-resource'], status(422)),
  },
  {
    id: 'array-unwrapped',
    rule: 'book.invalid-body.status',
    description: 'Where a body is an array, its first item is booked.',
    couplings: [],
    behaviour: { valueToJudge: (value) => (Array.isArray(value) ? value[0] : value) },
  },
  {
    id: 'resource-type-in-any-case',
    rule: 'book.invalid-body.status',
    description: 'The type of a resource is compared without regard to case.',
    couplings: [],
    behaviour: {
      valueToJudge: (value) =>
        isObject(value) && isNamedAppointment(value.resourceType) ? asAppointment(value) : value,
    },
  },
  {
    id: 'resource-type-not-looked-at',
    rule: 'book.invalid-body.status',
    description: 'A body is mapped onto an Appointment, whatever it says that it is.',
    couplings: [],
    behaviour: { valueToJudge: (value) => (isObject(value) ? asAppointment(value) : value) },
  },
  {
    id: 'base-invalid-500',
    rule: 'book.base-invalid.status',
    description: 'A resource that breaks base FHIR makes the parser throw, and nobody catches it.',
    couplings: [],
    behaviour: on(['base-invalid'], status(500)),
  },
  {
    id: 'unknown-code-500',
    rule: 'book.base-invalid.status',
    description:
      'A code that FHIR does not have is no member of the enumeration, and makes the mapping throw.',
    couplings: [],
    behaviour: on(['base-invalid'], (answer, context) =>
      hasIssueOf(answer, 'code-invalid') ? status(500)(answer, context) : answer,
    ),
  },
  {
    id: 'other-resource-404',
    rule: 'book.base-invalid.status',
    description: 'A resource of another type than Appointment is answered with 404.',
    couplings: [],
    behaviour: on(['other-resource'], status(404)),
  },
  {
    id: 'server-error-503',
    rule: 'book.server-error.status',
    description: 'When the diary fails, the provider answers 503.',
    couplings: [],
    behaviour: on(['server-error'], status(503)),
  },
];

/** The behaviour of changing the refusals of requests without a bearer token, by what they bring instead. */
function withoutToken(
  isConcerned: (authorization: string | undefined) => boolean,
  change: Change,
): Partial<Behaviour> {
  return on(['token-missing'], (answer, context) =>
    isConcerned(headerOf(context.requestHeaders, 'Authorization')) ? change(answer, context) : answer,
  );
}

/** Whether what is wrong is so with the Appointment itself, not with a resource that it contains. */
function isOfTheAppointment({ findings }: Refusal): boolean {
  return findings.every(({ expression }) => !expression?.includes('contained['));
}

function hasIssueOf({ body }: Answer, code: string): boolean {
  return (body as OperationOutcome).issue.some((issue) => issue.code === code);
}

function withoutTrailingCommas(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/,(?=\s*[}\]])/g, ''), 'latin1');
}

function isObject(value: unknown): value is { readonly resourceType?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamedAppointment(type: unknown): boolean {
  return typeof type === 'string' && type.toLowerCase() === 'appointment';
}

function asAppointment(value: object): object {
  return { ...value, resourceType: 'Appointment' };
}
