import type { OperationOutcome } from 'fhir/r3';
import type { Answer } from '../answer';
import { edited, editedIssues, inAnswersTo, OTHER_GROUNDS, on, text, withoutBody } from './changes';
import type { Fault } from './fault';

const NOT_FOUND_PAGE =
  '<!DOCTYPE html><html><head><title>404</title></head><body><h1>Not Found</h1></body></html>';

/** Faults in how errors are explained: FHIR STU3 http.html#2.21.0.10.1, operationoutcome.html. */
export const outcomeFaults: readonly Fault[] = [
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
    id: 'not-found-in-a-bundle',
    rule: 'fhir.error.outcome',
    description: 'What is wrong is told in an OperationOutcome, and that in a Bundle.',
    couplings: [],
    behaviour: on(['not-found'], inABundle),
  },
  {
    id: 'method-not-allowed-empty',
    rule: 'fhir.error.outcome',
    description: 'A method that there is not is refused by the web framework, with a bare 405.',
    couplings: [],
    behaviour: on(['method-not-allowed'], withoutBody),
  },
  {
    id: 'base-invalid-problem-json',
    rule: 'fhir.error.outcome',
    description: 'What breaks base FHIR is answered with the problem details of the web framework.',
    couplings: [],
    behaviour: on(['base-invalid'], text('{"title":"Bad Request","status":400}', 'application/problem+json')),
  },
  {
    id: 'media-type-refused-plain-json',
    rule: 'fhir.error.outcome',
    description: 'A media type that is not taken is refused before the request comes to the FHIR part.',
    couplings: [],
    behaviour: on(
      ['media-type'],
      text('{"status":415,"error":"Unsupported Media Type"}', 'application/json'),
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
  {
    id: 'outcome-only-informs',
    rule: 'fhir.outcome.valid',
    description: 'An OperationOutcome calls what went wrong an information.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues((issue) => ({ ...issue, severity: 'information' })),
    ),
  },
  {
    id: 'outcome-without-code',
    rule: 'fhir.outcome.valid',
    description: 'An issue has a severity and a text, but no code.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues(({ code: _, ...issue }) => issue),
    ),
  },
  {
    id: 'outcome-code-of-r4',
    rule: 'fhir.outcome.valid',
    description: 'What is not there is explained with a code that came with R4.',
    couplings: [],
    behaviour: on(
      ['not-found'],
      editedIssues((issue) => ({ ...issue, code: 'deleted' })),
    ),
  },
  {
    id: 'outcome-details-as-text',
    rule: 'fhir.outcome.valid',
    description: 'The details of an issue are a text, and not a concept that has one.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues(({ details, ...issue }) => ({ ...issue, details: details?.text ?? '' })),
    ),
  },
  {
    id: 'outcome-message-of-its-own',
    rule: 'fhir.outcome.valid',
    description: 'An issue says what is wrong in an element that FHIR does not have.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues(({ severity, code, details }) => ({ severity, code, message: details?.text })),
    ),
  },
  {
    id: 'outcome-single-issue',
    rule: 'fhir.outcome.valid',
    description: 'The one issue of an OperationOutcome is written without the brackets of a list.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      edited<OperationOutcome>((outcome) => ({ ...outcome, issue: outcome.issue[0] })),
    ),
  },
  {
    id: 'outcome-null',
    rule: 'fhir.outcome.valid',
    description: 'The serialiser writes null for the diagnostics that an issue does not have.',
    couplings: [],
    behaviour: on(
      OTHER_GROUNDS,
      editedIssues((issue) => ({ ...issue, diagnostics: null })),
    ),
  },
];

function inABundle(answer: Answer): Answer {
  return {
    ...answer,
    body: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: answer.body }] },
  };
}
