import { createHash } from 'node:crypto';
import type { Appointment } from 'fhir/r3';
import type { Answer } from '../answer';
import {
  all,
  edited,
  inAnswersTo,
  on,
  resource,
  rewritten,
  status,
  twice,
  without,
  withoutBody,
  withoutElement,
} from './changes';
import type { Fault } from './fault';

const HOUR_MS = 3_600_000;
const WITH_A_VERSION: readonly Answer['occasion'][] = ['booked', 'read', 'cancelled'];

/** Faults in versions and reading: FHIR STU3 http.html#versioning, #read, #vread, #concurrency. */
export const versionFaults: readonly Fault[] = [
  {
    id: 'etag-content-hash',
    rule: 'fhir.etag.version',
    description: 'The web framework puts a hash of the body in the ETag of a booking.',
    couplings: ['book.created.etag'],
    behaviour: on(['booked'], (answer, context) =>
      rewritten('ETag', () => `W/"${hashOf(answer.body)}"`)(answer, context),
    ),
  },
  {
    id: 'etag-stale-after-update',
    rule: 'fhir.etag.version',
    description: 'The ETag of an update is made before the new version is, and names the one before.',
    couplings: ['fhir.update.headers'],
    behaviour: on(
      ['cancelled'],
      rewritten('ETag', () => 'W/"1"'),
    ),
  },
  {
    id: 'etag-mark-in-quotes',
    rule: 'fhir.etag.version',
    description:
      'The ETag of a booking is quoted once more by the framework: its W/ stands between the quotes.',
    couplings: ['book.created.etag', 'fhir.etag.weak'],
    behaviour: on(
      ['booked'],
      rewritten('ETag', (etag) => `"${etag.replaceAll('"', '')}"`),
    ),
  },
  {
    id: 'etag-of-packed-body',
    rule: 'fhir.etag.version',
    description: 'The web server marks the ETag of a booking as that of a packed body, as it does of files.',
    couplings: ['book.created.etag'],
    behaviour: on(
      ['booked'],
      rewritten('ETag', (etag) => etag.replace(/"$/, '-gzip"')),
    ),
  },
  {
    id: 'etag-content-hash-on-vread',
    rule: 'fhir.etag.version',
    description:
      'Only the ETag of a version read is left to the web framework, which makes a hash of the body.',
    couplings: [],
    behaviour: inAnswersTo('vread', ['read'], (answer, context) =>
      rewritten('ETag', () => `W/"${hashOf(answer.body)}"`)(answer, context),
    ),
  },
  {
    id: 'etag-strong',
    rule: 'fhir.etag.weak',
    description: 'Every ETag is a strong one.',
    couplings: [],
    behaviour: on(
      WITH_A_VERSION,
      rewritten('ETag', (etag) => etag.replace(/^W\//, '')),
    ),
  },
  {
    id: 'last-modified-winter-time',
    rule: 'fhir.last-modified.meta',
    description: 'Last-Modified is an hour behind meta.lastUpdated: one of them has the wrong zone.',
    couplings: [],
    behaviour: on(
      WITH_A_VERSION,
      rewritten('Last-Modified', (date) => new Date(Date.parse(date) - HOUR_MS).toUTCString()),
    ),
  },
  {
    id: 'last-modified-epoch',
    rule: 'fhir.last-modified.meta',
    description: 'Last-Modified of a booking is written before there is a time: it is that of 1970.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Last-Modified', () => new Date(0).toUTCString()),
    ),
  },
  {
    id: 'last-modified-at-midnight',
    rule: 'fhir.last-modified.meta',
    description:
      'Last-Modified of what is read comes from a column for days, and tells the midnight of its day.',
    couplings: [],
    behaviour: on(
      ['read'],
      rewritten('Last-Modified', (date) => date.replace(/..:..:../, '00:00:00')),
    ),
  },
  {
    id: 'read-id-missing',
    rule: 'fhir.read.id',
    description: 'A read gives the Appointment as it was sent, without its id, and updates do without it.',
    couplings: ['fhir.update.id-mismatch'],
    behaviour: {
      ...inAnswersTo('read', ['read'], withoutElement(['id'])),
      updateRefusal: (refused, { appointment }) =>
        refused?.ground === 'id-mismatch' && appointment.id === undefined ? null : refused,
    },
  },
  {
    id: 'read-id-capitals',
    rule: 'fhir.read.id',
    description: 'The database writes ids in capitals, and a read gives them so.',
    couplings: [],
    behaviour: {
      ...inAnswersTo(
        'read',
        ['read'],
        edited<Appointment>(({ id = '', ...others }) => ({ ...others, id: id.toUpperCase() })),
      ),
      updateRefusal: (refused, { appointment, current }) =>
        refused?.ground === 'id-mismatch' && appointment.id?.toLowerCase() === current.id ? null : refused,
    },
  },
  {
    id: 'read-cancelled-empty',
    rule: 'fhir.read.id',
    description: 'What is cancelled is kept, and hidden from readers: a read succeeds, and has no content.',
    couplings: ['book.created.put-supported', 'fhir.update.headers', 'fhir.update.new-version'],
    behaviour: inAnswersTo('read', ['read'], (answer, context) =>
      (answer.body as Appointment).status === 'cancelled' ? withoutBody(answer, context) : answer,
    ),
  },
  {
    id: 'read-etag-missing',
    rule: 'fhir.read.headers',
    description: 'A read has no ETag.',
    couplings: [],
    behaviour: on(['read'], without('ETag')),
  },
  {
    id: 'read-last-modified-missing',
    rule: 'fhir.read.headers',
    description: 'A read has no Last-Modified.',
    couplings: [],
    behaviour: on(['read'], without('Last-Modified')),
  },
  {
    id: 'read-etag-twice',
    rule: 'fhir.read.headers',
    description: 'Application and framework each add an ETag to what is read.',
    couplings: [],
    behaviour: on(['read'], twice('ETag')),
  },
  {
    id: 'read-last-modified-empty',
    rule: 'fhir.read.headers',
    description: 'The Last-Modified of what is read has no value.',
    couplings: ['http.last-modified.format'],
    behaviour: on(
      ['read'],
      rewritten('Last-Modified', () => ''),
    ),
  },
  {
    id: 'read-unknown-empty-bundle',
    rule: 'fhir.read.unknown',
    description: 'A read is a search by id: of an unknown Appointment it gives an empty Bundle.',
    couplings: [],
    behaviour: inAnswersTo(
      'read',
      ['not-found'],
      all(status(200), resource({ resourceType: 'Bundle', type: 'searchset', total: 0 })),
    ),
  },
  {
    id: 'read-unknown-outcome-200',
    rule: 'fhir.read.unknown',
    description: 'The OperationOutcome says that there is no such Appointment, and the status says 200.',
    couplings: [],
    behaviour: inAnswersTo('read', ['not-found'], status(200)),
  },
  {
    id: 'read-unknown-204',
    rule: 'fhir.read.unknown',
    description: 'A read of an unknown Appointment succeeds, without content.',
    couplings: [],
    behaviour: inAnswersTo('read', ['not-found'], all(status(204), withoutBody)),
  },
  {
    id: 'read-unknown-400',
    rule: 'fhir.read.unknown',
    description: 'The id of an Appointment that does not exist is refused as a bad one.',
    couplings: [],
    behaviour: inAnswersTo('read', ['not-found'], status(400)),
  },
  {
    id: 'read-unknown-500',
    rule: 'fhir.read.unknown',
    description: 'A read of an unknown Appointment finds null, and goes on with it.',
    couplings: [],
    behaviour: inAnswersTo('read', ['not-found'], status(500)),
  },
  {
    id: 'read-unknown-other-form-400',
    rule: 'fhir.read.unknown',
    description: 'Appointments are numbered, and whatever is no number is refused as an id.',
    couplings: [],
    verdict: 'warn',
    behaviour: {
      ...inAnswersTo('read', ['not-found'], status(400)),
      idToAssign: (uuid) => BigInt(`0x${uuid.replaceAll('-', '').slice(0, 15)}`).toString(),
    },
  },
  {
    id: 'vread-version-missing',
    rule: 'fhir.vread.version',
    description:
      'A version read gives the stored text of that version, in which meta.versionId is not written.',
    couplings: ['book.created.url-stable'],
    behaviour: inAnswersTo('vread', ['read'], withoutElement(['meta', 'versionId'])),
  },
  {
    id: 'vread-id-missing',
    rule: 'fhir.vread.version',
    description: 'Versions are kept in a table of their own, without the id of the Appointment.',
    couplings: ['book.created.url-stable'],
    behaviour: inAnswersTo('vread', ['read'], withoutElement(['id'])),
  },
  {
    id: 'vread-version-as-number',
    rule: 'fhir.vread.version',
    description: 'A version read gives the version id as it is in the database, as a number.',
    couplings: ['book.created.url-stable', 'fhir.response.valid'],
    behaviour: inAnswersTo(
      'vread',
      ['read'],
      edited<Appointment>(({ meta, ...appointment }) => ({
        ...appointment,
        meta: { ...meta, versionId: Number(meta?.versionId) },
      })),
    ),
  },
  {
    id: 'vread-in-a-bundle',
    rule: 'fhir.vread.version',
    description: 'A version read gives a history that holds that version alone.',
    couplings: ['book.created.url-stable'],
    behaviour: inAnswersTo('vread', ['read'], (answer) => ({
      ...answer,
      body: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: answer.body }] },
    })),
  },
  {
    id: 'vread-oldest',
    rule: 'fhir.vread.version',
    description: 'A version read gives the Appointment as it was booked, whatever version is asked for.',
    couplings: [],
    behaviour: { versionToRead: (version, history) => version && history[0] },
  },
  {
    id: 'vread-unknown-newest',
    rule: 'fhir.vread.unknown',
    description: 'A read of a version that there never was gives the newest one.',
    couplings: [],
    behaviour: { versionToRead: (version, history) => version ?? history.at(-1) },
  },
  {
    id: 'vread-unknown-500',
    rule: 'fhir.vread.unknown',
    description: 'A read of a version that there never was finds null, and goes on with it.',
    couplings: [],
    behaviour: inAnswersTo('vread', ['not-found'], status(500)),
  },
];

function hashOf(body: unknown): string {
  return createHash('sha1').update(JSON.stringify(body)).digest('hex');
}
