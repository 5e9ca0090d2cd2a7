import type { Appointment } from 'fhir/r3';
import {
  type BookingUse,
  type Issue,
  isStu3Resource,
  parseJson,
  parseMediaType,
  validate,
} from '../lib/fhir';
import { type Finding, type Ground, type Refusal, refusal } from './answer';
import type { ProviderRequest } from './request';

/** The Appointment in a body, or why there is none; both, where the Appointment is sound FHIR but breaks a profile. */
export type AppointmentBody =
  | { readonly appointment: Appointment; readonly refusal: Refusal | null }
  | { readonly appointment: null; readonly refusal: Refusal };

/**
 * Reads the Appointment in the body of a booking or a cancellation, and judges it tier by tier, as the page's "Failure"
 * sections tell them apart (FHIR STU3 http.html#2.21.0.10.1 has the same division):
 * a media type that can't be FHIR JSON is 415; no JSON, no FHIR resource or a breach of base STU3 is 400; a breach of a
 * CareConnect profile or of the booking page's table of elements is 422.
 */
export function readAppointment(request: ProviderRequest, use: BookingUse): AppointmentBody {
  if (!mayBeFhirJson(request.contentType)) {
    return refused('media-type', 'not-supported', 'The body must be application/fhir+json.');
  }
  const { value, issues: syntaxIssues } = parseJson(request.body);
  if (value === undefined)
    return { appointment: null, refusal: { ground: 'not-json', findings: findings(syntaxIssues) } };
  if (!isStu3Resource(value)) {
    return refused(
      'not-a-resource',
      'structure',
      'The body is no FHIR STU3 resource: "resourceType" must name one.',
    );
  }
  if (value.resourceType !== 'Appointment') {
    return refused(
      'base-invalid',
      'invalid',
      `The body must be an Appointment, not a ${value.resourceType}.`,
    );
  }
  const issues = validate(value, { as: use });
  const errors = issues.filter((issue) => issue.severity === 'error');
  const baseErrors = errors.filter((issue) => issue.layer === 'base' || issue.layer === 'invariant');
  if (baseErrors.length > 0) {
    return { appointment: null, refusal: { ground: 'base-invalid', findings: findings(baseErrors) } };
  }
  // Base STU3 holds, so the value is what the type says.
  const appointment = value as Appointment;
  const breach: Refusal = { ground: 'profile-invalid', findings: findings(errors) };
  return { appointment, refusal: errors.length > 0 ? breach : null };
}

/** JSON under any of its names; a missing Content-Type says nothing against it. */
function mayBeFhirJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const type = parseMediaType(contentType)?.type ?? '';
  return (
    type === 'application/json' ||
    type === 'text/json' ||
    type.endsWith('+json') ||
    type === 'application/json+fhir'
  );
}

function refused(ground: Ground, code: string, text: string): AppointmentBody {
  return { appointment: null, refusal: refusal(ground, code, text) };
}

function findings(issues: readonly Issue[]): Finding[] {
  return issues.map(({ code, message, path }) => ({ code, text: message, expression: path }));
}
