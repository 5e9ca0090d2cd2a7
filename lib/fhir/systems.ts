/**
 * The canonical URLs of the booking: profiles, extensions, identifier systems and code systems.
 * Profiles: https://fhir.hl7.org.uk/STU3/StructureDefinition/ (HL7 UK CareConnect, STU3).
 */

const STRUCTURE_DEFINITION = 'https://fhir.hl7.org.uk/STU3/StructureDefinition';
const CODE_SYSTEM = 'https://fhir.hl7.org.uk/STU3/CodeSystem';

/** Canonical URLs of the CareConnect profiles of the booking, by the resource type that they constrain. */
export const CARECONNECT = {
  Appointment: `${STRUCTURE_DEFINITION}/CareConnect-Appointment-1`,
  DocumentReference: `${STRUCTURE_DEFINITION}/CareConnect-DocumentReference-1`,
  HealthcareService: `${STRUCTURE_DEFINITION}/CareConnect-HealthcareService-1`,
  Location: `${STRUCTURE_DEFINITION}/CareConnect-Location-1`,
  Organization: `${STRUCTURE_DEFINITION}/CareConnect-Organization-1`,
  Patient: `${STRUCTURE_DEFINITION}/CareConnect-Patient-1`,
  Practitioner: `${STRUCTURE_DEFINITION}/CareConnect-Practitioner-1`,
  PractitionerRole: `${STRUCTURE_DEFINITION}/CareConnect-PractitionerRole-1`,
  Schedule: `${STRUCTURE_DEFINITION}/CareConnect-Schedule-1`,
  Slot: `${STRUCTURE_DEFINITION}/CareConnect-Slot-1`,
} as const;

/** Canonical URLs of the CareConnect extensions that a booking may carry. */
export const EXTENSIONS = {
  appointmentCancellationReason: `${STRUCTURE_DEFINITION}/Extension-CareConnect-AppointmentCancellationReason-1`,
  bookingOrganisation: `${STRUCTURE_DEFINITION}/Extension-CareConnect-BookingOrganisation-1`,
  deliveryChannel: `${STRUCTURE_DEFINITION}/Extension-CareConnect-DeliveryChannel-1`,
  ethnicCategory: `${STRUCTURE_DEFINITION}/Extension-CareConnect-EthnicCategory-1`,
  nhsCommunication: `${STRUCTURE_DEFINITION}/Extension-CareConnect-NHSCommunication-1`,
  nhsNumberVerificationStatus: `${STRUCTURE_DEFINITION}/Extension-CareConnect-NHSNumberVerificationStatus-1`,
} as const;

/** Identifier systems and code systems, as they stand in `identifier.system` and `coding.system`. */
export const SYSTEMS = {
  nhsNumber: 'https://fhir.nhs.uk/Id/nhs-number',
  odsOrganisation: 'https://fhir.nhs.uk/Id/ods-organization-code',
  odsSite: 'https://fhir.nhs.uk/Id/ods-site-code',
  sdsUser: 'https://fhir.nhs.uk/Id/sds-user-id',
  sdsRoleProfile: 'https://fhir.nhs.uk/Id/sds-role-profile-id',
  /** Identifiers of Slots and DocumentReferences: the value is a UUID. */
  uuid: 'https://tools.ietf.org/html/rfc4122',
  /** Identifiers whose value is a URL. */
  uri: 'urn:ietf:rfc:3986',
  documentType: 'urn:oid:2.16.840.1.113883.2.1.3.2.4.18.17',
  nhsNumberVerification: `${CODE_SYSTEM}/CareConnect-NHSNumberVerificationStatus-1`,
} as const;
