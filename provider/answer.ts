import { randomUUID } from 'node:crypto';
import type { FhirResource, OperationOutcome, OperationOutcomeIssue } from 'fhir/r3';
import type { Format } from '../lib/fhir';

/** Header fields in the order and spelling in which they go on the wire. */
export type HeaderFields = ReadonlyArray<readonly [name: string, value: string]>;

/** What the provider says when all goes well. */
export type Success = 'capabilities' | 'searched' | 'booked' | 'read' | 'cancelled';

/**
 * The status of every refusal, by its ground.
 * Booking: NHS Booking API "Book an appointment", Failure. Cancelling: "Cancel an appointment", Failure. Searching:
 * "Search for slots", Failure. A request id that is used again: the urgent-care guide, "Transactional Integrity". The rest: FHIR STU3
 * http.html and RFC 9110.
 */
const STATUS = {
  'not-acceptable': 406,
  'token-missing': 403,
  'token-malformed': 403,
  'token-invalid': 403,
  'token-claims': 403,
  'token-expired': 403,
  'token-not-before': 403,
  'token-audience': 403,
  'token-scope': 403,
  'media-type': 415,
  'content-coding': 415,
  'too-large': 413,
  'not-parseable': 400,
  'not-a-resource': 400,
  'other-resource': 400,
  'base-invalid': 400,
  'profile-invalid': 422,
  'request-id-reused': 409,
  'slot-unknown': 422,
  'slot-taken': 422,
  'telecom-rank': 422,
  'reference-unknown': 422,
  'if-match-missing': 412,
  'version-conflict': 409,
  'id-mismatch': 400,
  'change-not-allowed': 422,
  'query-invalid': 400,
  'bad-request': 400,
  'not-found': 404,
  'method-not-allowed': 405,
  'expectation-failed': 417,
  'server-error': 500,
} as const satisfies Readonly<Record<string, number>>;

/** Why a request is refused. */
export type Ground = keyof typeof STATUS;

/** One thing that is wrong with a request. */
export interface Finding {
  /** STU3 issue-type code: http://hl7.org/fhir/STU3/valueset-issue-type.html. */
  readonly code: string;
  readonly text: string;
  /** FHIRPath of the element concerned, where there is one. */
  readonly expression?: string;
}

/** A request turned down: on which ground, and everything found wrong with it. */
export interface Refusal {
  readonly ground: Ground;
  readonly findings: readonly Finding[];
  readonly headers?: HeaderFields;
}

/** What comes of a request. */
export interface Reply {
  /** Why the provider answers this: what the faults go by. */
  readonly occasion: Success | Ground;
  readonly status: number;
  readonly headers: HeaderFields;
  /** A resource, to be written in the format of the answer; text or bytes to send as they are; or null for no body. */
  readonly body: unknown;
}

/** An answer of the provider, complete but for how its body is written. */
export interface Answer extends Reply {
  /** What a resource in the body is written in. */
  readonly format: Format;
}

/** An answer as it goes on the wire. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers: HeaderFields;
  /** Empty for no body. */
  readonly body: string | Buffer;
}

/** A refusal with one finding. */
export function refusal(ground: Ground, code: string, text: string, expression?: string): Refusal {
  return { ground, findings: [expression === undefined ? { code, text } : { code, text, expression }] };
}

/** Answers with a FHIR resource. */
export function answerWith(
  occasion: Success,
  status: number,
  resource: FhirResource,
  headers: HeaderFields = [],
): Reply {
  return { occasion, status, headers, body: resource };
}

/** Answers a refused request: the status of its ground, and an OperationOutcome that says what is wrong, and where. */
export function answerRefusal({ ground, findings, headers = [] }: Refusal): Reply {
  return {
    occasion: ground,
    status: STATUS[ground],
    headers,
    body: operationOutcome(findings, ground === 'server-error' ? 'fatal' : 'error'),
  };
}

const MOST_FINDINGS = 50;
const LONGEST_TEXT = 1000;

function operationOutcome(findings: readonly Finding[], severity: 'error' | 'fatal'): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    id: randomUUID(),
    issue: findings.slice(0, MOST_FINDINGS).map((finding): OperationOutcomeIssue => {
      const issue = { severity, code: finding.code, details: { text: finding.text.slice(0, LONGEST_TEXT) } };
      return finding.expression
        ? { ...issue, expression: [finding.expression.slice(0, LONGEST_TEXT)] }
        : issue;
    }),
  };
}
