/** Where a rule is written: a document's title and the public address of one of its sections. */
interface Place {
  readonly document: string;
  readonly link: string;
}

const BOOKING_API = 'https://developer.nhs.uk/apis/nhsbooking-2.0.4';
const URGENT_CARE_GUIDE = 'https://developer.nhs.uk/apis/uec-appointments';
const FHIR_STU3 = 'http://hl7.org/fhir/STU3';

/** A section of the page Book an appointment. */
export function bookAnAppointment(
  section: 'use-case' | 'security' | 'request' | 'success' | 'failure' | 'headers',
): Place {
  return { document: 'Book an appointment', link: `${BOOKING_API}/book_an_appointment.html#${section}` };
}

/** A section of the page Get a specific appointment. */
export function getAnAppointment(section: 'patient'): Place {
  return {
    document: 'Get a specific appointment',
    link: `${BOOKING_API}/get_an_appointment.html#${section}`,
  };
}

/** A section of the Appointment page, which describes the body that the booking page asks for. */
export function appointmentResource(section: 'key-fhir-elements-for-booking'): Place {
  return { document: 'Appointment', link: `${BOOKING_API}/appointment.html#${section}` };
}

/** A section of FHIR STU3's page RESTful API; that on rejected updates is known by its number alone. */
export function restfulApi(
  section:
    | 'create'
    | 'read'
    | 'vread'
    | 'update'
    | 'concurrency'
    | 'versioning'
    | 'mime-type'
    | '2.21.0.10.1',
): Place {
  return { document: 'RESTful API (FHIR STU3)', link: `${FHIR_STU3}/http.html#${section}` };
}

/** The page OperationOutcome of FHIR STU3. */
export function operationOutcome(): Place {
  return { document: 'OperationOutcome (FHIR STU3)', link: `${FHIR_STU3}/operationoutcome.html#resource` };
}

/** A section of the page Resource of FHIR STU3, which says what all resources have in common. */
export function resourceDefinition(section: 'Resource' | 'Meta'): Place {
  return { document: 'Resource (FHIR STU3)', link: `${FHIR_STU3}/resource.html#${section}` };
}

const RFCS = {
  7519: 'RFC 7519 (JSON Web Token)',
  9110: 'RFC 9110 (HTTP Semantics)',
} as const;

/** A section of an RFC. */
export function rfc(number: keyof typeof RFCS, section: string): Place {
  return {
    document: RFCS[number],
    link: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
  };
}

/** A page of the urgent-care implementation guide. */
export function urgentCareGuide(
  page:
    | 'dep_testplan'
    | 'er_errorhandling'
    | 'er_overview'
    | 'fs_authentication'
    | 'fs_patientcontact'
    | 'fs_times'
    | 'fs_xti',
): Place {
  return { document: 'Urgent-care implementation guide', link: `${URGENT_CARE_GUIDE}/${page}.html` };
}

/** Pages of the urgent-care implementation guide, as a sentence about a conflict cites them. */
export const guide = {
  errors: `the urgent-care implementation guide, Error Handling - Overview (${URGENT_CARE_GUIDE}/er_overview.html)`,
  authentication: `the urgent-care implementation guide, Authentication with NHS Booking (${URGENT_CARE_GUIDE}/fs_authentication.html)`,
  integrity: `the urgent-care implementation guide, Transactional Integrity (${URGENT_CARE_GUIDE}/fs_xti.html)`,
} as const;
