import type { Fault } from './fault';
import { answerFaults } from './urgent-care-answers';
import { guideBookingFaults } from './urgent-care-bookings';
import { requestFaults } from './urgent-care-requests';

/** Faults that only the implementation guide for urgent and emergency care knows as such. */
export const urgentCareFaults: readonly Fault[] = [
  ...answerFaults,
  ...requestFaults,
  ...guideBookingFaults,
].map((fault) => ({ ...fault, overlay: 'uec' }));
