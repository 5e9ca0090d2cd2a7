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
  if (instantOf(body.start) === null || instantOf(body.end) === null) {
    return broken('returns an Appointment without its times', {
      expected: 'start and end',
      actual: inShort(response),
    });
  }
  const differs = otherBooking(booked.result.sent as Appointment, body);
  if (differs) {
    const [name, wanted, got] = differs;
    return broken(`returns another booking than the one that was made: ${name} differs`, {
      expected: `${name}: ${wanted}`,
      actual: `${name}: ${got}`,
    });
  }
  return body;
}

type Show = (appointment: Appointment) => string[] | null;
type Difference = readonly [name: string, wanted: string, got: string];

/**
 * What identifies a booking, as far as an Appointment shows it: references are never compared as they are written, but
 * only what they resolve to.
 */
const TIMES_AND_SLOT: ReadonlyArray<readonly [name: string, show: Show]> = [
  ['start', ({ start }) => instants([start])],
  ['end', ({ end }) => instants([end])],
  ['identifier of the slot', (appointment) => identifiers(slotsIn(appointment))],
  ['start of the slot', (appointment) => instants(slotsIn(appointment).map(({ start }) => start))],
];
const NHS_NUMBER: readonly [string, Show] = [
  'NHS number of the patient',
  (appointment) => identifiers(patientsIn(appointment), SYSTEMS.nhsNumber),
];
const DEMOGRAPHICS: ReadonlyArray<readonly [name: string, show: Show]> = [
  ['family name of the patient', (appointment) => familyNames(patientsIn(appointment))],
  [
    'birth date of the patient',
    (appointment) => texts(patientsIn(appointment).map(({ birthDate }) => birthDate)),
  ],
];

/**
 * In what an Appointment shows another booking than the one that was sent, or null. The NHS number says who the patient
 * is; the demographics count only without it, since a server may return those that it holds for the number.
 */
export function otherBooking(sent: Appointment, got: Appointment): Difference | null {
  const byNumber = NHS_NUMBER[1](sent) !== null && NHS_NUMBER[1](got) !== null;
  return difference(sent, got, [...TIMES_AND_SLOT, ...(byNumber ? [NHS_NUMBER] : DEMOGRAPHICS)]);
}

/** In what two answers of the same server show different bookings, or null. */
export function otherContent(then: Appointment, now: Appointment): Difference | null {
  return difference(then, now, [...TIMES_AND_SLOT, NHS_NUMBER, ...DEMOGRAPHICS]);
}

/** The first thing that both show, and show differently. What one does not show is not compared. */
function difference(
  one: Appointment,
  other: Appointment,
  compared: ReadonlyArray<readonly [name: string, show: Show]>,
): Difference | null {
  for (const [name, show] of compared) {
    const wanted = show(one);
    const got = show(other);
    if (wanted !== null && got !== null && !wanted.some((value) => got.includes(value))) {
      return [name, wanted.join(' or '), got.join(' or ')];
    }
  }
  return null;
}

const patientsIn = (appointment: Appointment): Patient[] => allContainedIn<Patient>(appointment, 'Patient');
const slotsIn = (appointment: Appointment): Slot[] => allContainedIn<Slot>(appointment, 'Slot');

function instants(values: readonly unknown[]): string[] | null {
  const moments = values.map(instantOf).filter((moment) => moment !== null);
  return texts(moments.map((moment) => new Date(moment).toISOString()));
}

function identifiers(resources: ReadonlyArray<Patient | Slot>, system?: string): string[] | null {
  const all = resources.flatMap(identifiersOf);
  return texts(all.filter((one) => system === undefined || one.system === system).map(({ value }) => value));
}

function familyNames(patients: readonly Patient[]): string[] | null {
  const names: unknown[] = patients.flatMap(({ name }) => (Array.isArray(name) ? name : []));
  return texts(names.map((name) => (name as { family?: unknown } | null)?.family));
}

/** The texts among these values; null when there is none. */
function texts(values: readonly unknown[]): string[] | null {
  const shown = values.filter((value): value is string => typeof value === 'string');
  return shown.length > 0 ? shown : null;
}

/** The contained resource of that type, or undefined; of any JSON. */
export function containedIn<T extends { resourceType: string }>(
  appointment: Appointment,
  type: T['resourceType'],
): T | undefined {
  return allContainedIn<T>(appointment, type)[0];
}

/** All contained resources of that type; of any JSON. */
export function allContainedIn<T extends { resourceType: string }>(
  appointment: Appointment,
  type: T['resourceType'],
): T[] {
  const contained: unknown[] = Array.isArray(appointment.contained) ? appointment.contained : [];
  return contained.filter((resource): resource is T => (resource as T | null)?.resourceType === type);
}

/** The identifiers of a resource, whatever stands in their place. */
export function identifiersOf(
  resource: Patient | Slot | undefined,
): Array<{ system?: string; value?: string }> {
  const list: unknown = resource?.identifier;
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}
