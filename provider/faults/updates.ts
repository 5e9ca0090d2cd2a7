import { parseEntityTag } from '../../lib/fhir';
import { headerOf, type ProviderRequest } from '../request';
import { all, on, rewritten, status, without, withoutBody } from './changes';
import type { Fault } from './fault';

/** Faults in updating: FHIR STU3 http.html#update, #concurrency. */
export const updateFaults: readonly Fault[] = [
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
    id: 'update-id-filled-in',
    rule: 'fhir.update.id-mismatch',
    description: 'An update whose body has no id is taken to mean the Appointment in its URL.',
    couplings: [],
    behaviour: {
      updateRefusal: (refused, { appointment }) =>
        refused?.ground === 'id-mismatch' && appointment.id === undefined ? null : refused,
    },
  },
  {
    id: 'update-id-mismatch-404',
    rule: 'fhir.update.id-mismatch',
    description: 'The Appointment to update is looked up by the id in the body, and not found.',
    couplings: [],
    behaviour: on(['id-mismatch'], status(404)),
  },
  {
    id: 'update-id-mismatch-made',
    rule: 'fhir.update.id-mismatch',
    description: 'An update is refused for the id in its body when the new version is stored already.',
    couplings: [],
    behaviour: { updateAfterRefusal: (isMade, { ground }) => isMade || ground === 'id-mismatch' },
  },
  {
    id: 'update-status-204',
    rule: 'fhir.update.headers',
    description: 'An update is answered with 204, and headers alone.',
    couplings: [],
    behaviour: on(['cancelled'], all(status(204), withoutBody)),
  },
  {
    id: 'update-etag-empty',
    rule: 'fhir.update.headers',
    description: 'The ETag of an update has no value.',
    couplings: ['http.etag.syntax'],
    behaviour: on(
      ['cancelled'],
      rewritten('ETag', () => ''),
    ),
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
    id: 'update-keeps-client-version',
    rule: 'fhir.update.new-version',
    description: 'The versionId in the body of an update is stored, where it is not the current one.',
    couplings: [],
    behaviour: {
      versionIdToAssign: (versionId, sent, current) => {
        const claimed = sent.meta?.versionId;
        return current === null || claimed === current.versionId ? versionId : (claimed ?? versionId);
      },
    },
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
  {
    id: 'update-conflict-500',
    rule: 'fhir.update.conflict',
    description: 'The database notices that If-Match is stale, and nobody catches what it throws.',
    couplings: [],
    behaviour: on(['version-conflict'], status(500)),
  },
  {
    id: 'update-conflict-known-versions-pass',
    rule: 'fhir.update.conflict',
    description: 'If-Match may name any version that the Appointment ever had.',
    couplings: [],
    behaviour: {
      updateRefusal: (refused, { request, current }) =>
        refused?.ground === 'version-conflict' && versionNamedIn(request) < Number(current.versionId)
          ? null
          : refused,
    },
  },
  {
    id: 'update-conflict-later-versions-pass',
    rule: 'fhir.update.conflict',
    description: 'If-Match is stale only where its number is lower than that of the current version.',
    couplings: [],
    behaviour: {
      updateRefusal: (refused, { request, current }) =>
        refused?.ground === 'version-conflict' && versionNamedIn(request) > Number(current.versionId)
          ? null
          : refused,
    },
  },
  {
    id: 'update-conflict-made',
    rule: 'fhir.update.conflict',
    description:
      'A stale If-Match is noticed, and answered with 409, when the new version is stored already.',
    couplings: [],
    behaviour: { updateAfterRefusal: (isMade, { ground }) => isMade || ground === 'version-conflict' },
  },
];

/** The number of the version that an update is based on; not a number where it names none, or a word. */
function versionNamedIn({ headers }: ProviderRequest): number {
  return Number(parseEntityTag(headerOf(headers, 'If-Match') ?? '')?.tag ?? Number.NaN);
}
