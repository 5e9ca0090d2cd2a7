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
  without,
  withoutElement,
} from './changes';
import type { Fault } from './fault';

const HOUR_MS = 3_600_000;
const WITH_A_VERSION: readonly Answer['occasion'][] = ['booked', 'read', 'cancelled'];

/** Faults in versions, reading and updating: FHIR STU3 http.html#versioning, #read, #vread, #update, #concurrency. */
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
    id: 'vread-unknown-newest',
    rule: 'fhir.vread.unknown',
    description: 'A read of a version that there never was gives the newest one.',
    couplings: [],
    behaviour: { versionToRead: (version, history) => version ?? history.at(-1) },
  },
  {
    id: 'update-id-not-compared',
    rule: 'fhir.update.id-mismatch',
    description: 'The id in the URL of an update is taken, and the one in the body not looked at.',
    couplings: [],
    behaviour: { updateRefusal: (refused) => (refused?.ground === 'id-mismatch' ? null : refused) },
  },
  {
    id: 'update-id-mismatch-422',
    rule: 'fhir.update.id-mismatch',
    description: 'An update whose body has another id than its URL is answered with 422.',
    couplings: [],
    verdict: 'warn',
    behaviour: on(['id-mismatch'], status(422)),
  },
  {
    id: 'update-etag-missing',
    rule: 'fhir.update.headers',
    description: 'The answer to an update has no ETag.',
    couplings: [],
    behaviour: on(['cancelled'], without('ETag')),
  },
  {
    id: 'update-last-modified-missing',
    rule: 'fhir.update.headers',
    description: 'The answer to an update has no Last-Modified.',
    couplings: [],
    behaviour: on(['cancelled'], without('Last-Modified')),
  },
  {
    id: 'update-keeps-version',
    rule: 'fhir.update.new-version',
    description: 'An update overwrites the Appointment, and its version id stays as it was.',
    couplings: [],
    behaviour: { versionIdToAssign: (versionId, _, current) => current?.versionId ?? versionId },
  },
  {
    id: 'update-conflict-412',
    rule: 'fhir.update.conflict',
    description: 'A stale If-Match is answered with 412, as later FHIR releases have it.',
    couplings: [],
    behaviour: on(['version-conflict'], status(412)),
  },
  {
    id: 'update-conflict-ignored',
    rule: 'fhir.update.conflict',
    description: 'If-Match has to be there, but is not compared: the last update wins.',
    couplings: [],
    behaviour: { updateRefusal: (refused) => (refused?.ground === 'version-conflict' ? null : refused) },
  },
];

function hashOf(body: unknown): string {
  return createHash('sha1').update(JSON.stringify(body)).digest('hex');
}
