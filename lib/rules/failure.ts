import { bookAnAppointment, guide } from './documents';
import type { Rule } from './rule';

const onFailure = {
  source: 'booking',
  section: 'Failure',
  ...bookAnAppointment('failure'),
  binds: 'server',
} as const;

/** What makes an OperationOutcome worth having; the same words for every refusal that should bring one. */
const EXPLAINED =
  'a well-formed OperationOutcome: at least one issue with severity and code, and some detail that says what was wrong';

/** The guide follows RFC 6750 where the booking page asks for 403. */
const OTHER_TOKEN_STATUSES = `The answer 403 is disputed: ${guide.authentication} points to RFC 6750 section 3.1, hence 401, and ${guide.errors} lists 400 for a badly constructed JWT.`;

/** What the page asks of the answer to a booking that failed, by the reason why it failed. */
export const failure: readonly Rule[] = [
  {
    ...onFailure,
    id: 'book.business-rule.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 422 a booking that breaks a business rule',
    requirement:
      'A sound request that cannot be honoured, because its slot is already taken or unknown to the server, is refused with status 422 (Unprocessable Entity) and no other.',
    conflict: `For a slot that has been taken, ${guide.errors} lists 409 Conflict instead of 422.`,
  },
  {
    ...onFailure,
    id: 'book.business-rule.outcome',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Explains a broken business rule in an OperationOutcome',
    requirement: `When a booking is refused because its slot is taken or unknown, the body is ${EXPLAINED}.`,
  },
  {
    ...onFailure,
    id: 'book.profile.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 422 an Appointment that breaks a profile',
    requirement:
      'An Appointment that is valid FHIR, but breaks a CareConnect profile or lacks what the booking pages demand, is refused with status 422, if it is refused. A server that lets all such bodies through has not shown how it refuses them.',
  },
  {
    ...onFailure,
    id: 'book.profile.outcome',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Explains a broken profile in an OperationOutcome',
    requirement: `When a booking is refused because it breaks a profile, the body is ${EXPLAINED}.`,
  },
  {
    ...onFailure,
    id: 'book.jwt-missing.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 403 a booking that brings no JWT',
    requirement:
      'A booking without an access token is refused with status 403 (Forbidden): no Authorization header, an empty one, something that is no JWT, or a scheme other than Bearer. All else in the request is valid.',
    conflict: OTHER_TOKEN_STATUSES,
  },
  {
    ...onFailure,
    id: 'book.jwt-invalid.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 403 a JWT that fails its checks',
    requirement:
      'When the server turns down an access token, because it has expired, was altered, was signed with a strange key, or names another audience or scope, it answers with status 403 (Forbidden) and no other.',
    notApplicable:
      'Where others issue the tokens, and these are no signed JWTs, the suite cannot make one that is nearly right.',
    conflict: OTHER_TOKEN_STATUSES,
  },
  {
    ...onFailure,
    id: 'book.jwt.outcome',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Explains a refused JWT in an OperationOutcome',
    requirement: `When a booking is refused for want of a good access token, the body is ${EXPLAINED}.`,
  },
  {
    ...onFailure,
    id: 'book.invalid-body.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 400 a body that is no FHIR resource',
    requirement:
      'A body that cannot be parsed, or holds something other than a FHIR resource (an empty object, an array, an unknown resourceType), is refused with status 400 (Bad Request). Booking it fails; 422 for a body that can be parsed gives a warning.',
  },
  {
    ...onFailure,
    id: 'book.base-invalid.status',
    level: 'MUST',
    basis: 'implied',
    title: 'Refuses with 400 or 422 a resource that is not valid FHIR STU3',
    requirement:
      'A resource that offends against base STU3 (a missing or unknown element, a wrong code, a broken invariant) fits both kinds of refusal on the page, so 400 and 422 pass alike. A server that lets all such bodies through has not shown how it refuses them.',
  },
  {
    ...onFailure,
    id: 'book.server-error.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Answers 500 when the server itself fails',
    requirement:
      'A booking that fails through a fault of the server, which SERVER_ERROR_TRIGGER provokes, is answered with status 500 (Internal Server Error).',
    notApplicable:
      'No fault of the server can be provoked from outside unless SERVER_ERROR_TRIGGER says how.',
  },
  {
    ...onFailure,
    id: 'book.retry.client-error',
    level: 'SHOULD',
    basis: 'stated',
    binds: 'client',
    title: 'Does not repeat a request that was refused with a 4xx',
    requirement:
      'A client that receives a 4xx mends the cause before it tries again. The suite, being a client, obeys: it never sends a refused booking a second time as it was.',
    notApplicable: 'Binds the client that books; no answer of a server can break it.',
  },
  {
    ...onFailure,
    id: 'book.retry.server-error',
    level: 'MAY',
    basis: 'stated',
    binds: 'client',
    title: 'May repeat a request that was answered with 500',
    requirement:
      'A client is free to try again after a 500. The suite makes no use of this: a repeated POST could book twice.',
    notApplicable: 'Gives the client a freedom; no answer of a server can break it.',
  },
];
