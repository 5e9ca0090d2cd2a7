import type { Appointment } from 'fhir/r3';

const HOUR_MS = 3_600_000;

/** An Appointment whose times are those that a clock shows in a British summer, labelled as UTC. */
export function inSummerTime({ start, end, ...appointment }: Appointment): Appointment {
  return { ...appointment, start: anHourLater(start), end: anHourLater(end) };
}

function anHourLater(instant: string | undefined): string {
  return new Date(Date.parse(instant ?? '') + HOUR_MS).toISOString();
}
