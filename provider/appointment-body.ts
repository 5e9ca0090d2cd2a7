import type { Appointment } from 'fhir/r3';
import {
  type BookingUse,
  type Issue,
  isStu3Resource,
  type Message,
  readMessage,
  validate,
} from '../lib/fhir';
import { type Finding, type Ground, type Refusal, refusal } from './answer';
import { decodeBody } from './content-coding';
import { formatDeclared, MEDIA_TYPES } from './formats';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';

/** The Appointment in a body, or why there is none; both, where the Appointment is sound FHIR but breaks a profile. */
export type AppointmentBody =
  | { readonly appointment: Appointment; readonly refusal: Refusal | null }
  | { readonly appointment: null; readonly refusal: Refusal };

/** The FHIR resource in a body, of whatever type and worth, or why there is none. */
export type ResourceBody =
  | { readonly message: Message & { readonly value: { resourceType: string } }; readonly refusal: null }
  | { readonly message: null; readonly refusal: Refusal };

/**
 * Reads the Appointment in the body of a booking or a cancellation, and judges it tier by tier, as the page's "Failure"
 * sections tell them apart (FHIR STU3 http.html#2.21.0.10.1 has the same division):
 * a media type or content coding that the provider can't read is 415; no JSON or XML, no FHIR resource or a breach of
 * base STU3 is 400; a breach of a CareConnect profile or of the booking page's table of elements is 422.
 */
export function readAppointment(
  request: ProviderRequest,
  use: BookingUse,
  provider: Provider,
): AppointmentBody {
  const { message, refusal: unreadable } = readResource(request, provider);
  if (!message) return { appointment: null, refusal: unreadable };
  if (!provider.traits.validates) return { appointment: message.value as Appointment, refusal: null };
  if (message.value.resourceType !== 'Appointment') {
    const { resourceType } = message.value;
    return refused('other-resource', 'invalid', `The body must be an Appointment, not a ${resourceType}.`);
  }
  const found = [...message.issues, ...validate(message.value, { as: use })];
  const issues = provider.behaviour.issuesThatCount(found);
  const baseErrors = errorsIn(issues, ['base', 'invariant']);
  if (baseErrors.length > 0) {
    return { appointment: null, refusal: { ground: 'base-invalid', findings: findings(baseErrors) } };
  }
  // Base STU3 holds, so the value is what the type says.
  const appointment = message.value as Appointment;
  const errors = errorsIn(issues, ['profile', 'booking']);
  const breach: Refusal = { ground: 'profile-invalid', findings: findings(errors) };
  return { appointment, refusal: errors.length > 0 ? breach : null };
}

/** Reads the FHIR resource in a body, by the first tiers of `readAppointment`: what comes before base STU3. */
export function readResource(request: ProviderRequest, { behaviour, formats }: Provider): ResourceBody {
  const declared = formatDeclared(request.contentType, formats);
  if (!behaviour.takesMediaType(declared !== null, request.contentType)) {
    const spoken = formats.map((format) => MEDIA_TYPES[format]).join(' or ');
    return unread('media-type', 'not-supported', `The body must be ${spoken}.`);
  }
  const { bytes, refusal: undecodable } = decodeBody(request);
  if (!bytes) return { message: null, refusal: undecodable };

  const onlyFormat = formats.length === 1 ? formats[0] : undefined;
  const format = declared === null || declared === 'undeclared' ? onlyFormat : declared;
  const message = readMessage(behaviour.bytesToRead(bytes), format);
  const syntaxErrors = errorsIn(message.issues, ['syntax']);
  if (syntaxErrors.length > 0) {
    return { message: null, refusal: { ground: 'not-parseable', findings: findings(syntaxErrors) } };
  }
  const value = behaviour.valueToJudge(message.value);
  if (!isStu3Resource(value)) {
    return unread(
      'not-a-resource',
      'structure',
      'The body is no FHIR STU3 resource: it must be an object or element that bears the name of one.',
    );
  }
  return { message: { ...message, value }, refusal: null };
}

function errorsIn(issues: readonly Issue[], layers: ReadonlyArray<Issue['layer']>): Issue[] {
  return issues.filter(({ severity, layer }) => severity === 'error' && layers.includes(layer));
}

function refused(ground: Ground, code: string, text: string): AppointmentBody {
  return { appointment: null, refusal: refusal(ground, code, text) };
}

function unread(ground: Ground, code: string, text: string): ResourceBody {
  return { message: null, refusal: refusal(ground, code, text) };
}

function findings(issues: readonly Issue[]): Finding[] {
  return issues.map(({ code, message, path }) => ({ code, text: message, expression: path }));
}
