import { bookAnAppointment, urgentCareGuide } from './documents';
import type { Rule } from './rule';

const guideAsks = { source: 'uec', binds: 'server' } as const;

const integrity = {
  ...guideAsks,
  section: 'Transactional Integrity',
  ...urgentCareGuide('fs_xti'),
} as const;
const errors = { ...guideAsks, section: 'Error Handling', ...urgentCareGuide('er_errorhandling') } as const;
const overview = {
  ...guideAsks,
  section: 'Error Handling - Overview',
  ...urgentCareGuide('er_overview'),
} as const;
const authentication = {
  ...guideAsks,
  section: 'Authentication',
  ...urgentCareGuide('fs_authentication'),
} as const;

/** Why the guide's rules on tokens judge no status. */
const ANY_REFUSAL = 'Any refusal will do here; the status is judged by book.jwt-invalid.status.';

/** What the urgent-care implementation guide asks beyond the API's pages: an overlay, in force only where it is chosen. */
export const uec: readonly Rule[] = [
  {
    ...integrity,
    id: 'uec.request-id.returned',
    level: 'MUST',
    basis: 'stated',
    title: 'Returns an X-Request-Id with every response',
    requirement:
      'All answers of the server, whatever the request and its outcome, carry an X-Request-Id that is not empty.',
  },
  {
    ...integrity,
    id: 'uec.correlation-id.always',
    level: 'MUST',
    basis: 'stated',
    title: 'Always sends the client’s id back as X-Correlation-Id',
    requirement:
      'An answer to a request with an X-Request-Id has that same id as its X-Correlation-Id, also where the server uses no id of its own.',
    notApplicable: 'A request without an X-Request-Id leaves nothing to send back.',
  },
  {
    ...integrity,
    id: 'uec.request-id.reuse',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 409 an X-Request-Id that has already booked',
    requirement:
      'A request to book whose X-Request-Id is that of an earlier, successful booking makes no second one; it is answered with 409 (Conflict), as the table of errors says.',
    conflict: `For the page Book an appointment (${bookAnAppointment('headers').link}) the id only ties requests to logs; there, using one twice is no ground for a refusal.`,
  },
  {
    ...errors,
    id: 'uec.outcome.always',
    level: 'MUST',
    basis: 'stated',
    title: 'Sends an OperationOutcome with every error',
    requirement:
      'The body of each answer with a status of 4xx or 5xx is an OperationOutcome, without exception.',
  },
  {
    ...overview,
    id: 'uec.outcome.detail',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Identifies or describes the error in its OperationOutcome',
    requirement:
      'An OperationOutcome has, beside severity and code of each issue, an id of the provider’s own or a text, so that both sides can talk about the same error.',
  },
  {
    ...authentication,
    id: 'uec.jwt.expired',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses a token that has expired',
    requirement: `A booking is refused when its token expired an hour ago or earlier. ${ANY_REFUSAL}`,
    notApplicable: 'Where others issue the tokens, the suite cannot make one that has expired.',
  },
  {
    ...authentication,
    id: 'uec.jwt.claims',
    level: 'MUST',
    basis: 'implied',
    title: 'Refuses a token that lacks a mandatory claim',
    requirement: `A booking is refused when its token has no requesting_organization, requesting_device, requested_scope, reason_for_request, iss, sub, aud, iat or exp. ${ANY_REFUSAL}`,
    notApplicable: 'Where others issue the tokens, the suite cannot make one that lacks a claim.',
  },
  {
    ...authentication,
    id: 'uec.jwt.scope',
    level: 'MUST',
    basis: 'implied',
    title: 'Refuses a token whose scope does not allow booking',
    requirement: `A booking is refused when the requested_scope of its token is for reading only: booking takes patient/appointment.write. ${ANY_REFUSAL}`,
    notApplicable:
      'What the tokens of others allow is up to those, and where JWT_SCOPE_READ allows booking, there is no other token.',
  },
  {
    ...errors,
    id: 'uec.create.etag',
    level: 'MUST',
    basis: 'stated',
    title: 'Sends an ETag with a new booking',
    requirement:
      'The answer to a booking has an ETag. The guide’s table lists Content-Location as well, which STU3 does not know; leaving that out gives a warning.',
  },
  {
    ...errors,
    id: 'uec.create.validates',
    level: 'MUST',
    basis: 'stated',
    title: 'Validates a booking before it makes it',
    requirement:
      'An Appointment that breaks base STU3, a CareConnect profile or the booking pages’ table of elements is not booked. The status of the refusal is for the booking rules.',
  },
  {
    ...errors,
    id: 'uec.create.references',
    level: 'MUST',
    basis: 'stated',
    title: 'Makes no booking that refers to what does not exist',
    requirement:
      'A booking is refused when it refers to a resource of the server that is not there, such as a Slot, or contains a slot which the server does not know.',
  },
  {
    ...guideAsks,
    section: 'Principle of operation regarding times',
    ...urgentCareGuide('fs_times'),
    id: 'uec.times.offset',
    level: 'MUST',
    basis: 'stated',
    title: 'Understands times with an offset from UTC',
    requirement:
      'A booking whose start and end are written in another zone is made for the same moment as in UTC.',
  },
  {
    ...guideAsks,
    section: 'Patient contact details',
    ...urgentCareGuide('fs_patientcontact'),
    id: 'uec.telecom.rank',
    level: 'MUST',
    basis: 'implied',
    title: 'Refuses a patient with two telecoms of rank 1',
    requirement:
      'Only one of a patient’s telecoms can be the first to try. A booking in which two have rank 1 is refused, with 400 or 422.',
  },
  {
    ...overview,
    id: 'uec.nhs-number.checked',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses an NHS number that is none',
    requirement:
      'A booking for an NHS number whose check digit is wrong (Modulus 11) is refused with 422 (Unprocessable Entity); 400 gives a warning.',
  },
  {
    ...errors,
    id: 'uec.media-type.unsupported',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Answers 415 to a body in a format that it does not take',
    requirement:
      'A booking sent under a Content-Type that is no format of FHIR is refused with 415 (Unsupported Media Type).',
  },
  {
    ...authentication,
    id: 'uec.jwt.challenge',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Sends WWW-Authenticate when it refuses a token',
    requirement:
      'The guide follows RFC 6750: a request refused for its token, or for having none, is answered with a challenge in WWW-Authenticate. It may go with the 403 of the booking page.',
  },
];
