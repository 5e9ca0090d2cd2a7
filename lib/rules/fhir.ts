import { operationOutcome, resourceDefinition, restfulApi } from './documents';
import type { Rule } from './rule';

const base = { source: 'fhir', binds: 'server' } as const;

const onCreate = { ...base, section: 'Creating', ...restfulApi('create') } as const;
const onVersions = { ...base, section: 'Versions', ...restfulApi('versioning') } as const;
const onFormats = { ...base, section: 'Formats', ...restfulApi('mime-type') } as const;
const onUpdate = { ...base, section: 'Updating', ...restfulApi('update') } as const;

/** Why a header that only some answers have may leave nothing to judge. */
const NO_ETAG = 'An answer without an ETag leaves nothing to judge; whether one is due is for other rules.';

/** What base FHIR STU3 asks of the interactions that a booking leads to. */
export const fhir: readonly Rule[] = [
  {
    ...onCreate,
    id: 'fhir.create.ignores-id',
    level: 'MUST',
    basis: 'stated',
    title: 'Does not let the client choose the id of a new Appointment',
    requirement:
      'An id in the body of a booking never becomes that of the Appointment: the server gives it one of its own, or refuses the body with 422, since the booking pages want no id there. Refusing it with 400 gives a warning.',
  },
  {
    ...onCreate,
    id: 'fhir.create.ignores-meta',
    level: 'MUST',
    basis: 'stated',
    title: 'Does not keep a version or a time of change that the client made up',
    requirement:
      'A meta.versionId or meta.lastUpdated in the body of a booking leaves no trace: the new Appointment has a version and a time that the server set.',
  },
  {
    ...onCreate,
    id: 'fhir.create.last-updated',
    level: 'MUST',
    basis: 'stated',
    title: 'Says in meta.lastUpdated when the Appointment was stored',
    requirement:
      'The new Appointment has a meta.lastUpdated, an instant that tells the moment of the booking. Clocks may be five minutes apart; more gives a warning.',
  },
  {
    ...onCreate,
    id: 'fhir.create.keeps-content',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Gives back what was submitted',
    requirement:
      'A read shows description, participants, supporting information, and the contained Patient and DocumentReference as the client sent them. The order of lists, fractions of a second, what the server adds, and what it is for the server to set make no difference.',
  },
  {
    ...base,
    section: 'Content',
    ...resourceDefinition('Resource'),
    id: 'fhir.response.valid',
    level: 'MUST',
    basis: 'stated',
    title: 'Returns resources that are valid FHIR STU3',
    requirement:
      'Every resource that the server returns, contained ones too, has the elements, cardinalities, codes and data types that base STU3 defines, and breaks none of its invariants. What is labelled as FHIR, in an answer that tells of success, is a resource.',
  },
  {
    ...base,
    section: 'Content',
    ...resourceDefinition('Meta'),
    id: 'fhir.response.profile',
    level: 'MUST',
    basis: 'implied',
    title: 'Meets the profiles that its resources claim',
    requirement:
      'A resource that names a CareConnect profile in meta.profile meets it. One that misses a profile of the API without claiming it gives a warning.',
  },
  {
    ...base,
    section: 'Versions',
    ...restfulApi('concurrency'),
    id: 'fhir.etag.version',
    level: 'MUST',
    basis: 'stated',
    title: 'Sends no other version in ETag than in the resource',
    requirement:
      'What stands between the quotes of an ETag equals meta.versionId of the resource that the same answer brings.',
    notApplicable: NO_ETAG,
  },
  {
    ...onVersions,
    id: 'fhir.etag.weak',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Marks its ETags as weak',
    requirement: 'An ETag has the form W/"[vid]". A strong one is understood, and gives a warning.',
    notApplicable: NO_ETAG,
  },
  {
    ...onVersions,
    id: 'fhir.last-modified.meta',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Tells the same time in Last-Modified and in meta.lastUpdated',
    requirement:
      'Where an answer has both, Last-Modified is the moment in meta.lastUpdated of the resource, give or take a second.',
    notApplicable: 'Needs an answer that has both times.',
  },
  {
    ...onFormats,
    id: 'fhir.media-type',
    level: 'MUST',
    basis: 'stated',
    title: 'Labels FHIR as FHIR, in the format that was asked for',
    requirement:
      'A resource comes as application/fhir+json or application/fhir+xml, whichever the client accepts, and is written in the format that the label says. A label from before STU3 (application/json+fhir) gives a warning; plain application/json fails.',
  },
  {
    ...onFormats,
    id: 'fhir.charset',
    level: 'MUST',
    basis: 'stated',
    title: 'Names no other character encoding than UTF-8',
    requirement: 'A charset in the Content-Type of a FHIR body is UTF-8, in upper or lower case.',
    notApplicable: 'A Content-Type without charset leaves nothing to judge.',
  },
  {
    ...base,
    section: 'Errors',
    ...restfulApi('2.21.0.10.1'),
    id: 'fhir.error.outcome',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Explains every error in an OperationOutcome',
    requirement:
      'An answer with a status of 4xx or 5xx, to whatever request, has an OperationOutcome for its body.',
  },
  {
    ...base,
    section: 'Errors',
    ...operationOutcome(),
    id: 'fhir.outcome.valid',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Writes OperationOutcomes that are well formed and say something',
    requirement:
      'An OperationOutcome has issues, each with a severity and a code from the lists of STU3, and at least one text, diagnostic, location or coding that tells what is the matter.',
  },
  {
    ...base,
    section: 'Reading',
    ...restfulApi('read'),
    id: 'fhir.read.id',
    level: 'MUST',
    basis: 'stated',
    title: 'Returns the resource that a read asks for',
    requirement:
      'A read that succeeds is answered with the Appointment itself, which bears the very id in the URL.',
  },
  {
    ...base,
    section: 'Reading',
    ...restfulApi('read'),
    id: 'fhir.read.headers',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Sends ETag and Last-Modified with a resource that is read',
    requirement:
      'The answer to a read tells, in an ETag and in Last-Modified, which version it is and since when; a client needs the one for its next update.',
  },
  {
    ...base,
    section: 'Reading',
    ...restfulApi('read'),
    id: 'fhir.read.unknown',
    level: 'MUST',
    basis: 'stated',
    title: 'Answers 404 when asked for an Appointment that does not exist',
    requirement:
      'A read of an id that nobody ever assigned is answered with 404 (Not Found); 410 (Gone), for what once existed, passes as well. 400 (Bad Request) for an id of another form than the server gives its own gives a warning.',
  },
  {
    ...base,
    section: 'Reading versions',
    ...restfulApi('vread'),
    id: 'fhir.vread.version',
    level: 'MUST',
    basis: 'stated',
    title: 'Returns the version that a version read asks for',
    requirement:
      'A version read that succeeds is answered with the Appointment itself, which has both the id and, as meta.versionId, the version in the URL.',
  },
  {
    ...base,
    section: 'Reading versions',
    ...restfulApi('vread'),
    id: 'fhir.vread.unknown',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Answers 404 when asked for a version that does not exist',
    requirement:
      'A version read of a booking, for a version that it never had, is answered with 404 (Not Found), and not with some other version.',
  },
  {
    ...onUpdate,
    id: 'fhir.update.id-mismatch',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses an update whose body has another id than its URL',
    requirement:
      'A PUT is refused with 400 (Bad Request), and changes nothing, when the resource in it has no id or a different one from the URL. Refusing it with 422 gives a warning.',
  },
  {
    ...onUpdate,
    id: 'fhir.update.headers',
    level: 'MUST',
    basis: 'stated',
    title: 'Answers an update with the new version and its time',
    requirement:
      'An update that succeeds is answered with 200 or 201, Last-Modified, and an ETag that holds the version id which the Appointment has from now on.',
  },
  {
    ...base,
    section: 'Updating',
    ...restfulApi('concurrency'),
    id: 'fhir.update.new-version',
    level: 'MUST',
    basis: 'implied',
    title: 'Gives an Appointment a new version id with every update',
    requirement:
      'After an update the Appointment has a version id that it never had before; one that the client put into the body does not count.',
  },
  {
    ...base,
    section: 'Updating',
    ...restfulApi('concurrency'),
    id: 'fhir.update.conflict',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses with 409 an update that is based on a stale version',
    requirement:
      'A PUT whose If-Match holds anything but the current version is refused with 409 (Conflict), and changes nothing; the page Cancel an appointment asks for the same. 412 (Precondition Failed) is what FHIR R4 made of it, and fails.',
  },
];
