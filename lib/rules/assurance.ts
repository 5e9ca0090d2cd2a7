import { urgentCareGuide } from './documents';

/** One requirement of the NHS provider assurance script, and which rules of ours look at it. */
export interface AssuranceRequirement {
  /** Its number in the script, by which reviewers know it. */
  readonly id: string;
  /** The test of the script that it belongs to. */
  readonly test: string;
  readonly title: string;
  /** What is asked of the provider. */
  readonly requirement: string;
  /** The rules that show whether it is met, wholly or in part. */
  readonly rules: readonly string[];
  readonly covered: 'wholly' | 'partly' | 'not';
  /** What these rules leave open, or why none can show it, and where the script and the API's pages disagree. */
  readonly why: string | null;
}

/** The script: an Excel file that this page of the urgent-care implementation guide offers to suppliers. */
export const ASSURANCE_SCRIPT = {
  title: 'Care Connect Provider Assurance Test Scripts',
  link: urgentCareGuide('dep_testplan').link,
} as const;

/**
 * The numbers that the script passes over. They stand in a catalogue of the NHS (SCAL) that is not public; several of its
 * neighbours in the script seem to hold what they ask.
 */
export const UNPUBLISHED_REQUIREMENTS: readonly string[] = [
  'P6',
  'P15',
  'P16',
  'P17',
  'P18',
  'P20',
  'P21',
  'P22',
  'P28',
  'P30',
  'P32',
  'P33',
  'P34',
  'P37',
];

/** Where the script and the booking page ask for two different answers to the same request. */
const UNAUTHORIZED =
  'The script wants a bad token answered with 401; the page Book an appointment wants 403, and its rule decides.';

const NO_SEARCH =
  'The search for slots is outside this suite: it is used to find slots, and what it leaves out or adds is not judged.';

const IN_LOGS = 'What a provider writes into its own logs cannot be seen through the API; look at the logs.';

const IN_REPORTS =
  'What a provider can report about its own use cannot be seen through the API; the report itself has to be shown.';

/** A report for management that the provider has to be able to give; the script tells no more of it than its number. */
function reporting(id: string, test: string, number: string): AssuranceRequirement {
  return {
    id,
    test,
    title: `Reporting: rep-prov-${number}`,
    requirement: `The system keeps the data of the report rep-prov-${number}, and can give that report.`,
    rules: [],
    covered: 'not',
    why: IN_REPORTS,
  };
}

/** Every requirement of the script, in its order. */
export const assuranceRequirements: readonly AssuranceRequirement[] = [
  {
    id: 'P1',
    test: 'T1',
    title: 'The token is checked for its form and its mandatory claims',
    requirement:
      'The provider reads the JWT from the Authorization header, checks that it is well formed and has every mandatory claim, and refuses the request when it is not.',
    rules: [
      'book.jwt-missing.status',
      'book.jwt-invalid.status',
      'book.jwt.outcome',
      'book.safety.jwt-enforced',
      'uec.jwt.claims',
    ],
    covered: 'partly',
    why: `${UNAUTHORIZED} It is judged on bookings alone, and missing claims with the overlay uec alone.`,
  },
  {
    id: 'P2',
    test: 'T2',
    title: 'The token is checked for its time',
    requirement:
      'The provider refuses a request whose JWT is not valid at that time, give or take what clocks may differ.',
    rules: ['book.jwt-invalid.status', 'book.safety.jwt-enforced', 'uec.jwt.expired'],
    covered: 'partly',
    why: `${UNAUTHORIZED} That a token which expired lately is refused at all is judged with the overlay uec alone. A token issued in the future is sent, and never judged: the script counts such a time among those of a good token, and no page says what to do with it.`,
  },
  {
    id: 'P3',
    test: 'T3',
    title: 'The token is checked for its audience',
    requirement: 'The provider refuses a request whose JWT is meant for another address than its own.',
    rules: ['http.jwt.audience', 'book.jwt-invalid.status'],
    covered: 'partly',
    why: `${UNAUTHORIZED} It is judged on bookings alone, and only where JWT_AUDIENCE says which audience is the right one.`,
  },
  {
    id: 'P4',
    test: 'T4',
    title: 'The token is checked for its scope',
    requirement: 'The provider refuses a request for which the scope in its JWT is not enough.',
    rules: ['uec.jwt.scope', 'book.jwt-invalid.status'],
    covered: 'partly',
    why: `${UNAUTHORIZED} That such a token is refused at all is judged on bookings, and with the overlay uec alone.`,
  },
  {
    id: 'P5',
    test: 'T5',
    title: 'The audit log tells who asked, as the token says',
    requirement:
      'Entries in the audit log name the organisation, the user and the system that the JWT names as the origin of the request.',
    rules: [],
    covered: 'not',
    why: IN_LOGS,
  },
  {
    id: 'P7',
    test: 'T6',
    title: 'Organisation and role may decide what is allowed',
    requirement:
      'Where the provider is configured to let only some organisations or roles do something, it refuses the others.',
    rules: [],
    covered: 'not',
    why: 'It is optional, and whom a provider turns away is set on its own screens. The script wants 401 here, and the urgent-care implementation guide 403.',
  },
  {
    id: 'P8',
    test: 'T7',
    title: 'The capability statement describes the system',
    requirement: 'The provider gives a CapabilityStatement on request, and what stands in it is true.',
    rules: ['fhir.response.valid', 'fhir.media-type'],
    covered: 'partly',
    why: 'The suite asks for it once, and judges that it is valid FHIR if it comes. No rule demands it, or compares it with what the provider does.',
  },
  {
    id: 'P9',
    test: 'T8',
    title: 'Answers come in the format that was asked for',
    requirement: 'The provider answers in JSON or in XML as the consumer asks, in Accept or in the query.',
    rules: ['fhir.media-type', 'fhir.charset'],
    covered: 'partly',
    why: 'A run asks for one format in Accept, so that both take two runs (FORMAT). The parameter _format, and requests that ask for none, are not judged.',
  },
  {
    id: 'P10',
    test: 'T9',
    title: 'A search names a service that the provider knows',
    requirement: 'The provider checks that the HealthcareService in a search for slots is one of its own.',
    rules: [],
    covered: 'not',
    why: NO_SEARCH,
  },
  {
    id: 'P11',
    test: 'T10',
    title: 'A search finds the slots that were asked for',
    requirement:
      'The provider answers a search with a Bundle of the slots that match it, and of the further resources that were asked for.',
    rules: [],
    covered: 'not',
    why: NO_SEARCH,
  },
  {
    id: 'P12',
    test: 'T10',
    title: 'A search gives each resource once',
    requirement: 'A resource that several of the slots refer to stands in the Bundle only once.',
    rules: ['fhir.response.valid'],
    covered: 'partly',
    why: 'In the searches that the suite makes to find slots, a fullUrl that comes twice breaks FHIR itself. Searches for more than slots, in which it matters, are outside this suite.',
  },
  {
    id: 'P13',
    test: 'T10',
    title: 'Each Schedule names its service',
    requirement: 'Each Schedule in the answer to a search has a HealthcareService as an actor.',
    rules: [],
    covered: 'not',
    why: NO_SEARCH,
  },
  {
    id: 'P14',
    test: 'T11',
    title: 'A slot has its profile, Schedule, times and status',
    requirement:
      'Each slot that a search finds claims the profile CareConnect-Slot-1, refers to its Schedule, has a start, an end and a status, and is free where free ones were asked for.',
    rules: ['fhir.response.valid', 'fhir.response.profile'],
    covered: 'partly',
    why: 'Base FHIR asks for Schedule, start, end and status, and is judged in the searches that the suite makes to find slots. That a slot claims its profile, and is as free as was asked for, is not.',
  },
  {
    id: 'P19',
    test: 'T12',
    title: 'A search brings what it was asked to include',
    requirement:
      'Practitioner, PractitionerRole, Organization and HealthcareService of the slots come with them where the search asks for it.',
    rules: [],
    covered: 'not',
    why: NO_SEARCH,
  },
  {
    id: 'P23',
    test: 'T13',
    title: 'Slots lie in the time that was asked for',
    requirement: 'No slot starts before or after the time that the search names.',
    rules: [],
    covered: 'not',
    why: NO_SEARCH,
  },
  {
    id: 'P24',
    test: 'T14',
    title: 'One request books, without any before it',
    requirement:
      'A booking takes a single request, which works as a whole or not at all; the patient need not be registered first.',
    rules: ['book.use-case.slot', 'book.created.status', 'book.safety.no-side-effect'],
    covered: 'wholly',
    why: null,
  },
  {
    id: 'P25',
    test: 'T15',
    title: 'A booking is stored, and takes its slot',
    requirement:
      'When the Appointment is sound and its slot free, the provider records the booking and no longer holds the slot for free.',
    rules: [
      'book.use-case.slot',
      'book.created.url-stable',
      'fhir.create.keeps-content',
      'book.safety.slot-consumed',
      'book.safety.no-double-booking',
      'book.safety.race',
    ],
    covered: 'wholly',
    why: null,
  },
  {
    id: 'P26',
    test: 'T16',
    title: 'A booking is answered with 201 and the Appointment',
    requirement: 'The answer has status 201, and the booked Appointment with its new id for a body.',
    rules: [
      'book.created.status',
      'book.created.body',
      'book.created.body-id',
      'book.created.location-ids',
      'fhir.create.ignores-id',
    ],
    covered: 'wholly',
    why: null,
  },
  {
    id: 'P27',
    test: 'T17',
    title: 'The id of a booking is never used again',
    requirement: 'The id that the provider gives to a booking is that of no other one, then or later.',
    rules: ['book.created.location-ids', 'fhir.read.id', 'book.created.url-stable'],
    covered: 'partly',
    why: 'It is judged among the bookings of one run; no run can see those that were or will be made otherwise. That ids are UUIDs is advice, and not judged.',
  },
  {
    id: 'P29',
    test: 'T18',
    title: 'A slot that is gone is refused with 422',
    requirement:
      'When the slot is not free, the answer has status 422 and an OperationOutcome of one issue, which says in given words that the slot is gone.',
    rules: ['book.business-rule.status', 'book.business-rule.outcome', 'book.safety.no-double-booking'],
    covered: 'partly',
    why: 'Status, and an OperationOutcome that explains it, are judged; the very words and codes are not, since the API’s pages ask for none. Where the script and the page Book an appointment say 422, the urgent-care implementation guide lists 409.',
  },
  {
    id: 'P31',
    test: 'T19',
    title: 'A cancellation is stored as a new version',
    requirement:
      'The provider takes the cancelled Appointment as it is sent, keeps the versions before, and answers with 200, Last-Modified and an ETag that holds the new version.',
    rules: [
      'book.created.put-supported',
      'fhir.update.headers',
      'fhir.update.new-version',
      'book.created.url-stable',
      'fhir.vread.version',
    ],
    covered: 'partly',
    why: 'This suite is about booking; it judges cancellations by what FHIR asks of any update, which lets 201 pass as well as 200. The page Cancel an appointment asks for a Location, too, which is not judged.',
  },
  {
    id: 'P35',
    test: 'T20',
    title: 'The log tells of malformed requests, and whose they were',
    requirement:
      'A request that is malformed is logged as a mistake of the consumer, with what is needed to find out which one.',
    rules: [],
    covered: 'not',
    why: IN_LOGS,
  },
  {
    id: 'P36',
    test: 'T21',
    title: 'Every error comes with an OperationOutcome',
    requirement:
      'Each answer with a status of 4xx or 5xx has an OperationOutcome with an id, and with severity, code and detail of what went wrong.',
    rules: ['fhir.error.outcome', 'fhir.outcome.valid', 'uec.outcome.always', 'uec.outcome.detail'],
    covered: 'partly',
    why: 'For the page Book an appointment and for FHIR an OperationOutcome is a SHOULD, and gives a warning; with the overlay uec it is a MUST. An id is asked for by the script alone: with the overlay, a text does as well.',
  },
  reporting('P38', 'T22', '01'),
  reporting('P39', 'T23', '02'),
  reporting('P40', 'T24', '03'),
  reporting('P41', 'T25', '04'),
  reporting('P42', 'T26', '05'),
];

/** The numbers of the requirements that this rule covers, wholly or in part, in the order of the script. */
export function requirementsOf(rule: string): readonly string[] {
  return assuranceRequirements.filter(({ rules }) => rules.includes(rule)).map(({ id }) => id);
}
