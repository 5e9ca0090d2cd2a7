/**
 * Dates and times of FHIR STU3 (http://hl7.org/fhir/STU3/datatypes.html#primitive): their grammars, and what they mean
 * on the time line.
 */

const YEAR = '-?[0-9]{4}';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12][0-9]|3[01])';
const CLOCK = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?';
const ZONE = '(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

const DATE = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY})?)?$`);
const DATE_TIME = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY}(?:T${CLOCK}${ZONE})?)?)?$`);
const INSTANT = new RegExp(`^${YEAR}-${MONTH}-${DAY}T${CLOCK}${ZONE}$`);
const TIME = new RegExp(`^${CLOCK}$`);

/** Whether `value` is a FHIR date: a year, a month or a day of the calendar. */
export function isDate(value: string): boolean {
  return DATE.test(value) && isOnCalendar(value);
}

/** Whether `value` is a FHIR dateTime: a date, or a date with a time to the second and a zone. */
export function isDateTime(value: string): boolean {
  return DATE_TIME.test(value) && isOnCalendar(value);
}

/** Whether `value` is a FHIR instant: date, time to the second at least, and zone. */
export function isInstant(value: string): boolean {
  return INSTANT.test(value) && isOnCalendar(value);
}

/** Whether `value` is a FHIR time of day. */
export function isTime(value: string): boolean {
  return TIME.test(value);
}

/**
 * The moment that a FHIR instant, or a dateTime with time and zone, stands for, in milliseconds since 1970.
 * Gives null for anything else, dates without a time included.
 */
export function instantOf(value: unknown): number | null {
  return typeof value === 'string' && isInstant(value) ? rangeOf(value).earliest : null;
}

/** The stretch of time that a date or dateTime may stand for, in milliseconds since 1970; a dateTime stands for one moment. */
export interface TimeRange {
  readonly earliest: number;
  readonly latest: number;
}

/** The stretch of time that a FHIR date, dateTime or instant may stand for; null when `value` is none. */
export function timeRangeOf(value: unknown): TimeRange | null {
  return typeof value === 'string' && isDateTime(value) ? rangeOf(value) : null;
}

const CLOCK_PARTS = /T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;

/** As `timeRangeOf`, for text that is known to be a dateTime. */
function rangeOf(dateTime: string): TimeRange {
  const [year = 0, month, day] = calendarPartsOf(dateTime);
  const clock = CLOCK_PARTS.exec(dateTime);
  if (clock === null || month === undefined || day === undefined) {
    const earliest = utc(year, month ?? 1, day ?? 1);
    return { earliest, latest: endOf(year, month, day) };
  }
  const [, hours, minutes, seconds, fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = clock;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const secondsOfDay = Number(hours) * 3600 + (Number(minutes) - offset) * 60 + Number(seconds);
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const moment = utc(year, month, day) + secondsOfDay * 1000 + milliseconds;
  return { earliest: moment, latest: moment };
}

/** The last millisecond of a year, a month or a day. */
function endOf(year: number, month?: number, day?: number): number {
  if (month === undefined) return utc(year + 1, 1, 1) - 1;
  return (day === undefined ? utc(year, month + 1, 1) : utc(year, month, day + 1)) - 1;
}

function isOnCalendar(date: string): boolean {
  const mayBeTooLate = /^-?[0-9]{4}-[0-9]{2}-(?:29|3)/.test(date);
  if (!mayBeTooLate) return true;
  const [year = 0, month = 1, day = 1] = calendarPartsOf(date);
  return new Date(utc(year, month, day)).getUTCDate() === day;
}

/** Year, month and day, as many as are given. */
function calendarPartsOf(date: string): number[] {
  const parts = /^(-?[0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?/.exec(date);
  return (parts ?? [])
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
}

/** `Date.UTC`, which takes years below 100 for the twentieth century, for every year. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
