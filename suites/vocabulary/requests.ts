import { anAppointment } from '../../fixtures/appointment';
import type { RequestVariant } from '../../fixtures/requests';
import type { Booking, Target } from '../../lib/target';

/** Sends a plain booking in the way of this request. */
export async function bookAs(target: Target, request: RequestVariant): Promise<Booking> {
  const bearer = await target.bearer('patient/appointment.write');
  return target.book(anAppointment(), request.options({ bearer, format: target.settings.format }));
}
