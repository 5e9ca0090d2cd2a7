import type { Appointment } from 'fhir/r3';
import { refusal } from '../answer';
import { resourceOf } from '../appointments';
import type { Behaviour } from '../behaviour';
import { isSlot } from '../contained';
import { all, inAnswersTo, on, status, without } from '../faults/changes';
import { failure } from '../server-error';
import { claimsIn } from '../tokens';
import type { Manner } from './manner';

/** Clocks that differ by minutes are not unheard of. */
const GENEROUS_LEEWAY_S = 450;
const FAILING_SLOT = 'slot0240';

/** What is refused, and how, where the sources leave a choice: "Book an appointment", Failure; FHIR STU3 http.html. */
export const refusalManners: readonly Manner[] = [
  {
    id: 'base-invalid-422',
    description: 'What breaks base FHIR is refused with 422, as what breaks a profile is.',
    behaviour: on(['base-invalid'], status(422)),
  },
  {
    id: 'unknown-410',
    description: 'An Appointment that is not there is answered with 410, as if it had been.',
    behaviour: inAnswersTo('read', ['not-found'], status(410)),
  },
  {
    id: 'client-id-422',
    description: 'A booking with an id of the client is refused with 422: the page forbids the id.',
    behaviour: refusing(({ id }) => id !== undefined, 'A new Appointment must not have an id.'),
  },
  {
    id: 'document-required',
    description: 'A booking without DocumentReference is refused with 422: the page asks for one.',
    behaviour: refusing(
      ({ contained = [] }) => !contained.some(({ resourceType }) => resourceType === 'DocumentReference'),
      'The DocumentReference is missing.',
    ),
  },
  {
    id: 'validates-nothing',
    description: 'It books for whatever Appointment it gets, if there is a slot for it.',
    traits: { validates: false },
    unjudged: ['book.profile.status', 'book.profile.outcome'],
  },
  {
    id: 'media-types-ignored',
    description: 'A body is read whatever its Content-Type says.',
    behaviour: { takesMediaType: () => true },
  },
  {
    id: 'cancelled-before-stale',
    description: 'Of an update that is stale and of a cancelled Appointment, the latter is told, with 422.',
    behaviour: {
      updateRefusal: (refused, { current }) =>
        resourceOf(current).status === 'cancelled'
          ? refusal('change-not-allowed', 'business-rule', 'The Appointment is cancelled already.')
          : refused,
    },
  },
  {
    id: 'methods-404',
    description: 'A method that is not supported is answered with 404.',
    behaviour: on(['method-not-allowed'], all(status(404), without('Allow'))),
    unjudged: ['http.allow'],
  },
  {
    id: 'methods-501',
    description: 'A method that is not supported is answered with 501.',
    behaviour: on(['method-not-allowed'], all(status(501), without('Allow'))),
    unjudged: ['http.allow'],
  },
  {
    id: 'token-leeway',
    description: 'A token is taken for some minutes after it has expired.',
    behaviour: {
      tokenRefusal: (refused, { headers }) =>
        refused?.ground === 'token-expired' && hasExpiredLately(headers.authorization) ? null : refused,
    },
  },
  {
    id: 'token-claims-unread',
    description: 'Of the claims of a token, only its times and its audience are looked at.',
    traits: { demandsClaims: false },
  },
  {
    id: 'audience-fixed',
    description: 'Tokens are meant for a name that is not the address of the provider.',
    traits: { audience: 'https://provider.example/audience/booking' },
  },
  {
    id: 'failure-by-slot',
    description: 'It fails itself when a certain slot is booked.',
    traits: { serverErrorTrigger: `slot:${FAILING_SLOT}` },
    behaviour: {
      bookingRefusal: (refused, { appointment }) =>
        appointment.contained?.find(isSlot)?.id === FAILING_SLOT ? failure() : refused,
    },
  },
  {
    id: 'failure-none',
    description: 'It can not be made to fail itself.',
    traits: { serverErrorTrigger: null },
    unjudged: ['book.server-error.status'],
  },
];

function refusing(isRefused: (appointment: Appointment) => boolean, text: string): Partial<Behaviour> {
  return {
    bookingRefusal: (refused, { appointment }) =>
      refused ?? (isRefused(appointment) ? refusal('profile-invalid', 'business-rule', text) : null),
  };
}

function hasExpiredLately(authorization: string | undefined): boolean {
  return Number(claimsIn(authorization)?.exp) + GENEROUS_LEEWAY_S > Date.now() / 1000;
}
