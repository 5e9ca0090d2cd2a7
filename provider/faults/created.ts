import type { Appointment, Patient } from 'fhir/r3';
import { SYSTEMS } from '../../lib/fhir';
import { isPatient } from '../contained';
import {
  all,
  type Change,
  edited,
  on,
  resource,
  status,
  twice,
  without,
  withoutBody,
  withoutElement,
} from './changes';
import type { Fault } from './fault';
import { OF_A_LOCATION } from './location';
import { inSummerTime } from './summer-time';

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

/** What is only judged of an answer that shows the booking which was asked for. */
const OF_AN_ACCEPTANCE = [
  'book.use-case.slot',
  'book.request.valid-accepted',
  'book.request.options-accepted',
  'book.request-id.optional',
  'fhir.create.ignores-id',
  'http.jwt.scheme-case',
];

const OF_A_RUN_WITHOUT_CANCELLATIONS = 1_000;

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
    id: 'created-status-202',
    rule: 'book.created.status',
    description: 'A booking is put into a queue, and answered with 202 before it is worked off.',
    couplings: OF_A_CREATED_APPOINTMENT,
    behaviour: on(['booked'], status(202)),
  },
  {
    id: 'created-etag-missing',
    rule: 'book.created.etag',
    description: 'The answer to a booking has no ETag.',
    couplings: [],
    behaviour: on(['booked'], without('ETag')),
  },
  {
    id: 'created-etag-twice',
    rule: 'book.created.etag',
    description: 'Application and gateway each add an ETag header.',
    couplings: [],
    behaviour: on(['booked'], twice('ETag')),
  },
  {
    id: 'created-last-modified-missing',
    rule: 'book.created.last-modified',
    description: 'The answer to a booking has no Last-Modified.',
    couplings: [],
    behaviour: on(['booked'], without('Last-Modified')),
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
    slots: OF_A_RUN_WITHOUT_CANCELLATIONS,
    behaviour: { serves: (served, interaction) => served && interaction !== 'cancel' },
  },
  {
    id: 'created-put-not-stored',
    rule: 'book.created.put-supported',
    description: 'An update is answered with 200 and what came, and never stored.',
    couplings: ['fhir.update.headers', 'fhir.update.new-version'],
    slots: OF_A_RUN_WITHOUT_CANCELLATIONS,
    behaviour: { storesUpdate: () => false },
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
    id: 'created-body-stub',
    rule: 'book.created.body',
    description: 'A booking is answered with an Appointment that has an id and a version, and nothing else.',
    couplings: [...OF_A_BODY, 'fhir.response.valid'],
    behaviour: on(
      ['booked'],
      edited<Appointment>(({ resourceType, id, meta }) => ({ resourceType, id, meta })),
    ),
  },
  {
    id: 'created-body-in-summer-time',
    rule: 'book.created.body',
    description: 'The answer to a booking has the times of British summer, labelled as UTC.',
    couplings: [...OF_A_BODY, ...OF_AN_ACCEPTANCE],
    behaviour: on(['booked'], edited(inSummerTime)),
  },
  {
    id: 'created-body-other-patient',
    rule: 'book.created.body',
    description: 'The answer to a booking names the patient of the demonstration, whoever it is for.',
    couplings: [...OF_A_BODY, ...OF_AN_ACCEPTANCE],
    behaviour: on(['booked'], edited(forTheDemonstration)),
  },
  {
    id: 'created-body-without-id',
    rule: 'book.created.body-id',
    description: 'The Appointment is returned as it was sent, without the id that it was given.',
    couplings: ['book.created.location-ids', 'book.created.url-stable'],
    behaviour: on(['booked'], withoutElement(['id'])),
  },
  {
    id: 'created-body-as-sent',
    rule: 'book.created.body-id',
    description: 'The body of a booking is sent back as it came, without what the server made of it.',
    couplings: [
      'book.created.body-version',
      'book.created.location-ids',
      'book.created.url-stable',
      'fhir.create.last-updated',
    ],
    behaviour: on(
      ['booked'],
      all(
        withoutElement(['id']),
        withoutElement(['meta', 'versionId']),
        withoutElement(['meta', 'lastUpdated']),
      ),
    ),
  },
  {
    id: 'created-body-id-number',
    rule: 'book.created.body-id',
    description: 'Appointments are numbered, and JSON gets the id as the number that the database has.',
    couplings: ['book.created.location-ids', 'book.created.url-stable', 'fhir.response.valid'],
    behaviour: {
      idToAssign: (uuid) => String(Number.parseInt(uuid.slice(0, 8), 16)),
      ...on(
        ['booked'],
        edited<Appointment>(({ id, ...others }) => ({ ...others, id: Number(id) })),
      ),
    },
  },
  {
    id: 'created-body-id-with-type',
    rule: 'book.created.body-id',
    description:
      'The id in the body is what libraries call one: with the type before it, and the version behind.',
    couplings: ['book.created.location-ids', 'book.created.url-stable', 'fhir.response.valid'],
    behaviour: on(
      ['booked'],
      edited<Appointment>(({ id, ...others }) => ({ ...others, id: `Appointment/${id}/_history/1` })),
    ),
  },
  {
    id: 'created-body-without-version',
    rule: 'book.created.body-version',
    description: 'The Appointment is returned with its id, but without meta.versionId.',
    couplings: ['book.created.location-ids', 'book.created.url-stable'],
    behaviour: on(['booked'], withoutElement(['meta', 'versionId'])),
  },
  {
    id: 'created-body-version-number',
    rule: 'book.created.body-version',
    description: 'The version id in the body is a number.',
    couplings: ['book.created.location-ids', 'book.created.url-stable', 'fhir.response.valid'],
    behaviour: on(['booked'], versionWritten(Number)),
  },
  {
    id: 'created-body-version-of-etag',
    rule: 'book.created.body-version',
    description: 'The version id in the body is the ETag, with its mark and its quotes.',
    couplings: [
      'book.created.location-ids',
      'book.created.url-stable',
      'book.created.etag',
      'fhir.etag.version',
      'fhir.response.valid',
    ],
    behaviour: on(
      ['booked'],
      versionWritten((versionId) => `W/"${versionId}"`),
    ),
  },
];

/** Writes the version id of the Appointment in another way. */
function versionWritten(write: (versionId: string) => unknown): Change {
  return edited<Appointment>((appointment) => ({
    ...appointment,
    meta: { ...appointment.meta, versionId: write(appointment.meta?.versionId ?? '') },
  }));
}

const DEMONSTRATION_NUMBER = '9876543210';

function forTheDemonstration(appointment: Appointment): Appointment {
  const contained = (appointment.contained ?? []).map((each) =>
    isPatient(each) ? withNhsNumber(each, DEMONSTRATION_NUMBER) : each,
  );
  return { ...appointment, contained };
}

function withNhsNumber({ identifier = [], ...patient }: Patient, value: string): Patient {
  const identifiers = identifier.map((each) =>
    each.system === SYSTEMS.nhsNumber ? { ...each, value } : each,
  );
  return { ...patient, identifier: identifiers };
}
