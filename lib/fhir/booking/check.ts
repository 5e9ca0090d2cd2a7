import { isObject } from '../json';
import { type Report, show } from '../report';
import { checkAppointment } from './appointment';
import { BookingFindings } from './findings';
import type { BookingUse } from './use';

/**
 * Checks an Appointment against the tables of elements of the NHS Booking API 2.0.4, pages Appointment, Patient,
 * DocumentReference and Slot (https://developer.nhs.uk/apis/nhsbooking-2.0.4/appointment.html and so on).
 *
 * Where the pages contradict themselves or leave a choice, the reading that accuses nobody wrongly is taken: such
 * findings are warnings or information.
 */
export function checkBooking(resource: unknown, use: BookingUse, report: Report): void {
  if (!isObject(resource)) return;
  if (resource.resourceType === 'Appointment') {
    checkAppointment(resource, use, new BookingFindings(report, 'Appointment'));
  } else {
    const message = `Expected an Appointment, found ${show(resource.resourceType)}.`;
    report({ code: 'business-rule', rule: 'booking:resource-type', path: 'resourceType', message });
  }
}
