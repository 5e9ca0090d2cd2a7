import type { Appointment, OperationOutcome, Slot } from 'fhir/r3';
import type { Issue } from '../../lib/fhir';
import { instantOf, SYSTEMS } from '../../lib/fhir';
import { type Ground, type Refusal, refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import type { OfferedSlot } from '../diary';
import { headerOf } from '../request';
import { claimsIn } from '../tokens';
import {
  always,
  edited,
  on,
  onRefusals,
  rewritten,
  status,
  TOKEN_GROUNDS,
  text,
  tokensDespite,
  without,
} from './changes';
import type { Fault } from './fault';

/** How long after its expiry a token still passes. */
const GENEROUS_LEEWAY_S = 2 * 3600;

const FAULTS: ReadonlyArray<Omit<Fault, 'overlay'>> = [
  {
    id: 'uec-request-id-on-bookings-only',
    rule: 'uec.request-id.returned',
    description: 'Only the answers to bookings carry X-Request-Id.',
    couplings: [],
    behaviour: exceptOnBookings('X-Request-Id'),
  },
  {
    id: 'uec-correlation-id-on-bookings-only',
    rule: 'uec.correlation-id.always',
    description: "Only the answers to bookings carry the client's request id.",
    couplings: [],
    behaviour: exceptOnBookings('X-Correlation-Id'),
  },
  {
    id: 'uec-correlation-id-left-to-request-id',
    rule: 'uec.correlation-id.always',
    description:
      "The client's id is returned as X-Request-Id, and X-Correlation-Id taken for superfluous then.",
    couplings: ['book.correlation-id.returned', 'book.correlation-id.exact'],
    behaviour: always((answer, context) => {
      const clientId = headerOf(context.requestHeaders, 'X-Request-Id');
      const echoed = clientId ? rewritten('X-Request-Id', () => clientId)(answer, context) : answer;
      return without('X-Correlation-Id')(echoed, context);
    }),
  },
  {
    id: 'uec-request-id-not-remembered',
    rule: 'uec.request-id.reuse',
    description: 'A request id with which something was booked already can book again.',
    couplings: [],
    behaviour: { hasBookedBefore: () => false },
  },
  {
    id: 'uec-request-id-reuse-422',
    rule: 'uec.request-id.reuse',
    description: 'A request id that is used again is answered with 422.',
    couplings: [],
    behaviour: on(['request-id-reused'], status(422)),
  },
  {
    id: 'uec-framework-errors',
    rule: 'uec.outcome.always',
    description: 'What is not found or not allowed is answered by the web framework, in JSON of its own.',
    couplings: ['fhir.error.outcome'],
    behaviour: on(
      ['not-found', 'method-not-allowed'],
      text('{"message":"Route not found"}', 'application/json;charset=utf-8'),
    ),
  },
  {
    id: 'uec-outcome-without-detail',
    rule: 'uec.outcome.detail',
    description: 'An OperationOutcome says where the mistake is, but has neither id nor text.',
    couplings: [],
    behaviour: onRefusals(
      edited<OperationOutcome>(({ resourceType, issue }) => ({
        resourceType,
        issue: issue.map(({ severity, code }) => ({ severity, code, expression: ['Appointment'] })),
      })),
    ),
  },
  {
    id: 'uec-token-expiry-leeway',
    rule: 'uec.jwt.expired',
    description: 'A token passes for two hours after its expiry.',
    couplings: [],
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-expired' && expiredLately(headerOf(headers, 'Authorization'))
          ? null
          : refused,
    },
  },
  {
    id: 'uec-token-claims-not-required',
    rule: 'uec.jwt.claims',
    description: 'A token passes without the claims that the guide demands.',
    couplings: [],
    behaviour: tokensDespite('token-claims'),
  },
  {
    id: 'uec-token-scope-ignored',
    rule: 'uec.jwt.scope',
    description: 'A token for reading books, too.',
    couplings: [],
    behaviour: tokensDespite('token-scope'),
  },
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
    id: 'uec-telecom-ranks-not-compared',
    rule: 'uec.telecom.rank',
    description: 'A Patient with two telecoms of rank 1 is booked.',
    couplings: [],
    behaviour: bookingsDespite('telecom-rank'),
  },
  {
    id: 'uec-nhs-number-not-checked',
    rule: 'uec.nhs-number.checked',
    description: 'The check digit of an NHS number is not looked at.',
    couplings: [],
    behaviour: withoutIssues(isOfNhsNumber),
  },
  {
    id: 'uec-media-type-400',
    rule: 'uec.media-type.unsupported',
    description: 'A media type that is not supported is answered with 400.',
    couplings: [],
    behaviour: on(['media-type'], status(400)),
  },
  {
    id: 'uec-media-type-ignored',
    rule: 'uec.media-type.unsupported',
    description: 'A body is read whatever its Content-Type says.',
    couplings: [],
    behaviour: { takesMediaType: () => true },
  },
  {
    id: 'uec-challenge-missing',
    rule: 'uec.jwt.challenge',
    description: 'A request with a bad token is refused without WWW-Authenticate.',
    couplings: [],
    behaviour: on(TOKEN_GROUNDS, without('WWW-Authenticate')),
  },
];

/** Faults that only the implementation guide for urgent and emergency care knows as such. */
export const urgentCareFaults: readonly Fault[] = FAULTS.map((fault) => ({ ...fault, overlay: 'uec' }));

/** Leaves a header out of every answer but those to bookings. */
function exceptOnBookings(name: string): Partial<Behaviour> {
  return always((answer, context) =>
    context.interaction === 'book' ? answer : without(name)(answer, context),
  );
}

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

function expiredLately(authorization: string | undefined): boolean {
  return Number(claimsIn(authorization)?.exp) + GENEROUS_LEEWAY_S > Date.now() / 1000;
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
    start,
    end,
    version: 1,
    lastUpdated: new Date(),
    bookedFor: null,
  };
}

function withoutOffset(instant: NonNullable<Appointment['start']>): string {
  return instant.replace(/[+-]\d\d:\d\d$/, 'Z');
}
