import type { Appointment, Patient, Slot } from 'fhir/r3';
import { instantOf } from '../../lib/fhir/instant';
import { SYSTEMS } from '../../lib/fhir/systems';
import type { Booking } from '../../lib/target';
import { broken } from '../../lib/verdict';
import { answerOf, type Recorded } from './exchange';
import { bodyOf, inShort } from './expectations';

/** A FHIR id (http://hl7.org/fhir/STU3/datatypes.html#id). */
export const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * The Appointment in the answer to a booking, which must be the one that was asked for: same times, and the same patient
 * and slot wherever it names them. What else a server changes is for other rules.
 */
export function expectThisBooking(booked: Recorded<Booking>): Appointment {
  const response = answerOf(booked);
  const body = bodyOf(response) as Appointment | null | undefined;
  const expected = 'the created Appointment';
  if (response.body.length === 0) return broken('returns no body', { expected, actual: 'an empty body' });
  if (body?.resourceType !== 'Appointment') {
    return broken('returns something else than the created Appointment', {
      expected,
      actual: inShort(response),
    });
  }
  for (const [name, wanted, got] of comparedWith(body, booked.result.sent as Appointment)) {
    if (got !== null && wanted !== null && wanted !== got) {
      return broken(`returns another booking than the one that was made: its ${name} differs`, {
        expected: `${name} ${wanted}`,
        actual: `${name} ${got}`,
      });
    }
  }
  return body;
}

type Compared = readonly [name: string, wanted: string | null, got: string | null];

function comparedWith(got: Appointment, sent: Appointment): Compared[] {
  return [
    ['start', asInstant(sent.start), asInstant(got.start) ?? 'missing'],
    ['end', asInstant(sent.end), asInstant(got.end) ?? 'missing'],
    ['NHS number', nhsNumberIn(sent), nhsNumberIn(got)],
    ['slot identifier', slotIdentifierIn(sent), slotIdentifierIn(got)],
  ];
}

function asInstant(value: unknown): string | null {
  const instant = instantOf(value);
  return instant === null ? null : new Date(instant).toISOString();
}

/** The contained resource of that type, or undefined; of any JSON. */
export function containedIn<T extends { resourceType: string }>(
  appointment: Appointment,
  type: T['resourceType'],
): T | undefined {
  const contained: unknown[] = Array.isArray(appointment.contained) ? appointment.contained : [];
  return contained.find((resource) => (resource as T | null)?.resourceType === type) as T | undefined;
}

/** The identifiers of a resource, whatever stands in their place. */
export function identifiersOf(
  resource: Patient | Slot | undefined,
): Array<{ system?: string; value?: string }> {
  const identifiers: unknown = resource?.identifier;
  return Array.isArray(identifiers)
    ? identifiers.filter((one) => typeof one === 'object' && one !== null)
    : [];
}

function nhsNumberIn(appointment: Appointment): string | null {
  const identifiers = identifiersOf(containedIn<Patient>(appointment, 'Patient'));
  return identifiers.find((identifier) => identifier.system === SYSTEMS.nhsNumber)?.value ?? null;
}

function slotIdentifierIn(appointment: Appointment): string | null {
  return identifiersOf(containedIn<Slot>(appointment, 'Slot'))[0]?.value ?? null;
}
