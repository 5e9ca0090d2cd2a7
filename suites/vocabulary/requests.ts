import { anAppointment } from '../../fixtures/appointment';
import type { RequestVariant } from '../../fixtures/requests';
import { session } from '../../lib/runner/session';
import type { Booking, Target } from '../../lib/target';
import { exchange, type Recorded } from './exchange';

/** The plain booking that refusals are compared with: made once in a run, by the first case that needs it. */
export function plainBooking(): Recorded<Booking> {
  session().needPlainBooking();
  return exchange((target) => target.control(anAppointment()));
}

/** Sends a plain booking in the way of this request. */
export async function bookAs(target: Target, request: RequestVariant): Promise<Booking> {
  const bearer = await target.bearer('patient/appointment.write');
  return target.book(anAppointment(), request.options({ bearer, format: target.settings.format }));
}
