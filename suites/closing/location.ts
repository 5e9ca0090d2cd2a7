/**
 * The last look at what was booked: after all other suites, and after every booking was cancelled.
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success
 */
import type { Exchange } from '../../lib/http';
import type { RememberedBooking } from '../../lib/runner/session';
import type { Interaction } from '../../lib/target';
import { expectSameVersion, lastLook, Recorded, ruleOnEach, session } from '../vocabulary';

lastLook('Reading every Location when the run is over', () => {
  const reads: Array<RememberedBooking & { read: Exchange }> = [];

  if (!session().selected('book.created.url-stable')) return;
  beforeAll(async () => {
    const { target, remembered } = session();
    await target.cleanUp();
    for (const booking of remembered) {
      if (target.isStopped) break;
      const read = new Recorded<Interaction>();
      await read.fill(() => target.readVersion(booking.location));
      if (read.wasSent) reads.push({ ...booking, read: read.result.exchange });
    }
  });

  ruleOnEach(
    'book.created.url-stable',
    () => reads.map(({ read, ...booking }) => ({ ...booking, exchange: read.id, read })),
    ({ read, created, location }) => expectSameVersion(read, created, location),
  );
});
