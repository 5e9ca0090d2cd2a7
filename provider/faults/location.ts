import type { Appointment } from 'fhir/r3';
import { type Answer, answerRefusal, refusal } from '../answer';
import { resourceOf, type Version } from '../appointments';
import type { AnswerContext } from '../behaviour';
import { isSlot } from '../contained';
import { all, inAnswersTo, on, rewritten, twice, without, withoutBody } from './changes';
import type { Fault } from './fault';
import { inSummerTime } from './summer-time';

const VERSION_PART = /\/_history\/[^/]+$/;
const ID_PART = /[^/]+(?=\/_history\/)/;

/** What is only judged of a Location that is there, once. */
export const OF_A_LOCATION: readonly string[] = [
  'book.created.location-absolute',
  'book.created.location-versioned',
  'book.created.location-ids',
  'book.created.location-base',
];

/** What is only judged of a Location that names a version. */
const OF_A_VERSION = ['book.created.location-ids', 'book.created.url-stable'];

/** Faults in the Location of a new booking, and in what is served there: "Book an appointment", Success. */
export const locationFaults: readonly Fault[] = [
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
    id: 'created-location-empty',
    rule: 'book.created.location',
    description: 'Location is filled in from a field that nothing has been written to yet.',
    couplings: [...OF_A_LOCATION, 'book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', () => ''),
    ),
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
    id: 'created-location-relative-to-base',
    rule: 'book.created.location-absolute',
    description: 'Location holds the type, the id and the version, as libraries write them.',
    couplings: ['book.created.location-base', 'book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(/^.*(?=Appointment\/)/, '')),
    ),
  },
  {
    id: 'created-location-without-scheme',
    rule: 'book.created.location-absolute',
    description: 'Location begins with the host: the address of the server is configured without its scheme.',
    couplings: ['book.created.location-base', 'book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(/^http:\/\//, '')),
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
    id: 'created-location-empty-version',
    rule: 'book.created.location-versioned',
    description: 'The version is not known yet when Location is written, and left out behind its slash.',
    couplings: OF_A_VERSION,
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(VERSION_PART, '/_history/')),
    ),
  },
  {
    id: 'created-location-etag-for-version',
    rule: 'book.created.location-versioned',
    description: 'Location ends with the ETag instead of the bare version id.',
    couplings: OF_A_VERSION,
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(VERSION_PART, '/_history/W/"1"')),
    ),
  },
  {
    id: 'created-location-trailing-slash',
    rule: 'book.created.location-versioned',
    description: 'The web framework puts a slash at the end of every URL.',
    couplings: OF_A_VERSION,
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => `${url}/`),
    ),
  },
  {
    id: 'created-location-query',
    rule: 'book.created.location-versioned',
    description: 'Location carries a parameter for the format.',
    couplings: OF_A_VERSION,
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => `${url}?_format=json`),
    ),
  },
  {
    id: 'created-location-search',
    rule: 'book.created.location-versioned',
    description: 'Location is a search for the new booking.',
    couplings: OF_A_VERSION,
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(/\/([^/]+)\/_history\/.*$/, '?_id=$1')),
    ),
  },
  {
    id: 'created-location-lower-case-type',
    rule: 'book.created.location-versioned',
    description: 'Location is made from the route, which is written in lower case.',
    couplings: ['book.created.location-base', ...OF_A_VERSION],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace('/Appointment/', '/appointment/')),
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
    id: 'created-location-id-in-capitals',
    rule: 'book.created.location-ids',
    description: 'The database writes ids in capitals, and Location is made from what it gives back.',
    couplings: ['book.created.url-stable'],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(ID_PART, (id) => id.toUpperCase())),
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
    id: 'created-location-without-port',
    rule: 'book.created.location-base',
    description:
      'Location is built from the host name alone, without the port that the server is reached at.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace(/:\d+\//, '/')),
    ),
  },
  {
    id: 'created-location-without-base-path',
    rule: 'book.created.location-base',
    description: 'Location is built from the host alone, without the path under which the server is mounted.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace('/STU3/', '/')),
    ),
  },
  {
    id: 'created-location-double-slash',
    rule: 'book.created.location-base',
    description: 'The base URL ends with a slash, and another one is put behind it.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Location', (url) => url.replace('/Appointment/', '//Appointment/')),
    ),
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
    id: 'created-url-not-served',
    rule: 'book.created.url-stable',
    description: 'History is not kept: a version read finds nothing, the newest version included.',
    couplings: ['fhir.vread.version'],
    behaviour: { versionToRead: () => undefined },
  },
  {
    id: 'created-url-redirected',
    rule: 'book.created.url-stable',
    description: 'A version read is redirected to the Appointment as it is now.',
    couplings: ['fhir.vread.version'],
    behaviour: inAnswersTo('vread', ['read'], redirected),
  },
  {
    id: 'created-url-newest-booking-only',
    rule: 'book.created.url-stable',
    description: 'A version read is answered from a cache that holds the newest booking alone.',
    couplings: [],
    behaviour: inAnswersTo('vread', ['read'], (answer, context) =>
      (answer.body as Appointment).id === context.previousBooking ? answer : notFound(answer, context),
    ),
  },
  {
    id: 'created-url-shows-current-status',
    rule: 'book.created.url-stable',
    description: 'A version is stored without its status, which is looked up when the version is read.',
    couplings: [],
    behaviour: {
      versionToRead: (version, history) => version && withStatusOf(version, history.at(-1) ?? version),
    },
  },
  {
    id: 'created-url-in-summer-time',
    rule: 'book.created.url-stable',
    description: 'What is read from the history has the times of British summer, labelled as UTC.',
    couplings: [],
    behaviour: {
      versionToRead: (version) => version && withContent(version, inSummerTime(resourceOf(version))),
    },
  },
  {
    id: 'created-url-taken-over',
    rule: 'book.created.url-stable',
    description:
      'An Appointment has the id of its slot, so that the next booking of the slot takes its place.',
    couplings: [],
    behaviour: {
      idToAssign: (id, { contained }) => contained?.find(isSlot)?.id ?? id,
      versionToRead: (version, history) =>
        history.findLast(({ versionId }) => versionId === version?.versionId),
    },
  },
];

function withContent(version: Version, appointment: Appointment): Version {
  return { ...version, text: JSON.stringify(appointment) };
}

function withStatusOf(version: Version, newest: Version): Version {
  return withContent(version, { ...resourceOf(version), status: resourceOf(newest).status });
}

/** Answers 301 with the URL of the Appointment itself. */
function redirected(answer: Answer, context: AnswerContext): Answer {
  const { headers, ...others } = withoutBody(answer, context);
  const current = headers.map(([name, value]): readonly [string, string] =>
    name === 'Content-Location' ? ['Location', value.replace(VERSION_PART, '')] : [name, value],
  );
  return { ...others, headers: current, status: 301 };
}

/** Answers that there is nothing here. */
function notFound(answer: Answer, context: AnswerContext): Answer {
  const { status, body } = answerRefusal(refusal('not-found', 'not-found', 'There is no such version.'));
  return { ...all(without('ETag'), without('Last-Modified'))(answer, context), status, body };
}
