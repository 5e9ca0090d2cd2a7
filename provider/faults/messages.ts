import type { Appointment, Patient, Resource } from 'fhir/r3';
import type { Format } from '../../lib/fhir';
import type { Answer } from '../answer';
import type { AnswerContext } from '../behaviour';
import { isPatient, isSlot } from '../contained';
import { contentTypeOf } from '../formats';
import {
  always,
  type Change,
  edited,
  editedIssues,
  inAnswersTo,
  OTHER_GROUNDS,
  on,
  rewritten,
  text,
  withoutBody,
} from './changes';
import type { Fault } from './fault';

const NOT_FOUND_PAGE =
  '<!DOCTYPE html><html><head><title>404</title></head><body><h1>Not Found</h1></body></html>';

const OTHER: Readonly<Record<Format, Format>> = { json: 'xml', xml: 'json' };

/** Faults in the messages that the provider writes: FHIR STU3 http.html#mime-type and the resources themselves. */
export const messageFaults: readonly Fault[] = [
  {
    id: 'response-r4-element',
    rule: 'fhir.response.valid',
    description: 'The booked Appointment has an element that only later FHIR releases know.',
    couplings: [],
    behaviour: on(
      ['booked'],
      edited((appointment) => ({ ...appointment, cancelationReason: { text: 'Not cancelled' } })),
    ),
  },
  {
    id: 'response-created-without-zone',
    rule: 'fhir.response.valid',
    description: 'The time at which the booked Appointment was created comes without its zone.',
    couplings: [],
    behaviour: on(
      ['booked'],
      edited<Appointment>(({ created = '', ...appointment }) => ({
        ...appointment,
        created: created.slice(0, '2026-01-01T09:00:00'.length),
      })),
    ),
  },
  {
    id: 'response-wrong-type',
    rule: 'fhir.response.valid',
    description: 'Whether a participant is required is told by a boolean instead of a code.',
    couplings: [],
    behaviour: on(
      ['booked'],
      edited<Appointment>(({ participant, ...appointment }) => ({
        ...appointment,
        participant: participant.map((each) => ({ ...each, required: true })),
      })),
    ),
  },
  {
    id: 'searchset-unknown-element',
    rule: 'fhir.response.valid',
    description: 'The Bundle of a search for slots tells the number of its entries in an element of its own.',
    couplings: [],
    behaviour: on(
      ['searched'],
      edited((bundle) => ({ ...bundle, count: 1 })),
    ),
  },
  {
    id: 'response-slot-without-identifier',
    rule: 'fhir.response.profile',
    description: 'The Slot in the booked Appointment has lost the identifier that its profile wants.',
    couplings: [],
    behaviour: on(
      ['booked'],
      editedContained(isSlot, ({ identifier: _, ...slot }) => slot),
    ),
  },
  {
    id: 'response-nhs-number-unverified',
    rule: 'fhir.response.profile',
    description: 'Extensions are not stored: the NHS number comes back without its verification status.',
    couplings: [],
    behaviour: on(['booked'], editedContained(isPatient, withUnverifiedIdentifiers)),
  },
  {
    id: 'media-type-generic',
    rule: 'fhir.media-type',
    description: 'Bodies are labelled application/json or application/xml, as the web framework does.',
    couplings: [],
    behaviour: always((answer, context) =>
      rewritten('Content-Type', () => `application/${answer.format};charset=utf-8`)(answer, context),
    ),
  },
  {
    id: 'media-type-text',
    rule: 'fhir.media-type',
    description: 'A booked Appointment is written out as a string, which the framework labels text/plain.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Content-Type', () => 'text/plain;charset=utf-8'),
    ),
  },
  {
    id: 'media-type-of-the-other-format',
    rule: 'fhir.media-type',
    description: 'The answer to an update has the label of the format that it does not have.',
    couplings: [],
    behaviour: on(['cancelled'], (answer, context) =>
      rewritten('Content-Type', () => contentTypeOf(OTHER[answer.format]))(answer, context),
    ),
  },
  {
    id: 'media-type-of-dstu2',
    rule: 'fhir.media-type',
    description: 'Bodies have the media types of the FHIR release before, application/json+fhir or xml+fhir.',
    couplings: [],
    verdict: 'warn',
    behaviour: always((answer, context) =>
      rewritten('Content-Type', () => `application/${answer.format}+fhir;charset=utf-8`)(answer, context),
    ),
  },
  {
    id: 'update-in-the-other-format',
    rule: 'fhir.media-type',
    description: 'The answer to an update comes in the format that was not asked for.',
    couplings: [],
    behaviour: on(['cancelled'], inTheOtherFormat),
  },
  {
    id: 'charset-latin-1',
    rule: 'fhir.charset',
    description: 'The label of every body names the default character set of the platform.',
    couplings: [],
    behaviour: always(rewritten('Content-Type', (type) => type.replace(/charset=.*/, 'charset=iso-8859-1'))),
  },
  {
    id: 'not-found-html',
    rule: 'fhir.error.outcome',
    description: 'What is not there is answered with the HTML page of the web server.',
    couplings: [],
    behaviour: on(['not-found'], text(NOT_FOUND_PAGE, 'text/html;charset=utf-8')),
  },
  {
    id: 'bad-request-empty',
    rule: 'fhir.error.outcome',
    description: 'A body that is no FHIR is answered with a bare 400.',
    couplings: [],
    behaviour: on(['not-parseable', 'not-a-resource', 'base-invalid', 'id-mismatch'], withoutBody),
  },
  {
    id: 'version-conflict-plain-json',
    rule: 'fhir.error.outcome',
    description: 'A version conflict is explained in JSON of the web framework.',
    couplings: [],
    behaviour: inAnswersTo(
      'cancel',
      ['version-conflict', 'if-match-missing'],
      text('{"message":"Version conflict"}', 'application/json'),
    ),
  },
  {
    id: 'outcome-without-issues',
    rule: 'fhir.outcome.valid',
    description: 'An OperationOutcome comes without any issue.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      edited((outcome) => ({ ...outcome, issue: [] })),
    ),
  },
  {
    id: 'outcome-http-status-as-code',
    rule: 'fhir.outcome.valid',
    description: 'The code of an issue is the HTTP status.',
    couplings: [],
    behaviour: on(OTHER_GROUNDS, (answer, context) =>
      editedIssues((issue) => ({ ...issue, code: String(answer.status) }))(answer, context),
    ),
  },
  {
    id: 'outcome-severity-unknown',
    rule: 'fhir.outcome.valid',
    description: 'The severity of an issue is one of a logging library, not of FHIR.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues((issue) => ({ ...issue, severity: 'critical' })),
    ),
  },
  {
    id: 'outcome-says-nothing',
    rule: 'fhir.outcome.valid',
    description: 'An OperationOutcome has a severity and a code, and no word on what is wrong.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues(({ severity, code }) => ({ severity, code })),
    ),
  },
];

/** Changes the contained resources of one type in an Appointment. */
function editedContained<T extends Resource>(
  isOfType: (resource: Resource) => resource is T,
  edit: (resource: T) => object,
): Change {
  return edited<Appointment>(({ contained = [], ...appointment }) => ({
    ...appointment,
    contained: contained.map((each) => (isOfType(each) ? edit(each) : each)),
  }));
}

function withUnverifiedIdentifiers({ identifier = [], ...patient }: Patient): object {
  return { ...patient, identifier: identifier.map(({ extension: _, ...others }) => others) };
}

/** Says the same in the format that was not asked for. */
function inTheOtherFormat(answer: Answer, context: AnswerContext): Answer {
  const format = OTHER[answer.format];
  return rewritten('Content-Type', () => contentTypeOf(format))({ ...answer, format }, context);
}
