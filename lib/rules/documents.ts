/** Where a rule is written: a document's title and the public address of one of its sections. */
interface Place {
  readonly document: string;
  readonly link: string;
}

const BOOKING_API = 'https://developer.nhs.uk/apis/nhsbooking-2.0.4';
const URGENT_CARE_GUIDE = 'https://developer.nhs.uk/apis/uec-appointments';

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

/** Pages of the urgent-care implementation guide, as a sentence about a conflict cites them. */
export const guide = {
  errors: `the urgent-care implementation guide, Error Handling - Overview (${URGENT_CARE_GUIDE}/er_overview.html)`,
  authentication: `the urgent-care implementation guide, Authentication with NHS Booking (${URGENT_CARE_GUIDE}/fs_authentication.html)`,
  integrity: `the urgent-care implementation guide, Transactional Integrity (${URGENT_CARE_GUIDE}/fs_xti.html)`,
} as const;
