import { on, resource, rewritten, status, twice, without, withoutBody, withoutElement } from './changes';
import type { Fault } from './fault';

const VERSION_PART = /\/_history\/[^/]+$/;

/** What is only judged of a Location that is there, once. */
const OF_A_LOCATION = [
  'book.created.location-absolute',
  'book.created.location-versioned',
  'book.created.location-ids',
  'book.created.location-base',
];

/** What is only judged of a booking that was answered 201. */
export const OF_A_CREATED_APPOINTMENT: readonly string[] = [
  'book.created.location',
  ...OF_A_LOCATION,
  'book.created.etag',
  'book.created.last-modified',
  'book.created.body',
  'book.created.body-id',
  'book.created.body-version',
];

/** What is only judged of an Appointment that came with the 201. */
const OF_A_BODY = [
  'book.created.location-ids',
  'book.created.url-stable',
  'book.created.body-id',
  'book.created.body-version',
];

/** Faults in the answer to a booking that succeeds: "Book an appointment", Success. */
export const createdFaults: readonly Fault[] = [
  {
    id: 'created-status-200',
    rule: 'book.created.status',
    description: 'A successful booking is answered with the 200 that the web framework gives by default.',
    couplings: OF_A_CREATED_APPOINTMENT,
    behaviour: on(['booked'], status(200)),
  },
  {
    id: 'created-location-missing',
    rule: 'book.created.location',
    description: 'The created Appointment is returned, but the Location header is forgotten.',
    couplings: [...OF_A_LOCATION, 'book.created.url-stable'],
    behaviour: on(['booked'], without('Location')),
  },
  {
    id: 'created-location-twice',
    rule: 'book.created.location',
    description: 'Application and framework each add a Location header.',
    couplings: OF_A_LOCATION,
    behaviour: on(['booked'], twice('Location')),
  },
  {
    id: 'created-location-relative',
    rule: 'book.created.location-absolute',
    description: 'Location holds a path only, as HTTP and later FHIR releases allow.',
    couplings: ['book.created.location-base', 'book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => new URL(url).pathname),
    ),
  },
  {
    id: 'created-location-unversioned',
    rule: 'book.created.location-versioned',
    description: 'Location names the Appointment, but not its version.',
    couplings: ['book.created.location-ids', 'book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(VERSION_PART, '')),
    ),
  },
  {
    id: 'created-location-previous-booking',
    rule: 'book.created.location-ids',
    description: 'Location is made before the new id is, and names the booking before this one.',
    couplings: ['book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url, { previousBooking }) =>
        url.replace(/[^/]+(?=\/_history\/)/, previousBooking ?? '0'),
      ),
    ),
  },
  {
    id: 'created-location-wrong-version',
    rule: 'book.created.location-ids',
    description: 'The version counter is raised once more before Location is written.',
    couplings: ['book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(VERSION_PART, '/_history/2')),
    ),
  },
  {
    id: 'created-location-internal-host',
    rule: 'book.created.location-base',
    description: 'Location is built from the host name that the server has inside its own network.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => `http://appointments.internal:8080${new URL(url).pathname}`),
    ),
  },
  {
    id: 'created-etag-missing',
    rule: 'book.created.etag',
    description: 'The answer to a booking has no ETag.',
    couplings: [],
    behaviour: on(['booked'], without('ETag')),
  },
  {
    id: 'created-last-modified-missing',
    rule: 'book.created.last-modified',
    description: 'The answer to a booking has no Last-Modified.',
    couplings: [],
    behaviour: on(['booked'], without('Last-Modified')),
  },
  {
    id: 'created-url-follows-newest',
    rule: 'book.created.url-stable',
    description: 'The version in the URL is disregarded: a version read gives the newest version.',
    couplings: ['fhir.vread.version'],
    behaviour: { versionToRead: (version, history) => version && history.at(-1) },
  },
  {
    id: 'created-url-gone-after-cancellation',
    rule: 'book.created.url-stable',
    description: 'Only the current version is kept: once cancelled, the booked version is 404.',
    couplings: [],
    behaviour: { versionToRead: (version, history) => (version === history.at(-1) ? version : undefined) },
  },
  {
    id: 'created-put-405',
    rule: 'book.created.put-supported',
    description: 'Appointments can be booked and read, but PUT is answered with 405.',
    couplings: [
      'fhir.update.id-mismatch',
      'fhir.update.headers',
      'fhir.update.new-version',
      'fhir.update.conflict',
    ],
    behaviour: { serves: (served, interaction) => served && interaction !== 'cancel' },
  },
  {
    id: 'created-body-empty',
    rule: 'book.created.body',
    description: 'A booking is answered with 201 and headers alone.',
    couplings: [...OF_A_BODY, 'fhir.create.ignores-meta', 'fhir.create.last-updated'],
    behaviour: on(['booked'], withoutBody),
  },
  {
    id: 'created-body-outcome',
    rule: 'book.created.body',
    description: 'A booking is answered with an OperationOutcome that says it went well.',
    couplings: [...OF_A_BODY, 'fhir.create.ignores-meta', 'fhir.create.last-updated'],
    behaviour: on(
      ['booked'],
      resource({
        resourceType: 'OperationOutcome',
        issue: [
          { severity: 'information', code: 'informational', diagnostics: 'Successfully created resource' },
        ],
      }),
    ),
  },
  {
    id: 'created-body-without-id',
    rule: 'book.created.body-id',
    description: 'The Appointment is returned as it was sent, without the id that it was given.',
    couplings: ['book.created.location-ids', 'book.created.url-stable'],
    behaviour: on(['booked'], withoutElement(['id'])),
  },
  {
    id: 'created-body-without-version',
    rule: 'book.created.body-version',
    description: 'The Appointment is returned with its id, but without meta.versionId.',
    couplings: ['book.created.location-ids', 'book.created.url-stable'],
    behaviour: on(['booked'], withoutElement(['meta', 'versionId'])),
  },
];
