/**
 * Cases that show faults which show in few cases of a rule that is judged in many. Which case that is only the suites know,
 * so it is not the fault that names it. Without the right one here, every case is sent for the fault: nothing is lost but
 * time.
 */
export const TELLING_CASES: Readonly<Record<string, string>> = {
  'booking-table-400': 'Booking with a delivery channel in a string',
  'unknown-code-500': 'Booking with a status that is spelt wrong',
  'correlation-id-lower-case': 'Booking with an X-Request-Id in mixed case',
  'media-type-refused-plain-json': 'Booking with a body that is said to be a PDF',
  'uec-profiles-not-validated':
    'Booking with a Patient without name;Booking for an NHS number whose check digit is wrong',
  'uec-invariants-not-validated': 'Booking with a participant who is nobody',
  'uec-contained-not-validated':
    'Booking with a Patient without name;Booking for an NHS number whose check digit is wrong',
  'uec-unknown-elements-ignored': 'Booking with an element that FHIR does not have',
};
