import type { Appointment, Bundle, Slot } from 'fhir/r3';
import { SYSTEMS } from '../../lib/fhir';
import { type Refusal, refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import { isPatient, isSlot } from '../contained';
import { edited, on } from './changes';
import { OF_A_CREATED_APPOINTMENT } from './created';
import type { Fault } from './fault';

/** Every rule that is judged by what becomes of a POST to Appointment. */
const OF_A_BOOKING = [
  'book.created.status',
  ...OF_A_CREATED_APPOINTMENT,
  'book.created.url-stable',
  'book.created.put-supported',
  'book.business-rule.status',
  'book.business-rule.outcome',
  'book.profile.status',
  'book.profile.outcome',
  'book.jwt-missing.status',
  'book.jwt-invalid.status',
  'book.jwt.outcome',
  'book.invalid-body.status',
  'book.base-invalid.status',
  'book.server-error.status',
  'book.request-id.optional',
  'book.request.valid-accepted',
  'book.request.options-accepted',
  'book.safety.no-double-booking',
  'book.safety.race',
  'book.safety.no-side-effect',
  'book.safety.jwt-enforced',
  'book.safety.slot-consumed',
  'read.patient.local-identifier',
  'read.created',
  'fhir.create.ignores-id',
  'fhir.create.ignores-meta',
  'fhir.create.last-updated',
  'fhir.create.keeps-content',
  'fhir.etag.version',
  'fhir.etag.weak',
  'fhir.last-modified.meta',
  'fhir.read.id',
  'fhir.read.headers',
  'fhir.read.unknown',
  'fhir.vread.version',
  'fhir.vread.unknown',
  'fhir.update.id-mismatch',
  'fhir.update.headers',
  'fhir.update.new-version',
  'fhir.update.conflict',
  'http.last-modified.format',
  'http.last-modified.not-future',
  'http.etag.syntax',
  'http.jwt.audience',
  'http.jwt.not-before',
  'http.jwt.scheme-case',
];

const BEYOND_ASCII = /[^\x20-\x7e]/;
const BEYOND_THREE_BYTES = /[\u{10000}-\u{10ffff}]/u;

/** Faults in what is taken for a booking at all: "Book an appointment", Use case and Request. */
export const acceptanceFaults: readonly Fault[] = [
  {
    id: 'book-405',
    rule: 'book.use-case.slot',
    description: 'Slots can be searched, but POST to Appointment is answered with 405.',
    couplings: OF_A_BOOKING,
    behaviour: { serves: (served, interaction) => served && interaction !== 'book' },
  },
  {
    id: 'nhs-number-required',
    rule: 'book.request.valid-accepted',
    description: 'A Patient without NHS number is refused.',
    couplings: ['read.patient.local-identifier'],
    behaviour: refusing((appointment) => !hasNhsNumber(appointment), 'The NHS number is missing.'),
  },
  {
    id: 'contained-order-fixed',
    rule: 'book.request.valid-accepted',
    description: 'Contained resources are taken by position, and refused in any order but that of the page.',
    couplings: [],
    behaviour: refusing(({ contained = [] }) => {
      const places = ['DocumentReference', 'Patient', 'Slot'].map((type) =>
        contained.findIndex(({ resourceType }) => resourceType === type),
      );
      return places.some((place, index) => place < (places[index - 1] ?? -1));
    }, 'contained[1] is no Patient.'),
  },
  {
    id: 'patient-by-position',
    rule: 'book.request.valid-accepted',
    description: 'The second of the contained resources is taken for the Patient, and refused if it is none.',
    couplings: [],
    behaviour: refusing(
      ({ contained }) => contained?.[1]?.resourceType !== 'Patient',
      'contained[1] is no Patient.',
    ),
  },
  {
    id: 'offset-times-refused',
    rule: 'book.request.valid-accepted',
    description: 'Times are compared as text with those of the diary, so that only UTC is accepted.',
    couplings: [],
    behaviour: refusing(
      ({ start }) => !start?.endsWith('Z'),
      'The Appointment does not start with its Slot.',
    ),
  },
  {
    id: 'offsets-west-refused',
    rule: 'book.request.valid-accepted',
    description: 'The pattern for times has a plus sign, and no minus, before an offset.',
    couplings: [],
    behaviour: refusing(({ start = '' }) => /-\d\d:\d\d$/.test(start), 'The Appointment has no valid start.'),
  },
  {
    id: 'offsets-of-half-hours-refused',
    rule: 'book.request.valid-accepted',
    description: 'An offset is taken for a number of whole hours.',
    couplings: [],
    behaviour: refusing(
      ({ start = '' }) => /[+-]\d\d:(?!00)\d\d$/.test(start),
      'The Appointment has no valid start.',
    ),
  },
  {
    id: 'offsets-cut-off',
    rule: 'book.request.valid-accepted',
    description: 'The offset of a time is cut off, and the rest taken for UTC.',
    couplings: [],
    behaviour: {
      appointmentToStore: (stored) => ({
        ...stored,
        start: withoutOffset(stored.start),
        end: withoutOffset(stored.end),
      }),
    },
  },
  {
    id: 'fractions-of-seconds-refused',
    rule: 'book.request.valid-accepted',
    description: 'Times are offered without fractions of a second, and refused with them.',
    couplings: [],
    behaviour: {
      ...on(['searched'], edited(inWholeSeconds)),
      ...refusing(({ start = '' }) => start.includes('.'), 'The Appointment has no valid start.'),
    },
  },
  {
    id: 'names-in-ascii-only',
    rule: 'book.request.valid-accepted',
    description: 'A name with a letter beyond ASCII is refused.',
    couplings: [],
    behaviour: refusing(
      ({ contained = [] }) =>
        BEYOND_ASCII.test(JSON.stringify(contained.filter(isPatient).map(({ name }) => name))),
      'The name has letters that are not allowed.',
    ),
  },
  {
    id: 'emoji-500',
    rule: 'book.request.valid-accepted',
    description: 'The database has no room for characters of four bytes, and its error is not caught.',
    couplings: [],
    behaviour: {
      bookingRefusal: (refused, { appointment }) =>
        refused ?? (BEYOND_THREE_BYTES.test(JSON.stringify(appointment)) ? databaseError() : null),
    },
  },
  {
    id: 'incoming-referral-refused',
    rule: 'book.request.options-accepted',
    description: 'An Appointment with incomingReferral is refused instead of ignoring the referral.',
    couplings: [],
    behaviour: refusing(
      ({ incomingReferral }) => incomingReferral !== undefined,
      'incomingReferral is not supported.',
    ),
  },
  {
    id: 'further-participants-refused',
    rule: 'book.request.options-accepted',
    description: 'An Appointment with anybody but the Patient among its participants is refused.',
    couplings: [],
    behaviour: refusing(({ participant }) => participant.length > 1, 'There may be one participant only.'),
  },
  {
    id: 'third-participant-refused',
    rule: 'book.request.options-accepted',
    description: 'Beside the Patient there is room for one more participant.',
    couplings: [],
    behaviour: refusing(
      ({ participant }) => participant.length > 2,
      'There may be two participants at most.',
    ),
  },
  {
    id: 'created-required',
    rule: 'book.request.options-accepted',
    description: 'An Appointment is refused if the client leaves out created.',
    couplings: [],
    behaviour: refusing(({ created }) => created === undefined, 'created is missing.'),
  },
];

/** The behaviour of refusing, with 422, bookings that nothing else is wrong with. */
function refusing(isRefused: (appointment: Appointment) => boolean, text: string): Partial<Behaviour> {
  return {
    bookingRefusal: (refused, { appointment }) =>
      refused ?? (isRefused(appointment) ? refusal('profile-invalid', 'not-supported', text) : null),
  };
}

function hasNhsNumber({ contained = [] }: Appointment): boolean {
  const identifiers = contained.filter(isPatient).flatMap(({ identifier = [] }) => identifier);
  return identifiers.some(({ system }) => system === SYSTEMS.nhsNumber);
}

function databaseError(): Refusal {
  return refusal('server-error', 'exception', 'The database refused the row.');
}

function withoutOffset(instant: string | undefined): string {
  return (instant ?? '').replace(/[+-]\d\d:\d\d$/, 'Z');
}

/** Writes the times of the Slots in a Bundle in whole seconds. */
function inWholeSeconds({ entry, ...bundle }: Bundle): Bundle {
  const entries = entry?.map(({ resource, ...others }) => ({
    ...others,
    resource: resource && isSlot(resource) ? { ...resource, ...wholeSeconds(resource) } : resource,
  }));
  return entries ? { ...bundle, entry: entries } : bundle;
}

function wholeSeconds({ start, end }: Slot): Pick<Slot, 'start' | 'end'> {
  return { start: start.replace(/\.\d+/, ''), end: end.replace(/\.\d+/, '') };
}
