import { bookAnAppointment } from './documents';
import type { Rule } from './rule';

const onSuccess = {
  source: 'booking',
  section: 'Success',
  ...bookAnAppointment('success'),
  binds: 'server',
} as const;

/** What the page asks of the answer to a booking that succeeded. */
export const success: readonly Rule[] = [
  {
    ...onSuccess,
    id: 'book.created.status',
    level: 'MUST',
    basis: 'stated',
    title: 'Answers 201 when the booking succeeds',
    requirement:
      'A booking that worked is reported with status 201 (Created). Any other 2xx, and any 3xx, fails; the reason phrase is not looked at.',
  },
  {
    ...onSuccess,
    id: 'book.created.location',
    level: 'MUST',
    basis: 'stated',
    title: 'Sends one Location header with a new booking',
    requirement:
      'The answer says in a Location header where the new booking can be read. There is exactly one such header, and it is not empty.',
  },
  {
    ...onSuccess,
    id: 'book.created.location-absolute',
    level: 'MUST',
    basis: 'stated',
    title: 'Gives Location as an absolute URL',
    requirement:
      'Location is a complete http or https address: scheme, host and path, without a fragment. HTTP alone would allow a relative reference; the booking page does not.',
  },
  {
    ...onSuccess,
    id: 'book.created.location-versioned',
    level: 'MUST',
    basis: 'stated',
    title: 'Ends Location with the id and the version of the booking',
    requirement:
      'The path in Location ends in /Appointment/[id]/_history/[vid], where both parts are valid FHIR ids. Nothing follows them, neither a query nor a slash.',
  },
  {
    ...onSuccess,
    id: 'book.created.location-ids',
    level: 'MUST',
    basis: 'stated',
    title: 'Names this very booking and its version in Location',
    requirement:
      'Both ids in Location are those just assigned: they equal, letter for letter, id and meta.versionId of the returned Appointment. An id that belongs to another booking, or that the client proposed, fails.',
  },
  {
    ...onSuccess,
    id: 'book.created.location-base',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Builds Location on a base URL under which the server is known',
    requirement:
      'Location begins with the base URL that bookings are sent to, or with one listed in LOCATION_BASE_URLS. The scheme makes no difference, the port does.',
  },
  {
    ...onSuccess,
    id: 'book.created.etag',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Sends an ETag that holds the version id',
    requirement:
      'The answer carries an ETag whose quoted value is the version id of the new booking, so that a later change can name the version it is based on.',
  },
  {
    ...onSuccess,
    id: 'book.created.last-modified',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Sends Last-Modified with a new booking',
    requirement:
      'The answer tells in a Last-Modified header when the booking was stored. A missing header, or a value that is no HTTP date, gives a warning.',
  },
  {
    ...onSuccess,
    id: 'book.created.url-stable',
    level: 'MUST',
    basis: 'stated',
    title: 'Keeps serving the booked version at its Location',
    requirement:
      'A GET of Location answers 200 with the version that was booked, content unchanged: at once, once others have booked, once the booking is cancelled, once its slot is booked again, and when the run has cleaned up. A redirect, 404, 410 or different content fails.',
  },
  {
    ...onSuccess,
    id: 'book.created.put-supported',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Accepts an update of the booking by PUT',
    requirement:
      'A cancellation with the right If-Match, sent by PUT to [base]/Appointment/[id], is accepted. That URL is used because FHIR knows no update of a past version; what a PUT to the versioned Location does is not judged.',
  },
  {
    ...onSuccess,
    id: 'book.created.body',
    level: 'MUST',
    basis: 'stated',
    title: 'Returns the created Appointment in the body',
    requirement:
      'The body of the answer is an Appointment and plainly this booking: same start, end, slot and patient. An empty body, or a resource of another type, fails.',
  },
  {
    ...onSuccess,
    id: 'book.created.body-id',
    level: 'MUST',
    basis: 'stated',
    title: 'Shows its new id in the returned Appointment',
    requirement: 'The Appointment in the answer has the id that the server assigned; it is a valid FHIR id.',
  },
  {
    ...onSuccess,
    id: 'book.created.body-version',
    level: 'MUST',
    basis: 'stated',
    title: 'Shows its version id in the returned Appointment',
    requirement:
      'The Appointment in the answer has a meta.versionId that the server assigned; it is a valid FHIR id.',
  },
];
