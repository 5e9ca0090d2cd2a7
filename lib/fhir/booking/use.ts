/**
 * What an Appointment is for: the body of a booking (`request`), what a provider returns (`response`), or a returned
 * Appointment that is sent back to cancel it (`cancel`).
 */
export type BookingUse = 'request' | 'response' | 'cancel';
