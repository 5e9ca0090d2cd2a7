import type { Appointment, Slot } from 'fhir/r3';
import { type Issue, instantOf, SYSTEMS } from '../../lib/fhir';
import { type Ground, type Refusal, refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import type { OfferedSlot } from '../diary';
import { on, status, without } from './changes';
import type { GuideFault } from './fault';

/** Faults in what is booked: the urgent-care guide, "Error Handling", and its pages on times and contact details. */
export const guideBookingFaults: readonly GuideFault[] = [
  {
    id: 'uec-created-etag-missing',
    rule: 'uec.create.etag',
    description: 'The answer to a booking has no ETag, which the guide requires.',
    couplings: ['book.created.etag'],
    behaviour: on(['booked'], without('ETag')),
  },
  {
    id: 'uec-created-content-location-missing',
    rule: 'uec.create.etag',
    description: 'The answer to a booking has no Content-Location.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(['booked'], without('Content-Location')),
  },
  {
    id: 'uec-profiles-not-validated',
    rule: 'uec.create.validates',
    description: 'What is sound FHIR is booked, whether it meets the profiles and the tables or not.',
    couplings: ['uec.nhs-number.checked'],
    behaviour: withoutIssues(({ layer }) => layer === 'profile' || layer === 'booking'),
  },
  {
    id: 'uec-careconnect-not-validated',
    rule: 'uec.create.validates',
    description: 'What is sound FHIR is booked, whether it meets the profiles of CareConnect or not.',
    couplings: [],
    behaviour: withoutIssues(({ layer }) => layer === 'profile'),
  },
  {
    id: 'uec-tables-not-validated',
    rule: 'uec.create.validates',
    description:
      'What the profiles allow is booked, whether it meets the tables of the booking pages or not.',
    couplings: [],
    behaviour: withoutIssues((issue) => issue.layer === 'booking' && !isOfNhsNumber(issue)),
  },
  {
    id: 'uec-invariants-not-validated',
    rule: 'uec.create.validates',
    description: 'Bodies are judged by a schema, which knows no invariants.',
    couplings: [],
    behaviour: withoutIssues(({ layer }) => layer === 'invariant'),
  },
  {
    id: 'uec-contained-not-validated',
    rule: 'uec.create.validates',
    description: 'What an Appointment contains is held against base FHIR alone, and no profile or table.',
    couplings: ['uec.nhs-number.checked'],
    behaviour: withoutIssues(
      ({ layer, path }) =>
        (layer === 'profile' || layer === 'booking') && path.startsWith('Appointment.contained['),
    ),
  },
  {
    id: 'uec-unknown-elements-ignored',
    rule: 'uec.create.validates',
    description: 'Elements that FHIR does not know are passed over by a lenient parser.',
    couplings: [],
    behaviour: withoutIssues(({ rule }) => rule.endsWith(':unknown-element')),
  },
  {
    id: 'uec-slot-not-looked-up',
    rule: 'uec.create.references',
    description: 'A slot that is not in the diary is booked all the same.',
    couplings: [],
    behaviour: { slotFound: (slot, asked) => slot ?? asOffered(asked) },
  },
  {
    id: 'uec-references-not-looked-up',
    rule: 'uec.create.references',
    description: 'A booking is made for a participant whom the provider does not know.',
    couplings: [],
    behaviour: bookingsDespite('reference-unknown'),
  },
  {
    id: 'uec-offsets-refused',
    rule: 'uec.times.offset',
    description: 'A time with an offset from UTC is refused.',
    couplings: ['book.request.valid-accepted'],
    behaviour: {
      bookingRefusal: (refused, { appointment }) =>
        refused ??
        (appointment.start?.endsWith('Z')
          ? null
          : refusal('profile-invalid', 'value', 'Times must be in UTC.', 'Appointment.start')),
    },
  },
  {
    id: 'uec-offsets-dropped',
    rule: 'uec.times.offset',
    description: 'The offset of a time is cut off, and the rest taken for UTC.',
    couplings: ['book.request.valid-accepted'],
    behaviour: {
      appointmentToStore: ({ start = '', end = '', ...stored }) => ({
        ...stored,
        start: withoutOffset(start),
        end: withoutOffset(end),
      }),
    },
  },
  {
    id: 'uec-offsets-added',
    rule: 'uec.times.offset',
    description: 'The offset of a time is added to get to UTC, where it should be subtracted.',
    couplings: ['book.request.valid-accepted'],
    behaviour: {
      appointmentToStore: ({ start = '', end = '', ...stored }) => ({
        ...stored,
        start: withOppositeOffset(start),
        end: withOppositeOffset(end),
      }),
    },
  },
  {
    id: 'uec-offsets-in-hours',
    rule: 'uec.times.offset',
    description: 'The offset of a time is kept in whole hours.',
    couplings: ['book.request.valid-accepted'],
    behaviour: {
      appointmentToStore: ({ start = '', end = '', ...stored }) => ({
        ...stored,
        start: withOffsetInHours(start),
        end: withOffsetInHours(end),
      }),
    },
  },
  {
    id: 'uec-telecom-ranks-not-compared',
    rule: 'uec.telecom.rank',
    description: 'A Patient with two telecoms of rank 1 is booked.',
    couplings: [],
    behaviour: bookingsDespite('telecom-rank'),
  },
  {
    id: 'uec-telecom-ranks-409',
    rule: 'uec.telecom.rank',
    description: 'Two telecoms of rank 1 are a conflict for the provider, which answers 409.',
    couplings: [],
    behaviour: on(['telecom-rank'], status(409)),
  },
  {
    id: 'uec-nhs-number-not-checked',
    rule: 'uec.nhs-number.checked',
    description: 'The check digit of an NHS number is not looked at.',
    couplings: [],
    behaviour: withoutIssues(isOfNhsNumber),
  },
  {
    id: 'uec-nhs-number-400',
    rule: 'uec.nhs-number.checked',
    description: 'A wrong check digit is a mistake in the format of the NHS number, and answered with 400.',
    couplings: [],
    verdict: 'warn',
    behaviour: {
      bookingRefusal: (refused) =>
        refused?.findings.every(({ text }) => /check digit/i.test(text))
          ? { ...refused, ground: 'bad-request' }
          : refused,
    },
  },
];

function bookingsDespite(ground: Ground): Partial<Behaviour> {
  return { bookingRefusal: (refused: Refusal | null) => (refused?.ground === ground ? null : refused) };
}

/** Bodies are judged without certain issues. */
function withoutIssues(isPassedOver: (issue: Issue) => boolean): Partial<Behaviour> {
  return { issuesThatCount: (issues) => issues.filter((issue) => !isPassedOver(issue)) };
}

function isOfNhsNumber({ rule }: Issue): boolean {
  return rule === 'booking:patient.nhs-number';
}

/** A slot that the diary does not have, as though it did. */
function asOffered(asked: Slot): OfferedSlot | undefined {
  const start = instantOf(asked.start);
  const end = instantOf(asked.end);
  const uuid = asked.identifier?.find(({ system }) => system === SYSTEMS.uuid)?.value?.toLowerCase();
  if (start === null || end === null) return undefined;
  return {
    position: -1,
    id: asked.id ?? '',
    uuid: uuid ?? '',
    schedule: asked.schedule.reference ?? '',
    start,
    end,
    version: 1,
    lastUpdated: new Date(),
    bookedFor: null,
  };
}

type Instant = NonNullable<Appointment['start']>;

function withoutOffset(instant: Instant): string {
  return instant.replace(/[+-]\d\d:\d\d$/, 'Z');
}

function withOppositeOffset(instant: Instant): string {
  return instant.replace(/[+-](?=\d\d:\d\d$)/, (sign) => (sign === '+' ? '-' : '+'));
}

function withOffsetInHours(instant: Instant): string {
  return instant.replace(/([+-]\d\d):\d\d$/, '$1:00');
}
