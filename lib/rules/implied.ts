import { appointmentResource, bookAnAppointment } from './documents';
import type { Rule } from './rule';

const impliedByThePage = { source: 'booking', section: 'Implied by the page', binds: 'server' } as const;

/** What the page presupposes: that requests are made and taken as described, that bookings are safe and guarded. */
export const implied: readonly Rule[] = [
  {
    ...impliedByThePage,
    ...bookAnAppointment('use-case'),
    id: 'book.use-case.slot',
    level: 'MUST',
    basis: 'implied',
    title: 'Takes a booking for a slot that it has on offer',
    requirement:
      'A valid POST to [base]/Appointment, for a slot that the server has just offered as free, is booked. Without this no other rule of booking can be shown.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('request'),
    id: 'book.request.valid-accepted',
    level: 'MUST',
    basis: 'implied',
    title: 'Accepts every valid way of writing a booking',
    requirement:
      'Nothing on the page permits refusing a valid Appointment for its form: a patient without NHS number or any identifier, contained resources in another order, times with an offset from UTC, names with accents or other scripts.',
  },
  {
    ...impliedByThePage,
    ...appointmentResource('key-fhir-elements-for-booking'),
    id: 'book.request.options-accepted',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Accepts the options that the Appointment page names',
    requirement:
      'A booking is not refused for using an option: an incomingReferral, a further participant beside the patient, or no created date, which is for the server to set.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('request'),
    id: 'book.request.conforms',
    level: 'MUST',
    basis: 'stated',
    binds: 'client',
    title: 'Sends a valid Appointment that meets its profile',
    requirement:
      'A client books with an Appointment that is valid STU3 and meets CareConnect-Appointment-1. The suite, being the client, validates each body that it presents as good before it sends it.',
    notApplicable: 'Binds the client that books; for this run that is the suite itself.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('failure'),
    id: 'book.safety.no-double-booking',
    level: 'MUST',
    basis: 'implied',
    title: 'Never books a slot that is already taken',
    requirement:
      'A second booking of a slot, by another patient under another request id, never succeeds: the page names a slot that is no longer free as its example of a failure.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('failure'),
    id: 'book.safety.race',
    level: 'MUST',
    basis: 'implied',
    title: 'Books a slot once when several ask for it at the same moment',
    requirement:
      'Of several bookings of one free slot, sent together, one at most succeeds. Two or more successes fail; when none succeeds, nothing has been shown.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('failure'),
    id: 'book.safety.no-side-effect',
    level: 'MUST',
    basis: 'implied',
    title: 'Leaves everything as it was when it refuses a booking',
    requirement:
      'A refused request leaves no booking behind: the slot that it asked for is still free and takes the next valid booking.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('security'),
    id: 'book.safety.jwt-enforced',
    level: 'MUST',
    basis: 'implied',
    title: 'Never books without a JWT that it can trust',
    requirement:
      'No booking is made when the access token is missing, is no JWT or expired long ago; where tokens are signed, nor when it was altered, left unsigned or signed with a strange key.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('failure'),
    id: 'book.safety.slot-consumed',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Stops offering a slot once it is booked',
    requirement:
      'A search for free slots no longer finds a booked one, at the latest ten seconds after the booking.',
    notApplicable: 'Slots that come from SLOTS_FILE or SLOTS_COMMAND are not searched for.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('security'),
    id: 'book.security.jwt',
    level: 'MAY',
    basis: 'stated',
    binds: 'described',
    title: 'Learns from a JWT which system books, and what it may do',
    requirement:
      'The page describes the access token as the carrier of the client’s identity and rights. How the server treats good and bad tokens is judged by book.jwt-missing, book.jwt-invalid and book.safety.jwt-enforced.',
    notApplicable: 'Describes the token; other rules judge what the server does with it.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('security'),
    id: 'book.security.proxy',
    level: 'MAY',
    basis: 'stated',
    binds: 'described',
    title: 'Receives its requests by way of the Spine Secure Proxy',
    requirement:
      'In live use the Spine Secure Proxy stands between client and server; it is no part of the server under test. When a run goes through it, all that is judged is that requests arrive.',
    notApplicable:
      'The proxy stands outside the server under test, and the run is not set up to go through it.',
  },
  {
    ...impliedByThePage,
    ...bookAnAppointment('security'),
    id: 'book.security.mutual-tls',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Refuses a client that shows no certificate',
    requirement:
      'A connection made without a client certificate is broken off, or answered with a 4xx. An answer with 2xx gives a warning.',
    notApplicable:
      'Can only be seen on an https address of the server itself; behind a proxy, it is the proxy that checks certificates.',
  },
];
